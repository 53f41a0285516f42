"""All that is known of the prices of one model: each tier and time, and which of them counts now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.prices import COMPONENTS
from app.services.price_table import PriceLine
from app.ui import formats
from app.ui.context import Context
from app.ui.models.price_entries import ModelFound, PriceEntry, price_text, provenance, when_text
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Facts
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import ElidedLabel, text_label


class PriceDetail(QFrame):
    closed = Signal()
    set_wanted = Signal(object)  # the entry that it is about
    unset_wanted = Signal(object)
    what_if_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        theme = context.theme
        self._context = context
        self._entry: PriceEntry | None = None
        self._blocks: list[_Block] = []
        self.setProperty("kind", "inspector")
        self.setAccessibleName(self.tr("Prices of a model"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model = ElidedLabel("", "heading", Qt.TextElideMode.ElideMiddle)
        self._provider = text_label("", "soft")
        self._why = text_label("", wrap=True)
        self._names = text_label("", "small", wrap=True)
        close = IconButton(
            theme, "close", name=self.tr("Close the prices (Esc)"), kind="flat", act=self.closed.emit
        )
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 8, 6)
        head.addWidget(self._model, 1)
        head.addWidget(close)
        self._acts = QWidget()
        flow = FlowLayout(self._acts)
        self._set = IconButton(
            theme, "edit", self.tr("Set your own…"), kind="link", act=self._on_set, colour="accent"
        )
        self._unset = IconButton(
            theme, "undo", self.tr("Back to the list's"), kind="link", act=self._on_unset, colour="accent"
        )
        self._what_if = IconButton(
            theme, "scales", self.tr("What if…"), kind="link", act=self._on_what_if, colour="accent",
            name=self.tr("What if your calls had gone to this model"),
        )  # fmt: skip
        for button in (self._set, self._unset, self._what_if):
            flow.addWidget(button)
        body = QWidget()
        body.setProperty("kind", "inspector-body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 0, 16, 16)
        self._column.setSpacing(8)
        for part in (self._provider, self._why, self._acts):
            self._column.addWidget(part)
        self._list = QVBoxLayout()
        self._list.setSpacing(14)
        self._column.addLayout(self._list)
        self._column.addWidget(self._names)
        self._column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("All prices of this model"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(scroll, 1)

    @property
    def entry(self) -> PriceEntry | None:
        return self._entry

    def show_entry(self, entry: PriceEntry) -> None:
        """What is at hand at once; `show_model` brings the rest."""
        self._entry = entry
        self._model.setText(entry.model)
        self._provider.setText(self.tr("at {provider}").format(provider=entry.provider))
        self._set.setVisible(entry.kind != "mapped")
        self._unset.setVisible(entry.kind != "list")
        self._unset.setText(self.tr("End this") if entry.kind == "mapped" else self.tr("Back to the list's"))
        self._what_if.setVisible(entry.kind == "list")
        if entry.mapped is not None:
            to = f"{entry.mapped.seller}/{entry.mapped.model}".rstrip("/")
            self._why.setText(self.tr("Its calls have the prices of {model}.").format(model=to))
            self._show_lines([])
            self._names.setText("")

    def show_model(self, found: ModelFound) -> None:
        self._why.setText(found.why)
        self._show_lines(found.lines)
        self._names.setText(
            self.tr("Other names: {names}").format(names=", ".join(found.names)) if found.names else ""
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_lines(self, lines: list[PriceLine]) -> None:
        while len(self._blocks) < len(lines):
            block = _Block()
            self._blocks.append(block)
            self._list.addWidget(block)
        made = self._entry.made if self._entry else None
        for place, block in enumerate(self._blocks):
            block.setVisible(place < len(lines))
            if place < len(lines):
                line = lines[place]
                own = made if made is not None and made.override.band.ref == line.band.ref else None
                said = "" if own is None else formats.moment_of(own.created_us, self._context.lens.zone)
                block.show_line(line, said, own.made_by if own else "", own.reason if own else "")

    def _on_set(self) -> None:
        self.set_wanted.emit(self._entry)

    def _on_unset(self) -> None:
        self.unset_wanted.emit(self._entry)

    def _on_what_if(self) -> None:
        self.what_if_wanted.emit(self._entry)


class _Block(QFrame):
    """One row of prices: for which calls, since when, from where, and each of its components."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "code")
        self._head = text_label("", "value", wrap=True)
        self._note = text_label("", "small", wrap=True)
        self._facts = Facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for part in (self._head, self._note, self._facts):
            column.addWidget(part)

    def show_line(self, line: PriceLine, made_at: str, made_by: str, reason: str) -> None:
        own = line.source == "override"
        head = [self.tr("Your price") if own else self.tr("List price")]
        head.append(line.tier or self.tr("every tier"))
        if line.above_tokens:
            head.append(self.tr("prompts over {n}").format(n=formats.count(line.above_tokens)))
        mark = "✓ " if line.used_now else ""
        self._head.setText(mark + "  ·  ".join(head))
        notes = [self.tr("Counts now")] if line.used_now else []
        if line.overridden:
            notes.append(self.tr("Your own price stands in its place"))
        since = self.tr("since {day}") if line.from_us and not line.until_us else "{day}"
        notes.append(since.format(day=when_text(line)) or self.tr("for all time"))
        if line.hours:
            notes.append(self.tr("{hours} UTC").format(hours=line.hours))
        if made_at:
            who = {"window": self.tr("window"), "command line": self.tr("command line")}.get(made_by, made_by)
            notes.append(self.tr("set {at}, by the {who}").format(at=made_at, who=who))
        if reason:
            notes.append(reason)
        self._note.setText("  ·  ".join(notes))
        self._note.setToolTip(provenance(line))
        prices = sorted(line.band.prices.items(), key=lambda price: COMPONENTS.index(price[0]))
        facts = [
            (formats.component(name), formats.price_each(name, price_text(name, pico)))
            for name, pico in prices
        ]
        self._facts.show_facts(facts or [(self.tr("Every call"), self.tr("free"))])
