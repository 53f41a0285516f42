"""That the proxy is off, where somebody is about to send tools to it."""

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from app.ui.context import Context
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import text_label
from app.ui.widgets.sheet import Sheet


def proxy_address(context: Context) -> str | None:
    """Where it listens, or will when it is switched on; None where another program may be at that address."""
    engine = context.engine
    if engine.proxy.url is not None:
        return engine.proxy.url
    if context.bridge.proxy.trouble:
        return None
    return f"http://127.0.0.1:{engine.settings.number('proxy.port')}"


class ProxyNotice(QFrame):
    """There while the proxy is off, with the switch, and the way to another port where this one is taken."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setProperty("kind", "banner")
        self._words = text_label("", wrap=True)
        self._turn = IconButton(
            context.theme, "play", self.tr("Switch the proxy on"), act=self._on_switch_wanted
        )
        self._move = QPushButton()
        self._move.clicked.connect(self._on_move_wanted)
        self._pressed: QPushButton | None = None  # has the keyboard again when it is known how that went
        column = QVBoxLayout(self)
        column.addWidget(self._words)
        ways = FlowLayout()
        column.addLayout(ways)
        for button in (self._turn, self._move):
            ways.addWidget(button)
        context.switch.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        switch, off = self._context.switch, self._context.engine.proxy.url is None
        self._words.setText(
            self.tr("The proxy is off, so there is no address for your tools yet. {why}").format(
                why=switch.trouble
            )
            if switch.trouble
            else self.tr("The proxy is off: calls of your tools fail until it is on.")
        )
        self.setAccessibleName(self._words.text())
        for words, _ in switch.other_ports:
            self._move.setText(words)
            self._move.setAccessibleName(words)
        self._move.setVisible(bool(switch.other_ports))
        for button in (self._turn, self._move):
            button.setEnabled(switch.turning is None)
        self._come_or_go(there=off)
        if switch.turning is None and self._pressed is not None:
            if off:
                self._pressed.setFocus()
            self._pressed = None

    def _come_or_go(self, *, there: bool) -> None:
        goes = not self.isHidden() and not there
        if self.parentWidget() is not None or not there:  # alone it would be a window for a moment
            self.setVisible(there)
        sheet = self.window()
        if goes and isinstance(sheet, Sheet):
            sheet.fit()

    def _on_switch_wanted(self) -> None:
        self._pressed = self._turn
        self._context.switch.turn(on=True)

    def _on_move_wanted(self) -> None:
        self._pressed = self._move
        for _, move in self._context.switch.other_ports:
            move()
