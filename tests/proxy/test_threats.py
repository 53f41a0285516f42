"""The threats of docs/security.md that the data path answers, each by its name there."""

import json
import socket
import threading
import time
from pathlib import Path

import pytest

from app.core.errors import ProviderError
from app.core.providers import Provider
from app.proxy.origins import origin_of
from tests.fakes.upstream import Link, Seen, answer
from tests.proxy.conftest import Start
from tests.proxy.kit import RawClient, Stage


def ask_raw(there: Stage, data: bytes) -> tuple[int, bytes]:
    """What a request written by hand gets, and whether the connection ends after it."""
    with there.client() as client:
        client.send(data)
        got = client.response()
        assert client.is_closed(3), "the connection must end"
        return got.status, got.body


def head(*lines: str, first: str = "GET /openai/v1/models HTTP/1.1") -> bytes:
    return "\r\n".join((first, *lines, "", "")).encode("latin-1")


def assert_nothing_passed(there: Stage) -> None:
    assert not there.upstream.seen
    assert not there.desk.calls


class TestDnsRebinding:
    """Host must be exactly one of our own names, with our port."""

    @pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "LocalHost"])
    def test_our_own_names_are_answered(self, stage: Start, name: str) -> None:
        there = stage()
        with there.client() as client:
            client.send(head(f"Host: {name}:{there.port}"))
            assert client.response().status == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example:{port}",
            "127.0.0.1.evil.example:{port}",
            "127.0.0.1",
            "127.0.0.1:1",
            "127.0.0.1:{port}@evil",
            "127.0.0.2:{port}",
            "0.0.0.0:{port}",
            "localhost.:{port}",
            "",
        ],
    )
    def test_any_other_name_is_refused(self, stage: Start, host: str) -> None:
        there = stage()
        status, _ = ask_raw(there, head("Host: " + host.format(port=there.port)))
        assert status == 421
        assert_nothing_passed(there)

    def test_a_missing_or_doubled_host_is_malformed(self, stage: Start) -> None:
        there = stage()
        own = f"Host: 127.0.0.1:{there.port}"
        assert ask_raw(there, head())[0] == 400
        assert ask_raw(there, head(own, own))[0] == 400
        assert ask_raw(there, head(own, "Host: evil.example"))[0] == 400
        assert_nothing_passed(there)

    def test_our_own_api_is_guarded_the_same(self, stage: Start) -> None:
        there = stage()
        data = head("Host: evil.example", first="GET /-/health HTTP/1.1")
        assert ask_raw(there, data)[0] == 421

    def test_the_absolute_form_is_refused(self, stage: Start) -> None:
        there = stage()
        own = f"127.0.0.1:{there.port}"
        for url in ("http://evil.example/", f"http://{own}/openai/v1/models"):
            status, _ = ask_raw(there, head(f"Host: {own}", first=f"GET {url} HTTP/1.1"))
            assert status == 421
        assert_nothing_passed(there)


class TestAWebPage:
    """A page in a browser must not spend the user's money."""

    @pytest.mark.parametrize(
        "line",
        [
            "Origin: https://evil.example",
            "Origin: null",
            "origin: http://127.0.0.1:4747",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-Site: same-site",
        ],
    )
    @pytest.mark.parametrize("first", ["POST /openai/v1/x HTTP/1.1", "OPTIONS /-/health HTTP/1.1"])
    def test_it_is_refused(self, stage: Start, line: str, first: str) -> None:
        there = stage()
        with there.client() as client:
            client.send(head(f"Host: 127.0.0.1:{there.port}", line, first=first))
            got = client.response()
        assert got.status == 403
        assert not [name for name in got.lines if name.lower().startswith("access-control")]
        assert_nothing_passed(there)

    def test_the_users_own_navigation_is_not_a_page(self, stage: Start) -> None:
        there = stage()
        with there.client() as client:
            assert client.ask("/-/health", headers=("Sec-Fetch-Site: none",)).status == 200


class TestOurOwnApi:
    def test_health_needs_no_token_and_tells_nothing_that_is_not_public(self, stage: Start) -> None:
        there = stage()
        with there.client() as client:
            got = client.ask("/-/health")
            assert got.status == 200
            assert set(json.loads(got.body)) == {"name", "version", "pid", "in_flight"}
            assert client.ask("/-/health", method="HEAD").status == 200
        assert not there.desk.calls

    @pytest.mark.parametrize("shown", [(), ("Authorization: Bearer no",), ("X-Tollgate-Control: tgc_tes",)])
    def test_the_rest_needs_the_token(self, stage: Start, shown: tuple[str, ...]) -> None:
        there = stage()
        with there.client() as client:
            assert client.ask("/-/status", headers=shown).status == 401
            assert client.ask("/-/stop", method="POST", headers=shown, body=b"{}").status == 401
        assert not there.desk.asked

    @pytest.mark.parametrize("shown", ["Authorization: Bearer tgc_test", "X-Tollgate-Control: tgc_test"])
    def test_with_the_token_it_answers(self, stage: Start, shown: str) -> None:
        there = stage()
        with there.client() as client:
            got = client.ask("/-/calls?limit=3", headers=(shown,))
            assert got.json() == {"path": "/calls", "body": None}
            headers = (shown, "Content-Type: application/json")
            got = client.ask("/-/stop", method="POST", headers=headers, body=b'{"a":1}')
            assert got.json() == {"path": "/stop", "body": {"a": 1}}
        assert there.desk.asked[0].query == {"limit": "3"}
        assert not there.desk.calls

    def test_a_form_of_a_web_page_has_no_effect(self, stage: Start) -> None:
        there = stage()
        token = "X-Tollgate-Control: tgc_test"
        with there.client() as client:
            for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
                got = client.ask(
                    "/-/stop", method="POST", headers=(token, f"Content-Type: {kind}"), body=b"{}"
                )
                assert got.status == 415
            assert client.ask("/-/stop", method="PUT", headers=(token,), body=b"{}").status == 405
            got = client.ask(
                "/-/stop", method="POST", headers=(token, "Content-Type: application/json"), body=b"{"
            )
            assert got.status == 400
        assert not there.desk.asked

    @pytest.mark.expects_warnings
    def test_a_bug_behind_it_is_an_answer_and_the_next_call_passes(self, stage: Start) -> None:
        there = stage()
        with there.client() as client:
            assert client.ask("/-/bug", headers=("X-Tollgate-Control: tgc_test",)).status == 500
            assert client.ask().status == 200

    def test_it_takes_no_large_bodies(self, stage: Start) -> None:
        there = stage()
        headers = ("X-Tollgate-Control: tgc_test", "Content-Type: application/json")
        with there.client() as client:
            client.request("/-/x", method="POST", headers=(*headers, "Content-Length: 20000000"))
            client.send(b"x" * 1_100_000)
            assert client.response().status == 413


OWN = "Host: 127.0.0.1:{port}"
SMUGGLING = {
    "length and chunks": (OWN, "Content-Length: 5", "Transfer-Encoding: chunked"),
    "chunks and length": (OWN, "Transfer-Encoding: chunked", "Content-Length: 5"),
    "two lengths": (OWN, "Content-Length: 5", "Content-Length: 6"),
    "the same length twice": (OWN, "Content-Length: 5", "Content-Length: 5"),
    "a list of lengths": (OWN, "Content-Length: 5, 5"),
    "a signed length": (OWN, "Content-Length: +5"),
    "a negative length": (OWN, "Content-Length: -5"),
    "a hexadecimal length": (OWN, "Content-Length: 0x5"),
    "an empty length": (OWN, "Content-Length: "),
    "a length beyond all": (OWN, "Content-Length: 99999999999999999999"),
    "a space before the colon": (OWN, "Content-Length : 5"),
    "a tab before the colon": (OWN, "Transfer-Encoding\t: chunked"),
    "a folded header": (OWN, "Transfer-Encoding:", " chunked"),
    "a folded value": (OWN, "X: a", "\tb"),
    "a first line that is folded": (" " + OWN,),
    "chunked twice": (OWN, "Transfer-Encoding: chunked, chunked"),
    "two encodings": (OWN, "Transfer-Encoding: gzip, chunked"),
    "chunked is not last": (OWN, "Transfer-Encoding: chunked, identity"),
    "nearly chunked": (OWN, "Transfer-Encoding: xchunked"),
    "identity": (OWN, "Transfer-Encoding: identity"),
    "vertical tab": (OWN, "Transfer-Encoding: \x0bchunked"),
    "a null byte in a value": (OWN, "X: a\x00b"),
    "a null byte in a name": (OWN, "X\x00: b"),
    "a bare CR in a value": (OWN, "X: a\rTransfer-Encoding: chunked"),
    "a bare LF in a value": (OWN, "X: a\nTransfer-Encoding: chunked"),
    "a bare LF": (OWN + "\nContent-Length: 5",),
    "no name": (OWN, ": 5"),
    "no colon": (OWN, "Content-Length"),
}


class TestRequestSmuggling:
    """What two parsers could read in two ways is refused, and the connection closed."""

    @pytest.mark.parametrize("name", SMUGGLING)
    def test_a_doubtful_head_is_refused(self, stage: Start, name: str) -> None:
        there = stage()
        lines = [line.format(port=there.port) for line in SMUGGLING[name]]
        body = b"0\r\n\r\nGET /openai/smuggled HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % there.port
        status, _ = ask_raw(there, head(*lines, first="POST /openai/v1/x HTTP/1.1") + body)
        assert status in {400, 501}
        assert_nothing_passed(there)

    @pytest.mark.parametrize(
        "body",
        [
            b"5\nhello\r\n0\r\n\r\n",
            b"5\r\nhelloXX0\r\n\r\n",
            b"5\r\nhello\n0\r\n\r\n",
            b"5 \r\nhello\r\n0\r\n\r\n",
            b"0x5\r\nhello\r\n0\r\n\r\n",
            b"-5\r\nhello\r\n0\r\n\r\n",
            b"fffffffffffffffff\r\n",
            b"\r\nhello\r\n0\r\n\r\n",
            b"5;a=\x00\r\nhello\r\n0\r\n\r\n",
            b"5\r\nhello\r\n0\r\nX : 1\r\n\r\n",
        ],
    )
    def test_a_doubtful_chunk_is_refused(self, stage: Start, body: bytes) -> None:
        there = stage()
        lines = (OWN.format(port=there.port), "Transfer-Encoding: chunked")
        status, _ = ask_raw(there, head(*lines, first="POST /openai/v1/x HTTP/1.1") + body)
        assert status == 400
        assert all(not call.ok for call in there.desk.calls)

    @pytest.mark.parametrize(
        ("first", "statuses"),
        [
            ("CONNECT evil.example:443 HTTP/1.1", {405}),
            ("GET evil.example HTTP/1.1", {400}),
            ("OPTIONS * HTTP/1.1", {400}),
            ("GET /openai/x#y HTTP/1.1", {400}),
            ("GET /openai/x HTTP/1.2", {400, 505}),
            ("GET /openai/x HTTP/2.0", {505}),
            ("GET /openai/x", {400, 505}),
            ("GET /openai/x y HTTP/1.1", {400}),
            ("GET /openai/\x01 HTTP/1.1", {400}),
            ("MAKE /openai/x HTTP/1.1", {501}),
            ("GE T /openai/x HTTP/1.1", {400, 501}),
            ("PRI * HTTP/2.0", {400, 501, 505}),
        ],
    )
    def test_a_doubtful_first_line_is_refused(self, stage: Start, first: str, statuses: set[int]) -> None:
        there = stage()
        assert ask_raw(there, head(OWN.format(port=there.port), first=first))[0] in statuses
        assert_nothing_passed(there)

    def test_http_1_0_has_no_chunks(self, stage: Start) -> None:
        there = stage()
        lines = (OWN.format(port=there.port), "Transfer-Encoding: chunked")
        status, _ = ask_raw(there, head(*lines, first="POST /openai/x HTTP/1.0") + b"0\r\n\r\n")
        assert status == 400
        assert_nothing_passed(there)

    def test_what_comes_before_the_doubtful_one_is_answered(self, stage: Start) -> None:
        there = stage()
        own = OWN.format(port=there.port)
        with there.client() as client:
            client.send(head(own) + head(own) + head(own, "Content-Length : 5") + head(own))
            assert [client.response().status for _ in range(3)] == [200, 200, 400]
            assert client.is_closed()
        assert len(there.upstream.seen) == 2

    def test_an_answer_with_another_one_behind_it_is_not_believed(self, stage: Start) -> None:
        second = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen"

        def script(link: Link, seen: Seen) -> None:
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + second)

        there = stage(script)
        for _ in range(3):
            with there.client() as client:
                assert client.ask().body == b"ok"
                assert client.ask().body == b"ok"


class TestKeysSentToTheWrongHost:
    def test_no_hint_of_a_client_changes_the_host(self, stage: Start) -> None:
        there = stage()
        hints = ("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example", "X-Api-Base: http://evil")
        body = b'{"model":"m","api_base":"http://evil.example","base_url":"http://evil.example"}'
        with there.client() as client:
            got = client.ask(
                "/openai/v1/chat/completions?api_base=x", method="POST", headers=hints, body=body
            )
        assert got.status == 200
        assert len(there.upstream.seen) == 1

    @pytest.mark.parametrize(
        ("url", "local"),
        [
            ("http://api.example.com", False),
            ("ftp://127.0.0.1", True),
            ("file:///etc/passwd", True),
            ("https://", True),
            ("https://[::1", True),
            ("http://127.0.0.1:4747", True),
            ("http://localhost:4747/openai", True),
            ("http://[::1]:4747", True),
        ],
    )
    def test_some_addresses_are_no_provider(self, url: str, local: bool) -> None:
        with pytest.raises(ProviderError):
            origin_of(Provider("x", "X", "openai", url, local=local), 4747)

    @pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]"])
    def test_a_link_local_address_is_no_provider(self, stage: Start, host: str) -> None:
        there = stage()
        there.desk.set(Provider("x", "X", "openai", f"http://{host}", local=True))
        with there.client() as client:
            got = client.ask("/x/latest/meta-data")
        assert got.status == 502
        assert "link-local" in got.body.decode()

    def test_a_loop_is_noticed_by_address(self, stage: Start) -> None:
        there = stage()
        there.desk.set(Provider("x", "X", "openai", there.runner.url, local=True))
        with there.client() as client:
            assert client.ask("/x/openai/v1/models").status == 502
        assert not there.upstream.seen

    def test_a_loop_is_noticed_by_its_header(self, stage: Start) -> None:
        """Two proxies that point at each other."""
        one, two = stage(), stage()
        one.desk.set(Provider("x", "X", "openai", two.runner.url, local=True))
        two.desk.set(Provider("y", "Y", "openai", one.runner.url, local=True))
        with one.client() as client:
            assert client.ask("/x/y/x/openai/v1/models").status == 508
            assert client.ask("/x/openai/v1/models").status == 200

    def test_a_redirect_is_never_followed(self, stage: Start) -> None:
        trap = stage()
        there = stage(answer(b"", status="302 Found", headers=(f"Location: {trap.upstream.url}/x",)))
        with there.client() as client:
            assert client.ask(headers=("Authorization: Bearer sk-secret",)).status == 302
        assert not trap.upstream.connections


class TestLimits:
    """What is too much is refused before it is kept."""

    def test_a_head_that_is_too_large(self, stage: Start) -> None:
        there = stage()
        own = OWN.format(port=there.port)
        assert ask_raw(there, head(own, "X: " + "x" * 70_000))[0] == 431
        assert ask_raw(there, head(own, *(f"X{n}: y" for n in range(300))))[0] == 431
        assert ask_raw(there, head(own, first=f"GET /openai/{'x' * 70_000} HTTP/1.1"))[0] == 431
        assert_nothing_passed(there)

    @pytest.mark.parametrize("begun", ["X: ", "Transfer-Encoding: chunked\r\n\r\n0\r\nX: "])
    def test_a_head_or_trailers_that_never_end(self, stage: Start, begun: str) -> None:
        there = stage()
        with there.client() as client:
            client.send(f"POST /openai/x HTTP/1.1\r\n{OWN.format(port=there.port)}\r\n{begun}".encode())

            def pour() -> None:
                for _ in range(400):
                    try:
                        client.sock.sendall(b"y" * 1000)
                    except OSError:
                        return

            pouring = threading.Thread(target=pour)
            pouring.start()
            assert client.response().status == 431
            pouring.join()

    def test_more_connections_than_there_is_room_for(self, stage: Start) -> None:
        from app.proxy import Limits

        there = stage(limits=Limits(connections=3, sweep_s=0.05))
        clients = [there.client() for _ in range(3)]
        try:
            assert [client.ask().status for client in clients] == [200, 200, 200]
            with there.client() as late:
                assert late.response().status == 503
                assert late.is_closed()
            clients.pop().close()
            time.sleep(0.1)
            with there.client() as later:
                assert later.ask().status == 200
        finally:
            for client in clients:
                client.close()


def test_it_listens_on_loopback_only(stage: Start) -> None:
    there = stage()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        if state == "0A" and int(local.split(":")[1], 16) == there.port:
            assert local.split(":")[0] == "0100007F"


@pytest.mark.skipif(not socket.has_ipv6, reason="this computer has no IPv6")
def test_localhost_may_mean_either_family(stage: Start) -> None:
    there = stage()
    with RawClient(there.port, host="::1") as client:
        assert client.ask().status == 200
