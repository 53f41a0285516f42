"""A provider that answers every wire without a key: for the demo, for screenshots and for tests."""

import asyncio
import threading
from types import TracebackType

import httptools

from app.wire.sample import Answer, answer

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
_NO_WEBSOCKET = (
    b"HTTP/1.1 426 Upgrade Required\r\nupgrade: HTTP/1.1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)


class SampleUpstream:
    """Listens on a free port of 127.0.0.1 for as long as the `with` lasts."""

    url: str

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.Transport] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sample-upstream")

    def __enter__(self) -> "SampleUpstream":
        self._thread.start()
        opening = self._loop.create_server(lambda: _Connection(self._open), "127.0.0.1", self._port)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result(10)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        for transport in self._open:
            transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Connection(asyncio.Protocol):
    """One request after the other; a demo needs no pipelining."""

    _transport: asyncio.Transport

    def __init__(self, others: set[asyncio.Transport]) -> None:
        self._others = others
        self._parser = httptools.HttpRequestParser(self)
        self._target, self._body = b"", bytearray()
        self._answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._others.add(transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._transport.write(_NO_WEBSOCKET)
            self._transport.close()
        except httptools.HttpParserError:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._others.discard(self._transport)
        if self._answering is not None:
            self._answering.cancel()

    def on_message_begin(self) -> None:
        self._target, self._body = b"", bytearray()

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._parser.should_upgrade():
            return
        method = self._parser.get_method().decode()
        path = self._target.decode("latin-1")
        self._answering = asyncio.get_running_loop().create_task(
            self._say(answer(method, path, bytes(self._body)), bodyless=method == "HEAD")
        )

    async def _say(self, found: Answer, *, bodyless: bool) -> None:
        reason = _REASONS.get(found.status, "Sample")
        head = f"HTTP/1.1 {found.status} {reason}\r\ncontent-type: {found.content_type}\r\n"
        if len(found.pieces) == 1:
            piece = found.pieces[0]
            self._transport.write(
                f"{head}content-length: {len(piece)}\r\n\r\n".encode() + (b"" if bodyless else piece)
            )
            return
        self._transport.write(f"{head}transfer-encoding: chunked\r\n\r\n".encode())
        for piece in found.pieces:
            self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await asyncio.sleep(found.delay_ms / 1000)
        self._transport.write(b"0\r\n\r\n")
