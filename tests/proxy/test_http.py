"""Everything in HTTP/1.1 that clients and providers do."""

import gzip
import time

import brotli
import pytest
import zstandard

from tests.fakes.upstream import STREAM_HEAD, Link, Seen, answer, chunk, stream
from tests.proxy.conftest import Start
from tests.proxy.kit import CHAT, CHAT_ANSWER, chat_events


def raw(data: bytes, *, keep: bool = True):
    def script(link: Link, seen: Seen) -> bool:
        link.send(data)
        return keep

    return script


def test_a_connection_is_kept_for_the_next_call_on_both_sides(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        for _ in range(5):
            assert client.ask().body == b'{"ok":true}'
    assert there.upstream.connections == 1


def test_a_client_that_asks_to_close_is_closed(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        got = client.ask(headers=("Connection: close",))
        assert got.header("connection") == ["close"]
        assert client.is_closed()


def test_http_1_0_is_answered_without_chunks(stage: Start) -> None:
    there = stage(stream([b"data: 1\n\n", b"data: 2\n\n"]))
    with there.client() as client:
        got = client.ask(version="1.0")
    assert got.body == b"data: 1\n\ndata: 2\n\n"
    assert not got.header("transfer-encoding")
    assert got.header("connection") == ["close"]


def test_http_1_0_may_keep_its_connection(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        for _ in range(2):
            got = client.ask(version="1.0", headers=("Connection: keep-alive",))
            assert got.header("connection") == ["keep-alive"]


def test_pipelined_requests_are_answered_in_their_order(stage: Start) -> None:
    def script(link: Link, seen: Seen) -> None:
        if seen.target == b"/1":
            time.sleep(0.1)
        answer(seen.target + b" " + seen.body)(link, seen)

    there = stage(script)
    with there.client() as client:
        data = b""
        for number in range(20):
            body = b"x" * number
            data += (
                f"POST /openai/{number} HTTP/1.1\r\nHost: 127.0.0.1:{there.port}\r\n"
                f"Content-Length: {number}\r\n\r\n"
            ).encode() + body
        client.send(data)
        bodies = [client.response().body for _ in range(20)]
    assert bodies == [b"/%d %s" % (n, b"x" * n) for n in range(20)]


def test_pipelined_chunked_requests_too(stage: Start) -> None:
    there = stage(lambda link, seen: answer(seen.body)(link, seen))
    one = "POST /openai/x HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with there.client() as client:
        head = one.format(there.port).encode()
        client.send(b"".join(head + chunk(b"body%d" % n) + b"0\r\n\r\n" for n in range(5)))
        assert [client.response().body for _ in range(5)] == [b"body%d" % n for n in range(5)]


def test_a_chunked_request_arrives_chunked_and_whole_and_its_trailers_are_dropped(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        client.request(method="POST", headers=("Transfer-Encoding: chunked", "Trailer: X-Sum"))
        for part in (b"abc", b"d" * 70_000, b"e"):
            client.send(chunk(part))
            time.sleep(0.02)
        client.send(b"0\r\nX-Sum: 1\r\n\r\n")
        assert client.response().status == 200
        assert client.ask().status == 200
    first, second = there.upstream.seen
    assert first.body == b"abc" + b"d" * 70_000 + b"e"
    assert first.header("transfer-encoding") == ["chunked"]
    assert not first.header("trailer")
    assert not first.header("x-sum")
    assert second.method == b"GET"


def test_a_chunked_answer_arrives_whole_and_its_trailers_are_dropped(stage: Start) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    there = stage(raw(head + chunk(b"one") + b"3;ext=1\r\ntwo\r\n" + b"0\r\nX-Sum: 9\r\n\r\n"))
    with there.client() as client:
        for _ in range(2):
            got = client.ask()
            assert got.body == b"onetwo"
            assert not got.header("trailer")
            assert not got.header("x-sum")


def test_an_answer_that_ends_with_its_connection_is_whole(stage: Start) -> None:
    there = stage(raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it", keep=False))
    with there.client() as client:
        assert client.ask().body == b"all of it"
        assert client.ask().body == b"all of it"
    assert all(call.ok for call in there.desk.wait(2))


def test_head_has_the_length_and_no_body(stage: Start) -> None:
    there = stage(answer(b"x" * 100))
    with there.client() as client:
        for _ in range(3):
            got = client.ask(method="HEAD")
            assert got.header("content-length") == ["100"]
        assert client.ask().body == b"x" * 100


def test_a_body_that_nobody_asked_for_never_reaches_the_client(stage: Start) -> None:
    """It would be taken for the beginning of the next answer."""
    there = stage(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"))
    with there.client() as client:
        assert client.ask(method="HEAD").body == b""
        again = client.ask(method="HEAD")
        assert (again.status, again.body) == (200, b"")


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_answers_without_a_body_end_with_their_head(stage: Start, status: str) -> None:
    there = stage(raw(f"HTTP/1.1 {status}\r\nETag: x\r\n\r\n".encode()))
    with there.client() as client:
        for _ in range(3):
            assert client.ask().status == int(status[:3])
    assert there.upstream.connections == 1


def test_early_hints_pass_and_100_from_the_provider_does_not(stage: Start) -> None:
    hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    there = stage(raw(hints + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    with there.client() as client:
        client.request()
        assert client.response().status == 103
        assert client.response().body == b"ok"


def test_expect_100_continue_gets_its_go_ahead_before_the_body(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        client.request(method="POST", headers=("Expect: 100-continue", "Content-Length: 5"))
        assert client.response().status == 100
        client.send(b"hello")
        assert client.response().status == 200
    assert there.upstream.seen[0].body == b"hello"
    assert not there.upstream.seen[0].header("expect")


def test_expect_100_continue_with_the_body_already_there_needs_none(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        assert client.ask(method="POST", headers=("Expect: 100-continue",), body=b"hello").status == 200


def test_an_early_answer_passes_while_the_request_is_still_coming(stage: Start) -> None:
    def on_connect(link: Link) -> bool:
        link.read_head()
        link.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig")
        link.wait_closed(5)
        return True

    there = stage(on_connect=on_connect)
    with there.client() as client:
        client.request(method="POST", headers=("Content-Length: 10000000",))
        client.send(b"x" * 100_000)
        got = client.response()
        assert (got.status, got.body) == (413, b"big")
        assert got.header("connection") == ["close"]
        client.send(b"x" * 100_000)
        assert client.is_closed(4)
    assert there.desk.wait(1)[0].status == 413


def test_both_directions_may_flow_at_once(stage: Start) -> None:
    def on_connect(link: Link) -> bool:
        link.read_head()
        link.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(3):
            size = int(link.read_line(), 16)
            link.send(chunk(link.read_exactly(size).upper()))
            link.read_line()
        link.send(b"0\r\n\r\n")
        return True

    there = stage(on_connect=on_connect)
    with there.client() as client:
        client.request(method="POST", headers=("Transfer-Encoding: chunked",))
        assert client.read_head().startswith(b"HTTP/1.1 200")
        for word in (b"one", b"two", b"three"):
            client.send(chunk(word))
            assert client.read_exactly(int(client.read_line(), 16)) == word.upper()
            client.read_line()


def test_a_client_that_shuts_down_its_sending_side_still_gets_its_answer(stage: Start) -> None:
    def script(link: Link, seen: Seen) -> None:
        time.sleep(0.5)
        answer(b"late")(link, seen)

    there = stage(script)
    with there.client() as client:
        client.request()
        client.sock.shutdown(1)
        assert client.response().body == b"late"
        assert client.is_closed()
    assert there.desk.wait(1)[0].ok


@pytest.mark.parametrize(
    "method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY", "TRACE", "PURGE"]
)
def test_any_method_passes(stage: Start, method: str) -> None:
    there = stage()
    with there.client() as client:
        assert client.ask("/openai/anything/at/all", method=method).status == 200
    assert there.upstream.seen[0].method == method.encode()


@pytest.mark.parametrize(
    "rest",
    ["/v1/x?", "/v1/x?a=1&a=2&%41=%zz", "/v1//x/../y;p=1?q=/openai/", "/?x", "/v1/x?redirect=http://a/b"],
)
def test_paths_and_queries_keep_their_bytes(stage: Start, rest: str) -> None:
    there = stage()
    with there.client() as client:
        client.ask("/openai" + rest)
    assert there.upstream.seen[0].target == rest.encode()
    assert "?" not in there.desk.wait(1)[0].path


def test_headers_pass_in_their_order_and_their_case(stage: Start) -> None:
    there = stage()
    mine = (
        "X-B: 2",
        "x-a: 1",
        "X-B: 3",
        "Accept-Encoding: gzip, br",
        "X-Latin: \xe9t\xe9",
        "User-Agent: me/1",
    )
    with there.client() as client:
        client.ask(headers=mine)
    lines = there.upstream.seen[0].head.decode("latin-1").split("\r\n")
    assert [line for line in lines if line in mine] == list(mine)


def test_what_belongs_to_one_hop_stays_on_it(stage: Start) -> None:
    back = (
        b"HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Secret\r\nKeep-Alive: timeout=9\r\nX-Secret: 1\r\n"
        b"Proxy-Authenticate: Basic\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n"
    )
    there = stage(raw(back))
    ours = (
        "Connection: keep-alive, X-Mine",
        "X-Mine: 1",
        "Keep-Alive: 5",
        "TE: trailers",
        "Proxy-Authorization: Basic eDp5",
        "Proxy-Connection: keep-alive",
    )
    with there.client() as client:
        got = client.ask(headers=ours)
    for name in ("connection", "keep-alive", "x-secret", "proxy-authenticate", "upgrade"):
        assert not got.header(name), name
    seen = there.upstream.seen[0]
    for name in ("connection", "x-mine", "keep-alive", "te", "proxy-authorization", "proxy-connection"):
        assert not seen.header(name), name


@pytest.mark.parametrize("framing", ["sized", "chunked"])
def test_an_upgrade_that_is_no_websocket_is_not_taken_and_its_body_passes(stage: Start, framing: str) -> None:
    there = stage(lambda link, seen: answer(seen.body)(link, seen))
    upgrade = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAM")
    with there.client() as client:
        for _ in range(2):
            if framing == "sized":
                got = client.ask(method="POST", headers=upgrade, body=b"hello" * 1000)
            else:
                client.request(method="POST", headers=(*upgrade, "Transfer-Encoding: chunked"))
                client.send(chunk(b"hello" * 1000) + b"0\r\n\r\n")
                got = client.response()
            assert got.body == b"hello" * 1000
        assert client.ask(headers=upgrade).status == 200
    assert not there.upstream.seen[0].header("upgrade")


def _coded(coding: str, data: bytes) -> bytes:
    if coding == "gzip":
        return gzip.compress(data)
    return brotli.compress(data) if coding == "br" else zstandard.compress(data)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coded_answer_passes_as_it_is_and_is_read_on_the_side(stage: Start, coding: str) -> None:
    coded = _coded(coding, CHAT_ANSWER)
    there = stage(answer(coded, headers=(f"Content-Encoding: {coding}",)))
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=CHAT)
    assert got.body == coded
    assert got.header("content-encoding") == [coding]
    assert there.desk.wait(1)[0].usage.output_tokens == 3


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coded_request_passes_as_it_is_and_is_read_on_the_side(stage: Start, coding: str) -> None:
    coded = _coded(coding, CHAT)
    there = stage(answer(CHAT_ANSWER))
    with there.client() as client:
        client.ask(
            "/openai/v1/chat/completions",
            method="POST",
            body=coded,
            headers=(f"Content-Encoding: {coding}",),
        )
    assert there.upstream.seen[0].body == coded
    assert there.upstream.seen[0].header("content-encoding") == [coding]
    assert there.desk.wait(1)[0].model == "gpt-4o"


def test_a_coded_request_that_must_be_amended_goes_out_plain(stage: Start) -> None:
    there = stage(stream(chat_events(2)))
    coded = gzip.compress(CHAT[:-1] + b',"stream":true}')
    with there.client() as client:
        got = client.ask(
            "/openai/v1/chat/completions",
            method="POST",
            body=coded,
            headers=("Content-Encoding: gzip", "Accept-Encoding: gzip"),
        )
    seen = there.upstream.seen[0]
    assert b"include_usage" in seen.body
    assert not seen.header("content-encoding")
    assert seen.header("accept-encoding") == ["identity"]
    assert got.body == b"".join(chat_events(2, usage=False))


def test_a_provider_that_refuses_what_we_added_is_asked_again_without_it(stage: Start) -> None:
    def script(link: Link, seen: Seen) -> bool | None:
        if b"include_usage" in seen.body:
            error = b'{"error":{"message":"Unrecognized request argument supplied: stream_options"}}'
            return answer(error, status="400 Bad Request")(link, seen)
        return stream(chat_events(3, usage=False))(link, seen)

    there = stage(script)
    body = CHAT[:-1] + b',"stream":true}'
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=body)
    assert got.body == b"".join(chat_events(3, usage=False))
    assert there.upstream.seen[1].body == body
    assert there.desk.refused_amendments == ["openai"]
    (call,) = there.desk.wait(1)
    assert (call.attempts, call.ok, call.usage_basis) == (2, True, "estimated")


def test_another_400_is_the_clients_own(stage: Start) -> None:
    error = b'{"error":{"message":"max_tokens is too large"}}'
    there = stage(answer(error, status="400 Bad Request"))
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=CHAT[:-1] + b',"stream":true}')
    assert (got.status, got.body) == (400, error)
    assert len(there.upstream.seen) == 1
    (call,) = there.desk.wait(1)
    assert (call.status, call.ok, call.error_message) == (400, False, "max_tokens is too large")


def test_a_redirect_is_the_clients_to_follow(stage: Start) -> None:
    there = stage(answer(b"", status="307 Temporary Redirect", headers=("Location: http://127.0.0.1:9/x",)))
    with there.client() as client:
        got = client.ask()
    assert got.status == 307
    assert got.header("location") == ["http://127.0.0.1:9/x"]
    assert len(there.upstream.seen) == 1


def test_a_stream_cut_into_single_bytes_arrives_the_same(stage: Start) -> None:
    events = chat_events(2)

    def script(link: Link, seen: Seen) -> None:
        link.send_slowly(STREAM_HEAD + b"".join(map(chunk, events)) + b"0\r\n\r\n", piece=7)

    there = stage(script)
    body = CHAT[:-1] + b',"stream":true,"stream_options":{"include_usage":true}}'
    with there.client() as client:
        data = client.request("/openai/v1/chat/completions", method="POST", body=body)
        got = client.response()
        assert got.body == b"".join(events)
        client.send_slowly(data, piece=3)
        assert client.response().body == b"".join(events)
    first, second = there.desk.wait(2)
    assert first.usage == second.usage


def test_a_large_body_passes_both_ways(stage: Start) -> None:
    there = stage(lambda link, seen: answer(seen.body)(link, seen))
    body = bytes(range(256)) * 20_000
    with there.client() as client:
        assert client.ask("/openai/v1/files", method="POST", body=body).body == body
    (call,) = there.desk.wait(1)
    assert (call.request_bytes, call.response_bytes) == (len(body), len(body))
