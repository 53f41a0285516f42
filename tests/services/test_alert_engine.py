"""Alerts in the program as it runs: from a call at the proxy to a message, and a client that goes on."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.assembly import Engine
from app.core.alerts import Alert
from app.core.news import LedgerChanged, News, Scope
from app.platform.home import Home
from app.services.operations import perform
from tests.fakes.keyring import InMemory
from tests.fakes.receivers import HookServer

ANSWER = {
    "id": "x", "object": "chat.completion", "model": "gpt-4o",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 100_000, "completion_tokens": 1_000, "total_tokens": 101_000},
}  # fmt: skip

CANARY = "CANARYq7Zx3Kp9Lm2Vw8"


@pytest.fixture
def provider() -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            body = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object, **_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def engine(home: Path, provider: str) -> Iterator[Engine]:
    InMemory.kept.clear()
    engine = Engine(Home(home), "serve", port=0)
    engine.start()
    try:
        engine.start_proxy()
        perform(engine, "provider.add", {"id": "here", "api": "openai", "base_url": provider, "local": True})
        prices = {"input": 2_500_000, "output": 10_000_000}
        perform(engine, "price.set", {"provider": "here", "model": "gpt-4o", "prices": prices})
        yield engine
    finally:
        engine.stop()


def call(engine: Engine) -> tuple[int, dict[str, str], bytes]:
    assert engine.proxy.url is not None
    connection = http.client.HTTPConnection(urlsplit(engine.proxy.url).netloc, timeout=30)
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "again"}]})
    headers = {"Content-Type": "application/json", "Authorization": "Bearer sk-x", "User-Agent": "loopy/1.0"}
    connection.request("POST", "/here/v1/chat/completions", body, headers)
    response = connection.getresponse()
    answered = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    connection.close()
    return answered


def test_a_loop_is_stopped_told_at_once_and_goes_on_when_it_is_let(engine: Engine) -> None:
    perform(engine, "alert.set", {"name": "runaway", "parameters": {"pause": "on", "calls": "6"}})
    with closing(HookServer()) as hooks:
        words = {"name": "hook", "kind": "webhook", "secrets": {"url": f"{hooks.url}/{CANARY}"}}
        assert "secrets" not in perform(engine, "alert.channel.add", words)
        statuses = [call(engine)[0] for _ in range(6)]
        assert statuses == [200] * 6
        assert hooks.take().document["alerts"][0]["what"] == "loopy"
        status, headers, body = call(engine)
        assert (status, headers["x-should-retry"]) == (402, "false")
        error = json.loads(body)["error"]
        assert error["code"] == "client_paused"
        assert "tollgate client resume 'loopy'" in error["message"]
        assert engine.health()["paused_clients"] == ["loopy"]
        assert engine.health()["alerts"] >= 1
        perform(engine, "client.resume", {"name": "loopy"})
        assert call(engine)[0] == 200
    assert engine.ledger.flush(30)
    for path in engine.home.root.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


def test_a_threshold_is_told_without_waiting_for_the_minute(engine: Engine) -> None:
    perform(engine, "budget.add", {"name": "b", "limit": "0.5usd", "period": "day", "action": "warn"})
    told = threading.Event()
    heard: list[Scope] = []

    def listen(news: News) -> None:
        if isinstance(news, LedgerChanged):
            heard.append(news.scopes)
            if news.scopes & Scope.ALERTS and found():
                told.set()

    def found() -> list[Alert]:
        return [alert for alert in engine.alerts.history() if alert.kind == "budget-threshold"]

    engine.subscribe(listen)
    call(engine)
    assert told.wait(30)
    (alert,) = found()
    assert alert.title == "b: 50 % of the budget is used"
    shown = perform(engine, "alert.ack", {"id": alert.id})
    assert shown["acknowledged"] == 1
