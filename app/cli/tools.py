"""`tollgate env`: the lines that point a tool at the proxy."""

import argparse
import shlex
import tomllib
from typing import Any

from app.cli.frame import DONE, Command, Context
from app.core.errors import AppError, UsageError
from app.platform.bundle import RESOURCES
from app.platform.instance import running
from app.platform.settings_file import load


def run_env(context: Context) -> int:
    with (RESOURCES / "tools.toml").open("rb") as file:
        tools: dict[str, dict[str, Any]] = tomllib.load(file)
    name: str = context.args.tool
    if name == "cursor":
        raise AppError(
            "Cursor cannot be pointed at this computer: its own servers make the calls.",
            "Its calls cannot be seen by any local program.",
        )
    tool = tools.get(name)
    if tool is None:
        raise UsageError(f"There is no recipe for {name!r}.", f"There are: {', '.join(sorted(tools))}.")
    url = proxy_url(context)
    lines = {key: value.replace("{url}", url) for key, value in tool["env"].items()}
    context.out.document(
        lines, "\n".join(f"export {key}={shlex.quote(value)}" for key, value in lines.items())
    )
    if "note" in tool:
        context.out.note(tool["note"])
    return DONE


def proxy_url(context: Context) -> str:
    """Where the proxy listens, or would."""
    instance = running(context.home)
    if instance is not None and instance.url is not None:
        return instance.url
    return f"http://127.0.0.1:{load(context.home.settings).number('proxy.port')}"


def _tool(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "tool", metavar="TOOL", help="openai, anthropic, claude-code, codex, gemini-cli, ollama, …"
    )


ENV = Command("env", "the lines that point a tool at the proxy, for eval", run_env, _tool)
