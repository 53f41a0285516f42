"""What the tests of the proxy share: a desk that remembers, and clients that speak raw bytes."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.core.calls import Call, RequestFacts
from app.core.providers import Api, Provider
from app.core.quota import Quota
from app.proxy import ControlReply, ControlRequest, ProxyRunner
from app.proxy.desk import Caller, Journey
from app.wire.api import Headers, Refusal
from tests.fakes.upstream import Gone, Link, Upstream


class TestDesk:
    """Takes everything, until a test says otherwise."""

    __test__ = False
    control_token = "tgc_test"

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: list[Call] = []
        self.opened_calls: list[str] = []
        self.allowances: list[tuple[str, Quota]] = []
        self.callers: list[Caller] = []
        self.has_room = True
        self.wants_facts = False
        self.refusal: Refusal | None = None
        self.came: list[Call] = []
        self.refused_amendments: list[str] = []
        self.asked: list[ControlRequest] = []
        self._news = threading.Condition()
        self._providers: Mapping[str, Provider] = {}
        self.provide()

    def provide(self, **base_urls: str) -> None:
        """Each of the APIs at the upstream, and what else is given."""
        apis: tuple[Api, ...] = ("openai", "anthropic", "gemini", "ollama")
        known = {api: Provider(api, api.title(), api, self.url, local=True) for api in apis}
        for name, url in base_urls.items():
            known[name] = Provider(name, name.title(), "openai", url)
        self._providers = MappingProxyType(known)

    @property
    def providers(self) -> Mapping[str, Provider]:
        return self._providers

    def set(self, provider: Provider) -> None:
        self._providers = MappingProxyType({**self._providers, provider.id: provider})

    def default_provider(self, api: Api) -> Provider | None:
        return self._providers.get(api)

    def called(self, call: Call, caller: Caller) -> None:
        self.callers.append(caller)

    def admit(
        self, call: Call, facts: RequestFacts | None, headers: Headers, query: str
    ) -> Refusal | Journey | None:
        return self.refusal

    def withdrawn(self) -> Mapping[str, str]:
        return {}

    def opened(self, calls: Sequence[Call]) -> None:
        self.opened_calls += [call.id for call in calls]

    def allowance_told(self, call: Call, quota: Quota) -> None:
        self.allowances.append((call.provider, quota))

    def came_to(self, call: Call) -> None:
        self.came.append(call)

    def may_go_on(self, call: Call) -> Refusal | None:
        return self.refusal

    def amendment_refused(self, provider: Provider) -> None:
        self.refused_amendments.append(provider.id)

    def record(self, calls: Sequence[Call]) -> int:
        with self._news:
            if not self.has_room:
                return 0
            self.calls += calls
            self._news.notify_all()
            return len(calls)

    def control(self, request: ControlRequest) -> ControlReply:
        self.asked.append(request)
        if request.path == "/bug":
            raise RuntimeError("bug")
        return ControlReply(200, {"path": request.path, "body": request.body})

    def wait(self, count: int, timeout_s: float = 5.0) -> list[Call]:
        """The records, once there are that many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.calls) >= count, timeout_s), (
                f"{len(self.calls)} records, not {count}"
            )
            return list(self.calls)


@dataclass
class Response:
    status: int
    reason: str
    lines: list[str]
    body: bytes

    def header(self, name: str) -> list[str]:
        pairs = (line.partition(":") for line in self.lines)
        return [value.strip() for key, _, value in pairs if key.lower() == name.lower()]

    def json(self) -> object:
        return json.loads(self.body)


class RawClient(Link):
    """A client that says exactly what it is told."""

    def __init__(self, port: int, *, timeout_s: float = 10.0, host: str = "127.0.0.1") -> None:
        sock = socket.create_connection((host, port), timeout=timeout_s)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock, 0)
        self.proxy_port = port
        self.mine = sock.getsockname()[1]

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.close()

    def request(
        self,
        target: str = "/openai/v1/models",
        *,
        method: str = "GET",
        headers: tuple[str, ...] = (),
        body: bytes | None = None,
        version: str = "1.1",
    ) -> bytes:
        """A request in the plain form; sent and returned."""
        lines = [f"{method} {target} HTTP/{version}", f"Host: 127.0.0.1:{self.proxy_port}", *headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        data = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b"")
        self.send(data)
        return data

    def response(self, *, head_only: bool = False) -> Response:
        """One whole answer, framed as its head says."""
        head = self.read_head().decode("latin-1").split("\r\n")
        _, status, *reason = head[0].split(" ", 2)
        response = Response(int(status), reason[0] if reason else "", head[1:], b"")
        if head_only or response.status in {204, 304} or response.status < 200:
            return response
        if response.header("transfer-encoding"):
            while size := int(self.read_line(), 16):
                response.body += self.read_exactly(size)
                self.read_line()
            while self.read_line():
                pass
        elif lengths := response.header("content-length"):
            response.body = self.read_exactly(int(lengths[0]))
        else:
            response.body = self.rest()
        return response

    def rest(self) -> bytes:
        """Everything until the other side closes."""
        parts = [self.buffer]
        self.buffer = b""
        with contextlib.suppress(Gone):
            while True:
                parts.append(self.receive())
        return b"".join(parts)

    def is_closed(self, within_s: float = 2.0) -> bool:
        """Whether the proxy closes the connection in time."""
        return self.wait_closed(within_s) is not None

    def ask(self, target: str = "/openai/v1/models", **options: object) -> Response:
        self.request(target, **options)  # type: ignore[arg-type]
        return self.response(head_only=options.get("method") == "HEAD")


@dataclass
class Stage:
    """An upstream, and a proxy before it."""

    upstream: Upstream
    desk: TestDesk
    runner: ProxyRunner
    closed: bool = False

    @property
    def port(self) -> int:
        return self.runner.port

    def client(self, **options: float) -> RawClient:
        return RawClient(self.port, **options)  # type: ignore[arg-type]

    def wait_idle(self, timeout_s: float = 5.0) -> None:
        """Until no call is going on."""
        until = time.monotonic() + timeout_s
        while self.runner.in_flight():
            assert time.monotonic() < until, self.runner.in_flight()
            time.sleep(0.005)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.runner.stop(2)
            self.upstream.close()


CHAT = b'{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}'
CHAT_ANSWER = (
    b'{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o-2024-08-06","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,'
    b'"completion_tokens":3,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4}}}'
)


def chat_events(words: int, *, usage: bool = True) -> list[bytes]:
    """A streamed chat answer, an event each."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-4o-2024-08-06"}
    said = [{"index": 0, "delta": {"content": f"word{i} "}, "finish_reason": None} for i in range(words)]
    said.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    frames: list[dict[str, object]] = [{**head, "choices": [choice]} for choice in said]
    if usage:
        counts = {"prompt_tokens": 12, "completion_tokens": words, "total_tokens": 12 + words}
        frames.append({**head, "choices": [], "usage": counts})
    events = [json.dumps(frame, separators=(",", ":")) for frame in frames]
    return [f"data: {event}\n\n".encode() for event in [*events, "[DONE]"]]
