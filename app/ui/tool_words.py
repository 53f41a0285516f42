"""What recipes say of tools (`resources/tools.toml`), in the window's language."""

from PySide6.QtCore import QCoreApplication


def of_tool(text: str) -> str:
    return QCoreApplication.translate("tools", text) if text else ""
