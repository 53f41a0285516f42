"""Whose call it is and what for, as a running `serve` tells it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_serve import BODY, post, recorded, run, serving, upstream

assert upstream  # a fixture
CHAT = "/openai/v1/chat/completions"


def told(home: Path, *words: str) -> Any:
    done = run(home, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_tools_are_found_and_their_calls_belong_to_the_project_of_client_or_rule(
    home: Path, upstream: str
) -> None:
    run(home, "provider", "set", "openai", "--base-url", upstream)
    told(home, "project", "rule", "add", "by-rule", "--model", "gpt-4o*")
    claude = {"User-Agent": "claude-cli/2.0.1 (external, cli)"}
    with serving(home) as (_, url):
        for key, headers in (
            ("sk-work", {}), ("sk-home", {}), ("sk-home", {"X-Tollgate-Project": "named"}), ("sk-work", {}),
        ):  # fmt: skip
            assert post(url, CHAT, BODY, {**claude, "Authorization": f"Bearer {key}", **headers})[0] == 200
        told(home, "client", "rename", "Claude Code (2)", "At home")
        told(home, "client", "set", "At home", "--project", "private")
        assert post(url, CHAT, BODY, {**claude, "Authorization": "Bearer sk-home"})[0] == 200
    calls = recorded(home)[::-1]
    assert [(call["client"], call["project"]) for call in calls] == [
        ("Claude Code", "by-rule"), ("At home", "by-rule"), ("At home", "named"), ("Claude Code", "by-rule"),
        ("At home", "private"),
    ]  # fmt: skip
    acts = [json.loads(line)["act"] for line in run(home, "audit", "--json").stdout.splitlines()]
    assert acts == ["client.set", "client.rename", "project.rule.add", "provider.set"]
    assert told(home, "reconcile")["agrees"]


@pytest.mark.parametrize("place", ["Authorization", "x-api-key", "api-key", "x-goog-api-key"])
def test_a_token_of_ours_that_may_not_be_used_goes_nowhere(home: Path, place: str) -> None:
    run(home, "provider", "set", "openai", "--base-url", "http://127.0.0.1:9")
    scoped = told(home, "client", "add", "scoped", "--allow-model", "claude*")["token"]
    revoked = told(home, "client", "add", "revoked")["token"]
    told(home, "client", "revoke", "revoked")
    with serving(home) as (_, url):
        for token, status, code in (
            ("tg_nobody-knows-this", 401, "bad_token"),
            (revoked, 401, "bad_token"),
            (scoped, 403, "token_scope"),
        ):
            shown = f"Bearer {token}" if place == "Authorization" else token
            headers = {"Authorization": "", place: shown}
            answer = post(url, CHAT, BODY, headers)
            assert answer[0] == status, answer
            assert json.loads(answer[1])["error"]["code"] == code
