"""Both parsers against h11, which is strict and was written by others: what we take, it reads the same."""

import asyncio
import itertools
import re
from dataclasses import dataclass, field

import h11
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.providers import Provider
from app.proxy import Limits, guard
from app.proxy.headers import RequestHead, own_answer
from app.proxy.limits import MIB
from app.proxy.origins import origin_of
from app.proxy.pool import Pool
from app.proxy.server import ClientConnection, Handler
from app.proxy.traffic import Traffic
from app.proxy.upstream import UpstreamConnection
from tests.proxy.kit import TestDesk

SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOST = b"127.0.0.1:4747"


class Pipe(asyncio.Transport):
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def write_eof(self) -> None:
        self.closed = True

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def is_reading(self) -> bool:
        return True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0

    def get_extra_info(self, name: str, default: object = None) -> object:
        return default


@dataclass
class Taken:
    """A request that was let in."""

    method: bytes
    target: bytes
    fields: list[tuple[bytes, bytes]]
    body: bytes = b""
    complete: bool = False


@dataclass(eq=False)
class Recording(ClientConnection):
    """Lets every request in and answers it when it is whole."""

    traffic: Traffic
    taken: list[Taken] = field(default_factory=list[Taken])

    def __post_init__(self) -> None:
        super().__init__(self.traffic)

    def _choose(self, head: RequestHead) -> Handler:
        self.taken.append(Taken(head.method, head.target, [(key, value) for key, _, value in head.fields]))
        return self  # type: ignore[return-value]

    def start(self, pieces: list[bytes], *, complete: bool) -> None:
        for piece in pieces:
            self.on_request_data(piece)
        if complete:
            self.on_request_end()

    def on_request_data(self, data: bytes) -> None:
        self.taken[-1].body += data

    def on_request_end(self) -> None:
        self.taken[-1].complete = True
        self.transport.write(own_answer(200, b"", close=False))
        self.answered(keep=True)

    def request_failed(self, status: int, code: str, message: str) -> None:
        self.answered(keep=False)

    def client_lost(self) -> None: ...


def extra(taken: Taken) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in taken.fields if name.startswith(b"x-")]


def ours(pieces: list[bytes]) -> list[Taken]:
    """The whole requests that our server side lets in."""

    async def run() -> list[Taken]:
        traffic = Traffic(
            TestDesk("http://127.0.0.1:9"), Limits(), guard.own_hosts("127.0.0.1", 4747), 4747, b"x"
        )
        connection = Recording(traffic)
        connection.connection_made(Pipe())
        for piece in pieces:
            if not connection.transport.is_closing():
                connection.data_received(piece)
            while traffic.at_door:
                await asyncio.sleep(0)
        traffic.close()
        return [taken for taken in connection.taken if taken.complete]

    return asyncio.run(run())


def theirs(data: bytes) -> list[Taken]:
    """The whole requests that h11 reads, up to what it refuses."""
    taken: list[Taken] = []
    while True:
        # llhttp skips empty lines before a request, as RFC 9112 2.2 has it; h11 does not
        data = _single_spaced(data.lstrip(b"\r\n"))
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MIB)
        connection.receive_data(data)
        try:
            one = _one_request(connection)
        except h11.RemoteProtocolError:
            return taken
        if one is None:
            return taken
        taken.append(one)
        if connection.our_state is h11.MUST_CLOSE:
            return taken
        data = connection.trailing_data[0]


def _one_request(connection: h11.Connection) -> Taken | None:
    one = None
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            one = Taken(event.method, event.target, list(event.headers))
        elif isinstance(event, h11.Data) and one is not None:
            one.body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
            connection.send(h11.EndOfMessage())
            return one
        else:
            return None


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


token = st.text("abcXYZ019-_!~", min_size=1, max_size=8).map(str.encode)
value = st.text('abc XYZ,;="()/\t09\xe9', max_size=12).map(lambda text: text.encode("latin-1").strip(b" \t"))
blob = st.binary(max_size=60)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A request that is as it should be."""
    method = draw(st.sampled_from([b"GET", b"POST", b"PUT", b"HEAD", b"DELETE", b"PATCH", b"OPTIONS"]))
    target = b"/" + draw(st.text("abc/.?&=%20~+", max_size=20)).encode()
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: " + HOST]
    lines += [
        name + b": " + text
        for name, text in draw(st.lists(st.tuples(token.map(lambda t: b"x-" + t), value), max_size=4))
    ]
    body = b""
    framing = draw(st.sampled_from(["none", "sized", "chunked"]))
    if framing == "sized":
        body = draw(blob)
        lines.append(b"Content-Length: %d" % len(body))
    elif framing == "chunked":
        lines.append(draw(st.sampled_from([b"Transfer-Encoding: chunked", b"transfer-encoding:CHUNKED"])))
        for piece in draw(st.lists(blob.filter(bool), max_size=4)):
            extension = draw(st.sampled_from([b"", b";a=b", b';q="x y"']))
            body += b"%x%b\r\n%b\r\n" % (len(piece), extension, piece)
        trailers = draw(st.lists(st.tuples(token, value), max_size=2))
        body += b"0\r\n" + b"".join(name + b": " + text + b"\r\n" for name, text in trailers) + b"\r\n"
    order = draw(st.permutations(lines[1:]))
    return b"\r\n".join([lines[0], *order]) + b"\r\n\r\n" + body


NASTY_BYTES = st.sampled_from(
    (
        b"\r|\n|\r\n| |\t|\x00|:|,|0|5|\x0b|\x80|;|\r\n\r\n|0\r\n|chunked|"
        b"Content-Length: 3\r\n|Transfer-Encoding: chunked\r\n|Transfer-Encoding : chunked\r\n"
    ).split(b"|")
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Requests with a few bytes changed, taken out or put in."""
    data = b"".join(draw(st.lists(requests(), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["insert", "delete", "replace"]))
        nasty = draw(NASTY_BYTES)
        if kind == "insert":
            data = data[:at] + nasty + data[at:]
        elif kind == "delete":
            data = data[:at] + data[at + draw(st.integers(1, 4)) :]
        else:
            data = data[:at] + nasty + data[at + len(nasty) :]
    return data


@SETTINGS
@given(st.lists(requests(), min_size=1, max_size=4), st.lists(st.integers(0, 10_000), max_size=12))
def test_good_requests_are_read_as_h11_reads_them_however_they_are_cut(
    good: list[bytes], places: list[int]
) -> None:
    data = b"".join(good)
    expected = theirs(data)
    assert len(expected) == len(good)
    for pieces in (cut(data, places), [data], [data[n : n + 1] for n in range(len(data))]):
        got = ours(pieces)
        assert [(t.method, t.target, t.body) for t in got] == [(t.method, t.target, t.body) for t in expected]
        assert [extra(t) for t in got] == [extra(t) for t in expected]


@SETTINGS
@given(damaged(), st.lists(st.integers(0, 10_000), max_size=12))
def test_damaged_requests_are_never_read_in_another_way_than_h11_reads_them(
    data: bytes, places: list[int]
) -> None:
    """We may be stricter; where both take a request, it must be the same one."""
    expected = [(t.method, t.target, t.body) for t in theirs(data)]
    whole = [(t.method, t.target, t.body) for t in ours([data])]
    assert whole == expected[: len(whole)]
    assert [(t.method, t.target, t.body) for t in ours(cut(data, places))] == whole


def _single_spaced(data: bytes) -> bytes:
    """llhttp takes more than one space in the first line; it changes nothing that matters."""
    return re.sub(rb"^([^ \r\n]+) +([^ \r\n]+) +HTTP/", rb"\1 \2 HTTP/", data)


def _without_empty_lines(data: bytes) -> bytes:
    """llhttp skips empty lines before an answer, and between an interim one and the last; h11 does not."""
    return re.sub(rb"\r\n\r\n[\r\n]+HTTP/", b"\r\n\r\nHTTP/", data.lstrip(b"\r\n"))


# ---- answers --------------------------------------------------------------------------------------


@dataclass
class Answer:
    status: int | None = None
    body: bytes = b""
    complete: bool = False
    garbage: bool = False


class Waiting:
    """Who waits for an answer, and takes it as it comes."""

    def __init__(self, connection: UpstreamConnection) -> None:
        self.answer = Answer()
        self._connection = connection

    def on_upstream(self) -> None:
        connection, answer = self._connection, self.answer
        if connection.head is not None:
            answer.status = connection.head.status
        answer.body += b"".join(connection.pieces)
        connection.pieces.clear()
        answer.complete = connection.complete
        answer.garbage = connection.garbage

    def on_upstream_lost(self) -> None: ...

    def on_upstream_full(self) -> None: ...

    def on_upstream_ready(self) -> None: ...


def our_answer(pieces: list[bytes], *, head: bool, eof: bool) -> Answer:
    origin = origin_of(Provider("x", "X", "openai", "http://127.0.0.1:9", local=True), 4747)
    pool = Pool(Limits(), lambda: 0.0)
    connection = UpstreamConnection(origin, pool, Limits(), None)  # type: ignore[arg-type]
    connection.connection_made(Pipe())
    waiting = Waiting(connection)
    connection.begin(waiting, head_request=head)
    for piece in pieces:
        if not waiting.answer.complete and not waiting.answer.garbage:
            connection.data_received(piece)
    if eof and not waiting.answer.complete:
        connection.eof_received()
    return waiting.answer


def their_answer(data: bytes, *, head: bool, eof: bool) -> Answer:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MIB)
    connection.send(h11.Request(method="HEAD" if head else "GET", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    answer = Answer()
    connection.receive_data(data)
    if eof:
        connection.receive_data(b"")
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                answer.status = event.status_code
            elif isinstance(event, h11.Data):
                answer.body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                answer.complete = True
                break
            elif not isinstance(event, h11.InformationalResponse):
                break
    except h11.RemoteProtocolError:
        answer.garbage = True
    return answer


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    data = b""
    if draw(st.booleans()):
        data += b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    status = draw(st.sampled_from([b"200 OK", b"204 No Content", b"304 Not Modified", b"429 Slow", b"500 "]))
    lines = [b"HTTP/1.1 " + status]
    lines += [
        b"x-" + name + b": " + text for name, text in draw(st.lists(st.tuples(token, value), max_size=3))
    ]
    framing = draw(st.sampled_from(["close", "sized", "chunked"]))
    body = draw(blob)
    if framing == "sized":
        lines.append(b"Content-Length: %d" % len(body))
    elif framing == "chunked":
        lines.append(b"Transfer-Encoding: chunked")
        pieces = draw(st.lists(blob.filter(bool), max_size=3))
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    if status[:3] in {b"204", b"304"}:
        body = b""
    return data + b"\r\n".join(lines) + b"\r\n\r\n" + body


@SETTINGS
@given(answers(), st.lists(st.integers(0, 10_000), max_size=12), st.booleans())
def test_good_answers_are_read_as_h11_reads_them_however_they_are_cut(
    data: bytes, places: list[int], eof: bool
) -> None:
    expected = their_answer(data, head=False, eof=eof)
    for pieces in (cut(data, places), [data], [data[n : n + 1] for n in range(len(data))]):
        assert our_answer(pieces, head=False, eof=eof) == expected


@SETTINGS
@given(answers(), NASTY_BYTES, st.integers(0, 500), st.lists(st.integers(0, 10_000), max_size=8))
def test_damaged_answers_are_never_read_in_another_way(
    data: bytes, nasty: bytes, at: int, places: list[int]
) -> None:
    at %= len(data) + 1
    data = data[:at] + nasty + data[at:]
    expected = their_answer(_without_empty_lines(data), head=False, eof=True)
    whole = our_answer([data], head=False, eof=True)
    again = our_answer(cut(data, places), head=False, eof=True)
    assert again.complete == whole.complete
    if whole.complete:
        assert again.body == whole.body
        assert (whole.status, whole.body) == (expected.status, expected.body)
