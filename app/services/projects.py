"""The projects and their rules; and past calls that are given another project, with a way back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from app.core.calls import Call
from app.core.errors import ProjectError
from app.core.filters import CallFilter
from app.core.projects import COLOURS, Project, Rule, Traits, first_fitting
from app.ledger import Ledger, Reader, project_register, register, retagging
from app.platform.clock import now_us

_TELL_EVERY_CALLS = 500
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
Choice = Callable[[Call], str | None]  # the project that a call should have; None: it keeps its own


class Projects:
    """In memory, as immutable values that are swapped when something changes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.all: Mapping[str, Project] = {}
        self.rules: tuple[Rule, ...] = ()
        self.by_folder = False  # whether any rule looks at where the calling program works
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps."""
        self.all = {project.name: project for project in project_register.projects(self._ledger.reader)}
        self.rules = tuple(project_register.rules(self._ledger.reader))
        self.by_folder = any(rule.folder for rule in self.rules)

    def get(self, name: str) -> Project:
        self.reload()  # calls may have brought it since
        try:
            return self.all[name]
        except KeyError:
            raise ProjectError(
                f"There is no project {name!r}.", "`tollgate project list` shows them."
            ) from None

    def now_called(self, name: str | None) -> str | None:
        """Of a call that began before its project was renamed."""
        return self._ledger.names.now_called("project", name)

    def add(self, name: str, colour: str | None = None) -> Project:
        name = _checked(name)
        self.reload()
        if name in self.all and self.all[name].colour:
            raise ProjectError(f"There is already a project {name!r}.")
        taken = sum(bool(project.colour) for project in self.all.values())
        colour = _checked_colour(colour or COLOURS[taken % len(COLOURS)])
        project = Project(name, colour, created_us=now_us())
        self._keep(project)
        return project

    def paint(self, name: str, colour: str) -> Project:
        """Without a colour it is as one that nobody made, but calls name."""
        project = replace(self.get(name), colour=_checked_colour(colour))
        self._keep(project)
        return project

    def archive(self, name: str, *, archived: bool) -> Project:
        known = self.get(name)
        project = replace(known, archived=archived, colour=known.colour or COLOURS[0])
        self._keep(project)
        return project

    def rename(self, old: str, new: str) -> None:
        self.get(old)
        register.rename(self._ledger, "project", old, _checked(new)).result()
        self.reload()

    def add_rule(self, rule: Rule) -> int:
        if not (rule.path or rule.model or rule.client or rule.folder):
            raise ProjectError("A rule has to say which calls: by path, model, client or folder.")
        _checked(rule.project)
        id_ = project_register.keep_rule(self._ledger, rule, now_us()).result()
        self.reload()
        return id_

    def order_rules(self, ids: Sequence[int]) -> tuple[Rule, ...]:
        """The first that fits a call decides, so their order counts."""
        self.reload()
        if sorted(ids) != sorted(rule.id for rule in self.rules):
            raise ProjectError(
                "The rules are others by now.", "Look at them again, and put them in their order anew."
            )
        project_register.order_rules(self._ledger, ids).result()
        self.reload()
        return self.rules

    def remove_rule(self, id_: int) -> Rule:
        rule = next((rule for rule in self.rules if rule.id == id_), None)
        if rule is None:
            raise ProjectError(f"There is no rule {id_}.", "`tollgate project rule list` shows them.")
        project_register.remove_rule(self._ledger, id_).result()
        self.reload()
        return rule

    def _keep(self, project: Project) -> None:
        project_register.keep_project(self._ledger, project).result()
        self.reload()


def by_rules(rules: Iterable[Rule]) -> Choice:
    """Rules apply to past calls that have no project; folders are not known any more."""
    known = tuple(rules)

    def choose(call: Call) -> str | None:
        if call.project is not None:
            return None
        return first_fitting(known, Traits(call.path, call.model, call.client))

    return choose


def always(project: str) -> Choice:
    name = _checked(project)
    return lambda _: name


def preview(
    reader: Reader, chosen: CallFilter, choice: Choice, progress: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """What `retag` would do now. Writes nothing. `progress` hears when the call ran that is looked at."""
    sums: dict[tuple[str | None, str], int] = {}
    for call, project in _changes(reader, chosen, choice, progress):
        sums[(call.project, project)] = sums.get((call.project, project), 0) + 1
    return _outcome(sums, None)


def retag(ledger: Ledger, chosen: CallFilter, choice: Choice, *, made_by: str, reason: str) -> dict[str, Any]:
    """Give the chosen calls another project, in batches that are each whole."""
    return _retag(ledger, _changes(ledger.reader, chosen, choice), made_by, reason)


def retag_these(ledger: Ledger, ids: Iterable[str], project: str, *, made_by: str) -> dict[str, Any]:
    """The same for calls by their ids."""
    name = _checked(project)
    calls = (call for id_ in ids if (call := ledger.reader.call(id_)) is not None)
    return _retag(ledger, ((call, name) for call in calls if call.project != name), made_by, "")


def _retag(ledger: Ledger, found: Iterator[tuple[Call, str]], made_by: str, reason: str) -> dict[str, Any]:
    sums: dict[tuple[str | None, str], int] = {}
    act: int | None = None
    while batch := list(islice(found, retagging.BATCH_CALLS)):
        if act is None:
            act = retagging.begin(ledger, made_by, reason, now_us()).result()
        retagging.retag(ledger, act, [(call.id, project) for call, project in batch]).result()
        for call, project in batch:
            sums[(call.project, project)] = sums.get((call.project, project), 0) + 1
    if act is not None:
        retagging.finish(ledger, act, now_us())
    return _outcome(sums, act)


def undo_retag(ledger: Ledger) -> dict[str, Any]:
    """Take back the last one that was not taken back yet."""
    last = retagging.latest(ledger.reader)
    if last is None:
        raise ProjectError("There is nothing to take back: no calls were given another project.")
    seq = calls = 0
    done = False
    while not done:
        seq, restored, done = retagging.undo_step(ledger, last.id, seq).result()
        calls += restored
    retagging.undone(ledger, last.id, now_us())
    return {"retag": last.id, "calls": calls, "left": last.calls - calls}


def _changes(
    reader: Reader, chosen: CallFilter, choice: Choice, progress: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[Call, str]]:
    until_us = now_us() if chosen.until_us is None else chosen.until_us
    for number, call in enumerate(reader.each_call(chosen.within(chosen.since_us, until_us))):
        if number % _TELL_EVERY_CALLS == 0:
            progress(call.started_us)
        wanted = choice(call)
        if wanted is not None and wanted != call.project:
            yield call, wanted


def _outcome(sums: Mapping[tuple[str | None, str], int], act: int | None) -> dict[str, Any]:
    rows = [
        {"from": old, "to": new, "calls": calls}
        for (old, new), calls in sorted(sums.items(), key=lambda item: -item[1])
    ]
    return {"retag": act, "calls": sum(sums.values()), "projects": rows}


def _checked_colour(colour: str) -> str:
    if colour and not _COLOUR.fullmatch(colour):
        raise ProjectError(f"{colour!r} is no colour.", "Write one such as #4477aa.")
    return colour.lower()


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise ProjectError("A project's name has 1 to 100 characters that can be seen.")
    return name
