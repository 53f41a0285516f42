"""That the proxy is off, where somebody is about to send tools to it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.context import Context
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label


def proxy_address(context: Context) -> str | None:
    """Where it listens, or will when it is switched on; None where another program may be at that address."""
    engine = context.engine
    if engine.proxy.url is not None:
        return engine.proxy.url
    if context.bridge.proxy.trouble:
        return None
    return f"http://127.0.0.1:{engine.settings.number('proxy.port')}"


class ProxyNotice(QFrame):
    """There while the proxy is off, with the switch."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setProperty("kind", "banner")
        self._words = text_label("", wrap=True)
        row = QHBoxLayout(self)
        row.addWidget(self._words, 1)
        row.addWidget(
            IconButton(context.theme, "play", self.tr("Switch the proxy on"), act=self._on_switch_wanted)
        )
        context.bridge.proxy_changed.connect(self._show)
        self._show()

    def _show(self, _news: object = None) -> None:
        trouble = self._context.bridge.proxy.trouble
        self._words.setText(
            self.tr("The proxy is off, so there is no address for your tools yet. {why}").format(why=trouble)
            if trouble
            else self.tr("The proxy is off: calls of your tools fail until it is on.")
        )
        self.setAccessibleName(self._words.text())
        self.setVisible(self._context.engine.proxy.url is None)

    def _on_switch_wanted(self) -> None:
        self._context.frame.switch_proxy(on=True)
