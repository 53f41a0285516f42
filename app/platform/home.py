"""The one folder that holds everything of an installation."""

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.core.errors import HomeError


@dataclass(frozen=True, slots=True)
class Home:
    root: Path

    @property
    def ledger(self) -> Path:
        return self.root / "ledger.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those that are always there."""
        return (self.backups, self.logs, self.crashes)

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def crashes(self) -> Path:
        return self.root / "crashes"

    @property
    def control_token(self) -> Path:
        return self.root / "control-token"

    @property
    def id(self) -> Path:
        return self.root / "home-id"

    @property
    def fingerprint_key(self) -> Path:
        return self.root / "fingerprint-key"

    @property
    def keys(self) -> Path:
        return self.root / "keys.json"

    @property
    def vault(self) -> Path:
        return self.root / "keys.vault"

    @property
    def connections(self) -> Path:
        return self.root / "connections"

    @property
    def lock(self) -> Path:
        return self.root / "instance.lock"

    @property
    def instance(self) -> Path:
        return self.root / "instance.json"


def find_home(wanted: str | None) -> Home:
    """The home that `--home`, TOLLGATE_HOME or the platform names. Touches nothing."""
    chosen = wanted or os.environ.get("TOLLGATE_HOME")
    try:
        named = Path(chosen).expanduser() if chosen else None
    except RuntimeError:
        raise HomeError(f"{chosen} names a user that is not known here.", "Write the whole path.") from None
    root = named or usual_root()
    if root.exists() and not root.is_dir():
        raise _on_a_file(root)
    return Home(root.absolute())


def usual_root() -> Path:
    """Where a home is that nobody named."""
    return Path(platformdirs.user_data_dir("Tollgate", appauthor=False))


def prepare(home: Home) -> None:
    """Make the folders, readable by their owner only; refuse a place that cannot hold an installation."""
    folder = home.root
    try:
        fresh = not home.root.exists()
        home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if fresh or home.ledger.exists():
            home.root.chmod(0o700)
        for folder in home.folders:
            folder.mkdir(exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=folder):
                pass
    except FileExistsError:
        raise _on_a_file(folder) from None
    except OSError as error:
        raise HomeError(
            f"{folder} cannot be written: {error.strerror or error}.",
            "Give yourself write permission there, or name another folder with --home or TOLLGATE_HOME.",
        ) from error


def _on_a_file(folder: Path) -> HomeError:
    return HomeError(
        f"{folder} is a file, where Tollgate needs a folder.",
        "Move it away, or name another folder with --home or TOLLGATE_HOME.",
    )


def write_private(path: Path, content: str | bytes) -> None:
    """Replace a file in one step; only its owner may read it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def open_to_others(path: Path) -> bool:
    """Whether somebody else on this computer may read it. Always False where modes mean nothing."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
