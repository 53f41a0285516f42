"""Files that we write for people and other programs: whole or not there, and for their owner alone."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.core.errors import AppError


@contextmanager
def written(path: Path) -> Generator[IO[bytes]]:
    """What is written takes the place of `path` at the end; if it does not come to that, nothing is left."""
    partial: Path | None = None
    try:
        number, name = tempfile.mkstemp(prefix=".tollgate-", suffix=".partial", dir=path.parent)  # 0600
        partial = Path(name)
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise AppError(
            f"{path} could not be written: {error.strerror or error}.", "Name another file."
        ) from error
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)
