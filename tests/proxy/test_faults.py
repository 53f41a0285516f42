"""Faults 10, 11, 12, 13 and 15 of docs/faults.md: what must happen when others misbehave."""

import contextlib
import gzip
import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import brotli
import pytest
import zstandard

from app.core.errors import PortInUse
from app.core.providers import Provider
from app.proxy import Limits, ProxyRunner
from tests.fakes.upstream import STREAM_HEAD, Gone, Link, Seen, answer, chunk, stream
from tests.proxy.conftest import Start
from tests.proxy.kit import CHAT, CHAT_ANSWER, RawClient, Stage, chat_events

STREAMED = CHAT[:-1] + b',"stream":true,"stream_options":{"include_usage":true}}'
CHAT_PATH = "/openai/v1/chat/completions"
QUICK = Limits(
    connect_timeout_s=0.5,
    first_byte_timeout_s=0.4,
    idle_timeout_s=0.4,
    head_timeout_s=0.4,
    body_timeout_s=0.4,
    sweep_s=0.05,
)


def chat(client: RawClient, body: bytes = CHAT) -> None:
    client.request(CHAT_PATH, method="POST", body=body)


def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class TestFault10TheProvider:
    def test_refuses_the_connection(self, stage: Start) -> None:
        there = stage()
        there.desk.set(Provider("gone", "Gone", "anthropic", f"http://127.0.0.1:{closed_port()}"))
        with there.client() as client:
            got = client.ask("/gone/v1/messages", method="POST", body=b"{}")
            assert got.status == 502
            assert json.loads(got.body)["type"] == "error"
            assert client.ask().status == 200
        call = there.desk.wait(2)[0]
        assert (call.status, call.error_type, call.ok, call.attempts) == (
            502,
            "upstream_unreachable",
            False,
            1,
        )
        assert call.usage_basis == "none"

    def test_has_a_name_that_does_not_exist(self, stage: Start) -> None:
        there = stage()
        there.desk.set(Provider("gone", "Gone", "openai", "https://nobody.invalid"))
        with there.client() as client:
            assert client.ask("/gone/v1/models").status == 502

    def test_accepts_no_connection_in_time(self, stage: Start) -> None:
        full = socket.create_server(("127.0.0.1", 0), backlog=0)
        waiting: list[socket.socket] = []
        try:
            for _ in range(8):  # fill its queue
                sock = socket.socket()
                sock.setblocking(False)
                sock.connect_ex(full.getsockname())
                waiting.append(sock)
            there = stage(limits=QUICK)
            there.desk.set(Provider("full", "Full", "openai", f"http://127.0.0.1:{full.getsockname()[1]}"))
            with there.client() as client:
                assert client.ask("/full/v1/models").status == 504
            assert there.desk.wait(1)[0].error_type == "upstream_timeout"
        finally:
            for sock in [full, *waiting]:
                sock.close()

    def test_hangs_before_its_answer(self, stage: Start) -> None:
        there = stage(lambda link, seen: link.wait_closed(3) is None, limits=QUICK)
        with there.client() as client:
            chat(client)
            got = client.response()
            assert got.status == 504
            assert "error" in json.loads(got.body)
        (call,) = there.desk.wait(1)
        assert (call.status, call.error_type, call.model) == (504, "upstream_timeout", "gpt-4o")
        assert len(there.upstream.seen) == 1

    def test_sends_a_head_only(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool:
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
            return link.wait_closed(3) is None

        there = stage(script, limits=QUICK)
        with there.client() as client:
            client.request()
            assert client.read_head().startswith(b"HTTP/1.1 200")
            assert client.rest() == b""
        assert there.desk.wait(1)[0].error_type == "upstream_timeout"

    @pytest.mark.parametrize("how", ["close", "reset"])
    def test_closes_without_an_answer(self, stage: Start, how: str) -> None:
        def script(link: Link, seen: Seen) -> bool:
            if how == "reset":
                link.reset()
            return False

        there = stage(script)
        with there.client() as client:
            chat(client)
            assert client.response().status == 502
        assert there.desk.wait(1)[0].error_type == "upstream_closed"
        assert len(there.upstream.seen) == 1

    @pytest.mark.parametrize("how", ["close", "reset"])
    def test_drops_a_stream_in_the_middle(self, stage: Start, how: str) -> None:
        events = chat_events(10)[:6]

        def script(link: Link, seen: Seen) -> bool:
            link.send(STREAM_HEAD + b"".join(map(chunk, events)))
            time.sleep(0.1)
            if how == "reset":
                link.reset()
            return False

        there = stage(script)
        with there.client() as client:
            chat(client, STREAMED)
            client.read_head()
            rest = client.rest()
        assert b"[DONE]" not in rest
        assert not rest.endswith(b"0\r\n\r\n"), "the client must see that it is cut"
        assert rest.count(b"data: ") == 6
        (call,) = there.desk.wait(1)
        assert (call.status, call.ok, call.usage_basis) == (200, False, "partial")
        assert call.error_type == "upstream_closed"
        assert call.usage.output_tokens
        assert len(there.upstream.seen) == 1, "nothing is asked again once bytes went to the client"

    def test_drops_a_sized_answer_in_the_middle(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool:
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            return False

        there = stage(script)
        with there.client() as client:
            client.request()
            client.read_head()
            assert client.rest() == b"half"
        assert not there.desk.wait(1)[0].ok

    def test_drops_an_answer_for_an_old_client_that_can_only_see_a_reset(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool:
            link.send(STREAM_HEAD + chunk(b"half"))
            time.sleep(0.1)
            return False

        there = stage(script)
        with there.client() as client:
            client.request(version="1.0")
            client.read_head()
            assert client.read_exactly(4) == b"half"
            with pytest.raises(ConnectionResetError):
                client.sock.recv(10)

    @pytest.mark.parametrize(
        "garbage",
        [
            b"\x00\x01\x02\xff" * 50,
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            b"HTTP/1.1 200 O\x00K\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
            b"HTTP/1.1 999999 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"x" * 400_000,
            b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        ],
    )
    def test_sends_garbage(self, stage: Start, garbage: bytes) -> None:
        def script(link: Link, seen: Seen) -> bool:
            link.send(garbage)
            link.wait_closed(2)
            return False

        there = stage(script)
        with there.client() as client:
            chat(client)
            got = client.response()
            assert got.status == 502
            assert client.ask("/-/health").status == 200
        assert there.desk.wait(1)[0].error_type in {"upstream_garbage", "upstream_closed"}

    @pytest.mark.parametrize(
        "garbage",
        [b"zz\r\nnot a chunk", b"0\r\nX: " + b"x" * 4_000_000, b"1;" + b"x" * 4_000_000],
        ids=["no chunk", "trailers without an end", "extension of a chunk without an end"],
    )
    def test_sends_garbage_in_the_middle(self, stage: Start, garbage: bytes) -> None:
        def script(link: Link, seen: Seen) -> bool:
            with contextlib.suppress(Gone, OSError):  # it may be too much
                link.send(STREAM_HEAD + chunk(b"data: 1\n\n") + garbage)
            link.wait_closed(2)
            return False

        there = stage(script)
        with there.client() as client:
            client.request()
            client.read_head()
            assert client.rest() == chunk(b"data: 1\n\n")
        assert there.desk.wait(1)[0].error_type == "upstream_garbage"

    def test_drips_slowly_and_that_is_fine(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> None:
            link.send_slowly(STREAM_HEAD + chunk(b"data: 1\n\n") + b"0\r\n\r\n", piece=4, pause_s=0.02)

        there = stage(script, limits=Limits(idle_timeout_s=0.3, first_byte_timeout_s=2, sweep_s=0.05))
        with there.client() as client:
            assert client.ask().body == b"data: 1\n\n"

    def test_is_silent_for_too_long_in_a_stream(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool:
            link.send(STREAM_HEAD + chunk(chat_events(1)[0]))
            return link.wait_closed(3) is None

        there = stage(script, limits=QUICK)
        with there.client() as client:
            chat(client, STREAMED)
            client.read_head()
            assert not client.rest().endswith(b"0\r\n\r\n")
        call = there.desk.wait(1)[0]
        assert (call.error_type, call.usage_basis) == ("upstream_timeout", "partial")

    @pytest.mark.parametrize("status", ["429 Too Many Requests", "529 Overloaded", "500 Oops"])
    def test_storms_of_errors_pass_with_their_headers(self, stage: Start, status: str) -> None:
        error = b'{"error":{"type":"overloaded_error","message":"busy"}}'
        there = stage(answer(error, status=status, headers=("Retry-After: 7", "x-should-retry: true")))

        def many() -> None:
            with there.client() as client:
                for _ in range(25):
                    got = client.ask(CHAT_PATH, method="POST", body=CHAT)
                    assert (got.status, got.body) == (int(status[:3]), error)
                    assert got.header("retry-after") == ["7"]

        run_together([many] * 8)
        calls = there.desk.wait(200)
        assert len(calls) == len(there.upstream.seen) == 200, "one row and one attempt each"
        assert {call.status for call in calls} == {int(status[:3])}
        assert all(call.error_type and not call.ok for call in calls)

    def test_answers_a_get_on_a_dead_connection_by_trying_once_more(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool | None:
            if len(there.upstream.seen) == 2:
                return False  # dies just when it is used again
            return answer(b"fine")(link, seen)

        there = stage(script)
        with there.client() as client:
            assert client.ask().body == b"fine"
            assert client.ask().body == b"fine"
        assert [seen.connection for seen in there.upstream.seen] == [1, 1, 2]
        assert there.desk.wait(2)[1].attempts == 2

    def test_a_post_that_may_have_been_done_is_not_done_again(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool | None:
            return False if len(there.upstream.seen) == 2 else answer(b"fine")(link, seen)

        there = stage(script)
        with there.client() as client:
            assert client.ask(method="POST", body=b"{}").status == 200
            assert client.ask(method="POST", body=b"{}").status == 502
            key = ("Idempotency-Key: 1",)
        assert len(there.upstream.seen) == 2
        there.upstream.seen.clear()
        with there.client() as client:
            assert client.ask(method="POST", body=b"{}", headers=key).status == 200
            assert client.ask(method="POST", body=b"{}", headers=key).status == 200
        assert len(there.upstream.seen) == 3

    def test_a_connection_that_died_while_idle_is_not_used_at_all(self, stage: Start) -> None:
        there = stage()
        with there.client() as client:
            for _ in range(5):
                assert client.ask(method="POST", body=b"{}").status == 200
                there.upstream.drop_idle()
        assert all(call.attempts == 1 and call.ok for call in there.desk.wait(5))


def run_together(work: list) -> None:
    failures: list[BaseException] = []

    def guarded(one) -> None:
        try:
            one()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class TestFault11TheClient:
    @pytest.mark.parametrize("at", [1, 10, 40, 60, 90, 130, 150, 165])
    def test_aborts_inside_its_request(self, stage: Start, at: int) -> None:
        there = stage()
        with there.client() as client:
            own = f"Host: 127.0.0.1:{there.port}\r\nContent-Length: {len(CHAT)}"
            data = f"POST {CHAT_PATH} HTTP/1.1\r\n{own}\r\n\r\n".encode() + CHAT
            client.send(data[:at])
            time.sleep(0.05)
        with there.client() as client:
            assert client.ask().status == 200
        there.wait_idle()
        assert all(call.status in {200, 499} for call in there.desk.calls)

    @pytest.mark.parametrize("how", ["close", "reset"])
    def test_aborts_while_the_provider_thinks(self, stage: Start, how: str) -> None:
        took: list[float | None] = []

        def script(link: Link, seen: Seen) -> bool:
            took.append(link.wait_closed(5))
            return False

        there = stage(script, limits=Limits())
        client = there.client()
        chat(client)
        time.sleep(0.2)
        client.reset() if how == "reset" else client.close()
        (call,) = there.desk.wait(1)
        assert (call.status, call.error_type, call.model) == (499, "client_closed", "gpt-4o")
        there.close()
        assert took[0] is not None
        assert took[0] < 1.2, "the provider must be told within a second"

    @pytest.mark.parametrize("how", ["close", "reset"])
    def test_aborts_a_stream(self, stage: Start, how: str) -> None:
        left: list[float] = []
        noticed: list[float] = []

        def script(link: Link, seen: Seen) -> bool:
            try:
                stream(chat_events(200), pause_s=0.02)(link, seen)
            except Gone:
                noticed.append(time.monotonic())
            return False

        there = stage(script, limits=Limits())
        client = there.client()
        chat(client, STREAMED)
        client.read_exactly(1500)
        left.append(time.monotonic())
        client.reset() if how == "reset" else client.close()
        (call,) = there.desk.wait(1)
        assert (call.status, call.error_type, call.usage_basis, call.ok) == (
            200,
            "client_closed",
            "partial",
            False,
        )
        assert call.usage.output_tokens
        there.close()
        assert noticed[0] - left[0] < 1.0

    def test_aborts_a_stream_that_says_nothing(self, stage: Start) -> None:
        took: list[float | None] = []

        def script(link: Link, seen: Seen) -> bool:
            link.send(STREAM_HEAD + chunk(chat_events(1)[0]))
            took.append(link.wait_closed(5))
            return False

        there = stage(script, limits=Limits())
        client = there.client()
        chat(client, STREAMED)
        client.read_exactly(200)
        client.close()
        assert there.desk.wait(1)[0].usage_basis == "partial"
        there.close()
        assert took[0] is not None
        assert took[0] < 1.0

    def test_aborts_an_upload_that_the_provider_does_not_read(self, stage: Start) -> None:
        took: list[float | None] = []

        def on_connect(link: Link) -> bool:
            link.read_head()
            time.sleep(1.0)
            took.append(link.wait_closed(5))
            return True

        there = stage(on_connect=on_connect, limits=Limits())
        client = there.client()
        client.request("/openai/v1/files", method="POST", headers=("Content-Length: 100000000",))
        client.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.sock.sendall(b"x" * 100_000_000)
        started = time.monotonic()
        client.close()
        assert there.desk.wait(1)[0].error_type == "client_closed"
        assert time.monotonic() - started < 1.2

    def test_is_slow_with_its_head(self, stage: Start) -> None:
        there = stage(limits=QUICK)
        with there.client() as client, there.client() as other:
            started = time.monotonic()
            client.send(b"GET /openai/x HTTP/1.1\r\n")
            assert other.ask().status == 200
            assert client.response().status == 408
            assert client.is_closed()
            assert time.monotonic() - started < 2

    def test_is_slow_with_its_head_byte_by_byte(self, stage: Start) -> None:
        there = stage(limits=QUICK)
        with there.client() as client:
            head = b"GET /openai/x HTTP/1.1\r\nX: " + b"y" * 1000
            started = time.monotonic()
            with contextlib.suppress(Gone):
                client.send_slowly(head, pause_s=0.05)
            assert time.monotonic() - started < 3, "every byte must not win more time"

    def test_is_slow_with_its_body(self, stage: Start) -> None:
        there = stage(limits=QUICK)
        with there.client() as client:
            client.request(CHAT_PATH, method="POST", headers=("Content-Length: 100",))
            client.send(b"{")
            assert client.response().status == 408
            assert client.is_closed(3)
        assert there.desk.wait(1)[0].error_type == "client_stalled"

    def test_leaves_its_connection_idle(self, stage: Start) -> None:
        there = stage(limits=Limits(keep_alive_s=0.3, sweep_s=0.05))
        with there.client() as client, there.client() as silent:
            assert client.ask().status == 200
            assert client.is_closed()
            assert silent.is_closed()

    def test_reads_slowly_and_the_provider_has_to_wait(self, stage: Start) -> None:
        sent: list[int] = []
        total = 64 * 1024 * 1024

        def script(link: Link, seen: Seen) -> bool:
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % total)
            piece = b"z" * 65536
            for n in range(total // 65536):
                link.send(piece)
                sent.append(n)
            return True

        there = stage(script)
        with there.client() as client:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            client.request()
            time.sleep(1)
            assert len(sent) * 65536 < 24 * 1024 * 1024, "what the client does not read must not pile up here"
            assert len(client.response().body) == total
        assert there.desk.wait(1)[0].ok

    def test_stops_reading_for_good(self, stage: Start) -> None:
        def script(link: Link, seen: Seen) -> bool:
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
            for _ in range(1000):
                link.send(b"z" * 60000)
            return True

        there = stage(script, limits=QUICK)
        with there.client() as client:
            client.request()
            call = there.desk.wait(1)[0]
            assert (call.error_type, call.ok) == ("client_stalled", False)

    def test_sends_faster_than_the_provider_reads(self, stage: Start) -> None:
        def on_connect(link: Link) -> bool:
            link.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            link.read_head()
            time.sleep(1)
            link.read_exactly(40_000_000)
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            return True

        there = stage(on_connect=on_connect)
        with there.client() as client:
            client.request("/openai/v1/files", method="POST", headers=("Content-Length: 40000000",))
            sent = 0
            client.sock.settimeout(0.4)
            try:
                while sent < 40_000_000:
                    sent += client.sock.send(b"x" * 65536)
            except TimeoutError:
                pass
            assert sent < 30_000_000, "what the provider does not read must not pile up here"
            client.sock.settimeout(10)
            client.sock.sendall(b"x" * (40_000_000 - sent))
            assert client.response().body == b"ok"

    def test_pipelines_without_reading(self, stage: Start) -> None:
        there = stage(answer(b"y" * 50_000))
        with there.client() as client, there.client() as other:
            one = f"GET /openai/x HTTP/1.1\r\nHost: 127.0.0.1:{there.port}\r\n\r\n".encode()
            client.sock.settimeout(0.5)
            sent = 0
            try:
                while sent < 20_000_000:
                    sent += client.sock.send(one * 500)
            except TimeoutError:
                pass
            assert sent < 20_000_000
            assert other.ask().status == 200

    def test_others_are_not_affected(self, stage: Start) -> None:
        there = stage(limits=QUICK)
        stuck = [there.client() for _ in range(50)]
        for number, client in enumerate(stuck):
            client.send((b"GET / HT", b"POST /openai/x HTTP/1.1\r\n", b"")[number % 3])
        with there.client() as client:
            started = time.monotonic()
            for _ in range(100):
                assert client.ask().status == 200
            assert time.monotonic() - started < 3
        for client in stuck:
            client.close()


NASTY = {
    "malformed": b'{"model":"gpt-4o","messages":[',
    "duplicate keys": b'{"model":"a","model":"b","messages":[]}',
    "NaN": b'{"model":"gpt-4o","temperature":NaN,"messages":[]}',
    "depth": b'{"model":"gpt-4o","messages":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "a long integer": b'{"model":"gpt-4o","max_tokens":' + b"9" * 5_000 + b',"messages":[]}',
    "lone surrogates": b'{"model":"\\ud800x","messages":[{"content":"\\udfff"}]}',
    "NUL": b'{"model":"a\\u0000b","messages":["\x00"]}',
    "invalid UTF-8": b'{"model":"\xff\xfe","messages":[]}',
    "not an object": b"[1,2,3]",
    "nothing": b"",
    "a wrong coding": b"\x1f\x8b\x08\x00broken",
}


class TestFault12Contents:
    @pytest.mark.parametrize("name", NASTY)
    def test_a_nasty_request_passes_untouched_and_is_recorded(self, stage: Start, name: str) -> None:
        there = stage(answer(b'{"error":{"message":"bad"}}', status="400 Bad Request"))
        with there.client() as client:
            for path in ("/openai/v1/chat/completions", "/anthropic/v1/messages", "/openai/v1/responses"):
                assert client.ask(path, method="POST", body=NASTY[name]).status == 400
        assert [seen.body for seen in there.upstream.seen] == [NASTY[name]] * 3
        assert len(there.desk.wait(3)) == 3

    @pytest.mark.parametrize("name", NASTY)
    def test_a_nasty_answer_passes_untouched_and_is_recorded(self, stage: Start, name: str) -> None:
        there = stage(answer(NASTY[name]))
        with there.client() as client:
            for path in ("/openai/v1/chat/completions", "/anthropic/v1/messages", "/openai/v1/responses"):
                assert client.ask(path, method="POST", body=CHAT).body == NASTY[name]
        assert [call.status for call in there.desk.wait(3)] == [200] * 3

    @pytest.mark.parametrize("name", NASTY)
    def test_a_nasty_stream_passes_untouched_and_is_recorded(self, stage: Start, name: str) -> None:
        events = [b"data: " + NASTY[name] + b"\n\n", *chat_events(2)]
        there = stage(stream(events))
        with there.client() as client:
            got = client.ask(CHAT_PATH, method="POST", body=STREAMED)
        assert got.body == b"".join(events)
        assert there.desk.wait(1)[0].ok

    @pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
    @pytest.mark.parametrize("where", ["request", "answer"])
    def test_a_bomb_does_not_go_off_here(self, stage: Start, coding: str, where: str) -> None:
        plain = b"\x00" * 300_000_000 if coding == "zstd" else b"\x00" * 100_000_000
        packed = {
            "gzip": gzip.compress,
            "br": lambda d: brotli.compress(d, quality=3),
            "zstd": zstandard.compress,
        }
        bomb = packed[coding](plain)
        del plain
        header = f"Content-Encoding: {coding}"
        there = stage(answer(bomb, headers=(header,)) if where == "answer" else answer(CHAT_ANSWER))
        before = resident_bytes()
        with there.client() as client:
            if where == "answer":
                got = client.ask(CHAT_PATH, method="POST", body=CHAT)
                assert got.body == bomb
            else:
                client.ask(CHAT_PATH, method="POST", body=bomb, headers=(header,))
                assert there.upstream.seen[0].body == bomb
        assert there.desk.wait(1)[0].problem
        assert resident_bytes() - before < 40 * 1024 * 1024

    @pytest.mark.expects_warnings
    def test_a_meter_that_fails_does_not_touch_the_call(
        self, stage: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from app.wire import openai_chat

        class Broken:
            def feed(self, data: bytes) -> bool:
                raise RuntimeError("bug")

            def finish(self, *, cut: bool = False) -> object:
                raise RuntimeError("bug")

        monkeypatch.setattr(openai_chat.WIRE, "meter", lambda *_: Broken(), raising=False)
        monkeypatch.setattr(openai_chat.WIRE, "read_request", lambda *_: 1 / 0, raising=False)
        there = stage(answer(CHAT_ANSWER))
        with there.client() as client:
            assert client.ask(CHAT_PATH, method="POST", body=CHAT).body == CHAT_ANSWER
        (call,) = there.desk.wait(1)
        assert (call.status, call.ok) == (200, True)
        assert call.problem


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


class TestFault13ThePort:
    def test_a_port_in_use_names_its_holder_and_another_port(self, stage: Start) -> None:
        there = stage()
        with pytest.raises(PortInUse) as caught:
            ProxyRunner(there.desk, port=there.port).start()
        if sys.platform == "linux":
            assert f"process {__import__('os').getpid()}" in caught.value.message
        assert str(there.port + 1) in caught.value.hint

    def test_a_port_is_free_again_after_a_stop(self, stage: Start) -> None:
        there = stage()
        port = there.port
        with there.client() as client:
            assert client.ask().status == 200
            there.runner.stop(0)
        again = ProxyRunner(there.desk, port=port)
        again.start()
        assert again.url == f"http://127.0.0.1:{port}"
        again.stop(0)


class TestFault15SuspendAndResume:
    def test_connections_of_before_the_sleep_are_not_used(
        self, stage: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from app.proxy import traffic

        there = stage()
        with there.client() as client:
            assert client.ask().status == 200
            monkeypatch.setattr(traffic, "time", lambda: time.time() + 3600)
            time.sleep(0.2)
            assert client.ask().status == 200
        assert [seen.connection for seen in there.upstream.seen] == [1, 2]

    def test_a_call_over_a_jump_of_the_clock_is_flagged(
        self, stage: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from app.proxy import notes

        there = stage(lambda link, seen: (jump(), answer(b"x")(link, seen))[1])

        def jump() -> None:
            monkeypatch.setattr(notes, "time_ns", lambda: time.time_ns() - 3600 * 10**9)

        with there.client() as client:
            client.ask()
            client.ask()
        first, second = there.desk.wait(2)
        assert (first.clock_jumped, second.clock_jumped) == (True, False)
        assert first.latency_us < 5_000_000


class TestRecords:
    """The queue of records is bounded, and nothing in it is lost."""

    def test_without_room_new_calls_wait_and_none_is_lost(self, stage: Start) -> None:
        there = stage()
        there.desk.has_room = False
        with there.client() as client, there.client() as other:
            assert client.ask("/openai/1").status == 200
            time.sleep(0.05)
            for waiting, path in ((client, "/openai/2"), (other, "/openai/3")):
                waiting.request(path)
            time.sleep(0.2)
            assert len(there.upstream.seen) == 1, "a call that could not be recorded must not be made"
            there.desk.has_room = True
            assert client.response().status == 200
            assert other.response().status == 200
        assert {call.path for call in there.desk.wait(3)} == {"/1", "/2", "/3"}

    @pytest.mark.expects_warnings
    def test_a_desk_that_fails_does_not_touch_the_call(
        self, stage: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there = stage()
        monkeypatch.setattr(there.desk, "record", lambda call: 1 / 0)
        with there.client() as client:
            assert client.ask().status == 200
            assert client.ask().status == 200


class TestStop:
    def test_calls_in_flight_are_let_to_finish(self, stage: Start) -> None:
        there = stage(stream(chat_events(10), pause_s=0.05))
        with there.client() as client, there.client() as idle:
            assert idle.ask("/-/health").status == 200
            chat(client, STREAMED)
            client.read_head()
            assert [call.model for call in there.runner.in_flight()] == ["gpt-4o"]
            stopping = threading.Thread(target=there.runner.stop, args=(5,))
            stopping.start()
            assert idle.is_closed()
            assert b"[DONE]" in client.rest()
            stopping.join()
        assert there.desk.calls[0].ok

    def test_at_the_deadline_they_are_cut_and_recorded(self, stage: Start) -> None:
        there = stage(stream(chat_events(100), pause_s=0.05))
        with there.client() as client:
            chat(client, STREAMED)
            client.read_head()
            started = time.monotonic()
            there.runner.stop(0.3)
            assert 0.2 < time.monotonic() - started < 1.5
            assert b"[DONE]" not in client.rest()
        (call,) = there.desk.calls
        assert (call.error_type, call.usage_basis, call.ok) == ("stopped", "partial", False)

    def test_a_stop_without_calls_takes_no_time(self, stage: Start) -> None:
        there = stage()
        with there.client() as client:
            client.ask()
            started = time.monotonic()
            there.runner.stop(10)
            assert time.monotonic() - started < 0.5

    def test_stopping_twice_and_before_starting_is_fine(self, stage: Start) -> None:
        there = stage()
        never = ProxyRunner(there.desk, port=0)
        never.stop(1)
        there.runner.stop(1)
        there.runner.stop(1)
        assert there.runner.url is None
        assert there.runner.in_flight() == []


def test_an_idle_proxy_uses_no_processor_time(stage: Start) -> None:
    there: Stage = stage(limits=Limits())
    with there.client() as client:
        client.ask()
        threads = {t.name: t.native_id for t in threading.enumerate()}
        stat = Path(f"/proc/self/task/{threads['proxy']}/stat")

        def ticks() -> int:
            fields = stat.read_text().rpartition(")")[2].split()
            return int(fields[11]) + int(fields[12])

        before = ticks()
        time.sleep(2)
        assert ticks() - before <= 1


def test_the_proxy_needs_no_window_and_no_database_to_be_imported() -> None:
    code = "import app.proxy, sys; sys.exit(any(m in sys.modules for m in ('PySide6', 'peewee', 'httpx')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_our_own_listener_beside_the_proxy_takes_next_to_no_memory() -> None:
    code = """
from pathlib import Path
from app.proxy import ProxyRunner
from tests.proxy.kit import TestDesk

def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

runners = [ProxyRunner(TestDesk("http://127.0.0.1:9"), port=0, name=name) for name in ("control", "proxy")]
runners[0].start()
before = resident()
runners[1].start()
print(resident() - before)
for runner in runners:
    runner.stop(1)
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert int(told.stdout) < 2 * 1024 * 1024
