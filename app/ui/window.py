"""The main window: the frame around the pages, and nothing of what is on them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AppError
from app.core.news import ProxyChanged
from app.core.settings import Value
from app.ui.banner import Banner
from app.ui.commands import Commands
from app.ui.context import Context
from app.ui.guide import Guide
from app.ui.icons import app_icon
from app.ui.page_stack import PageStack
from app.ui.pages import PAGES
from app.ui.pages.page import Page, PageSpec
from app.ui.pulse import Pulse
from app.ui.quitting import Quitting
from app.ui.side_bar import SideBar
from app.ui.status_bar import StatusBar
from app.ui.tool_bar import ToolBar
from app.ui.tray import Tray
from app.ui.views import View

_NARROW_PX = 960
_LONGEST_MESSAGE = 400  # the log has all of it


class Window(QMainWindow):
    """`quit_wanted` asks the session to end: the window itself never stops the engine."""

    quit_wanted = Signal()

    def __init__(self, make_context: Callable[["Window"], Context], tray: Tray, state: QSettings) -> None:
        super().__init__()
        self.context = context = make_context(self)
        self._state = state
        self._tray = tray
        self._ending = False
        self._ready = self._begun = False
        self.guides = False  # who has nothing yet is shown how to begin
        self._failed = False  # the engine could not start: there is nothing to do but to quit
        self._folded: bool | None = None  # what the user chose; None: by the room that there is
        self._picking = self._walks = False  # a page is opened from the side bar
        self._wanted = PAGES[0]
        self._part = self._act = ""  # what is to be in view on the wanted page, and done there, once
        theme = context.theme
        self.setWindowIcon(app_icon())
        self._side = SideBar(theme, PAGES)
        self._bar = ToolBar(theme, context.lens)
        self._banner = Banner(theme)
        self._status = StatusBar(theme)
        self._stack = PageStack(context)
        for part in (self._side, self._bar, self._banner, self._status):
            theme.dress(part)
        self._arrange()
        self.commands = Commands(self, self._banner, self._bar.choose_range)
        self._pulse = Pulse(context, self)
        self._guide = Guide(context, self, state, self._banner)
        self._quitting = Quitting(context, self)
        self._connect()
        self._stack.say(self.tr("Opening the ledger…"))
        self._side.mark(self._wanted.id)
        self._name_page()
        self._restore()
        self._stack.state.setFocus()  # the first page takes it over; no button looks chosen before

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part in (self._bar, self._banner):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._side)
        middle.addLayout(right, 1)
        body = QWidget()
        body.setProperty("kind", "canvas")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self._status)
        self.setCentralWidget(body)
        self.setMinimumSize(720, 480)

    def _connect(self) -> None:
        self._side.picked.connect(self._on_page_picked)
        self._stack.shown.connect(self._on_page_shown)
        self._bar.proxy_switched.connect(self._on_proxy_switched)
        self._bar.palette_wanted.connect(self.commands.open_palette)
        self._bar.report_wanted.connect(self.commands.make_report)
        self._status.url_wanted.connect(self.commands.copy_url)
        self.context.bridge.proxy_changed.connect(self._on_proxy_changed)
        self.context.switch.changed.connect(self._on_switch_changed)
        self.context.switch.failed.connect(self._on_proxy_failed)
        self.context.bridge.notified.connect(self._on_notified)
        self._status.budget_wanted.connect(self.open_place)
        self._tray.place_wanted.connect(self.open_place)
        self._pulse.beaten.connect(self._on_pulse)
        self.context.theme.changed.connect(self._fold_to_fit)
        self.context.views.chosen.connect(self._on_view_chosen)
        self._tray.open_wanted.connect(self.show_up)
        self._tray.pause_wanted.connect(self.toggle_proxy)
        self._tray.quit_wanted.connect(self.ask_to_quit)
        self._quitting.quit_wanted.connect(self.quit_wanted)

    # ---- pages

    def _on_page_picked(self, page_id: str) -> None:
        self._picking = True
        self.open_page(page_id)
        self._picking = False

    def open_page(self, page_id: str, part: str = "", act: str = "") -> None:
        self._part, self._act, self._walks = part, act, self._picking
        self._wanted = next(page for page in PAGES if page.id == page_id)
        self._side.mark(page_id)
        self._name_page()
        if self._ready:
            self._stack.open(self._wanted)

    def _name_page(self) -> None:
        title = _title(self._wanted)
        self.setWindowTitle(f"{title} · Tollgate")
        self._bar.show_page(title, uses_range=self._wanted.uses_range)

    def open_place(self, place: str) -> None:
        """A page, or `page/part`: where notifications and the tray lead."""
        page_id, _, part = place.partition("/")
        if any(page.id == page_id for page in PAGES):
            self.open_page(page_id, part)
        self.show_up()

    def _on_view_chosen(self, view: View) -> None:
        if any(page.id == view.page for page in PAGES):
            self.open_page(view.page)

    def engine_started(self) -> None:
        """The ledger is open. The proxy goes before the pages, whose imports would hold it up."""
        self._ready = True
        self.switch_proxy(on=True)

    def _begin(self) -> None:
        """Once it is known whether the proxy listens."""
        if self._begun or not self._ready:
            return
        self._begun = True
        self._pulse.start()
        self.open_page(self._wanted.id)
        if self.guides:
            self._guide.offer()

    def engine_failed(self, error: BaseException) -> None:
        message = error.message if isinstance(error, AppError) else f"{type(error).__name__}: {error}"
        hint = error.hint if isinstance(error, AppError) else ""
        if len(message) > _LONGEST_MESSAGE:
            message = message[:_LONGEST_MESSAGE] + "…"
        self._stack.state.say(
            "alert", message, hint, action=self.tr("Quit"), act=self.quit_wanted.emit, colour="bad"
        )
        self._failed = True
        self._bar.rest()
        self._side.setEnabled(False)
        self._tray.rest()
        self.commands.rest()
        self._status.show_proxy(None, self.tr("Tollgate could not start"))

    @property
    def ready(self) -> bool:
        """The ledger is open, so that there is something to act on."""
        return self._ready

    @property
    def page(self) -> Page | None:
        return self._stack.page

    def _on_page_shown(self, page: Page) -> None:
        """The keyboard goes along, but for those who walk through the side bar with it."""
        if not (self._walks and self._side.has_keyboard):
            page.take_focus()
            if self._side.has_keyboard:  # what would take it is not there yet
                page.setFocus()
        part, act = self._part, self._act
        self._part = self._act = ""
        if part:
            page.show_part(part)
        if act:
            page.do(act)

    # ---- the proxy

    def switch_proxy(self, *, on: bool) -> None:
        self.context.switch.turn(on=on)

    def toggle_proxy(self) -> None:
        if self._ready:
            self.switch_proxy(on=self.context.engine.proxy.url is None)

    def _on_proxy_switched(self, on: bool) -> None:  # noqa: FBT001  the signal's argument
        self.switch_proxy(on=on)

    def _on_switch_changed(self) -> None:
        switch, proxy = self.context.switch, self.context.bridge.proxy
        busy = switch.turning is not None
        on = switch.turning if switch.turning is not None else proxy.url is not None
        self._bar.show_proxy(on=on, busy=busy, trouble=bool(switch.trouble))

    def _on_proxy_changed(self, news: ProxyChanged) -> None:
        self._status.show_proxy(news.url, news.trouble)
        if news.url is not None:
            self._banner.hide()
        self._show_tray()
        self._begin()

    def _on_proxy_failed(self) -> None:
        switch = self.context.switch
        self._begin()
        again = (self.tr("Try again"), lambda: self.switch_proxy(on=True))
        self._banner.say(switch.trouble, [again, *switch.other_ports])

    def _on_notified(self, title: str, text: str, place: str) -> None:
        if self._tray.there:
            self._tray.tell(title, text, place)
            return

        def show() -> None:
            self._banner.hide()
            self.open_place(place)

        told = title if "\n" in text else f"{title}. {text}"  # of several, the page has the rest
        self._banner.say(told, [(self.tr("Show"), show)], tone="warn")

    # ---- what pages ask for

    def say(self, text: str) -> None:
        self._status.say(text)

    def remembered(self, name: str) -> str:
        return str(self._state.value(f"chosen/{name}") or "")

    def remember(self, name: str, value: str) -> None:
        self._state.setValue(f"chosen/{name}", value)

    def change_setting(self, key: str, value: Value | None) -> None:
        """Not before the engine has read what was chosen: it would be lost."""
        if not self._ready:
            return
        engine = self.context.engine
        self.context.acts.do(
            lambda: engine.change_setting(key, value), _ignore, lambda error: self.say(str(error))
        )

    def show_welcome(self) -> None:
        if self._ready:
            self._guide.open()

    def show_sample(self) -> None:
        if self._ready:
            self._guide.show_sample()

    def ask_to_quit(self) -> None:
        if self._ready:
            self._quitting.ask()
        else:
            self.quit_wanted.emit()

    # ---- the window itself

    def show_up(self) -> None:
        """To the front, from the tray or from behind other windows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def end(self) -> None:
        """The session ends: remember how the window was, and go."""
        self._ending = True
        self._pulse.stop()
        self._state.setValue("geometry", self.saveGeometry())
        self._state.setValue("page", self._wanted.id)
        self._state.setValue("folded", "" if self._folded is None else str(int(self._folded)))
        self._stack.close_all(self.tr("Stopping…"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._ending:
            super().closeEvent(event)
            return
        event.ignore()
        if self._failed:
            self.quit_wanted.emit()
        elif self._tray.there and self.context.engine.settings.flag("general.close_to_tray"):
            self.hide()
            if not self._state.value("told-of-tray"):
                self._state.setValue("told-of-tray", "1")
                self._tray.tell(
                    self.tr("Tollgate keeps running"),
                    self.tr("Calls go on through the proxy. Quit from the tray icon, or with Ctrl+Q."),
                )
        else:
            self.ask_to_quit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_to_fit()

    def toggle_side_bar(self) -> None:
        self._folded = not self._side.narrow
        self._side.set_narrow(self._folded)

    def _fold_to_fit(self) -> None:
        if self._folded is None:
            self._side.set_narrow(self.width() < self.context.theme.tokens.px(_NARROW_PX))

    def _restore(self) -> None:
        geometry: Any = self._state.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            room = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(1240, room.width() - 40), min(820, room.height() - 60))
        folded = self._state.value("folded")
        if folded in {"0", "1"}:
            self._folded = bool(int(str(folded)))
            self._side.set_narrow(self._folded)
        remembered = self._state.value("page")
        if any(page.id == remembered for page in PAGES):
            self.open_page(str(remembered))

    def _on_pulse(self) -> None:
        pulse = self._pulse
        self._status.show_traffic(pulse.in_flight, pulse.last_call, pulse.waiting, pulse.trouble)
        self._status.show_budget(pulse.tightest)
        self._side.show_count("alerts", pulse.new_alerts)
        self._show_tray()

    def _show_tray(self) -> None:
        running = self._ready and self.context.engine.proxy.url is not None
        self._tray.show_state(
            on=running,
            spend=self._pulse.spend_today,
            tightest=self._pulse.tightest,
            trouble=bool(self.context.bridge.proxy.trouble),
        )


def _title(page: PageSpec) -> str:
    return QCoreApplication.translate("pages", page.title)


def _ignore(_value: object) -> None:
    return None
