"""Whether a window can be shown, found out without Qt, which ends the process where it cannot."""

import ctypes
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

# What Qt's plugin for X loads from the system; it ends the process where one is missing.
_X_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-image.so.0",
    "libxcb-keysyms.so.1",
    "libxcb-randr.so.0",
    "libxcb-render-util.so.0",
    "libxcb-shape.so.0",
    "libxcb-xkb.so.1",
    "libxkbcommon-x11.so.0",
)


def why_not() -> str | None:
    """Why no window can be shown; None where it can. A display that is gone, or refuses us, is none.

    Where one of two answers, Qt is told which: it would end the process at the other one.
    """
    if sys.platform in {"win32", "darwin"}:
        return None
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].lower()
    if wanted and not wanted.startswith(("xcb", "wayland")):
        return None  # one that draws for itself
    x = not wanted.startswith("wayland") and _x_answers()
    wayland = not wanted.startswith("xcb") and _wayland_answers()
    if x and not wayland and (missing := [name for name in _X_LIBRARIES if not _loads(name)]):
        return f"The window needs {', '.join(missing)}, which this computer lacks"
    if x != wayland:
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if x else "wayland")
    return None if x or wayland else "There is no display here"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers() -> bool:
    """Asked as Qt asks, with the same library: a socket that takes us may still refuse us."""
    if not os.environ.get("DISPLAY"):
        return False
    if not _loads("libxcb.so.1"):
        return False  # Qt could not do without it either
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return xcb.xcb_connection_has_error(connection) == 0
    finally:
        xcb.xcb_disconnect(connection)


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / name
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.connect(str(path))
        return True
    return False
