"""Which client is tried in which way: told after the run, and written into docs/connecting.md.

A test that tries clients says so: `@tries("tools")` where its parameters have a `.client`, else with `by`.
"""

import importlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from tests.e2e.clients import HERE

WAYS = ("plain", "stream", "tools", "error", "abort", "budget", "unknown model")
PACKAGES = {  # in the order in which they are told
    "OpenAI SDK": "openai",
    "Anthropic SDK": "anthropic",
    "Google Gen AI SDK": "google-genai",
    "Mistral SDK": "mistralai",
    "Cohere SDK": "cohere",
    "Ollama SDK": "ollama",
    "LangChain": "langchain-openai",
    "llm": "llm",
    "Claude Code": "@anthropic-ai/claude-code",
    "Codex": "@openai/codex",
    "Gemini CLI": "@google/gemini-cli",
    "opencode": "opencode-linux-x64-baseline",
}
UPSTREAMS = {"aimock": "@copilotkit/aimock", "llmock": "llmock"}
_BEGIN, _END = "<!-- tried: made by `python3 -m tests.e2e.matrix` -->\n", "<!-- end -->"
_MODULES = (
    "test_sdks",
    "test_refusals",
    "test_other_clients",
    "test_llm_command",
    "test_agents",
    "test_agents_matrix",
)

Test = Callable[..., None]


def tries(*ways: str, by: Sequence[str] = ()) -> Callable[[Test], Test]:
    assert set(ways) <= set(WAYS)
    return pytest.mark.tries(ways, tuple(by))


def tried_by(item: pytest.Item) -> Iterator[tuple[str, str]]:
    """Each client and way that a test tries."""
    mark = item.get_closest_marker("tries")
    if mark is None:
        return
    ways, by = mark.args
    parameters = getattr(item, "callspec", None)
    clients = by or [p.client for p in parameters.params.values() if hasattr(p, "client")]
    yield from ((client, way) for client in clients for way in ways)


def all_tried() -> set[tuple[str, str]]:
    """The same of all tests there are, without running any."""
    found: set[tuple[str, str]] = set()
    for name in _MODULES:
        for test in vars(importlib.import_module(f"tests.e2e.{name}")).values():
            marks = {mark.name: mark for mark in getattr(test, "pytestmark", ()) if mark.name == "tries"}
            if not marks:
                continue
            ways, by = marks["tries"].args
            values = [v for m in test.pytestmark if m.name == "parametrize" for v in m.args[1]]
            clients = by or [value.client for value in values if hasattr(value, "client")]
            found |= {(client, way) for client in clients for way in ways}
    return found


def version(package: str) -> str:
    """As the locks pin it."""
    lock = (HERE / "requirements.lock").read_text()
    if found := re.search(rf"^{re.escape(package)}==(\S+)", lock, re.MULTILINE):
        return found[1]
    asked = json.loads((HERE / "package.json").read_text())
    return (asked["dependencies"] | asked["optionalDependencies"])[package]


def table(tried: set[tuple[str, str]]) -> str:
    """For the page of documentation."""
    lines = [f"| client | version | {' | '.join(WAYS)} |", f"|---|---|{'---|' * len(WAYS)}"]
    for client, package in PACKAGES.items():
        cells = ["✓" if (client, way) in tried else "" for way in WAYS]
        lines.append(f"| {client} | {version(package)} | {' | '.join(cells)} |")
    others = " and ".join(f"{package} {version(package)}" for package in UPSTREAMS.values())
    return "\n".join([*lines, "", f"Against the built-in sample, {others}.", ""])


def page(tried: set[tuple[str, str]]) -> tuple[str, str]:
    """docs/connecting.md as it is, and as it should be."""
    text = (HERE.parents[1] / "docs" / "connecting.md").read_text("utf-8")
    before, rest = text.split(_BEGIN)
    return text, before + _BEGIN + table(tried) + rest[rest.index(_END) :]


def summary(outcomes: dict[tuple[str, str], bool]) -> list[str]:
    """What was tried in this run, a line for each client."""
    lines: list[str] = []
    for client, package in PACKAGES.items():
        ways = {way: outcomes[client, way] for way in WAYS if (client, way) in outcomes}
        if ways:
            words = ", ".join(way if good else f"{way} FAILED" for way, good in ways.items())
            lines.append(f"{client} {version(package)}: {words}")
    return lines


def outcome_of(report: Any) -> bool | None:
    """Whether a test passed; None where this report does not tell."""
    if report.when == "call" and not report.skipped:
        return bool(report.passed)
    return False if report.failed else None


def main() -> None:
    _, wanted = page(all_tried())
    (HERE.parents[1] / "docs" / "connecting.md").write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
