"""An upstream on a real socket that does what a test says, byte for byte."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Seen:
    """A request as it arrived."""

    head: bytes
    body: bytes
    connection: int  # which connection it came on, counted from 1
    port: int = 0  # the other side's

    @property
    def target(self) -> bytes:
        return self.head.split(b" ", 2)[1]

    @property
    def method(self) -> bytes:
        return self.head.split(b" ", 1)[0]

    def header(self, name: str) -> list[str]:
        """All values of a header, as they came."""
        wanted = name.lower()
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines if line)
        return [value.strip() for key, _, value in pairs if key.lower() == wanted]


class Gone(Exception):
    """The other side closed its connection."""


@dataclass
class Link:
    """The upstream's side of one connection."""

    sock: socket.socket
    number: int
    buffer: bytes = b""
    port: int = 0

    def send(self, data: bytes) -> None:
        try:
            self.sock.sendall(data)
        except OSError:
            raise Gone from None

    def send_slowly(self, data: bytes, *, piece: int = 1, pause_s: float = 0.0) -> None:
        for at in range(0, len(data), piece):
            self.send(data[at : at + piece])
            if pause_s:
                time.sleep(pause_s)

    def receive(self) -> bytes:
        try:
            data = self.sock.recv(65536)
        except OSError:
            raise Gone from None
        if not data:
            raise Gone
        return data

    def read_head(self) -> bytes:
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.receive()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return head

    def read_exactly(self, size: int) -> bytes:
        parts = [self.buffer]
        have = len(self.buffer)
        while have < size:
            data = self.receive()
            parts.append(data)
            have += len(data)
        whole = b"".join(parts)
        self.buffer = whole[size:]
        return whole[:size]

    def read_line(self) -> bytes:
        while b"\r\n" not in self.buffer:
            self.buffer += self.receive()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def read_request(self) -> Seen:
        head = self.read_head()
        seen = Seen(head, b"", self.number, self.port)
        if seen.header("transfer-encoding"):
            parts: list[bytes] = []
            while size := int(self.read_line().split(b";")[0], 16):
                parts.append(self.read_exactly(size))
                self.read_line()
            while self.read_line():
                pass
            seen.body = b"".join(parts)
        elif lengths := seen.header("content-length"):
            seen.body = self.read_exactly(int(lengths[0]))
        return seen

    def wait_closed(self, timeout_s: float) -> float | None:
        """How long it took until the other side closed; None if it did not in time."""
        started = time.monotonic()
        self.sock.settimeout(timeout_s)
        try:
            while self.sock.recv(65536):
                pass
        except TimeoutError:
            return None
        except OSError:
            pass
        finally:
            with contextlib.suppress(OSError):
                self.sock.settimeout(None)
        return time.monotonic() - started

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.sock.close()


# Answers one request; False ends the connection.
Script = Callable[[Link, Seen], bool | None]


def answer(
    body: bytes,
    *,
    status: str = "200 OK",
    content_type: str = "application/json",
    headers: tuple[str, ...] = (),
) -> Script:
    """A sized answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    data = ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def script(link: Link, seen: Seen) -> None:
        link.send(data if seen.method != b"HEAD" else data[: len(data) - len(body)])

    return script


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nx-request-id: req_1\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


def stream(events: list[bytes], *, pause_s: float = 0.0, end: bool = True) -> Script:
    """Events, each a chunk of its own."""

    def script(link: Link, seen: Seen) -> bool:
        link.send(STREAM_HEAD)
        for event in events:
            link.send(chunk(event))
            if pause_s:
                time.sleep(pause_s)
        if end:
            link.send(b"0\r\n\r\n")
        return end

    return script


@dataclass
class Upstream:
    """Serves each connection in a thread of its own. `script` may be changed at any time."""

    script: Script
    tls: ssl.SSLContext | None = None
    family: socket.AddressFamily = socket.AF_INET
    on_connect: Callable[[Link], bool | None] | None = None  # before a request is read; True: that was all
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    trouble: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        host = "::1" if self.family == socket.AF_INET6 else "127.0.0.1"
        self._listening = socket.create_server((host, 0), family=self.family, backlog=1024)
        self.port = self._listening.getsockname()[1]
        self._links: list[Link] = []
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._accepting = threading.Thread(target=self._accept, name="upstream", daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        host = "[::1]" if self.family == socket.AF_INET6 else "127.0.0.1"
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def _accept(self) -> None:
        while not self._closed:
            try:
                sock, address = self._listening.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            thread = threading.Thread(
                target=self._serve,
                args=(sock, address[1], self.connections),
                name="upstream-link",
                daemon=True,
            )
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, port: int, number: int) -> None:
        try:
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
        except OSError:
            sock.close()
            return
        link = Link(sock, number, port=port)
        self._links.append(link)
        try:
            if self.on_connect is not None and self.on_connect(link):
                return
            while not self._closed:
                seen = link.read_request()
                self.seen.append(seen)
                if self.script(link, seen) is False:
                    return
        except Gone:
            pass
        except Exception as error:  # shown by `close`, in the test's own thread
            self.trouble.append(error)
        finally:
            with contextlib.suppress(OSError):
                link.sock.close()

    def drop_idle(self) -> None:
        """Close every connection from this side."""
        for link in self._links:
            with contextlib.suppress(OSError):
                link.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join(2)
        self.drop_idle()
        for thread in self._threads:
            thread.join(2)
        if self.trouble:
            raise self.trouble[0]


@contextlib.contextmanager
def upstream(script: Script, **options: object) -> Iterator[Upstream]:
    server = Upstream(script, **options)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.close()
