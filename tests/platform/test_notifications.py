"""Without a window of ours the desktop's own service shows what there is; where none is, that is said."""

import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import AlertError
from app.platform.notifications import show

jeepney = pytest.importorskip("jeepney")
from jeepney import HeaderFields, MessageType, new_error, new_method_return  # noqa: E402
from jeepney.bus_messages import message_bus  # noqa: E402
from jeepney.io.blocking import open_dbus_connection  # noqa: E402

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""


class Desktop:
    """A session bus, and on it, once it is asked to, a service that takes notifications."""

    def __init__(self, folder: Path) -> None:
        config = folder / "bus.conf"
        config.write_text(_CONFIG.format(folder=folder))
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self.shown: queue.Queue[tuple[Any, ...]] = queue.Queue()
        self._thread: threading.Thread | None = None
        self.refuses = False

    def begin(self) -> None:
        connection = open_dbus_connection(self.address)
        connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))

        def serve() -> None:
            with connection:
                while True:
                    message = connection.receive()
                    if message.header.message_type is not MessageType.method_call:
                        continue
                    if message.header.fields[HeaderFields.member] == "Notify":
                        if self.refuses:
                            connection.send(new_error(message, "org.example.Full"))
                            continue
                        self.shown.put(message.body)
                        connection.send(new_method_return(message, "u", (7,)))
                    else:
                        return

        self._thread = threading.Thread(target=serve)
        self._thread.start()

    def end(self) -> None:
        if self._thread is not None:
            with open_dbus_connection(self.address) as connection:
                address = jeepney.DBusAddress(
                    "/", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
                )
                connection.send(jeepney.new_method_call(address, "End"))
                self._thread.join()
        self._bus.terminate()
        self._bus.wait()
        assert self._bus.stdout is not None
        self._bus.stdout.close()


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    if subprocess.run(["which", "dbus-daemon"], capture_output=True, check=False).returncode:
        pytest.skip("there is no D-Bus here")
    desktop = Desktop(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
    yield desktop
    desktop.end()


def test_the_desktop_shows_it_with_its_urgency_and_without_markup(desktop: Desktop) -> None:
    desktop.begin()
    show("b: 80 % of the budget is used", "<b>$16.00</b> & more", "critical")
    program, _, _, title, text, _, hints, _ = desktop.shown.get(timeout=10)
    assert (program, title, text) == (
        "Tollgate", "b: 80 % of the budget is used", "&lt;b&gt;$16.00&lt;/b&gt; &amp; more"
    )  # fmt: skip
    assert hints["urgency"] == ("y", 2)


def test_a_desktop_without_such_a_service_is_told_of(desktop: Desktop) -> None:
    del desktop
    with pytest.raises(AlertError, match="does not show notifications"):
        show("t", "x", "info")


def test_a_service_that_refuses_is_told_of(desktop: Desktop) -> None:
    desktop.refuses = True
    desktop.begin()
    with pytest.raises(AlertError, match=r"org\.example\.Full"):
        show("t", "x", "info")


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere", "nonsense"])
def test_no_desktop_is_said_and_no_bug(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert os.name == "posix"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(AlertError, match="desktop session"):
        show("t", "x", "info")
