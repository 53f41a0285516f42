"""Pointing tools at the proxy and giving their configuration back: planned and shown first, then written.

What is needed for the way back is in `connections/` of the home, readable by its owner only: a record a tool,
and the originals beside it until they are put back. Both are written before the tool's own file is, so that a
death in between leaves nothing that could not be undone.
"""

import codecs
import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from app.core.errors import AppError
from app.core.redaction import redact
from app.platform import foreign_files
from app.platform.clock import now_us
from app.platform.home import Home
from app.services import connections
from app.services.connections import ConnectedFile, Connection
from app.services.edits.changing import Change, form_of, make, take_back
from app.services.edits.tree import Unchangeable, Unreadable
from app.services.recipes import Address, Tool, ToolFile, find_tool, load_tools

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one file. `after` is None where it is taken away again."""

    path: Path  # as the user knows it
    before: bytes | None
    after: bytes | None
    target: Path | None = None  # the file itself, behind all links

    @property
    def place(self) -> Path:
        return self.target or foreign_files.target_of(self.path)

    @property
    def does_nothing(self) -> bool:
        return self.before == self.after

    def diff(self) -> str:
        """A unified diff, without the secrets that such files may hold."""
        old, new = (_lines(content) for content in (self.before, self.after))
        gone = "/dev/null"
        lines = difflib.unified_diff(
            old,
            new,
            str(self.path) if self.before is not None else gone,
            str(self.path) if self.after is not None else gone,
            lineterm="",
        )
        return "\n".join(redact(line) for line in lines)


@dataclass(frozen=True, slots=True)
class Plan:
    """What `connect` or `disconnect` would do, and what there is to say about it."""

    tool: Tool
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    connection: Connection | None = None  # as it is to be remembered; None when it ends

    @property
    def does_nothing(self) -> bool:
        return all(step.does_nothing for step in self.steps)


class Connecting:
    def __init__(self, home: Home) -> None:
        self._store = connections.Store(home.connections)

    def all(self) -> list[Connection]:
        return self._store.all()

    def tools(self) -> list[str]:
        """Those that are connected, also where the record of it is damaged."""
        return self._store.tools()

    def find(self, tool: str) -> Connection | None:
        return self._store.find(tool)

    def state(self, connection: Connection) -> str:
        """connected, edited since, parked while Tollgate does not run, or lost: nothing of it is left."""
        if connection.parked:
            return "parked"
        found = {self._state(file) for file in connection.files}
        return "connected" if found == {"as left"} else "lost" if found <= {"put back", "gone"} else "edited"

    # ---- there ---------------------------------------------------------------------------------------

    def plan(self, tool: Tool, address: Address, file: Path | None = None) -> Plan:
        """Connect it, or connect it anew to another address; from what it was before us either way.

        `file` is where the first of its files is; others are where they usually are.
        """
        tool.check()
        earlier = self._store.find(tool.id)
        steps: list[Step] = []
        files: list[ConnectedFile] = []
        documents: dict[str, Any] = {}
        for index, wanted in enumerate(tool.files):
            path = file if file and not index else self._place(tool, wanted, earlier)
            target = foreign_files.target_of(path)
            current = foreign_files.read(target)
            known = next((f for f in earlier.files if f.path == str(path)), None) if earlier else None
            before = current if known is None else self._without_us(known, target, current)[0]
            text, encoding = _decoded(path, before)
            wants = tool.wants(wanted, address)
            with _naming(path):
                documents[wanted.format] = form_of(wanted.format).data(text)
                changed, changes = make(wanted.format, text, wants)
            after = before if not changes else _encoded(changed, encoding)
            steps.append(Step(path, current, after, target))
            if changes:
                digests = _digest(before), cast("str", _digest(after))
                files.append(
                    ConnectedFile(
                        str(path), wanted.format, *digests, changes, content=before, target=str(target)
                    )
                )
        planned = {step.place for step in steps}
        back = [step for known in (earlier.files if earlier else ()) for step in self._steps_back(known)[0]]
        steps += [step for step in back if step.place not in planned]  # connected there so far
        connection = Connection(tool.id, address.url, address.project, now_us(), tuple(files))
        notes = (*tool.recipe.get("effects", ()), *tool.warnings(documents))
        return Plan(tool, tuple(steps), notes, connection if files else None)

    def connect(self, plan: Plan) -> Connection | None:
        """None when nothing was to be done: it points there already, and not by us."""
        earlier = self._store.find(plan.tool.id)
        if plan.does_nothing and earlier is not None and not earlier.parked:
            return earlier
        _check_writable(plan)
        if earlier is not None:  # by way of what it was, so that a death in between leaves it there
            self.disconnect(self.plan_back(plan.tool.id))
        if plan.connection is None:
            return None
        before = {file.target: file.content for file in plan.connection.files}
        steps = [
            replace(step, before=before[str(step.place)]) for step in plan.steps if str(step.place) in before
        ]
        self._store.save(plan.connection)
        try:
            made = _write(steps)
        except AppError:
            self._store.forget(plan.tool.id)
            raise
        if not any(made.values()):
            return plan.connection
        files = tuple(
            replace(file, made_folders=tuple(str(folder) for folder in made.get(file.path, ())))
            for file in plan.connection.files
        )
        connection = replace(plan.connection, files=files)
        self._store.save(connection)
        return connection

    def _place(self, tool: Tool, wanted: ToolFile, earlier: Connection | None) -> Path:
        """Where it is connected already, else its usual place. A tool has one file of a format."""
        for known in earlier.files if earlier else ():
            if known.format == wanted.format and Path(known.path).exists():
                return Path(known.path)
        path = wanted.locate()
        if wanted is tool.files[0] and not tool.installed(path):
            raise AppError(
                f"{tool.name} does not seem to be installed: there is no {path.parent}.",
                "Start it once, or name its configuration with --file.",
            )
        return path

    # ---- and back --------------------------------------------------------------------------------------

    def plan_back(self, tool_id: str, *, park: bool = False) -> Plan:
        """The original bytes where the file is as we left it; else the user's own edits without ours."""
        connection = self._store.find(tool_id)
        if connection is None:
            name = find_tool(tool_id).name
            raise AppError(f"{name} is not connected.", "`tollgate connect` lists the tools.")
        tool = load_tools().get(tool_id) or Tool(tool_id, {"name": tool_id})
        steps: list[Step] = []
        notes: list[str] = []
        for file in connection.files:
            found, said = self._steps_back(file)
            steps += found
            notes += said
        return Plan(tool, tuple(steps), tuple(notes), replace(connection, parked=True) if park else None)

    def disconnect(self, plan: Plan) -> None:
        connection = self._store.find(plan.tool.id)
        _check_writable(plan)
        _write(plan.steps)
        if plan.connection is not None:
            self._store.save(plan.connection)
            return
        for file in connection.files if connection else ():
            if not Path(file.path).exists():
                foreign_files.remove_folders([Path(folder) for folder in file.made_folders])
        self._store.forget(plan.tool.id)

    def _steps_back(self, file: ConnectedFile) -> tuple[list[Step], list[str]]:
        """Of the file that was changed, and of what its name leads to now, if something of us is in that."""
        path = Path(file.path)
        was = _target_then(file)
        first, notes = self._step_back(file, was)
        try:
            now = foreign_files.target_of(path)
            current = None if now == was else foreign_files.read(now)
            after = self._without_us(file, now, current)[0]
        except AppError:
            if not file.target:
                raise
            return [first], notes  # whatever it leads to now is not ours
        if now != was:
            notes.append(f"{path} leads to {now} now; what was changed is {was}.")
        return [first, *([Step(path, current, after, now)] if current != after else [])], notes

    def _without_us(
        self, file: ConnectedFile, target: Path, current: bytes | None
    ) -> tuple[bytes | None, Sequence[Change]]:
        """The same where another file is in its place: it is not taken away for having little in it."""
        after, left = self._taken_back(file, current)
        if after is None and target != _target_then(file) and _digest(current) != file.after:
            return current, left
        return after, left

    def _step_back(self, file: ConnectedFile, target: Path) -> tuple[Step, list[str]]:
        path = Path(file.path)
        current = foreign_files.read(target)
        after, left = self._taken_back(file, current)
        notes: list[str] = []
        if current is None:
            notes.append(f"{path} is gone; there is nothing to put back.")
        elif left:
            names = ", ".join(".".join(str(s) for s in change.path) for change in left)
            notes.append(f"{names} in {path} was changed by somebody else since, so it stays as it is.")
        return Step(path, current, after, target), notes

    def _taken_back(
        self, file: ConnectedFile, current: bytes | None
    ) -> tuple[bytes | None, Sequence[Change]]:
        """What a file would be without us."""
        if current is None or _digest(current) == file.before:
            return current, ()
        if _digest(current) == file.after:
            original = self._store.original(file)
            if _digest(original) == file.before:
                return original, ()
        text, encoding = _decoded(Path(file.path), current)
        with _naming(
            Path(file.path), "Mend it, or put it back by hand: the original is in the home of Tollgate."
        ):
            changed, left = take_back(file.format, text, file.changes)
            blank = form_of(file.format).data(changed) in ({}, [], {"rest": []})
        if file.before is None and blank and "#" not in changed and "//" not in changed:
            return None, left
        return _encoded(changed, encoding), left

    def _state(self, file: ConnectedFile) -> str:
        path = Path(file.path)
        try:
            digest = _digest(foreign_files.read(foreign_files.target_of(path)))
        except AppError:
            return "edited"
        if digest == file.after:
            return "as left"
        return "put back" if digest == file.before else "gone" if digest is None else "edited"

    # ---- while Tollgate runs, for those who want it so ---------------------------------------------------

    def park(self) -> list[str]:
        """Put all of them back, to be connected again by `unpark`. The names of those that could not be."""
        failed: list[str] = []
        for connection in self._store.all():
            if not connection.parked:
                try:
                    self.disconnect(self.plan_back(connection.tool, park=True))
                except AppError as error:
                    failed.append(f"{connection.tool}: {error}")
        return failed

    def unpark(self, url: str, *, stale: bool = False) -> list[str]:
        """Connect again what was parked; with `stale`, also what a death left at an address that was."""
        failed: list[str] = []
        for connection in self._store.all():
            if connection.parked or (stale and connection.url != url):
                path = Path(connection.files[0].path) if len(connection.files) == 1 else None
                try:
                    tool = find_tool(connection.tool)
                    self.connect(self.plan(tool, Address(url, connection.project), path))
                except AppError as error:
                    failed.append(f"{connection.tool}: {error}")
        return failed


def _check_writable(plan: Plan) -> None:
    for step in plan.steps:
        if not step.does_nothing:
            foreign_files.check_writable(step.place)


def _write(steps: Sequence[Step]) -> Mapping[str, list[Path]]:
    """All of the files, or none of them. The folders that were made, by file."""
    made: dict[str, list[Path]] = {}
    done: list[Step] = []
    try:
        for step in steps:
            if not step.does_nothing:
                made[str(step.path)] = _write_one(step)
                done.append(step)
    except AppError:
        for step in reversed(done):
            _write_one(replace(step, before=step.after, after=step.before))
        raise
    return made


def _write_one(step: Step) -> list[Path]:
    if step.after is not None:
        return foreign_files.replace(step.place, step.before, step.after)
    assert step.before is not None
    foreign_files.remove(step.place, step.before)
    return []


def _target_then(file: ConnectedFile) -> Path:
    """What was changed, wherever a link leads by now."""
    return foreign_files.target_of(Path(file.target or file.path))


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _decoded(path: Path, content: bytes | None) -> tuple[str, tuple[bytes, str]]:
    """The text, and how it is turned into bytes again."""
    content = content or b""
    mark, encoding = next((found for found in _MARKS if content.startswith(found[0])), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding), (mark, encoding)
    except UnicodeDecodeError as error:
        raise AppError(
            f"{path} is not {encoding.upper()} text (byte {error.start}).", "Nothing was changed."
        ) from None


def _encoded(text: str, encoding: tuple[bytes, str]) -> bytes:
    return encoding[0] + text.encode(encoding[1])


def _lines(content: bytes | None) -> list[str]:
    if content is None:
        return []
    text = _decoded(Path(), content)[0] if not content.startswith(b"\x00") else ""
    lines = text.split("\n")
    last = lines.pop()
    shown = [line.removesuffix("\r") for line in lines]
    return [*shown, f"{last}\n\\ No newline at end of file"] if last else shown


class _naming:  # noqa: N801  reads as a word of a `with`
    """Trouble with a text becomes trouble with the user's file."""

    def __init__(self, path: Path, hint: str = "Nothing was changed.") -> None:
        self._path = path
        self._hint = hint

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, Unreadable):
            raise AppError(f"{self._path} cannot be understood: {error}.", self._hint) from None
        if isinstance(error, Unchangeable):
            raise AppError(
                f"{self._path} has a form that cannot be changed safely: {error}.", self._hint
            ) from None
