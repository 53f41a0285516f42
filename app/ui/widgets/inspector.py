"""All that is known of one call."""

import json
import logging
from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.calls import Call
from app.core.money import PICO_PER_NUSD, decimal_usd, half_even
from app.core.prices import PER, in_dollars, in_words
from app.core.pricing import REPORTED, CostLine
from app.core.records import as_record
from app.services.explaining import cost_lines
from app.ui import formats
from app.ui.context import Context
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Facts
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.timeline import Timeline

_log = logging.getLogger("tollgate")


class Inspector(QFrame):
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._call: Call | None = None
        theme = context.theme
        self.setProperty("kind", "inspector")
        self.setAccessibleName(self.tr("Inspector"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model = ElidedLabel("", "heading", Qt.TextElideMode.ElideMiddle)
        self._status = text_label("", "value")
        self._when = text_label("", "small", wrap=True)
        self._error = text_label("", wrap=True)
        self._error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._error_frame = QFrame()
        self._error_frame.setProperty("kind", "banner")
        self._error_frame.setProperty("tone", "bad")
        QVBoxLayout(self._error_frame).addWidget(self._error)
        self._timeline = Timeline(theme)
        self._usage, self._cost, self._lines, self._facts = Facts(), Facts(), Facts(), Facts()
        self._links = QWidget()
        self._links_row = FlowLayout(self._links)
        copy = IconButton(
            theme, "copy", name=self.tr("Copy this call as JSON"), kind="flat", act=self.copy_json
        )
        close = IconButton(
            theme, "close", name=self.tr("Close the inspector (Esc)"), kind="flat", act=self.closed.emit
        )
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 8, 6)
        head.setSpacing(2)
        head.addWidget(self._model, 1)
        head.addWidget(copy)
        head.addWidget(close)
        self._body = QWidget()
        self._body.setProperty("kind", "inspector-body")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(8)
        for part in (self._status, self._when, self._error_frame, self._links):
            column.addWidget(part)
        for heading, part in (
            (self.tr("Timing"), self._timeline),
            (self.tr("Usage"), self._usage),
            (self.tr("Cost"), self._cost),
            (self.tr("Facts"), self._facts),
        ):
            column.addSpacing(8)
            column.addWidget(text_label(heading, "heading"))
            column.addWidget(part)
            if part is self._cost:
                column.addWidget(self._lines)
        column.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("What is known of this call"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(self._scroll, 1)

    def show_call(self, call: Call) -> None:
        self._call = call
        self._model.setText(call.model or call.path)
        self._status.setText(f"✓ {formats.status_of(call)}" if call.ok else f"✕ {formats.status_of(call)}")
        set_style(self._status, "tone", "good" if call.ok else "bad")
        self._when.setText(formats.moment_long(call.started_us, self._context.lens.zone))
        self._error.setText(call.error_message or "")
        self._error_frame.setVisible(bool(call.error_message))
        self._timeline.show_call(call)
        self._usage.show_facts(self._usage_facts(call))
        self._cost.show_facts(self._cost_facts(call))
        self._lines.hide()
        self._ask_for_lines(call)
        self._facts.show_facts(self._other_facts(call))
        self._show_links(call)

    def copy_json(self) -> None:
        if self._call is not None:
            text = json.dumps(as_record(self._call), indent=2, ensure_ascii=False)
            QGuiApplication.clipboard().setText(text)
            self._context.frame.say(self.tr("Copied the call as JSON"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _usage_facts(self, call: Call) -> list[tuple[str, str]]:
        usage = call.usage
        named = [
            (self.tr("Input, not cached"), usage.input_tokens),
            (self.tr("Read from cache"), usage.cache_read_tokens),
            (self.tr("Written to cache, 5 min"), usage.cache_write_5m_tokens),
            (self.tr("Written to cache, 1 h"), usage.cache_write_1h_tokens),
            (self.tr("Output"), usage.output_tokens),
            (self.tr("Reasoning"), usage.reasoning_tokens),
            (self.tr("Audio in"), usage.audio_in_tokens),
            (self.tr("Audio out"), usage.audio_out_tokens),
            (self.tr("Image in"), usage.image_in_tokens),
            (self.tr("Image out"), usage.image_out_tokens),
            (self.tr("Web searches"), usage.web_searches),
            (self.tr("Images"), usage.images),
        ]
        facts = [(name, formats.count(count)) for name, count in named if count is not None]
        if usage.total_tokens is not None:
            facts.append((self.tr("Total tokens"), formats.count(usage.total_tokens)))
        speed = call.output_tokens_per_second
        if speed is not None:
            facts.append((self.tr("Output speed"), formats.speed(speed)))
        facts.append((self.tr("How it is known"), self._basis_of_usage(call)))
        return facts

    def _basis_of_usage(self, call: Call) -> str:
        return {
            "measured": self.tr("reported by the provider"),
            "estimated": self.tr("estimated by Tollgate"),
            "partial": self.tr("counted until the answer was cut"),
            "none": self.tr("not reported"),
        }[call.usage_basis]

    def _cost_facts(self, call: Call) -> list[tuple[str, str]]:
        basis = {
            "catalogue": self.tr("the price catalogue"),
            "override": self.tr("your own price"),
            "provider": self.tr("the provider's own figure"),
            "free": self.tr("free"),
            "unpriced": self.tr("no price is known for this model"),
        }[call.cost_basis]
        facts: list[tuple[str, str]] = []
        if call.covered:
            facts.append((self.tr("This call"), self.tr("$0, covered by your subscription")))
            if call.equivalent_nusd is not None:
                facts.append(
                    (self.tr("By the API it would have cost"), formats.dollars(_plain(call.equivalent_nusd)))
                )
        elif call.cost_nusd is not None:
            facts.append((self.tr("This call"), formats.dollars(_plain(call.cost_nusd))))
        if call.worth_nusd is not None:
            produced = call.usage.total_tokens
            if produced and call.worth_nusd:
                million = call.worth_nusd * 1_000_000 // produced
                facts.append((self.tr("Per million tokens"), formats.usd(million)))
        facts.append((self.tr("By"), basis))
        if call.price_ref:
            facts.append((self.tr("Price"), in_words(call.price_ref)))
        return facts

    def _ask_for_lines(self, call: Call) -> None:
        engine = self._context.engine
        prices, providers = engine.prices, engine.providers

        def read() -> Sequence[CostLine]:
            return cost_lines(call, prices.list.catalogue, prices.book, prices.own, providers.all)

        self._context.queries.ask("cost-lines", read, self._on_lines, self._on_no_lines, call.id)

    def _on_lines(self, lines: Sequence[CostLine]) -> None:
        """What the provider told as a whole has no lines of its own."""
        shown = [_line_words(line) for line in lines if line.component != REPORTED]
        self._lines.show_facts(shown)
        self._lines.setVisible(bool(shown))

    def _on_no_lines(self, error: Exception) -> None:
        _log.warning("How a call's cost came about could not be told: %s", error)

    def _other_facts(self, call: Call) -> list[tuple[str, str]]:
        named: list[tuple[str, object]] = [
            (self.tr("Request"), f"{call.method} {call.path}"),
            (self.tr("Model answered"), call.model_answered if call.model_answered != call.model else None),
            (self.tr("Provider"), call.provider),
            (self.tr("Account"), call.account),
            (self.tr("Wire"), call.wire),
            (self.tr("Client"), call.client),
            (self.tr("Project"), call.project),
            (self.tr("Session"), call.session),
            (self.tr("Tags"), ", ".join(call.tags)),
            (self.tr("Streamed"), self.tr("yes") if call.stream else self.tr("no")),
            (self.tr("Finish reason"), call.finish_reason),
            (self.tr("Service tier"), call.service_tier),
            (self.tr("Messages"), call.message_count),
            (self.tr("Tools offered"), call.tools_count),
            (self.tr("Tool calls"), call.tool_calls),
            (self.tr("Max tokens"), call.max_tokens),
            (self.tr("Temperature"), call.temperature),
            (self.tr("Attempts"), call.attempts if call.attempts > 1 else None),
            (self.tr("Request size"), formats.size(call.request_bytes)),
            (self.tr("Answer size"), formats.size(call.response_bytes)),
            (self.tr("Response id"), call.response_id),
            (self.tr("Provider's request id"), call.upstream_request_id),
            (self.tr("Call id"), call.id),
            (self.tr("Clock"), self.tr("it jumped during this call") if call.clock_jumped else None),
            (self.tr("Not understood"), call.problem),
        ]
        return [(name, str(value)) for name, value in named if value not in (None, "")]

    def _show_links(self, call: Call) -> None:
        while (item := self._links_row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for condition, value, text in (
            ("model", call.model, self.tr("Same model")),
            ("client", call.client, self.tr("Same client")),
            ("session", call.session, self.tr("Same session")),
        ):
            if value:
                self._links_row.addWidget(
                    IconButton(
                        self._context.theme,
                        "filter",
                        text,
                        name=self.tr("{text}: {value}").format(text=text, value=value),
                        kind="link",
                        act=self._narrower(condition, value),
                        colour="accent",
                    )
                )

    def _narrower(self, condition: str, value: str) -> Callable[[], None]:
        def narrow() -> None:
            self._context.lens.narrow(condition, value)

        return narrow


def _line_words(line: CostLine) -> tuple[str, str]:
    each = _with_cents(in_dollars(line.component, line.unit_pico))
    price = formats.price_each(line.component, formats.dollars(each))
    amount = formats.dollars(_plain(half_even(line.amount_pico, PICO_PER_NUSD)))
    timed = line.component in PER
    quantity = formats.duration(line.quantity * 1000) if timed else formats.count(line.quantity)
    note = f" ({line.note})" if line.note else ""
    return formats.component(line.component), f"{quantity} × {price} =\N{NO-BREAK SPACE}{amount}{note}"  # noqa: RUF001


def _plain(nusd: int) -> str:
    return _with_cents(decimal_usd(nusd))


def _with_cents(text: str) -> str:
    """Exactly, but with cents where it has none."""
    return text if len(text.partition(".")[2]) >= 2 else f"{Decimal(text):.2f}"
