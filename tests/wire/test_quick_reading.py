"""The quick reader of JSON and the lenient one: what the first takes, the second would have read the same."""

import json
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core import quickjson
from app.core.calls import RequestFacts
from app.wire import WIRES, jsontext, requests
from app.wire.outer import MEMBERS, Elements, of_type, read_outer
from app.wire.requests import WHOLE_BYTES, read_doc, read_members
from app.wire.sessions import session_of
from tests.wire.test_requests import PATHS

FILLER = 'words "and" more, {words}: [some]\n — \\ 你好 ' * 400
FACTS = (
    "model",
    "stream",
    "message_count",
    "tools_count",
    "max_tokens",
    "temperature",
    "top_p",
    "service_tier",
)

SEEDS = (
    b'{"model":"gpt","messages":[{"role":"user","content":"x\\n\\u00e9\\ud83d\\ude00"}],"temperature":0.70}',
    '{"a":[1,2.50,-3e10,true,false,null,-0,18446744073709551617],"b":{"c":{},"d":[]},"e":"é€😀"}'.encode(),
)


def leniently(data: bytes) -> object:
    """As it was read before there was a quick reader."""
    return jsontext._parse_leniently(data)  # pyright: ignore[reportPrivateUsage]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data) - 1))
        piece = draw(st.sampled_from(b'{}[]",:\\eE+-.0123456789ntfu \n\x00\x01\x80\xff\xc3\xed\xa0'))
        if draw(st.booleans()):
            data[at] = piece
        else:
            data.insert(at, piece)
    return bytes(data)


@settings(deadline=None, max_examples=600)
@given(damaged())
def test_what_is_read_quickly_is_read_the_same(data: bytes) -> None:
    try:
        quickly = quickjson.read(data)
    except quickjson.Refused:
        return
    assert repr(quickly) == repr(leniently(data))


@pytest.mark.parametrize(
    "data",
    [
        b"NaN", b"-Infinity", b'"\\ud800"', b'"\\ude00\\ud83d"', b'"\x01"', b'"a\nb"', b"\xef\xbb\xbf{}",
        b'"\xff"', b'{"\xff":1}', b'"\xed\xa0\x80"', b'{"a":1,"a":2}', b"1.10", b"1e400", b"-0", b"9" * 400,
    ],
)  # fmt: skip
def test_nothing_is_lost_that_was_read_before(data: bytes) -> None:
    assert repr(jsontext.parse(data)) == repr(leniently(data))


@pytest.mark.parametrize("data", [b"", b"{", b"[1,]", b"[" * 200_000, b"1e99999999999999999999", b"9" * 5000])
def test_what_nobody_can_read_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        jsontext.parse(data)


def read_both_ways(wire, body: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[RequestFacts, RequestFacts]:
    headers = {"content-type": "application/json"}
    quickly = wire.read_request(PATHS[wire.name], headers, body)
    monkeypatch.setattr(requests, "_SMALL_BYTES", WHOLE_BYTES)
    whole = wire.read_request(PATHS[wire.name], headers, body)
    monkeypatch.undo()
    return quickly, whole


TEXTS = st.sampled_from(["", "hi", "é" * 5000, FILLER, "x" * 70_000, "\\\\\\" * 30_000, "😀" * 9000])
PARTS = st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": TEXTS}), max_size=2)
TURNS = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["system", "developer", "user", "assistant"]), "content": TEXTS | PARTS}
    )
    | st.fixed_dictionaries({"role": st.just("user"), "parts": PARTS})
    | st.fixed_dictionaries({"type": st.just("additional_tools"), "tools": st.just([{"type": "x"}] * 3)})
    | st.sampled_from([None, 5, "words", 0.5, [1]]),
    max_size=5,
)
TUNED = st.fixed_dictionaries(
    {},
    optional={
        "stream": st.booleans(),
        "temperature": st.sampled_from([0, 0.1, 1.5, "hot"]),
        "max_tokens": st.sampled_from([5, 2**60, -1]),
        "stop": st.just(["a"]),
        "tools": st.lists(st.fixed_dictionaries({"functionDeclarations": st.lists(st.just({}), max_size=3)})),
        "system": TEXTS | PARTS,
        "systemInstruction": st.fixed_dictionaries({"parts": PARTS}),
        "metadata": st.sampled_from([{"session_id": "s"}, {"user_id": "session_0123abcd"}]),
        "requests": st.just([{"params": {"model": "inner"}}, {"params": {"model": "other"}}]),
        "service_tier": st.just("flex"),
        "serviceTier": st.just("flex"),
        "previous_response_id": st.just("r"),
        "generation_config": st.just({"temperature": 0.25, "maxOutputTokens": 7}),
    },
)


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(
    st.sampled_from(WIRES), TURNS, TUNED, st.sampled_from(["messages", "input", "contents"]), st.booleans()
)
def test_a_large_request_tells_what_a_whole_parse_would(
    monkeypatch: pytest.MonkeyPatch,
    wire,
    turns: list[object],
    tuned: dict[str, object],
    name: str,
    plain: bool,
) -> None:
    doc = {"model": "m", name: turns, **tuned, "unknown": FILLER}
    body = json.dumps(doc, ensure_ascii=plain).encode()
    quickly, whole = read_both_ways(wire, body, monkeypatch)
    assert [getattr(quickly, fact) for fact in FACTS] == [getattr(whole, fact) for fact in FACTS]
    assert quickly.session == whole.session
    assert quickly.estimate_input() == whole.estimate_input()


class Asked(dict[str, object]):
    """Remembers what it was asked for."""

    def __init__(self, doc: Mapping[str, object]) -> None:
        super().__init__(doc)
        self.names: set[str] = set()

    def get(self, name: str, default: object = None) -> object:
        self.names.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> object:
        self.names.add(name)
        return super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_no_wire_wants_a_member_that_is_not_read(wire) -> None:
    if not hasattr(wire, "read_facts"):
        return
    for doc in ({}, {"messages": [{"role": "user", "content": "x"}], "tools": [{}], "requests": [{}]}):
        asked = Asked(doc)
        wire.read_facts(RequestFacts(wire=wire.name), wire.unwrapped(asked), PATHS[wire.name], {})
        session_of({}, asked)
        assert asked.names <= set(MEMBERS)


def test_of_a_long_array_only_what_is_looked_at_is_read() -> None:
    doc = read_outer(
        json.dumps(
            {
                "input": [
                    {"type": "message", "content": "x" * 100_000},
                    {"type": "wanted", "n": 1},
                    None,
                    "words",
                ]
            }
        ).encode()
    )
    found = doc["input"]
    assert isinstance(found, Elements)
    assert len(found) == 4
    assert list(found)[1:] == [{"type": "wanted", "n": 1}, None, "words"] == found[1:]
    assert of_type(found, "wanted") == [{"type": "wanted", "n": 1}]
    (beginning,) = [fields["content"] for fields in of_type(found, "message")]
    assert isinstance(beginning, str)
    assert set(beginning) == {"x"}
    assert len(beginning) == 4096


@settings(deadline=None, max_examples=60)
@given(
    st.text("ab", max_size=14),
    st.sampled_from(["\\ud83d\\ude00", "\\u00e9", "\\\\", "é", "😀"]),
    st.integers(4080, 4100) | st.sampled_from([12, 8, 6, 4, 2]).map((8192).__floordiv__),
)
@example("", "\\ud83d\\ude00", 4096)
@example("", "\\ud83d\\ude00", 4095)
def test_of_a_long_text_the_beginning_is_the_same_however_it_is_written_and_wherever_it_is_cut(
    lead: str, letter: str, times: int
) -> None:
    filler = b"x" * 70_000
    text = (lead + letter * times).encode() + filler
    body = b'{"messages":[{"role":"user","content":"%b"}],"input":"%b"}' % (text, filler)
    (message,) = read_outer(body)["messages"]  # type: ignore[misc]
    (whole,) = json.loads(body)["messages"]
    assert message["content"] == whole["content"][:4096]  # type: ignore[index]


def test_a_whole_reading_is_still_whole() -> None:
    doc = {"messages": [{"role": "user", "content": FILLER * 9}]}
    assert read_doc(json.dumps(doc).encode()) == doc


def test_of_doubled_members_of_a_large_request_the_last_one_counts() -> None:
    filler = json.dumps(FILLER).encode()
    body = (
        b'{"model":"a","messages":[{"role":"user","role":"system"}],"x":%b,"model":"b","messages":[]}'
        % filler
    )
    assert read_outer(body) == read_members(body) == {"model": "b", "messages": []}
    body = body.replace(b'"messages":[]', b'"stream":true')
    assert list(read_outer(body)["messages"]) == [{"role": "system"}]  # type: ignore[call-overload]
