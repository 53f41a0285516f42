"""`tollgate serve` as other programs see it: a process that says when it is ready, and stops when told to."""

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import SHUT_RDWR, create_connection, create_server, socket
from typing import Any

import pytest

from app.proxy.sample_upstream import SampleUpstream

ROOT = Path(__file__).resolve().parents[2]
BODY = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Good morning"}]}


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--home", str(home), *words],
        capture_output=True, text=True, cwd=ROOT, timeout=30, check=False,
    )  # fmt: skip


@contextmanager
def serving(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--home", str(home), "serve", "--json", "--port", "0", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        ready = json.loads(process.stdout.readline())
        assert ready["event"] == "ready"
        assert ready["pid"] == process.pid
        yield process, ready["url"]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
        process.stdout.close()
        process.stderr.close()


def post(url: str, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    host, _, port = url.removeprefix("http://").partition(":")
    connection = HTTPConnection(host, int(port), timeout=10)
    try:
        connection.request(
            "POST", path, json.dumps(body), {"Authorization": "Bearer sk-mine", **(headers or {})}
        )
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def recorded(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(home, "calls", "--json").stdout.splitlines()]


def left_behind(home: Path) -> list[str]:
    """What only a program that runs may have there."""
    transient = ("instance.", "-wal", "-shm", ".journal", ".partial", ".new-")
    return sorted(p.name for p in home.iterdir() if any(word in p.name for word in transient))


@pytest.fixture
def upstream() -> Iterator[str]:
    with SampleUpstream() as sample:
        yield sample.url


def test_a_call_is_forwarded_with_the_clients_own_key_and_written_down(home: Path, upstream: str) -> None:
    run(home, "provider", "set", "openai", "--base-url", upstream)
    with serving(home) as (_, url):
        status, answer = post(url, "/openai/v1/chat/completions", BODY, {"X-Tollgate-Project": "greetings"})
        assert status == 200
        usage = json.loads(answer)["usage"]
        status, streamed = post(url, "/openai/v1/chat/completions", BODY | {"stream": True})
        assert status == 200
        assert streamed.endswith(b"data: [DONE]\n\n")
        assert b'"usage":{' not in streamed  # we asked for it; the client did not
        deadline = time.monotonic() + 1
        while len(calls := recorded(home)) < 2:
            assert time.monotonic() < deadline, "a call takes more than a second to be seen"
    stream, plain = calls
    assert (plain["wire"], plain["model"], plain["project"]) == ("openai-chat", "gpt-4o-mini", "greetings")
    assert plain["input_tokens"] + (plain["cache_read_tokens"] or 0) == usage["prompt_tokens"]
    assert plain["output_tokens"] + (plain["reasoning_tokens"] or 0) == usage["completion_tokens"]
    assert plain["priced"]
    assert (stream["stream"], stream["usage_basis"], stream["ok"]) == (True, "measured", True)
    assert stream["ttft_ms"] <= stream["latency_ms"]
    (total,) = json.loads(run(home, "report", "--json").stdout)
    assert total["calls"] == 2
    assert left_behind(home) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_stops_within_two_seconds_with_a_stream_open(home: Path, name: str) -> None:
    """The cut stream is written down, and no lock, log or journal stays behind."""
    with create_server(("127.0.0.1", 0)) as listener:
        run(home, "provider", "set", "openai", "--base-url", f"http://127.0.0.1:{listener.getsockname()[1]}")
        with serving(home) as (process, url):
            host, _, port = url.removeprefix("http://").partition(":")
            client = create_connection((host, int(port)))
            body = json.dumps(BODY | {"stream": True, "stream_options": {"include_usage": True}}).encode()
            head = f"POST /openai/v1/chat/completions HTTP/1.1\r\nHost: {host}:{port}\r\n"
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            provider, _ = listener.accept()
            provider.recv(65536)
            event = b'data: {"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"Good "}}]}\n\n'
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            provider.sendall(head + b"%x\r\n%b\r\n" % (len(event), event))
            seen = b""
            while event not in seen:
                seen += client.recv(65536)
            began = time.monotonic()
            process.send_signal(getattr(signal, name))
            assert process.wait(5) == 0
            assert time.monotonic() - began < 2
            client.close()
            provider.close()
    (call,) = recorded(home)
    assert (call["ok"], call["usage_basis"], call["error_type"]) == (False, "partial", "stopped")
    assert left_behind(home) == []


def test_the_status_of_what_runs_is_asked_of_it_and_opens_no_ledger(home: Path, upstream: str) -> None:
    """It is asked by prompts and scripts: what takes long to import is not."""
    run(home, "provider", "set", "openai", "--base-url", upstream)
    heavy = ("peewee", "sqlite3", "asyncio", "httptools", "app.ledger", "app.services", "app.cli.budgets")
    words = status_command(home, heavy)
    with serving(home) as (_, url):
        assert post(url, "/openai/v1/chat/completions", {"model": "gpt-4o", "messages": []})[0] == 200
        until = time.monotonic() + 20
        while not recorded(home):
            assert time.monotonic() < until
        told = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
        assert told.stderr.strip() == "0 []"
        while_it_runs = json.loads(told.stdout)
        assert "1 calls" in run(home, "status").stdout
    at_rest = json.loads(run(home, "status", "--json").stdout)
    assert at_rest["today"] == while_it_runs["today"]
    assert at_rest["today"]["calls"] == 1
    assert (at_rest["running"], while_it_runs["running"]) == (False, True)
    assert at_rest.keys() == while_it_runs.keys()


def test_the_status_while_nothing_runs_loads_nothing_that_writes(home: Path) -> None:
    run(home, "budget", "add", "b", "--limit", "2usd")
    heavy = (
        "asyncio", "httptools", "msgspec", "playhouse.migrations", "app.assembly", "app.core.alert_rules",
        "app.ledger.ledger", "app.ledger.writer", "app.ledger.journal", "app.services.caretaker",
    )  # fmt: skip
    told = subprocess.run(status_command(home, heavy), capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stderr.strip() == "0 []"
    (budget,) = json.loads(told.stdout)["budgets"]
    assert (budget["name"], budget["spent"], budget["over"]) == ("b", "0", False)


def status_command(home: Path, heavy: tuple[str, ...]) -> list[str]:
    """Tells, after the status, its exit code and which of these it has imported."""
    code = "import sys; from app.cli.main import run_command\n"
    code += "code = run_command(sys.argv[1:], None)\n"
    code += f"print(code, [name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    return [sys.executable, "-c", code, "--home", str(home), "status", "--check", "--json"]


def test_two_at_once_in_one_home_cannot_be(home: Path) -> None:
    with serving(home) as (process, _):
        second = run(home, "serve", "--port", "0")
        assert second.returncode == 1
        assert str(process.pid) in second.stderr
        assert len(second.stderr.splitlines()) == 1


def test_a_port_in_use_is_told_with_its_holder_and_another_one(home: Path) -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        result = run(home, "serve", "--port", str(port))
    assert result.returncode == 1
    assert f"{port} on 127.0.0.1 is in use" in result.stderr
    assert str(os.getpid()) in result.stderr
    assert left_behind(home) == []


def test_commands_change_the_program_that_runs(home: Path, upstream: str) -> None:
    with serving(home) as (_, url):
        assert run(home, "provider", "set", "openai", "--base-url", upstream).returncode == 0
        assert post(url, "/openai/v1/chat/completions", BODY)[0] == 200
        refused = run(home, "provider", "set", "openai", "--base-url", "http://api.example")
        assert refused.returncode == 1
        assert "plain http" in refused.stderr
        assert json.loads(run(home, "status", "--json").stdout)["running"] is True
        assert run(home, "backup").returncode == 0
    assert json.loads(run(home, "status", "--json").stdout)["running"] is False


def test_bare_paths_go_to_the_provider_of_their_api(home: Path, upstream: str) -> None:
    for provider in ("openai", "anthropic", "gemini", "ollama"):
        run(home, "provider", "set", provider, "--base-url", upstream)
    message = {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
    with serving(home) as (_, url):
        assert post(url, "/v1/chat/completions", BODY)[0] == 200
        assert post(url, "/v1/messages", message)[0] == 200
        assert post(url, "/api/chat", {"model": "llama3.2", "messages": [], "stream": False})[0] == 200
        assert post(url, "/@ship/anthropic/v1/messages", message)[0] == 200
        assert post(url, "/nobody/v1/chat/completions", BODY)[0] == 404
    calls = recorded(home)[::-1]
    assert [call["provider"] for call in calls][:4] == ["openai", "anthropic", "ollama", "anthropic"]
    assert [call["project"] for call in calls][:4] == [None, None, None, "ship"]


def test_calls_at_once_are_all_written_down(home: Path, upstream: str) -> None:
    run(home, "provider", "set", "openai", "--base-url", upstream)
    with serving(home) as (_, url):
        results: list[int] = []
        threads = [
            threading.Thread(target=lambda: results.append(post(url, "/openai/v1/chat/completions", BODY)[0]))
            for _ in range(40)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [200] * 40
    assert len(recorded(home)) == 40


@pytest.mark.slow
def test_every_call_that_the_provider_saw_has_a_row_after_the_program_is_killed(home: Path) -> None:
    """Twenty deaths at any moment, under calls that end and calls that never do."""
    saw: list[str] = []
    with create_server(("127.0.0.1", 0), backlog=256) as listener:
        counting = threading.Thread(target=_count_calls, args=(listener, saw))
        counting.start()
        run(home, "provider", "set", "openai", "--base-url", f"http://127.0.0.1:{listener.getsockname()[1]}")
        for death in range(20):
            with serving(home) as (process, url):
                threads = [threading.Thread(target=_call_until_it_dies, args=(url, n)) for n in range(4)]
                for thread in threads:
                    thread.start()
                time.sleep(0.03 + 0.017 * death)
                process.kill()
                process.wait()
                for thread in threads:
                    thread.join()
        listener.shutdown(SHUT_RDWR)
        counting.join()
    with serving(home):
        pass  # takes up what the last one left
    calls = recorded(home)
    assert len(saw) > 100
    assert sorted({call["path"] for call in calls} & set(saw)) == sorted(saw)
    assert len({call["id"] for call in calls}) == len(calls)
    found = json.loads(run(home, "doctor", "--json").stdout)
    assert [f for f in found if not f["ok"] and f["check"] != "proxy"] == []


def _count_calls(listener: socket, saw: list[str]) -> None:
    """Answers every request but each fifth, which it keeps waiting."""

    def answer(connection: socket) -> None:
        with connection, contextlib.suppress(OSError):
            while head := connection.recv(65536):
                path = head.split(b" ", 2)[1].decode()
                saw.append(path)
                if path.endswith("5"):
                    connection.recv(1)
                    return
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with contextlib.suppress(OSError):
        while True:
            threading.Thread(target=answer, args=(listener.accept()[0],)).start()


def _call_until_it_dies(url: str, lane: int) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with contextlib.suppress(OSError, HTTPException):
        for number in itertools.count():
            connection = HTTPConnection(host, int(port), timeout=5)
            connection.request("GET", f"/openai/v1/models/{port}-{lane}-{number}")
            connection.getresponse().read()
            connection.close()
