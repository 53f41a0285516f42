"""A notification of the desktop, without a window of ours: the Notifications service of freedesktop.org."""

import os
import sys
from typing import Any

from app.core.errors import AlertError, TimedOut

_TIMEOUT_S = 5.0
_PATH, _SERVICE = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"
_URGENCY = {"info": 0, "warning": 1, "critical": 2}


def show(title: str, text: str, severity: str) -> None:
    """Blocks for seconds at most. AlertError where there is no desktop that could show it."""
    if not sys.platform.startswith("linux"):
        raise AlertError("Without its window Tollgate cannot show notifications here.", "Open the window.")
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise AlertError("There is no desktop session that could show it.", "Open Tollgate's window there.")
    import jeepney  # pyright: ignore[reportMissingTypeStubs]
    from jeepney.io import blocking  # pyright: ignore[reportMissingTypeStubs]

    bus: Any = jeepney  # it is not typed
    io: Any = blocking
    service = bus.DBusAddress(_PATH, _SERVICE, _SERVICE)
    hints = {"urgency": ("y", _URGENCY[severity]), "desktop-entry": ("s", "tollgate")}
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = ("Tollgate", 0, "tollgate", title, plain, list[str](), hints, -1)
    try:
        with io.open_dbus_connection() as connection:
            reply = connection.send_and_get_reply(
                bus.new_method_call(service, "Notify", "susssasa{sv}i", body), timeout=_TIMEOUT_S
            )
            bus.wrappers.unwrap_msg(reply)
    except TimeoutError:
        raise TimedOut("The desktop's notification service does not answer.") from None
    except bus.DBusErrorResponse as error:
        raise AlertError(f"The desktop does not show notifications: {error.name}.") from None
    except (OSError, ValueError, KeyError) as error:
        raise AlertError(f"The desktop session cannot be reached: {type(error).__name__}.") from None
