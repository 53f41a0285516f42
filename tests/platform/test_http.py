"""What is fetched for the user comes over https or from this computer, and never more than was asked for."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from app.core.errors import Unreachable
from app.platform.http import fetch

Handler = Callable[[BaseHTTPRequestHandler], None]
MOST = 1000


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], str]]:
    servers: list[tuple[socketserver.TCPServer, threading.Thread]] = []

    def start(handler: Handler) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                handler(self)

            def log_message(self, *args: object, **_: object) -> None: ...

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}/list"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(body: bytes, status: int = 200, **headers: str) -> Handler:
    def handler(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return handler


def test_it_brings_what_is_there(serve: Callable[[Handler], str]) -> None:
    assert fetch(serve(answer(b"x" * MOST)), MOST) == b"x" * MOST


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/list",
        "http://10.0.0.1/list",
        "http://127.0.0.1.example.com/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "https://me:secret@example.com/",
        "https://",
        "http://[::1",
        "no address",
    ],
)
def test_an_address_that_is_not_safe_is_not_asked(url: str) -> None:
    with pytest.raises(Unreachable) as refused:
        fetch(url, MOST)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("size", [MOST + 1, 100 * MOST])
def test_more_than_was_asked_for_is_not_taken(size: int, serve: Callable[[Handler], str]) -> None:
    with pytest.raises(Unreachable, match="larger"):
        fetch(serve(answer(b"x" * size)), MOST)


@pytest.mark.parametrize("status", [204, 304, 404, 500])
def test_anything_but_a_plain_answer_is_told(status: int, serve: Callable[[Handler], str]) -> None:
    with pytest.raises(Unreachable, match=str(status)):
        fetch(serve(answer(b"", status)), MOST)


def test_a_packed_answer_is_not_unpacked(serve: Callable[[Handler], str]) -> None:
    with pytest.raises(Unreachable, match="packed"):
        fetch(serve(answer(b"\x1f\x8b", Content_Encoding="gzip")), MOST)


def test_it_goes_along_when_the_list_has_moved(serve: Callable[[Handler], str]) -> None:
    there = serve(answer(b"here"))
    assert fetch(serve(answer(b"", 302, Location=there)), MOST) == b"here"


@pytest.mark.parametrize("to", ["https://example.com/list", "http://example.com/list", "file:///etc/passwd"])
def test_it_is_not_led_from_this_computer_to_elsewhere(to: str, serve: Callable[[Handler], str]) -> None:
    with pytest.raises(Unreachable):
        fetch(serve(answer(b"", 302, Location=to)), MOST)


def test_a_chase_that_never_ends_is_given_up(serve: Callable[[Handler], str]) -> None:
    with pytest.raises(Unreachable, match="never ends"):
        fetch(serve(answer(b"", 302, Location="/list")), MOST)


def test_nobody_there_is_told(serve: Callable[[Handler], str]) -> None:
    with pytest.raises(Unreachable):
        fetch("http://127.0.0.1:1/list", MOST)
