"""The tools that can be pointed here: which of them are, and what keeps the others."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.tool_states import ToolState
from app.ui.context import Context
from app.ui.models.clients import Found
from app.ui.tool_words import of_tool
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.scroll_canvas import ScrollCanvas

_ORDER = (
    *("edited", "lost", "damaged", "parked", "connected"),
    *("not connected", "by hand", "not installed", "cannot be"),
)
_COLUMN_PX = 900


class ConnectionsPart(QWidget):
    wanted = Signal(str, str)  # connect or disconnect, a tool's id
    settings_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[str, ToolRow] = {}
        self._words = text_label("", "soft", wrap=True)
        change = IconButton(
            context.theme,
            "settings",
            self.tr("Change"),
            name=self.tr("Change what happens to connected tools when Tollgate quits"),
            act=self.settings_wanted.emit,
        )
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._words, 1)
        top.addWidget(change)
        scroll = ScrollCanvas(self.tr("Tools that can be connected"), (0, 0, 6, 0), 10, page=False)
        scroll.limit(context.theme, _COLUMN_PX)
        self._column = scroll.column
        self._column.addLayout(top)
        self._headings = {
            "connected": text_label(self.tr("Connected"), "overline"),
            "there": text_label(self.tr("On this computer"), "overline"),
            "not": text_label(self.tr("Not found here, or not possible"), "overline"),
        }
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_found(self, found: Found, typed: str) -> None:
        self._words.setText(self._what_quitting_does())
        words = typed.casefold().split()
        tools = sorted(found.tools, key=lambda t: _ORDER.index(t.state))
        sections: dict[str, list[ToolState]] = {name: [] for name in self._headings}
        for tool in tools:
            sections[_section(tool)].append(tool)
        at = 1
        for name, heading in self._headings.items():
            shown = [t for t in sections[name] if all(word in t.tool.name.casefold() for word in words)]
            heading.setVisible(bool(shown))
            self._column.removeWidget(heading)
            self._column.insertWidget(at, heading)
            at += 1
            for tool in sections[name]:
                row = self._row(tool)
                self._column.removeWidget(row)
                self._column.insertWidget(at, row)
                row.setVisible(tool in shown)
                at += 1
        if self._column.count() == at:
            self._column.addStretch()

    def _row(self, state: ToolState) -> "ToolRow":
        id_ = state.tool.id
        if id_ not in self._rows:
            self._rows[id_] = ToolRow(self._context, self._asker(id_))
        self._rows[id_].show_tool(state)
        return self._rows[id_]

    def _asker(self, id_: str) -> Callable[[str], None]:
        def ask(act: str) -> None:
            self.wanted.emit(act, id_)

        return ask

    def _what_quitting_does(self) -> str:
        if self._context.engine.settings.text("connect.put_back") == "on_quit":
            return self.tr(
                "Connected tools get their own addresses back when Tollgate quits, and point here again when "
                "it starts."
            )
        return self.tr(
            "Connected tools keep pointing here while Tollgate does not run: their calls fail then. They get "
            "their own addresses back when you disconnect them."
        )


class ToolRow(QFrame):
    def __init__(self, context: Context, ask: Callable[[str], None]) -> None:
        super().__init__()
        self.setProperty("kind", "item")
        self.ask, self._act = ask, ""
        theme = context.theme
        self._name, self._badge = text_label("", "value"), text_label("", "badge")
        self._file = ElidedLabel("", "small", Qt.TextElideMode.ElideMiddle)
        self._why = text_label("", "soft", wrap=True)
        self._main = IconButton(theme, "plug", self.tr("Connect"), act=self._on_main)
        self._check = IconButton(theme, "check", self.tr("Does it arrive?"), act=lambda: self.ask("connect"))
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._name)
        top.addWidget(self._badge)
        top.addStretch()
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addLayout(top)
        words.addWidget(self._file)
        words.addWidget(self._why)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(10)
        row.addLayout(words, 1)
        row.addWidget(self._check, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._main, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_tool(self, state: ToolState) -> None:
        name = state.tool.name
        badge, tone, why = self._words(state)
        self._name.setText(name)
        set_style(self._name, "kind", "faint" if _section(state) == "not" else "value")
        self._badge.setText(badge)
        set_style(self._badge, "tone", tone)
        self._badge.setVisible(bool(badge))
        self._file.setText("  ·  ".join(_short(path) for path in state.files))
        self._file.setVisible(bool(state.files) and state.state != "not installed")
        self._why.setText(why)
        self._why.setVisible(bool(why))
        text, icon, self._act = self.tr("Connect"), "plug", "connect"
        if state.state in {"connected", "edited", "parked", "lost"}:
            text, icon, self._act = self.tr("Disconnect"), "undo", "disconnect"
        elif state.state == "by hand":
            text, icon = self.tr("How"), "info"
        self._main.setText(text)
        self._main.setAccessibleName(f"{text}: {name}")
        self._main.set_icon(icon)
        self._main.setVisible(state.state not in {"cannot be", "not installed", "damaged"})
        again = state.state in {"edited", "lost", "parked"}
        self._check.setText(self.tr("Connect again") if again else self.tr("Does it arrive?"))
        self._check.setAccessibleName(f"{self._check.text()} {name}")
        self._check.setVisible(state.connection is not None)
        self.setAccessibleName(f"{name}: {badge}. {why}".strip())

    def _words(self, state: ToolState) -> tuple[str, str, str]:
        connection = state.connection
        if state.state == "connected" and connection is not None:
            why = self.tr("Project {name}").format(name=connection.project) if connection.project else ""
            return self.tr("Connected"), "good", why
        if state.state == "cannot be":
            reason = self.tr("It cannot be pointed here: {why}").format(
                why=of_tool(state.tool.impossible or "")
            )
            return (
                self.tr("Not possible"),
                "",
                f"{reason} {of_tool(state.tool.recipe.get('hint', ''))}".strip(),
            )
        named = {
            "edited": (
                self.tr("Edited since"),
                "warn",
                self.tr("Its file was changed after it was connected, perhaps by the tool itself."),
            ),
            "lost": (
                self.tr("Not connected any more"),
                "bad",
                self.tr("Nothing of the connection is left in its file: its calls go past Tollgate."),
            ),
            "parked": (
                self.tr("Put back for now"),
                "warn",
                self.tr("It points here again when Tollgate starts."),
            ),
            "damaged": (
                self.tr("Damaged"),
                "bad",
                self.tr("The record of how it was connected cannot be read: `tollgate doctor` says more."),
            ),
            "by hand": (
                self.tr("By hand"),
                "",
                self.tr("It keeps its settings where nobody else may write."),
            ),
            "not installed": (
                self.tr("Not found"),
                "",
                self.tr("There is no {path}. Start it once, and it can be connected.").format(
                    path=_short(state.files[0]) if state.files else ""
                ),
            ),
        }
        return named.get(state.state, ("", "", ""))

    def _on_main(self) -> None:
        self.ask(self._act)


def _section(state: ToolState) -> str:
    if state.connection is not None or state.state == "damaged":
        return "connected"
    return "there" if state.state in {"not connected", "by hand"} else "not"


def _short(path: str) -> str:
    home = str(Path.home())
    return "~" + path.removeprefix(home) if path.startswith(home) else path
