"""Which tools point here: a record a tool, with the originals beside them, in a folder of the home."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import AppError
from app.platform import foreign_files
from app.platform.home import write_private
from app.services.edits.changing import Change

_VERSION = 1


@dataclass(frozen=True, slots=True)
class ConnectedFile:
    path: str
    format: str
    before: str | None  # SHA-256 of the original; None where there was no file
    after: str
    changes: tuple[Change, ...]
    made_folders: tuple[str, ...] = ()
    content: bytes | None = None  # the original itself, on its way into the store
    target: str = ""  # the file itself, where the path led to it by links; empty in older records

    @property
    def original(self) -> str:
        """The name of the original in the store."""
        return hashlib.sha256(self.path.encode()).hexdigest()[:16] + ".original"


@dataclass(frozen=True, slots=True)
class Connection:
    tool: str
    url: str
    project: str | None
    connected_us: int
    files: tuple[ConnectedFile, ...]
    parked: bool = False  # put back while Tollgate does not run


class Store:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def tools(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.json")) if self._folder.is_dir() else []

    def all(self) -> list[Connection]:
        """All that can be read: a damaged record must not keep the others from their way back."""
        found: list[Connection] = []
        for tool in self.tools():
            with suppress(AppError):
                found += [connection for connection in [self.find(tool)] if connection]
        return found

    def find(self, tool: str) -> Connection | None:
        path = self._folder / f"{tool}.json"
        return self._read(path) if path.exists() else None

    def save(self, connection: Connection) -> None:
        """The originals first: a record without them would promise what it cannot keep."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for file in connection.files:
                if file.content is not None:
                    write_private(self._folder / file.original, file.content)
            document = {"version": _VERSION, **_record(connection)}
            text = json.dumps(document, indent=1, ensure_ascii=False)
            write_private(self._folder / f"{connection.tool}.json", text)
        except OSError as error:
            raise AppError(
                f"The way back cannot be kept in {self._folder}: {error.strerror or error}.",
                "The tool's own file was not changed.",
            ) from None

    def original(self, file: ConnectedFile) -> bytes | None:
        return foreign_files.read(self._folder / file.original) if file.before else None

    def forget(self, tool: str) -> None:
        connection = self.find(tool)
        for file in connection.files if connection else ():
            (self._folder / file.original).unlink(missing_ok=True)
        (self._folder / f"{tool}.json").unlink(missing_ok=True)

    def _read(self, path: Path) -> Connection:
        try:
            record = json.loads(foreign_files.read(path) or b"")
            if record.pop("version") != _VERSION:
                raise AppError(
                    f"{path} was written by a newer Tollgate.", "Use that one to put the tool back."
                )
            return _connection(record)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise AppError(
                f"{path}, which says how {path.stem} was connected, is damaged.",
                "Put the tool right by hand (its original is beside that file), then remove the file.",
            ) from None


def _record(connection: Connection) -> dict[str, Any]:
    files = [
        {
            "path": file.path,
            "target": file.target,
            "format": file.format,
            "before": file.before,
            "after": file.after,
            "changes": [change.as_record() for change in file.changes],
            "made_folders": file.made_folders,
        }
        for file in connection.files
    ]
    return {
        "tool": connection.tool,
        "url": connection.url,
        "project": connection.project,
        "connected_us": connection.connected_us,
        "parked": connection.parked,
        "files": files,
    }


def _connection(record: Mapping[str, Any]) -> Connection:
    files = tuple(
        ConnectedFile(
            path=file["path"],
            format=file["format"],
            before=file["before"],
            after=file["after"],
            changes=tuple(Change.from_record(change) for change in file["changes"]),
            made_folders=tuple(file["made_folders"]),
            target=file.get("target", ""),
        )
        for file in record["files"]
    )
    return Connection(
        record["tool"], record["url"], record["project"], record["connected_us"], files, record["parked"]
    )
