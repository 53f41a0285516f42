"""Our own API, below `/-/`: health for everybody, the rest for who has the control token."""

import asyncio
import hmac
import json
import logging
import os
from urllib.parse import parse_qsl

import app
from app.proxy.client import Client
from app.proxy.desk import ControlReply, ControlRequest
from app.proxy.headers import RequestHead, own_answer
from app.proxy.traffic import Traffic

log = logging.getLogger(__name__)


class ControlExchange:
    """One request to our own API. It makes no record."""

    def __init__(self, traffic: Traffic, client: Client, head: RequestHead) -> None:
        self._traffic = traffic
        self._client = client
        self._head = head
        self._body: list[bytes] = []
        self._body_bytes = 0
        self._complete = False
        self._ended = False

    def start(self, pieces: list[bytes], *, complete: bool) -> None:
        path = self._head.target.partition(b"?")[0]
        if path == b"/-/health" and self._head.method in {b"GET", b"HEAD"}:
            self._complete = complete
            self._reply(ControlReply(200, self._health()))
        elif not self._is_allowed():
            self._complete = complete
            self._refuse(401, "bad_token", "This needs the control token from the home folder.")
        elif self._head.method not in {b"GET", b"POST"}:
            self._complete = complete
            self._refuse(405, "method", "GET reads, POST acts.")
        else:
            for piece in pieces:
                self.on_request_data(piece)
            if complete:
                self.on_request_end()

    def _health(self) -> dict[str, object]:
        return {
            "name": "tollgate",
            "version": app.__version__,
            "pid": os.getpid(),
            "in_flight": self._traffic.under_way,
        }

    def _is_allowed(self) -> bool:
        """In constant time, so that the token cannot be found out letter by letter."""
        values = self._head.values
        shown = values.get(b"x-tollgate-control", b"")
        authorization = values.get(b"authorization", b"")
        if authorization[:7].lower() == b"bearer ":
            shown = authorization[7:].strip()
        token = self._traffic.desk.control_token.encode()
        return bool(token) and hmac.compare_digest(shown, token)

    def on_request_data(self, data: bytes) -> None:
        if self._ended:
            return
        self._body_bytes += len(data)
        if self._body_bytes > self._traffic.limits.control_bytes:
            self._refuse(413, "too_large", "The request is too large.")
            return
        self._body.append(data)

    def on_request_end(self) -> None:
        if self._ended:
            return
        self._complete = True
        path, _, query = self._head.target.partition(b"?")
        document: object = None
        if self._head.method == b"POST":
            kind = self._head.values.get(b"content-type", b"").partition(b";")[0].strip().lower()
            if kind != b"application/json":
                self._refuse(415, "not_json", "A POST here takes application/json.")
                return
            try:
                document = json.loads(b"".join(self._body) or b"null")
            except (ValueError, RecursionError):
                self._refuse(400, "not_json", "The body is not valid JSON.")
                return
        request = ControlRequest(
            method=self._head.method.decode(),
            path=path[2:].decode("latin-1"),
            query=dict(parse_qsl(query.decode("latin-1"))),
            body=document,
        )
        self._traffic.spawn(self._ask(request))

    async def _ask(self, request: ControlRequest) -> None:
        loop = asyncio.get_running_loop()
        try:
            reply = await loop.run_in_executor(None, self._traffic.desk.control, request)
        except Exception:
            log.exception("the control API failed")
            reply = ControlReply(500, _error("bug", "Something went wrong; the log says more."))
        self._reply(reply)

    def _refuse(self, status: int, code: str, message: str) -> None:
        self._reply(ControlReply(status, _error(code, message)))

    def _reply(self, reply: ControlReply) -> None:
        if self._ended:
            return
        self._ended = True
        body = json.dumps(reply.body, ensure_ascii=False).encode()
        keep = self._head.keep_alive and self._complete and not self._traffic.stopping
        to_head, extra = self._head.method == b"HEAD", b"Cache-Control: no-store\r\n"
        self._client.transport.write(
            own_answer(reply.status, body, close=not keep, to_head=to_head, extra=extra)
        )
        self._client.answered(keep=keep)

    def request_failed(self, status: int, code: str, message: str) -> None:
        self._refuse(status, code, message)

    def client_lost(self) -> None:
        self._ended = True

    def client_full(self) -> None:
        """What we say ourselves is short."""

    def client_ready(self) -> None:
        """As above."""


def _error(code: str, message: str) -> dict[str, object]:
    return {"error": {"type": code, "message": message}}
