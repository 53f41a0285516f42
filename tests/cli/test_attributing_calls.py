"""Whose call it is and what for, as a running `serve` tells it."""

import json
import subprocess
import sys
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


_POST = """
import sys, urllib.request, urllib.error
request = urllib.request.Request(sys.argv[1], sys.argv[2].encode(), {"Content-Type": "application/json"})
try:
    print(urllib.request.urlopen(request).status)
except urllib.error.HTTPError as error:
    print(error.code)
"""


def post_from(folder: Path, url: str) -> int:
    """The status that a program which works in this folder gets."""
    words = [sys.executable, "-c", _POST, url + CHAT, json.dumps(BODY)]
    return int(subprocess.run(words, cwd=folder, check=True, capture_output=True).stdout)


def test_a_call_belongs_to_the_project_of_the_folder_that_its_program_works_in(
    home: Path, upstream: str, tmp_path: Path
) -> None:
    acme, shop = tmp_path / "work" / "acme" / "src", tmp_path / "shop"
    for folder in (acme, shop / ".git", shop / "deep"):
        folder.mkdir(parents=True)
    run(home, "provider", "set", "openai", "--base-url", upstream)
    with serving(home) as (_, url):
        assert post_from(acme, url) == 200
        told(home, "project", "rule", "add", "Acme", "--folder", str(tmp_path / "work" / "acme"))
        assert post_from(acme, url) == 200
        assert post_from(shop, url) == 200
        told(home, "settings", "set", "projects.from_folder", "on")
        assert post_from(shop / "deep", url) == 200
    assert [call["project"] for call in recorded(home)[::-1]] == [None, "Acme", None, "shop"]
    assert told(home, "reconcile")["agrees"]


def test_a_budget_of_a_project_knows_it_by_the_folder_before_a_call_goes(
    home: Path, upstream: str, tmp_path: Path
) -> None:
    (tmp_path / "acme").mkdir()
    run(home, "provider", "set", "openai", "--base-url", upstream)
    told(home, "project", "rule", "add", "acme", "--folder", str(tmp_path / "acme"))
    told(home, "budget", "add", "two", "--limit", "2calls", "--project", "acme")
    with serving(home) as (_, url):
        assert [post_from(tmp_path / "acme", url) for _ in range(4)] == [200, 200, 402, 402]
        assert post_from(tmp_path, url) == 200
    assert [call["project"] for call in recorded(home)] == [None, *["acme"] * 4]
