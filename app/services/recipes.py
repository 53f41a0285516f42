"""How each tool is pointed at the proxy: `resources/tools.toml`, read for this computer and this user."""

import os
import re
import shlex
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from shutil import which
from typing import Any, cast

from app.core.errors import AppError, UsageError
from app.platform import foreign_files
from app.platform.bundle import RESOURCES
from app.services.edits.changing import ONE_MORE, Want, form_of
from app.services.edits.tree import Unreadable, Value, value_at

SHELLS = ("posix", "fish", "powershell")
_SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
_VARIABLE = re.compile(r"\{([A-Z_][A-Z0-9_]*)\|([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the proxy is, for one project or none."""

    url: str
    project: str | None = None

    @property
    def base(self) -> str:
        return f"{self.url}/@{self.project}" if self.project else self.url

    def fill(self, text: str) -> str:
        port = self.url.rpartition(":")[2]
        return (
            text.replace("{base}", self.base).replace("{port}", port).replace("{project}", self.project or "")
        )


@dataclass(frozen=True, slots=True)
class ToolFile:
    """One file of a tool's configuration, and what is wanted of it."""

    places: tuple[str, ...]
    format: str
    sets: tuple[Mapping[str, Any], ...]

    def locate(self) -> Path:
        """The first of its places that is there, or the first of them."""
        paths = [expand(place) for place in self.places]
        return next((path for path in paths if path.exists()), paths[0])


@dataclass(frozen=True)
class Tool:
    id: str
    recipe: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.recipe["name"]

    @property
    def clients(self) -> tuple[str, ...]:
        """What its calls say they are; empty where they say what they like."""
        return tuple(self.recipe.get("clients", ()))

    @property
    def try_it(self) -> str:
        return self.recipe.get("try", "make a call with it")

    @property
    def steps(self) -> tuple[str, ...]:
        """For a person, where its settings are not in a file that could be edited."""
        return tuple(self.recipe.get("steps", ()))

    @property
    def impossible(self) -> str | None:
        return self.recipe.get("impossible")

    @property
    def shell(self) -> str | None:
        return self.recipe.get("shell")

    @cached_property
    def files(self) -> tuple[ToolFile, ...]:
        return tuple(
            ToolFile(
                tuple(entry.get(f"at_{_SYSTEM}") or entry["at"]), entry["format"], tuple(entry.get("set", ()))
            )
            for entry in self.recipe.get("file", ())
        )

    def environment(self, address: Address) -> dict[str, str]:
        return {key: address.fill(value) for key, value in self.recipe.get("env", {}).items()}

    def check(self) -> None:
        """Refuse where nothing can be connected; the reason is the tool's own."""
        if self.impossible:
            raise AppError(
                f"{self.name} cannot be pointed at this computer: {self.impossible}", self.recipe["hint"]
            )
        if not self.files and not self.steps:
            raise AppError(
                f"{self.name} has no configuration file that could be edited.",
                f'`eval "$(tollgate env {self.id})"` points it at the proxy, or `tollgate connect bash`.',
            )

    def installed(self, path: Path) -> bool:
        """Whether there is a trace of it: its file, a folder of its own for it, or its command."""
        if path.exists() or (path.parent.exists() and path.parent != Path.home()):
            return True
        commands: list[str] = self.recipe.get("commands", [])
        return any(which(command) for command in commands)

    def wants(self, file: ToolFile, address: Address) -> list[Want]:
        if file.format == "block":
            assert self.shell is not None
            return [Want(("block",), "\n".join(lines_for(self.shell, self.environment(address))))]
        valid = [entry for entry in file.sets if "when" not in entry or holds(entry["when"], {})]
        later = {tuple(entry["path"]): entry for entry in valid}
        chosen = [e for e in valid if e["path"][-1] == ONE_MORE or later[tuple(e["path"])] is e]
        return [_want(entry, address) for entry in chosen]

    def warnings(self, documents: Mapping[str, Any]) -> list[str]:
        """What the recipe says to beware of, where it is so. `documents` are the tool's files by format."""
        return [entry["say"] for entry in self.recipe.get("beware", ()) if holds(entry, documents)]


def holds(condition: Mapping[str, Any], documents: Mapping[str, Any]) -> bool:
    """Whether a file of the tool says something: `is`, or anything `other_than`."""
    if "file" in condition:
        content = foreign_files.read(expand(condition["file"]))
        try:
            data = form_of(condition["format"]).data((content or b"").decode("utf-8-sig"))
        except (Unreadable, UnicodeDecodeError):
            return False
    else:
        data = documents.get(condition["format"])
    found = value_at(data, tuple(condition["path"]))
    if "is" in condition:
        return found == condition["is"]
    return found is not None and found != condition["other_than"]


def _want(entry: Mapping[str, Any], address: Address) -> Want:
    over = tuple(entry["over"]) if "over" in entry else None
    return Want(tuple(entry["path"]), _filled(entry["value"], address), over)


def _filled(value: Any, address: Address) -> Value:
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, str | bool]", value)
        return {k: v if isinstance(v, bool) else address.fill(v) for k, v in fields.items()}
    return value if isinstance(value, bool) else address.fill(str(value))


def expand(place: str) -> Path:
    """`{VARIABLE|what else}` is the variable where it is set; `~` is the home of the user."""
    while found := _VARIABLE.search(place):  # the innermost first
        place = place[: found.start()] + (os.environ.get(found[1]) or found[2]) + place[found.end() :]
    return Path(place).expanduser()


@cache
def load_tools() -> Mapping[str, Tool]:
    with (RESOURCES / "tools.toml").open("rb") as file:
        return {id_: Tool(id_, recipe) for id_, recipe in tomllib.load(file).items()}


def find_tool(id_: str) -> Tool:
    tools = load_tools()
    if id_ not in tools:
        raise UsageError(f"There is no recipe for {id_!r}.", f"There are: {', '.join(sorted(tools))}.")
    return tools[id_]


def lines_for(shell: str, environment: Mapping[str, str]) -> list[str]:
    """What sets these variables, quoted for that shell."""
    return [_line(shell, key, value) for key, value in environment.items()]


def _line(shell: str, key: str, value: str) -> str:
    if shell == "fish":
        return f"set -gx {key} {_fish(value)}"
    if shell == "powershell":
        quoted = value.replace("'", "''")
        return f"$env:{key} = '{quoted}'"
    return f"export {key}={shlex.quote(value)}"


def _fish(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]+", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
