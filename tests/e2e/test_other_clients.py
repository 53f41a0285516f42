"""The SDKs of Mistral, Cohere and Ollama, LangChain and the `llm` command: whole, streamed, refused."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.clients import Clients
from tests.e2e.conftest import Sdks
from tests.e2e.exchanges import kept, told
from tests.e2e.program import Tollgate, clean_environment
from tests.e2e.seen import alike, new_project
from tests.e2e.upstreams import Upstream

pytestmark = pytest.mark.e2e

_MESSAGES = [{"role": "user", "content": "How many ships passed the lighthouse, and where to?"}]
_GIVEN = ("input_tokens", "cache_read_tokens")
_MADE = ("output_tokens", "reasoning_tokens")
_OPENAI = {"prompt_tokens": _GIVEN, "completion_tokens": _MADE}
_COHERE = {"billed_units.input_tokens": _GIVEN, "billed_units.output_tokens": _MADE}
_LANGCHAIN = {"input_tokens": _GIVEN, "output_tokens": _MADE}
_OLLAMA = {"prompt_eval_count": _GIVEN, "eval_count": _MADE}


def _ask(model: str, **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": _MESSAGES, **more}


@pytest.mark.parametrize(
    ("sdk", "call", "provider", "arguments", "wire", "client", "counts"),
    [
        ("mistral", "", "mistral", _ask("mistral-small-latest"), "openai-chat", "Mistral SDK", _OPENAI),
        ("cohere", "", "cohere", _ask("command-a-03-2025"), "openai-chat", "Cohere SDK", _COHERE),
        ("ollama", "chat", "ollama", _ask("llama3.2"), "ollama-chat", "Ollama SDK", _OLLAMA),
        (
            "ollama",
            "generate",
            "ollama",
            {"model": "llama3.2", "prompt": "Hello."},
            "ollama-generate",
            "Ollama SDK",
            _OLLAMA,
        ),
        ("langchain", "", "openai", _ask("gpt-4o-mini"), "openai-chat", "OpenAI SDK", _LANGCHAIN),
    ],
    ids=["mistral", "cohere", "ollama-chat", "ollama-generate", "langchain"],
)
def test_an_sdk_works_and_is_counted(
    sdk: str, call: str, provider: str, arguments: dict[str, Any], wire: str, client: str,
    counts: dict[str, tuple[str, ...]], tollgate: Tollgate, sdks: Sdks, sample: Upstream,
) -> None:  # fmt: skip
    project = new_project()
    url = tollgate.base(provider, project)
    whole = sdks.do(sdk, call, "whole", arguments, url=url)
    assert alike(whole) == alike(sdks.do(sdk, call, "whole", arguments, url=sample.url))
    streamed = sdks.do(sdk, call, "stream", arguments, url=url)
    assert "error" not in streamed
    assert len(streamed["seen"]) > 3
    rows = tollgate.rows(2, project=project)
    for row, streams in zip(rows, (False, True), strict=True):
        assert (row["wire"], row["provider"], row["client"]) == (wire, provider, client)
        assert (row["model"], row["stream"], row["ok"]) == (arguments["model"], streams, True)
        assert row["usage_basis"] == "measured"
        assert row["output_tokens"]
    for path, columns in counts.items():
        assert kept(rows[0], columns) == told(whole["usage"] or whole["seen"], path) is not None


@pytest.mark.parametrize(
    ("sdk", "provider"),
    [("mistral", "mistral"), ("cohere", "cohere"), ("ollama", "ollama"), ("langchain", "openai")],
)
def test_an_unknown_model_is_the_same_exception(
    sdk: str, provider: str, tollgate: Tollgate, sdks: Sdks, sample: Upstream
) -> None:
    project = new_project()
    seen = [
        sdks.do(sdk, "chat", "whole", _ask("none"), url=url)
        for url in (sample.url, tollgate.base(provider, project))
    ]
    assert seen[0]["error"]["status"] == 404
    direct, through = ({**one["error"], "message": None} for one in seen)  # some say all headers in it
    assert through == direct
    (row,) = tollgate.rows(1, project=project)
    assert (row["status"], row["ok"], row["model"], row["total_tokens"]) == (404, False, "none", None)
    assert row["error_message"]


def test_the_llm_command_works_and_is_counted(
    clients: Clients, tollgate: Tollgate, sample: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    (tmp_path / "extra-openai-models.yaml").write_text(
        "- model_id: lighthouse\n"
        "  model_name: gpt-4o-mini\n"
        f"  api_base: {tollgate.base(sample.provider('openai'), project)}/v1\n"
    )
    environment = clean_environment(
        tmp_path, LLM_USER_PATH=str(tmp_path), OPENAI_API_KEY="sk-the-clients-own"
    )
    for options in ((), ("--no-stream",)):
        done = subprocess.run(
            [clients.script("llm"), "-m", "lighthouse", *options, "Say hi."], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=30, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
    streamed, whole = tollgate.rows(2, project=project)
    assert (streamed["stream"], whole["stream"]) == (True, False)
    for row in (streamed, whole):
        assert (row["wire"], row["model"], row["usage_basis"]) == ("openai-chat", "gpt-4o-mini", "measured")
