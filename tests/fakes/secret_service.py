"""The real Secret Service, GNOME Keyring, on a D-Bus session of its own with nobody to show a prompt to."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

_PATIENCE_S = 10.0
_NAME = "org.freedesktop.secrets"

# No service folders: nothing starts by itself because somebody asks for it.
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""


class SecretService:
    """A session bus; `unlocked` and `locked` put the daemon on it, `freeze` makes it silent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)
        config = folder / "bus.conf"
        config.write_text(_CONFIG.format(folder=folder))
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self._daemon: subprocess.Popen[bytes] | None = None
        home = folder / "home"
        home.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": self.address,
        }

    def unlocked(self) -> None:
        self._start("--unlock")

    def locked(self) -> None:
        """With a keyring that was made by `unlocked` before."""
        self._start()

    def _start(self, *options: str) -> None:
        self.end_daemon()
        self._daemon = subprocess.Popen(
            [self._program(), "--foreground", "--components=secrets", *options],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment,
        )  # fmt: skip
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(b"test" if options else b"")
        self._daemon.stdin.close()
        self._wait(there=True)

    def _program(self) -> str:
        """A copy, which has no file capability: where that is not to be had, as in many containers, the
        original does not start."""
        copy = self.folder / "gnome-keyring-daemon"
        if not copy.exists():
            shutil.copy(shutil.which("gnome-keyring-daemon") or "", copy)
        return str(copy)

    def _wait(self, *, there: bool) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while self._is_there() != there:
            assert time.monotonic() < deadline, f"{_NAME} did not {'come up' if there else 'go'}"
            time.sleep(0.02)

    def _is_there(self) -> bool:
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        with open_dbus_connection(self.address) as connection:
            return bool(
                connection.send_and_get_reply(new_method_call(bus, "NameHasOwner", "s", (_NAME,))).body[0]
            )

    def freeze(self) -> None:
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGCONT)

    def end_daemon(self) -> None:
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGCONT)
            self._daemon.terminate()
            self._daemon.wait(_PATIENCE_S)
            self._daemon = None
            self._wait(there=False)

    def stop(self) -> None:
        self.end_daemon()
        self._bus.terminate()
        self._bus.wait(_PATIENCE_S)
        assert self._bus.stdout is not None
        self._bus.stdout.close()


def needed() -> None:
    """Skip where this machine has no Secret Service; never where .ci/run has promised one."""
    missing = [name for name in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]
    if missing and os.environ.get("TOLLGATE_TEST_KEYRING") == "required":
        pytest.fail(f".ci/run installs these, and they are not here: {missing}")
    if missing:
        pytest.skip(f"this machine has no {' and no '.join(missing)}")
