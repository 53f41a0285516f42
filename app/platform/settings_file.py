"""settings.toml: only what the user chose, one table a group. The whole file is ours to write."""

import json
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.core.errors import SettingsError
from app.core.settings import BY_KEY, Settings, Value
from app.platform.home import write_private


def load(path: Path) -> Settings:
    """What the file chooses; the defaults when there is none. Never guesses over a damaged file."""
    chosen: dict[str, Value] = {}
    for key, value in _flat(_tables(path)).items():
        if key in BY_KEY:
            try:
                chosen[key] = BY_KEY[key].check(value)
            except SettingsError as error:
                raise SettingsError(f"{path}: {error.message}", "Mend or remove that line.") from None
    return Settings(MappingProxyType(chosen))


def save(path: Path, settings: Settings) -> None:
    """Keys of a newer version that we do not know stay in the file."""
    unknown = {k: v for k, v in _flat(_tables(path)).items() if k not in BY_KEY}
    lines = ["# Tollgate's settings. `tollgate settings list` explains each of them."]
    group = None
    for key, value in sorted({**unknown, **settings.chosen}.items()):
        table, _, name = key.rpartition(".")
        if table != group:
            lines += ["", f"[{table}]"]
            group = table
        lines.append(f"{name} = {_toml(value)}")
    write_private(path, "\n".join(lines) + "\n")


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error}.",
            "Mend it, or move it away to start from the defaults.",
        ) from None
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be opened: {error.strerror}.") from error


def _flat(tables: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for group, table in tables.items():
        if isinstance(table, dict):
            flat.update({f"{group}.{name}": value for name, value in table.items()})  # pyright: ignore[reportUnknownVariableType]
        else:
            raise SettingsError(f"The settings file has {group!r} outside of a [group].")
    return flat


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # a JSON string is a TOML basic string; lists and numbers are alike too
    return json.dumps(value, ensure_ascii=False)
