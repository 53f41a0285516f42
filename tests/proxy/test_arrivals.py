"""However its bytes are cut into reads: what a client may send is let in, what is too large is not kept."""

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proxy.arrivals import Arrivals, Incoming
from app.proxy.limits import KIB, Limits

LIMITS = Limits()
# as the parser counts: the target, and the names and values of the fields
PLAIN_BYTES = len("/") + len("Host" + "127.0.0.1" + "X-Pad") + len("Content-Length" + "10000")
OFFERS_AN_UPGRADE = b"Connection: upgrade\r\nUpgrade: h2c\r\n"  # which is not taken: the next request follows


def request(pad_bytes: int, body_bytes: int, extra: bytes = b"") -> bytes:
    fields = b"Host: 127.0.0.1\r\nX-Pad: %b\r\nContent-Length: %d\r\n" % (b"p" * pad_bytes, body_bytes)
    return b"POST / HTTP/1.1\r\n%b%b\r\n%b" % (fields, extra, b"b" * body_bytes)


def taken(sent: bytes, sizes: Iterable[int]) -> tuple[Arrivals, list[Incoming]]:
    """What is let in while reads are of these sizes, again and again."""
    arrivals = Arrivals(LIMITS, lambda: None)
    requests: list[Incoming] = []
    at = 0
    for size in itertools.cycle(sizes):
        arrivals.feed(sent[at : at + size])
        requests += arrivals.queue
        arrivals.queue.clear()
        at += size
        if at >= len(sent) or arrivals.rejection is not None:
            return arrivals, requests
    raise AssertionError


pads = st.one_of(st.integers(0, 2000), st.integers(0, LIMITS.head_bytes - PLAIN_BYTES))
kinds = st.tuples(
    st.integers(1, 400), pads, st.one_of(st.integers(0, 100), st.integers(0, 10_000)), st.booleans()
)
reads = st.lists(
    st.one_of(st.just(LIMITS.read_bytes), st.integers(1000, LIMITS.read_bytes)), min_size=1, max_size=4
)


@settings(deadline=None, max_examples=60)
@given(st.lists(kinds, min_size=1, max_size=3), reads)
def test_any_number_of_requests_is_let_in_wherever_reads_end(
    groups: list[tuple[int, int, int, bool]], sizes: list[int]
) -> None:
    sent, bodies = b"", list[int]()
    for many, pad, body, upgrade in groups:
        one = request(pad, body, OFFERS_AN_UPGRADE if upgrade and pad < LIMITS.head_bytes // 2 else b"")
        many = min(many, 1 + 1024 * KIB // len(one))
        sent += one * many
        bodies += [body] * many
    arrivals, requests = taken(sent, sizes)
    assert arrivals.rejection is None
    assert [sum(map(len, each.pieces)) for each in requests] == bodies
    assert all(each.complete for each in requests)


def test_thousands_of_requests_in_full_reads_are_let_in() -> None:
    for pad, body, many in ((0, 2, 5000), (1000, 2, 300)):
        arrivals, requests = taken(request(pad, body) * many, [LIMITS.read_bytes])
        assert (arrivals.rejection, len(requests)) == (None, many)


def test_as_many_refused_upgrades_as_a_read_can_hold_are_let_in() -> None:
    one = b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % OFFERS_AN_UPGRADE
    many = 3 * LIMITS.read_bytes // len(one)
    arrivals, requests = taken(one * many, [LIMITS.read_bytes])
    assert (arrivals.rejection, len(requests)) == (None, many)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2000), st.integers(0, 1000), st.booleans(), reads)
def test_a_head_over_the_limit_is_refused_wherever_it_begins(
    before: int, pad: int, ends: bool, sizes: list[int]
) -> None:
    fine = request(pad, 2)
    too_large = request(LIMITS.head_bytes, 2) if ends else b"GET / HTTP/1.1\r\nX: " + b"x" * 1024 * KIB
    arrivals, requests = taken(fine * before + too_large, sizes)
    assert arrivals.rejection is not None
    assert arrivals.rejection.status == 431
    assert len(requests) == before


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 300), reads)
def test_no_more_of_an_endless_head_is_read_than_its_limit_and_the_read_it_began_in(
    before: int, sizes: list[int]
) -> None:
    arrivals = Arrivals(LIMITS, lambda: None)
    arrivals.feed(request(500, 2) * before + b"GET / HTTP/1.1\r\nX: ")
    read = 0
    for size in itertools.cycle(sizes):
        assert read <= LIMITS.head_bytes + LIMITS.read_bytes
        arrivals.feed(b"x" * size)
        if arrivals.rejection is not None:
            break
        read += size
    assert arrivals.rejection is not None
    assert arrivals.rejection.status == 431


@pytest.mark.parametrize("begun", [b"0\r\nX: ", b"0\r\nX: 1\r\nY: 2\r\nZ", b"1;a="])
def test_endless_trailers_are_not_kept_either(begun: bytes) -> None:
    arrivals = Arrivals(LIMITS, lambda: None)
    arrivals.feed(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + begun)
    arrivals.feed(b"x" * LIMITS.head_bytes)
    assert arrivals.rejection is None
    arrivals.feed(b"x" * LIMITS.read_bytes)
    assert arrivals.rejection is not None
    assert arrivals.rejection.status == 431


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 200_000), max_size=8), st.integers(0, 5000), reads)
def test_chunked_bodies_of_any_size_are_let_in_with_their_trailers(
    chunks: list[int], trailer: int, sizes: list[int]
) -> None:
    one = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    one += b"".join(b"%x\r\n%b\r\n" % (size, b"c" * size) for size in chunks)
    one += b"0\r\nX: %b\r\n\r\n" % (b"t" * trailer)
    arrivals, requests = taken(one * 3 + request(10, 10), sizes)
    assert arrivals.rejection is None
    assert [sum(map(len, each.pieces)) for each in requests] == [sum(chunks)] * 3 + [10]
    assert all(each.complete for each in requests)
