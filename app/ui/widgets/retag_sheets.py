"""Past calls get another project: by hand or by the rules, looked at first, and with a way back."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.core.calls import Call
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.projects import Rule
from app.platform.clock import now_us
from app.services import projects
from app.services.projects import Choice
from app.services.repricing import filter_row
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.jobs import Job
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import FormGrid, fill, open_choice
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.labels import text_label
from app.ui.widgets.short_table import ShortRow, ShortTable

_MOST = 10
_TYPING_MS = 300


class _RetagSheet(ActingSheet):
    """`_look` asks what would change; the button is for that and no other."""

    def __init__(self, context: Context, parent: QWidget, button: str) -> None:
        super().__init__(context, parent, width_px=600)
        self._words = text_label("", "value", wrap=True)
        self._table = ShortTable(
            context.theme,
            self.tr("What would change"),
            (self.tr("Project so far"), self.tr("Then"), self.tr("Calls")),
        )
        self._bar = JobBar()
        self._text = button

    def _finish(self) -> None:
        for part in (self._words, self._table):
            self.body.addWidget(part)
        self._table.hide()
        self.body.addStretch()
        self._below.addWidget(self._bar)
        self.add_close()
        self._act_button(self._text, self._on_retag).setEnabled(False)

    def _preview(self, chosen: CallFilter, choice: Choice) -> None:
        self._say(self.tr("Looking at what would change…"))
        reader = self._context.engine.ledger.reader
        until_us = chosen.until_us or now_us()
        since_us = chosen.since_us or reader.first_us() or until_us

        def work(job: Job) -> dict[str, Any]:
            def tell(at_us: int) -> None:
                job.progress((until_us - at_us) / max(1, until_us - since_us))

            return projects.preview(reader, chosen, choice, tell)

        looking = self.look(work, self._on_looked, self._on_look_failed)
        self._bar.follow(looking, self.tr("Looking at what would change"))

    def _on_looked(self, found: dict[str, Any]) -> None:
        if not found["calls"]:
            self._words.setText(self.tr("No call would get another project."))
            return
        self._words.setText(
            self.tr("{calls} would get another project.").format(
                calls=formats.amount(found["calls"], "calls")
            )
        )
        self._table.show_rows(
            [
                ShortRow(
                    f"{row['from']}/{row['to']}",
                    (row["from"] or self.tr("none"), row["to"], formats.count(row["calls"])),
                )
                for row in found["projects"][:_MOST]
            ]
        )
        self._table.show()
        if self._button is not None:
            self._button.setEnabled(True)

    def _say(self, words: str) -> None:
        """Nothing is known to change, so nothing can be done."""
        self._words.setText(words)
        self._table.hide()
        if self._button is not None:
            self._button.setEnabled(False)

    def _on_look_failed(self, error: BaseException) -> None:
        self._say("")
        super()._on_look_failed(error)

    @abstractmethod
    def _on_retag(self) -> None:
        """The operation, on just what was looked at. Qt's classes cannot hold those below to having one."""

    def _retag(self, operation: str, words: dict[str, Any]) -> None:
        self.act(
            [Step(operation, words, long=True)],
            self.tr("The calls have their project."),
            back=[Step("calls.untag", {}, long=True)],
            waiting=self.tr("Moving the calls to their project…"),
        )


class RetagSheet(_RetagSheet):
    """The calls that were picked, or all that the filters show."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        picked: Sequence[Call],
        shown: CallFilter,
        names: Sequence[str],
    ) -> None:
        super().__init__(context, parent, self.tr("Give them the project"))
        self._picked, self._shown = picked, shown
        self.name(
            self.tr("Another project for calls"),
            self.tr("Their cost moves with them, in every report and budget. It can be taken back."),
        )
        form = FormGrid()
        scopes = [("shown", self.tr("All calls that the filters show"))]
        if picked:
            chosen = self.tr("The %Ln chosen call(s)", "", len(picked))
            scopes.insert(0, ("picked", chosen))
        self._scope = form.add_choice(self.tr("Calls"), scopes)
        self._project = open_choice("")
        fill(self._project, names)
        form.add(self.tr("Project"), self._project, self.tr("One of yours, or a new one."))
        self.body.addLayout(form)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self._look)
        self._project.currentTextChanged.connect(self._on_edited)
        self._scope.currentIndexChanged.connect(self._on_edited)
        self._finish()
        self._project.setFocus()

    def _on_edited(self) -> None:
        self.stop_looking()
        self._say("")
        self._typing.start(_TYPING_MS)

    def _look(self) -> None:
        try:
            choice = projects.always(self._project.currentText())
        except AppError:
            return  # nothing was typed yet
        if self._scope.currentData() == "shown":
            self._preview(self._shown, choice)
            return
        sums: dict[tuple[str | None, str], int] = {}
        for call in self._picked:
            name = choice(call)
            if name is not None and name != call.project:
                sums[(call.project, name)] = sums.get((call.project, name), 0) + 1
        rows = [{"from": old, "to": new, "calls": calls} for (old, new), calls in sums.items()]
        self._on_looked({"calls": sum(sums.values()), "projects": rows})

    def _on_retag(self) -> None:
        words: dict[str, Any] = {"project": self._project.currentText().strip()}
        if self._scope.currentData() == "shown":
            words["filter"] = filter_row(self._shown)
        else:
            words["ids"] = [call.id for call in self._picked]
        self._retag("calls.retag", words)

    def done(self, result: int) -> None:
        self._typing.stop()
        super().done(result)


class ApplyRulesSheet(_RetagSheet):
    """What the rules say of calls that have no project yet."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        rules: Sequence[Rule],
        spans: Sequence[tuple[str, CallFilter]],
    ) -> None:
        super().__init__(context, parent, self.tr("Apply the rules"))
        self._rules = tuple(rules)
        self.name(
            self.tr("Apply the rules to past calls"),
            self.tr(
                "New calls follow them by themselves. Of past ones only those without a project get one. "
                "Rules for folders do not count: the folder of a past call is not known any more."
            ),
        )
        form = FormGrid()
        self._span = form.add_choice(self.tr("Calls of"), [(chosen, text) for text, chosen in spans])
        self.body.addLayout(form)
        self._span.currentIndexChanged.connect(self._look)
        self._finish()
        self._look()

    def _look(self) -> None:
        self._preview(self._span.currentData(), projects.by_rules(self._rules))

    def _on_retag(self) -> None:
        self._retag("project.rule.apply", {"filter": filter_row(self._span.currentData())})


class RuleSheet(ActingSheet):
    """Calls that fit all of its patterns belong to a project."""

    def __init__(
        self, context: Context, parent: QWidget, project: str, clients: Sequence[str], models: Sequence[str]
    ) -> None:
        super().__init__(context, parent, width_px=520)
        self._project = project
        self.name(
            self.tr("A rule for {project}").format(project=project),
            self.tr(
                "A call that names no project, and whose client has none, gets it where all of this fits."
            ),
        )
        form = FormGrid()
        self.body.addLayout(form)
        self._fields: dict[str, Callable[[], str]] = {}
        for key, label, hint, choices in (
            ("client", self.tr("Client"), self.tr("Any"), clients),
            ("model", self.tr("Model"), self.tr("Any, such as gpt-5*"), models),
        ):
            box = open_choice(hint)
            box.addItems(list(choices))
            box.setCurrentText("")
            form.add(label, box)
            self._fields[key] = box.currentText
        path = form.add_line(self.tr("Path"), hint=self.tr("Any, such as */embeddings"))
        folder = form.add_line(
            self.tr("Folder"),
            hint=self.tr("any, such as ~/work/shop"),
            help_=self.tr("Of the program that calls, where that is looked at (Settings)."),
        )
        self._fields |= {"path": path.text, "folder": folder.text}
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Add the rule"), self._on_add)

    def _on_add(self) -> None:
        patterns = {key: text().strip() or None for key, text in self._fields.items()}
        self.act(
            [Step("project.rule.add", {"project": self._project, **patterns})],
            self.tr("The rule holds for new calls."),
        )
