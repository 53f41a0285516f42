"""settings.toml: only what the user chose, one table a group. The whole file is ours to write."""

import json
import tomllib
from datetime import date, time
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
    except (ValueError, RecursionError) as error:  # bad TOML, bad UTF-8, a number of thousands of digits
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
    """A value of ours, or one of another version's, which may be anything that TOML can hold."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    # a JSON string is a TOML basic string, but for one character; true, false and whole numbers are alike
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
