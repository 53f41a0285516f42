"""Before the first call: how to point a tool at the proxy, ready to be copied."""

import os
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.recipes import Address, Tool, lines_for, load_tools
from app.ui.context import Context
from app.ui.icons import app_icon
from app.ui.tool_words import of_tool
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label
from app.ui.widgets.proxy_notice import ProxyNotice, proxy_address

_COLUMN_PX = 620


@cache
def load_recipes() -> dict[str, Tool]:
    """The tools that can be pointed here by their environment."""
    return {id_: tool for id_, tool in load_tools().items() if "env" in tool.recipe}


class FirstSteps(QWidget):
    """The state "never set up": it goes by itself when the first call arrives."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._recipes = load_recipes()
        self._mark = QLabel()
        self._mark.setAccessibleName(self.tr("Tollgate's mark"))
        self._tool = QComboBox()
        self._tool.setAccessibleName(self.tr("Tool"))
        for id_, tool in self._recipes.items():
            self._tool.addItem(tool.name, id_)
        self._tool.currentIndexChanged.connect(self._show)
        self._lines = text_label("", "mono", wrap=True)
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines.setAccessibleName(self.tr("Lines for the shell"))
        self._note = text_label("", "small", wrap=True)
        self._copy = IconButton(
            context.theme, "copy", self.tr("Copy"), name=self.tr("Copy the lines"), act=self._on_copy
        )
        self._waiting = text_label("", "soft", wrap=True)
        self._guide = IconButton(
            context.theme, "right", self.tr("Set it up step by step"), act=context.frame.show_welcome
        )
        self._sample = IconButton(
            context.theme, "trends", self.tr("Explore with sample data"), act=context.frame.show_sample
        )
        self._arrange()
        context.theme.changed.connect(self._tint)
        context.bridge.proxy_changed.connect(self._show)
        context.bridge.settings_changed.connect(self._show)  # another port, while the proxy is paused
        self._tint()
        self._show()

    def _arrange(self) -> None:
        self._code = code = QFrame()
        code.setProperty("kind", "code")
        row = QHBoxLayout(code)
        row.setContentsMargins(14, 10, 10, 10)
        row.addWidget(self._lines, 1)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._pick = QWidget()
        pick = QHBoxLayout(self._pick)
        pick.setContentsMargins(0, 0, 0, 0)
        pick.addWidget(text_label(self.tr("1.  Pick your tool"), "value"))
        pick.addWidget(self._tool, 1)
        card = QFrame()
        card.setProperty("kind", "card")
        self._card = card
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(text_label(self.tr("No calls yet"), "title"))
        column.addWidget(
            text_label(
                self.tr(
                    "Tollgate sits between your tools and their providers. Point a tool at it and its calls "
                    "show up here, with their tokens and what they cost. Its own API key passes through."
                ),
                "soft",
                wrap=True,
            )
        )
        column.addSpacing(4)
        self._run = text_label(self.tr("2.  Run this in its shell, then use the tool as always"), "value")
        for part in (self._pick, self._run, code, self._note):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self._waiting)
        column.addWidget(ProxyNotice(self._context))
        guide = QHBoxLayout()
        guide.setSpacing(8)
        guide.addWidget(self._guide)
        guide.addWidget(self._sample)
        guide.addStretch()
        column.addLayout(guide)
        canvas = QWidget()
        canvas.setProperty("kind", "canvas")
        middle = QVBoxLayout(canvas)
        middle.setContentsMargins(20, 20, 20, 20)
        middle.addStretch()
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card, 1_000)  # as wide as it may be
        across.addStretch(1)
        middle.addLayout(across)
        middle.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(canvas)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("First steps"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _show(self, _news: object = None) -> None:
        url = proxy_address(self._context)
        tool = self._recipes[self._tool.currentData()]
        shell = tool.shell or ("powershell" if os.name == "nt" else "posix")
        self._lines.setText("\n".join(lines_for(shell, tool.environment(Address(url)))) if url else "")
        self._note.setText(of_tool(tool.recipe.get("note", "")))
        for part in (self._pick, self._run, self._code):
            part.setVisible(url is not None)
        self._note.setVisible(url is not None and bool(self._note.text()))
        self._waiting.setText(self.tr("Waiting for the first call at {url}…").format(url=url))
        self._waiting.setVisible(self._context.engine.proxy.url is not None)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._lines.text())
        self._context.frame.say(self.tr("Copied"))

    def _tint(self) -> None:
        edge = self._context.theme.tokens.px(44)
        self._mark.setPixmap(app_icon().pixmap(edge, edge))
        self._card.setMaximumWidth(self._context.theme.tokens.px(_COLUMN_PX))
