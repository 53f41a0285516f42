"""What is read of an answer is the same, however it is cut and whenever there is time to read it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.providers import Provider
from app.proxy import notes
from app.proxy.copies import Store
from app.proxy.headers import RequestHead, ResponseHead
from app.proxy.notes import CallNotes
from app.proxy.routes import Route
from app.wire import wire_for
from tests.proxy.kit import chat_events

TARGET = "/v1/chat/completions"
BODY = b'{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}'
EVENT_US = 1_000
FRAMES_AFTER_WORDS = 3  # the reason, the usage, the end


def read(pieces: list[bytes], looked_after: set[int], clock: list[int]) -> CallNotes:
    """Notes of an answer of which a piece comes every millisecond; in between they are caught up with."""
    provider = Provider("openai", "OpenAI", "openai", "https://example.com", local=False)
    route = Route(provider, None, wire_for("POST", TARGET), b"", TARGET, TARGET, None)
    values = {b"content-length": b"%d" % len(BODY)}
    head = RequestHead(b"POST", TARGET.encode(), "1.1", [], values, keep_alive=True, upgrade=False)
    clock[0] = 0
    taken = CallNotes("id", head, route, Store(1 << 20), keep=True, most_bytes=1 << 20)
    taken.copy.add(BODY)
    taken.call.request_bytes = len(BODY)
    taken.answer(ResponseHead(200, b"OK", [], {b"content-type": b"text/event-stream"}))
    for number, piece in enumerate(pieces):
        clock[0] += EVENT_US * 1_000
        taken.hear(piece)
        if number in looked_after:
            assert not taken.catch_up()
    taken.end(cut=False)
    assert taken.catch_up()
    return taken


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The monotonic clock, in nanoseconds, for a test to set."""
    ticks = [0]
    monkeypatch.setattr(notes, "monotonic_ns", lambda: ticks[0])
    return ticks


@pytest.mark.parametrize("words", [1, 2, 5, 6, 7, 40])
@pytest.mark.parametrize("looked_after", [set[int](), {0}, {3, 4}, set(range(100))])
def test_the_first_and_the_last_words_of_a_stream_have_their_own_times(
    words: int, looked_after: set[int], clock: list[int]
) -> None:
    events = chat_events(words)
    taken = read([b": a comment\n\n", *events, b": another\n\n"], looked_after, clock)
    assert taken.call.first_token_us == 2 * EVENT_US
    assert taken.call.last_token_us == (len(events) - FRAMES_AFTER_WORDS + 1) * EVENT_US
    assert (taken.call.usage.output_tokens, taken.call.usage_basis) == (words, "measured")
    assert taken.unread_bytes == 0


@given(cuts=st.sets(st.integers(1, 7_000), max_size=60), looked_after=st.sets(st.integers(0, 60)))
def test_a_stream_says_the_same_however_it_is_cut(cuts: set[int], looked_after: set[int]) -> None:
    whole = b"".join(chat_events(30))
    places = [0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
    taken = read([whole[a:b] for a, b in pairwise(places)], looked_after, [0])
    call = taken.call
    assert (call.usage.output_tokens, call.finish_reason, call.model_answered) == (
        30,
        "stop",
        "gpt-4o-2024-08-06",
    )
    assert (call.ok, call.problem) == (True, None)
