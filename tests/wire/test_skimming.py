"""What is read without parsing is what parsing would have read."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.core.calls import RequestFacts
from app.wire.delivered import Delivered
from app.wire.digest import DocumentMeter
from app.wire.jsontext import parse
from app.wire.openai_chat import ChatDigest

WORDS = st.text() | st.sampled_from(['"', "\\", 'a\\"', "tokens", '","x":"', "\n", "é", "word "])


def told(delivered: Delivered) -> str:
    """The words, in whichever order, however they were kept."""
    quoted = [str(parse(b'"' + piece + b'"')) for piece in delivered._quoted]
    return "".join(sorted("".join(delivered._pieces + quoted)))


@given(
    words=st.lists(st.tuples(st.sampled_from(["content", "reasoning_content"]), WORDS), max_size=60),
    together=st.booleans(),
    compact=st.booleans(),
)
def test_the_words_of_a_stream_are_heard_however_its_events_come(
    words: list[tuple[str, str]], together: bool, compact: bool
) -> None:
    digest = ChatDigest(RequestFacts(wire="openai-chat", stream=True))
    meter = DocumentMeter(digest, 200, "text/event-stream")
    events: list[bytes] = []
    for name, word in words:
        choice = {"index": 0, "delta": {name: word}, "finish_reason": None}
        doc = {"id": "c", "model": "m", "choices": [choice], "usage": None}
        said = json.dumps(doc, separators=(",", ":") if compact else None)
        events.append(b"data: %s\n\n" % said.encode())
    if together:
        meter.feed(b"".join(events))
    else:
        for event in events:
            meter.feed(event)
    for name, delivered in (("content", digest.answer), ("reasoning_content", digest.thought)):
        assert told(delivered) == "".join(sorted(word for n, said in words if n == name for word in said))
