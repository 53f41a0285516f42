"""The views of a page that were saved, one click away."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

from app.ui.context import Context
from app.ui.views import View
from app.ui.widgets.buttons import IconButton

_LONGEST = 60


class ViewsButton(IconButton):
    """`shows` is asked for what the page shows when a view of it is saved."""

    def __init__(self, context: Context, page: str, shows: Callable[[], dict[str, Any]]) -> None:
        super().__init__(context.theme, "bookmark", name="")
        self.setText(self.tr("Views"))
        self.setAccessibleName(self.tr("Saved views"))
        self.setToolTip("")
        self.setMinimumWidth(0)
        self.setMaximumWidth(16_777_215)
        self._context, self._page, self._shows = context, page, shows
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def save(self) -> None:
        name, said = QInputDialog.getText(
            self, self.tr("Save this view"), self.tr("Its name:"), QLineEdit.EchoMode.Normal
        )
        name = " ".join(name.split())[:_LONGEST]
        if said and name:
            self._context.views.save(self._page, name, self._shows())
            self._context.frame.say(self.tr("Saved the view {name}").format(name=name))

    def _fill(self) -> None:
        views = self._context.views
        self._menu.clear()
        saved = views.all(self._page)
        for view in saved:
            self._menu.addAction(_plain(view.name), self._opener(view))
        if not saved:
            none = self._menu.addAction(self.tr("No view is saved yet"))
            none.setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Save this view…"), self.save)
        if saved:
            delete = self._menu.addMenu(self.tr("Delete"))
            for view in saved:
                delete.addAction(_plain(view.name), self._remover(view))
        removed = views.removed
        if removed is not None and removed.page == self._page:
            text = self.tr("Bring back {name}").format(name=_plain(removed.name))
            self._menu.addAction(text, views.bring_back)

    def _opener(self, view: View) -> Callable[[], None]:
        def run() -> None:
            self._context.views.choose(view)

        return run

    def _remover(self, view: View) -> Callable[[], None]:
        def run() -> None:
            self._context.views.remove(view)
            said = self.tr("Deleted the view {name}; the menu can bring it back").format(name=view.name)
            self._context.frame.say(said)

        return run


def _plain(name: str) -> str:
    return name.replace("&", "&&")
