"""Events, lines and elements out of bytes that are cut anywhere."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.wire.jsonlines import JsonLines
from app.wire.sse import EventStream
from app.wire.structure import JsonElements, MemberScanner

CASES = [
    (b"data: one\n\ndata: two\n\n", [b"one", b"two"]),
    (b"data:one\r\n\r\ndata:  two\r\n\r\n", [b"one", b" two"]),
    (b"data: one\r\rdata: two\r\r", [b"one", b"two"]),
    (b"data: one\r\n\ndata: two\n\r\n", [b"one", b"two"]),
    (b"data: a\ndata: b\ndata\ndata:c\n\n", [b"a\nb\n\nc"]),
    (b": comment\n\n:\n\nevent: x\nid: 5\nretry: 10\n\ndata: one\n\n", [b"one"]),
    (b"event: x\ndata: one\nid\nunknown: y\n\n", [b"one"]),
    (b"\xef\xbb\xbfdata: one\n\n", [b"one"]),
    (b"data: one\n\ndata: last without an end", [b"one", b"last without an end"]),
    (b"data: one\n\ndata: last\n", [b"one", b"last"]),
    ("data: 你好 é 🎉\n\n".encode(), ["你好 é 🎉".encode()]),
    (b"data:\n\n", [b""]),
    (b"dataset: no\n\n", []),
    (b"\n\n\n\ndata: one\n\n\n\n\n", [b"one"]),
    (b"", []),
]


@pytest.mark.parametrize(("stream", "events"), CASES)
def test_events_are_the_same_at_every_cut(stream: bytes, events: list[bytes]) -> None:
    for step in range(1, len(stream) + 1):
        reader = EventStream()
        found = [e for at in range(0, len(stream), step) for e in reader.feed(stream[at : at + step])]
        assert found + reader.finish() == events, step


def test_an_event_is_given_as_soon_as_its_blank_line_begins() -> None:
    reader = EventStream()
    assert reader.feed(b"data: one\r\n\r") == [b"one"]
    assert reader.feed(b"\ndata: two\n") == []
    assert reader.feed(b"\n") == [b"two"]


def test_lines_are_the_same_at_every_cut() -> None:
    stream = b'{"a":1}\n\n  \r\n{"b":2}\r\n{"c":3}'
    for step in range(1, len(stream) + 1):
        reader = JsonLines()
        found = [line for at in range(0, len(stream), step) for line in reader.feed(stream[at : at + step])]
        assert found + reader.finish() == [b'{"a":1}', b'{"b":2}', b'{"c":3}'], step


LINES = st.sampled_from(
    [
        "event: x",
        "event: error",
        "event:x",
        "data: 1",
        "data: event: x",
        "data:2",
        "data",
        "id: 3",
        "xevent: y",
        "",
    ]
)


@given(
    st.lists(st.lists(LINES, max_size=12).map(lambda lines: "\n".join([*lines, "", ""]).encode()), max_size=4)
)
def test_events_that_come_whole_are_those_that_come_byte_by_byte(parts: list[bytes]) -> None:
    quick, slow = EventStream(), EventStream()
    found = [(type(e), e) for part in parts for e in quick.feed(part)]
    again = [(type(e), e) for part in parts for byte in part for e in slow.feed(bytes([byte]))]
    assert found == again


def test_what_is_over_the_cap_is_skipped_and_told() -> None:
    for step in (1, 7, 1000):
        events, lines = EventStream(cap_bytes=20), JsonLines(cap_bytes=20)
        stream = b"data: short\n\ndata: " + b"x" * 50 + b"\n\ndata: short again\n\n"
        got = [e for at in range(0, len(stream), step) for e in events.feed(stream[at : at + step])]
        assert got + events.finish() == [b"short", b"short again"]
        assert events.problem
        text = b"short\n" + b"x" * 50 + b"\nagain\n"
        got = [e for at in range(0, len(text), step) for e in lines.feed(text[at : at + step])]
        assert got + lines.finish() == [b"short", b"again"]
        assert lines.problem


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='ab"\\{}[],: \n', max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=15,
)
FIXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


@settings(max_examples=150, **FIXED)
@given(
    st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), max_size=5),
    st.integers(1, 40),
    st.booleans(),
)
def test_the_elements_of_an_array_are_found_at_every_cut(docs: list[object], step: int, pretty: bool) -> None:
    stream = json.dumps(docs, indent=2 if pretty else None).encode()
    reader = JsonElements(100_000)
    found = [e for at in range(0, len(stream), step) for e in reader.feed(stream[at : at + step])]
    assert [json.loads(element) for element in found + reader.finish()] == docs


@settings(max_examples=150, **FIXED)
@given(
    st.dictionaries(st.sampled_from(["model", "usage", "messages", "other", "more"]), VALUES),
    st.integers(1, 40),
    st.booleans(),
)
def test_the_members_of_an_object_are_found_at_every_cut(
    doc: dict[str, object], step: int, pretty: bool
) -> None:
    stream = json.dumps(doc, indent=2 if pretty else None, ensure_ascii=False).encode()
    wanted = {"model", "usage", "messages"}
    scanner = MemberScanner(wanted, 10_000, first_elements=2, element_cap_bytes=10_000)
    for at in range(0, len(stream), step):
        scanner.feed(stream[at : at + step])
    assert scanner.doc() == {name: value for name, value in doc.items() if name in wanted}


@settings(max_examples=150, **FIXED)
@given(st.lists(VALUES, max_size=6), st.integers(1, 40))
def test_an_array_too_long_to_keep_still_tells_how_many_it_has(elements: list[object], step: int) -> None:
    stream = json.dumps({"a": "x", "messages": elements, "n": 1}).encode()
    scanner = MemberScanner({"messages", "n"}, 4, first_elements=2, element_cap_bytes=10_000)
    for at in range(0, len(stream), step):
        scanner.feed(stream[at : at + step])
    found = scanner.doc()
    assert len(found["messages"]) == len(elements)  # type: ignore[arg-type]
    assert found["messages"][:2] == elements[:2]  # type: ignore[index]
    assert found["n"] == 1
