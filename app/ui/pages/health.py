"""Whether everything is as it should be: what was looked at, when, what came of it, and what to do."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.core.news import Scope
from app.ledger import restoring
from app.platform.home import write_private
from app.services.diagnostics import gather
from app.services.operations import perform
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.models.health_found import HealthFound, backup_reason, care_name, pointing_words, read_health
from app.ui.pages.page import Page
from app.ui.ways import in_window
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card, Facts, card_of
from app.ui.widgets.care_card import CareCard
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.live_cards import LiveCards
from app.ui.widgets.pending_restore import PendingRestore
from app.ui.widgets.restore_sheet import RestoreSheet
from app.ui.widgets.scroll_canvas import ScrollCanvas
from app.ui.widgets.short_table import ShortRow, ShortTable
from app.ui.widgets.slow_query_sheet import SlowQuerySheet
from app.ui.widgets.sparkline import Sparkline
from app.ui.widgets.states import StateView
from app.ui.widgets.unlock_sheet import UnlockSheet

_LIVE_MS = 1_000
_LOOK_EVERY = 10  # beats
_BACKUPS, _QUERIES, _FAULTS = 8, 6, 6


class HealthPage(Page):
    listens_to = Scope.HEALTH | Scope.PRICES

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._found: HealthFound | None = None
        self._beats = 0
        self._verdict = text_label("", "title", wrap=True)
        self._looked = text_label("", "soft", wrap=True)
        self._amiss = text_label("", wrap=True)
        self._amiss.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._save = IconButton(
            theme, "download", self.tr("Save diagnostics…"), act=self._on_save_wanted, colour="text_soft"
        )
        self._save.setToolTip(self.tr("A text for a report of trouble, without keys, prompts or answers"))
        self._pending = PendingRestore(context)
        self._live = LiveCards(context)
        self._ledger, self._keys = Facts(), Facts()
        self._months = Sparkline(theme, self.tr("Calls by month"))
        self._months.setMinimumHeight(theme.tokens.px(44))
        self._months_words = text_label("", "small", wrap=True)
        self._unlock = IconButton(theme, "lock", self.tr("Unlock…"), act=self._on_unlock)
        self._lock = IconButton(theme, "lock", self.tr("Lock now"), act=self._on_lock)
        self._care = CareCard(context)
        self._backups = ShortTable(
            theme, self.tr("Backups"), (self.tr("Made"), self.tr("Why"), self.tr("Size"))
        )
        self._no_backups = text_label(
            self.tr("There is no backup yet. One is made every day while Tollgate runs."), "soft", wrap=True
        )
        self._tools = ShortTable(
            theme, self.tr("Connected tools"), (self.tr("Tool"), self.tr("Points at"), self.tr("State"))
        )
        self._no_tools = text_label(self.tr("No tool was connected by Tollgate."), "soft", wrap=True)
        self._checks = Facts()
        self._slow = ShortTable(
            theme,
            self.tr("Slow queries"),
            (self.tr("Question"), self.tr("Times"), self.tr("At worst"), self.tr("Index")),
        )
        self._no_slow = text_label(
            self.tr("No query took longer than a quarter of a second."), "soft", wrap=True
        )
        self._faults = ShortTable(
            theme, self.tr("Faults"), (self.tr("What happened"), self.tr("With"), self.tr("When"))
        )
        self._no_faults = text_label(self.tr("No fault is on record."), "soft", wrap=True)
        self._state = StateView(theme)
        self._forms = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_beat)
        self._arrange()
        self._connect()
        self._state.say("clock", self.tr("Looking…"))
        self._forms.setCurrentWidget(self._state)

    def _arrange(self) -> None:
        theme = self.context.theme
        head = Card(self.tr("How it stands"))
        head.heading.hide()
        head.note.hide()
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._verdict, 1)
        top.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)
        head.body.addLayout(top)
        head.body.addWidget(self._amiss)
        head.body.addWidget(self._looked)
        keys = card_of(self.tr("Keys"), self._keys)
        row = QHBoxLayout()
        row.addWidget(self._unlock)
        row.addWidget(self._lock)
        row.addStretch()
        keys.body.insertLayout(keys.body.count() - 1, row)
        backups = card_of(self.tr("Backups"), self._backups, self._no_backups)
        backups.note.setText(self.tr("choose one to see what is in it"))
        live = Columns(
            theme,
            [
                self._live.proxy,
                self._live.writer,
                self._care,
                backups,
                card_of(self.tr("Ledger"), self._ledger, self._months, self._months_words),
                keys,
            ],
            [(720, (1, 1)), (0, (1,))],
        )
        rest = Columns(
            theme,
            [
                card_of(self.tr("Checks"), self._checks),
                card_of(self.tr("Connected tools"), self._tools, self._no_tools),
                card_of(self.tr("Faults"), self._faults, self._no_faults),
                card_of(self.tr("Slow queries"), self._slow, self._no_slow),
            ],
            [(860, (1, 1)), (0, (1,))],
        )
        self._content = scroll = ScrollCanvas(self.tr("Health of the proxy and of the ledger"))
        for part in (self._pending, head, live, rest):
            scroll.column.addWidget(part)
        scroll.column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._forms)
        self._forms.addWidget(scroll)
        self._forms.addWidget(self._state)

    def _connect(self) -> None:
        self._care.done.connect(self.refresh_soon)
        self._backups.chosen.connect(self._on_backup_chosen)
        self._slow.chosen.connect(self._on_slow_chosen)
        self._pending.called_off.connect(self._on_called_off)
        self.context.bridge.proxy_changed.connect(self.refresh_soon)
        self.context.bridge.settings_changed.connect(self.refresh_soon)

    def take_focus(self) -> None:
        self._content.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._live.show_now()
        self._timer.start(_LIVE_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _on_beat(self) -> None:
        self._live.show_now()
        self._beats += 1
        if self._beats % _LOOK_EVERY == 0 and not self._care.bar.busy:
            self.refresh_soon()

    # ---- reading

    def refresh(self) -> None:
        engine, lens = self.context.engine, self.context.lens
        self.context.queries.ask("health", lambda: read_health(engine, lens), self._on_read, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._forms.setCurrentWidget(self._state)

    def _on_read(self, found: HealthFound) -> None:
        self._found = found
        self._show_verdict(found)
        self._pending.setVisible(found.restoring)
        self._show_ledger(found)
        self._show_keys(found)
        self._care.show_runs(found.condition.runs)
        self._show_tables(found)
        self._checks.show_facts(
            [
                (
                    f"{'✓' if f.ok else '✕'} {f.what.capitalize()}",
                    f.detail if f.ok else f"{f.detail}. {f.advice}",
                )
                for f in found.findings
            ]
        )
        self._forms.setCurrentWidget(self._content)

    # ---- showing

    def _show_verdict(self, found: HealthFound) -> None:
        """Only what was looked at is said to be well, and when that was."""
        amiss = found.amiss
        if amiss:
            self._verdict.setText("✕  " + self.tr("%Ln thing(s) to look at", "", len(amiss)))
        else:
            self._verdict.setText("✓  " + self.tr("Nothing wrong was found"))
        set_style(self._verdict, "tone", "bad" if amiss else "good")
        self._amiss.setText("\n".join(f"•  {one}" for one in amiss))
        self._amiss.setVisible(bool(amiss))
        proof = found.condition.runs.get("verify")
        proven = (
            self.tr("the ledger was not proven yet")
            if proof is None
            else self.tr("the ledger was proven {ago}").format(
                ago=formats.ago(found.read_us - proof.started_us)
            )
        )
        checks = self.tr("%Ln check(s) passed", "", sum(f.ok for f in found.findings))
        at = formats.moment_of(found.read_us, self.context.lens.zone)
        self._looked.setText(
            self.tr("Looked at {at}: {checks}, {proven}.").format(at=at, checks=checks, proven=proven)
        )

    def _show_ledger(self, found: HealthFound) -> None:
        condition = found.condition
        facts = [
            (self.tr("Size"), formats.size(condition.size_bytes)),
            (
                self.tr("Growth a month"),
                self.tr("about {size}").format(size=formats.size(found.bytes_a_month)),
            ),
            (self.tr("Calls"), formats.count(condition.calls)),
            (self.tr("Free inside"), formats.size(condition.free_bytes)),
            (self.tr("Not yet in the file"), formats.size(condition.log_bytes)),
        ]
        if condition.purged_until_us:
            until = formats.moment_of(condition.purged_until_us, self.context.lens.zone)
            facts.append((self.tr("Only sums before"), until))
        facts.append((self.tr("File"), str(self.context.engine.ledger.path)))
        self._ledger.show_facts(facts)
        calls = [totals.calls for _, totals in found.months]
        self._months.show_points(calls)
        self._months.setVisible(any(calls))
        self._months_words.setVisible(any(calls))
        if any(calls):
            self._months_words.setText(
                self.tr(
                    "Calls by month, {n} months. This month {calls} so far, about {size} of the file."
                ).format(
                    n=len(calls),
                    calls=formats.count(calls[-1]),
                    size=formats.size(round(calls[-1] * found.bytes_a_call)),
                )
            )

    def _show_keys(self, found: HealthFound) -> None:
        locked = bool(found.keys["locked"])
        store = (
            self.tr("an encrypted file") if found.store == "file" else self.tr("the keyring of this computer")
        )
        kept = self.tr("%Ln key(s)", "", found.kept_keys)
        if found.channel_secrets:
            kept = self.tr("{keys}, and secrets of alert channels").format(keys=kept)
        self._keys.show_facts(
            [
                (self.tr("State"), self.tr("locked") if locked else self.tr("calls can have them")),
                (self.tr("Kept"), kept),
                (self.tr("In memory just now"), formats.count(found.keys["in_memory"])),
                (self.tr("New ones go into"), store),
                (self.tr("Trouble"), in_window(found.keys["trouble"] or "") or self.tr("none")),
            ]
        )
        self._unlock.setVisible(locked)
        self._lock.setVisible(not locked and found.kept_keys + found.channel_secrets > 0)

    def _show_tables(self, found: HealthFound) -> None:
        zone, now = self.context.lens.zone, found.read_us
        backups = [
            ShortRow(
                b.name, (formats.moment_of(b.made_us, zone), backup_reason(b), formats.size(b.size_bytes))
            )
            for b in found.backups[:_BACKUPS]
        ]
        tools = [ShortRow(t.name, (t.name, t.url, pointing_words(t.state))) for t in found.tools]
        slow = [
            ShortRow(
                q.sql,
                (
                    " ".join(q.sql.split()),
                    formats.count(q.times),
                    formats.duration(q.worst_us),
                    self.tr("used") if q.searches else self.tr("not used"),
                ),
            )
            for q in found.condition.slow_queries[:_QUERIES]
        ]
        record = self.tr("A record, set aside")
        faults = [
            ShortRow(
                str(f.at_us),
                (f.reason, record if f.kind == "record" else care_name(f.kind), formats.ago(now - f.at_us)),
            )
            for f in found.faults[:_FAULTS]
        ]
        for table, none, rows in (
            (self._backups, self._no_backups, backups),
            (self._tools, self._no_tools, tools),
            (self._slow, self._no_slow, slow),
            (self._faults, self._no_faults, faults),
        ):
            table.show_rows(rows)
            table.setVisible(bool(rows))
            none.setVisible(not rows)

    # ---- acts

    def _on_backup_chosen(self, name: str) -> None:
        backup = next((b for b in self._found.backups if b.name == name), None) if self._found else None
        if backup is not None:
            self._open(RestoreSheet(self.context, self, backup))

    def _open(self, sheet: ActingSheet) -> None:
        sheet.acted.connect(self._on_acted)
        sheet.open()

    def _on_acted(self, said: str, _back: list[Step], _results: list[Any]) -> None:
        self.context.frame.say(said)
        self.refresh_soon()

    def _on_called_off(self) -> None:
        path = self.context.engine.ledger.path
        self.context.acts.do(
            partial(restoring.call_off, path),
            self._on_act_done,
            lambda error: self.context.frame.say(str(error)),
        )

    def _on_slow_chosen(self, sql: str) -> None:
        queries = self._found.condition.slow_queries if self._found else ()
        query = next((q for q in queries if q.sql == sql), None)
        if query is not None:
            SlowQuerySheet(self.context, self, query).open()

    def _on_unlock(self) -> None:
        needed = self._found is not None and bool(self._found.keys["needs_passphrase"])
        self._open(UnlockSheet(self.context, self, passphrase=needed))

    def _on_lock(self) -> None:
        act = partial(perform, self.context.engine, "key.lock", {}, "window")
        self.context.acts.do(act, self._on_act_done, lambda error: self.context.frame.say(str(error)))

    def _on_act_done(self, _result: Any) -> None:
        self.refresh_soon()

    def _on_save_wanted(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save diagnostics"), str(Path.home() / "tollgate-diagnostics.txt"), "*.txt"
        )
        if name:
            self.save_diagnostics(Path(name))

    def save_diagnostics(self, path: Path) -> None:
        engine = self.context.engine
        self._save.setEnabled(False)
        self.context.jobs.start(
            lambda _: write_private(path, gather(engine)), partial(self._on_saved, path), self._on_save_failed
        )

    def _on_saved(self, path: Path, _nothing: None) -> None:
        self._save.setEnabled(True)
        self.context.frame.say(self.tr("Saved {path}").format(path=path))

    def _on_save_failed(self, error: BaseException) -> None:
        self._save.setEnabled(True)
        self.context.frame.say(self.tr("The diagnostics could not be saved: {error}").format(error=error))


PAGE = HealthPage
