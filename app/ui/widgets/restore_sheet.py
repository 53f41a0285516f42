"""Going back to a backup: what is in it, what would be lost from sight, and a word that has to be typed."""

import shlex

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.core.filters import CallFilter
from app.ledger import Backup, Contents, contents, restoring
from app.ui import formats
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.models.health_found import backup_reason
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Facts
from app.ui.widgets.labels import text_label


class RestoreSheet(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, backup: Backup) -> None:
        super().__init__(context, parent, width_px=620, height_px=600)
        self.name(
            self.tr("Go back to this backup"),
            self.tr(
                "A ledger cannot be exchanged while calls are written into it. What you decide here happens "
                "when Tollgate starts the next time; until then calls go on as ever."
            ),
        )
        self._backup = backup
        self._word = self.tr("restore")
        self._facts = Facts()
        self._lost = text_label("", wrap=True)
        self._typed = QLineEdit()
        ask = self.tr("Type “{word}” to go back to it at the next start").format(word=self._word)
        self._typed.setAccessibleName(ask)
        self._typed.textChanged.connect(self._show_if_ready)
        command = f"tollgate restore {shlex.quote(backup.name)} --forward"
        code = QFrame()
        code.setProperty("kind", "code")
        row = QHBoxLayout(code)
        row.setContentsMargins(14, 10, 10, 10)
        line = text_label(command, "mono", wrap=True)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = IconButton(context.theme, "copy", name=self.tr("Copy the command"), kind="flat")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(command))
        row.addWidget(line, 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._lost)
        self.body.addSpacing(4)
        self.body.addWidget(text_label(ask, "value", wrap=True))
        self.body.addWidget(self._typed)
        self.body.addSpacing(4)
        self.body.addWidget(
            text_label(
                self.tr(
                    "Or quit Tollgate and run this: it goes back at once, and then takes the calls that came "
                    "after the backup from the ledger that was there."
                ),
                "soft",
                wrap=True,
            )
        )
        self.body.addWidget(code)
        self.body.addStretch()
        self.add_close()
        self._go = self._act_button(self.tr("Restore at the next start"), self._on_go)
        self._go.setEnabled(False)
        self._found: Contents | None = None
        self._look()

    def _look(self) -> None:
        path, reader = self._backup.path, self._context.engine.ledger.reader

        def work(_: Job) -> tuple[Contents, int, int]:
            found = contents(path)
            after = reader.summary(CallFilter(since_us=(found.last_us or 0) + 1)).calls
            return found, reader.summary(CallFilter()).calls, after

        self.look(work, self._on_looked)

    def _on_looked(self, answer: tuple[Contents, int, int]) -> None:
        found, now, after = answer
        self._found = found
        zone = self._context.lens.zone

        def moment(time_us: int | None) -> str:
            return formats.NOTHING if time_us is None else formats.moment_of(time_us, zone)

        self._facts.show_facts(
            [
                (self.tr("Made"), f"{moment(self._backup.made_us)}, {backup_reason(self._backup)}"),
                (self.tr("Calls in it"), formats.count(found.calls)),
                (self.tr("From"), moment(found.first_us)),
                (self.tr("To"), moment(found.last_us)),
                (self.tr("Schema"), str(len(found.steps))),
                (self.tr("Size"), formats.size(self._backup.size_bytes)),
                (self.tr("File"), str(self._backup.path)),
            ]
        )
        self._lost.setText(
            self.tr(
                "The ledger of now has {now} calls, {after} of them after this backup. It is kept beside the "
                "restored one, in the same folder, so nothing is lost for good."
            ).format(now=formats.count(now), after=formats.count(after))
        )
        self._typed.setFocus()
        self._show_if_ready()

    def _show_if_ready(self) -> None:
        typed = self._typed.text().strip().casefold() == self._word.casefold()
        self._go.setEnabled(typed and self._found is not None and not self.busy)

    def _on_go(self) -> None:
        ledger, chosen = self._context.engine.ledger.path, self._backup.path
        self.begin(lambda _: restoring.decide(ledger, chosen), self._on_decided)

    def _on_decided(self, _nothing: None) -> None:
        self.tell(self.tr("The backup takes the ledger's place when Tollgate starts the next time."))
        self.accept()
