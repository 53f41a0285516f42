"""Reading and replacing files that belong to other programs: whole, in one step, as their owner left them."""

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from app.core.errors import AppError

_MOST_BYTES = 4_000_000


def target_of(path: Path) -> Path:
    """The file itself: links stay where they are. Refuses one that leads to what is not the owner's own."""
    try:
        target = path.resolve()
        found = target.lstat()
    except FileNotFoundError:
        _check_dangling(path)
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise AppError(
            f"{path} cannot be looked at: {getattr(error, 'strerror', None) or error}.", "Check its folder."
        ) from None
    if not stat.S_ISREG(found.st_mode):
        raise AppError(f"{path} is not a file.", "Nothing was changed.")
    if path.is_symlink() and os.name == "posix":
        owners = {path.lstat().st_uid, os.geteuid()}
        if found.st_uid not in owners or (found.st_mode & stat.S_IWOTH):
            raise AppError(
                f"{path} is a link to {target}, which others could have put there or can write.",
                "Nothing was changed. Point --file at the file that is meant.",
            )
    return target


def _check_dangling(path: Path) -> None:
    """A link that leads to nothing yet: the file is made there, so nobody else may have a say in where."""
    if not path.is_symlink() or os.name != "posix":
        return
    folder = path.resolve().parent
    while not folder.exists():
        folder = folder.parent
    found, own = folder.stat(), {0, os.geteuid()}
    if path.lstat().st_uid not in own or found.st_uid not in own or (found.st_mode & stat.S_IWOTH):
        raise AppError(
            f"{path} is a link to {path.resolve()}, which is not there, and where others could put a file.",
            "Nothing was changed. Remove the link, or point --file at the file that is meant.",
        )


def read(path: Path) -> bytes | None:
    """None where there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AppError(
            f"{path} cannot be read: {error.strerror or error}.", "Give yourself permission to read it."
        ) from None
    if len(content) > _MOST_BYTES:
        raise AppError(f"{path} is larger than a configuration is.", "Nothing was changed.")
    return content


def check_writable(path: Path) -> None:
    """Before anything is begun: a file that its owner made read-only is left alone."""
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    if path.exists() and not (path.stat().st_mode & stat.S_IWUSR and os.access(path, os.W_OK)):
        raise AppError(
            f"{path} is read-only.",
            "Nothing was changed. Make it writable, or change it where it is made from.",
        )
    if not os.access(folder, os.W_OK):
        raise AppError(f"{folder} cannot be written.", "Give yourself write permission there.")


def replace(path: Path, before: bytes | None, after: bytes) -> list[Path]:
    """Put new content in place of what was read. The folders that had to be made, the outermost first."""
    made: list[Path] = []
    try:
        folder = path.parent
        while not folder.exists():
            made.insert(0, folder)
            folder = folder.parent
        for folder in made:
            folder.mkdir(mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            if before is not None:
                _make_alike(path, Path(temporary))
            if read(path) != before:
                raise AppError(f"{path} was changed by somebody else just now.", "Try again.")
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        remove_folders(made)
        raise AppError(
            f"{path} cannot be written: {error.strerror or error}.",
            "It is as it was. Check the permissions and the room on that disk.",
        ) from None
    return made


def _make_alike(path: Path, temporary: Path) -> None:
    """The same mode, owner and attributes; a time of change that is now."""
    shutil.copystat(path, temporary)
    os.utime(temporary)
    if os.name == "posix":
        found = path.stat()
        with suppress(PermissionError):
            os.chown(temporary, found.st_uid, found.st_gid)
            temporary.chmod(stat.S_IMODE(found.st_mode))


def remove(path: Path, before: bytes) -> None:
    """Take away a file that was not there before us."""
    if read(path) != before:
        raise AppError(f"{path} was changed by somebody else just now.", "Try again.")
    try:
        path.unlink()
    except OSError as error:
        raise AppError(f"{path} cannot be removed: {error.strerror or error}.") from None


def remove_folders(folders: list[Path]) -> None:
    """Those that are empty, from the inside out."""
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()
