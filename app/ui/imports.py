"""What PySide does beside each import, where nobody needs it."""

import sys
from importlib import import_module


def ease_imports() -> None:
    """From now on PySide takes a module that is imported for one that asks for none of its `__feature__`s.

    To find out, it reads the source of each, and keeps it: a fifth of what the engine's imports cost. The
    name is not one that PySide promises; where it is another one day, all goes on as PySide has it.
    """
    import_module("PySide6.QtCore")  # brings the other along
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", _asks_for_none)  # noqa: B010  a module's types do not know it


def _asks_for_none(_module: object) -> bool:
    return False
