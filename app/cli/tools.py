"""`tollgate env`: the lines that point a tool at the proxy."""

import argparse
import os

from app.cli.frame import DONE, Command, Context
from app.core.errors import AppError
from app.platform.instance import running
from app.platform.settings_file import load
from app.services.recipes import SHELLS, Address, find_tool, lines_for


def run_env(context: Context) -> int:
    tool = find_tool(context.args.tool)
    if tool.impossible:
        tool.check()
    environment = tool.environment(Address(proxy_url(context), context.args.project))
    if not environment:
        raise AppError(
            f"{tool.name} takes no address from its environment.",
            f"`tollgate connect {tool.id}` writes it where it does.",
        )
    shell = context.args.shell or tool.shell or _shell_of_the_system()
    context.out.document(environment, "\n".join(lines_for(shell, environment)))
    if "note" in tool.recipe:
        context.out.note(tool.recipe["note"])
    return DONE


def _shell_of_the_system() -> str:
    return "powershell" if os.name == "nt" else "posix"


def proxy_url(context: Context) -> str:
    """Where the proxy listens, or would."""
    instance = running(context.home)
    if instance is not None and instance.url is not None:
        return instance.url
    return f"http://127.0.0.1:{load(context.home.settings).number('proxy.port')}"


def project_name(text: str) -> str:
    """The type of an option: what an address can carry as a project."""
    if not text or not all(c.isalnum() or c in "-_." for c in text) or len(text) > 80:
        raise argparse.ArgumentTypeError("a project in an address has letters, digits, dots, - and _ only")
    return text


def _tool(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "tool", metavar="TOOL", help="openai, anthropic, claude-code, codex, gemini-cli, ollama, …"
    )
    parser.add_argument("--project", metavar="P", type=project_name, help="the project of its calls")
    parser.add_argument("--shell", choices=SHELLS, help="whose words to use; posix is sh, bash and zsh")


ENV = Command("env", "the lines that point a tool at the proxy, for eval", run_env, _tool)
