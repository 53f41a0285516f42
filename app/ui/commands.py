"""What can be asked for from anywhere: by a key, the command palette or a button of the frame."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QGuiApplication

from app.ui.actions import Actions
from app.ui.banner import Banner
from app.ui.pages import PAGES
from app.ui.ranges import Range

if TYPE_CHECKING:
    from app.ui.window import Window

_TEXT_STEP = 10
_ALWAYS = frozenset({"palette", "about", "put-away", "quit"})  # what can be done without an engine


class Commands(QObject):
    """`window` is the frame, which does itself what is about itself."""

    def __init__(self, window: "Window", banner: Banner, choose_range: Callable[[], None]) -> None:
        super().__init__(window)
        self.window = window
        self._context = window.context
        self._banner = banner
        self._actions = Actions(window, self, window.context.theme)
        for number, page in enumerate(PAGES, 1):
            self._actions.add(
                f"page-{page.id}",
                QCoreApplication.translate("pages", page.title),
                page.icon,
                self._opener(page.id),
                shortcut=f"Ctrl+{number}" if number < 10 else "",
            )
        for name, text in (
            ("today", self.tr("Show today")),
            ("7d", self.tr("Show the last 7 days")),
            ("30d", self.tr("Show the last 30 days")),
            ("this-month", self.tr("Show this month")),
            ("last-month", self.tr("Show last month")),
        ):
            self._actions.add(f"range-{name}", text, "calendar", self._looker(name))
        self._actions.add("range-custom", self.tr("Show a custom range…"), "calendar", choose_range)
        for name, text in (
            ("light", self.tr("Use the light theme")),
            ("dark", self.tr("Use the dark theme")),
            ("system", self.tr("Use the theme of the system")),
        ):
            self._actions.add(f"theme-{name}", text, "sun", self._dresser(name))

    def rest(self) -> None:
        """There is no engine, and will be none."""
        for id_, action in self._actions.all.items():
            action.setEnabled(id_ in _ALWAYS)

    def open_palette(self) -> None:
        from app.ui.widgets.command_palette import CommandPalette

        self._actions.tint()
        others = [action for id_, action in self._actions.all.items() if id_ != "palette"]
        if self.window.ready:
            others += self._actions.for_views(self._context.views)
        palette = CommandPalette(self._context.theme, others, self.window)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.show()

    # ---- of the page

    def refresh_page(self) -> None:
        if self.window.page is not None:
            self.window.page.refresh_soon()
            self.window.say(self.tr("Refreshed"))

    def make_new(self) -> None:
        if self.window.page is not None:
            self.window.page.make_new()

    def find_in_page(self) -> None:
        if self.window.page is not None:
            self.window.page.search()

    def clear_filters(self) -> None:
        self._context.lens.clear()

    # ---- of what the ledger holds

    def export_calls(self) -> None:
        """Of the range and the filter that all pages share."""
        if self.window.ready:
            self.window.open_page("calls", "export")

    def make_report(self) -> None:
        from app.ui.widgets.report_sheet import ReportSheet

        if self.window.ready:
            sheet = ReportSheet(self._context, self.window)
            sheet.made.connect(self._on_report_made)
            sheet.open()

    def _on_report_made(self, path: Path) -> None:
        from app.ui.files import open_file, show_in_folder

        def open_it() -> None:
            open_file(path)

        def show_it() -> None:
            show_in_folder(path)

        offers = [(self.tr("Open"), open_it), (self.tr("Show in folder"), show_it)]
        self._banner.say(self.tr("The report is at {path}").format(path=path), offers, tone="good")

    # ---- of the program

    def copy_url(self) -> None:
        url = self._context.engine.proxy.url if self.window.ready else None
        if url:
            QGuiApplication.clipboard().setText(url)
            self.window.say(self.tr("Copied {url}").format(url=url))

    def next_theme(self) -> None:
        dark = self._context.theme.tokens.dark
        self.window.change_setting("appearance.theme", "light" if dark else "dark")

    def larger_text(self) -> None:
        self._scale_text(_TEXT_STEP)

    def smaller_text(self) -> None:
        self._scale_text(-_TEXT_STEP)

    def show_about(self) -> None:
        from app.ui.about import AboutDialog

        AboutDialog(self._context, list(self._actions.all.values()), self.window).exec()

    def _scale_text(self, step: int) -> None:
        now = self._context.engine.settings.number("appearance.text_percent")
        self.window.change_setting("appearance.text_percent", min(200, max(80, now + step)))

    def _opener(self, page_id: str) -> Callable[[], None]:
        def run() -> None:
            self.window.open_page(page_id)

        return run

    def _looker(self, name: str) -> Callable[[], None]:
        def run() -> None:
            self._context.lens.look_at(Range(name))

        return run

    def _dresser(self, name: str) -> Callable[[], None]:
        def run() -> None:
            self.window.change_setting("appearance.theme", name)

        return run
