"""Messages out of WebSocket frames, in both directions."""

import contextlib
import os
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.calls import RequestFacts
from app.wire.errors import WireError
from app.wire.openai_realtime import RealtimeMeter
from app.wire.websocket import BINARY, CLOSE, TEXT, FrameReader, Message, close_frame
from tests.wire.recorded import frame

KEY = b"\x01\x82\x03\xf4"


def read(data: bytes, step: int, cap: int = 1 << 20) -> tuple[list[Message], FrameReader]:
    reader = FrameReader(cap)
    return [m for at in range(0, len(data), step) for m in reader.feed(data[at : at + step])], reader


STREAM = b"".join(
    [
        frame(b'{"type":"one"}'),
        frame(b"ping", opcode=9),
        frame(b"x" * 300, key=KEY),
        frame("héllo 你".encode(), opcode=1, final=False),
        frame(b"pong", opcode=10, key=KEY),
        frame(b" and more", opcode=0, final=False, key=KEY),
        frame(b"!", opcode=0),
        frame(os.urandom(0), opcode=2),
        frame(b"y" * 70_000, opcode=2),
        frame(b"\x03\xe8bye", opcode=8),
    ]
)
MESSAGES = [
    Message(TEXT, b'{"type":"one"}'),
    Message(TEXT, b"x" * 300),
    Message(TEXT, "héllo 你 and more!".encode()),
    Message(BINARY, b""),
    Message(BINARY, b"y" * 70_000),
    Message(CLOSE, b"\x03\xe8bye"),
]


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 1000, 1 << 20])
def test_messages_are_the_same_at_every_cut(step: int) -> None:
    assert read(STREAM, step)[0] == MESSAGES


@pytest.mark.parametrize("step", [1, 5, 4096])
def test_a_message_over_the_cap_is_skipped_and_told(step: int) -> None:
    parts = frame(b"x" * 60, opcode=1, final=False) + frame(b"y" * 60, opcode=0)
    found, reader = read(frame(b"a") + frame(b"z" * 5000) + parts + frame(b"b", key=KEY), step, cap=100)
    assert found == [Message(TEXT, b"a"), Message(TEXT, b"b")]
    assert reader.skipped == 2


def test_compressed_messages_share_one_window() -> None:
    deflater = zlib.compressobj(wbits=-15)
    sent = [b'{"type":"response.done","usage":1}' * n for n in (1, 3, 50)]
    stream = b""
    for payload in sent:
        packed = deflater.compress(payload) + deflater.flush(zlib.Z_SYNC_FLUSH)
        stream += frame(packed.removesuffix(b"\x00\x00\xff\xff"), rsv=0x40)
    for step in (1, 10, 5000):
        assert [m.payload for m in read(stream, step)[0]] == sent


def test_a_compressed_bomb_is_an_error_and_no_more() -> None:
    deflater = zlib.compressobj(wbits=-15)
    packed = deflater.compress(bytes(50_000_000)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    with pytest.raises(WireError):
        FrameReader(1 << 20).feed(frame(packed, rsv=0x40))
    with pytest.raises(WireError):
        FrameReader().feed(frame(b"\xff\xff\xff not deflate", rsv=0x40))


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(1, 20))
def test_garbage_is_no_more_than_an_error(data: bytes, step: int) -> None:
    with contextlib.suppress(WireError):
        read(data, step)


@pytest.mark.parametrize(
    "whole", [frame(b"x" * 300), frame(b"ping", opcode=9), frame(b"y" * 70_000, opcode=2)]
)
def test_between_two_frames_there_is_room_for_another(whole: bytes) -> None:
    for cap in (1 << 20, 10):  # where it is skipped, too
        reader = FrameReader(cap)
        assert reader.at_edge
        for at in range(0, len(whole) - 1, 97):
            reader.feed(whole[at : min(at + 97, len(whole) - 1)])
            assert not reader.at_edge
        reader.feed(whole[-1:])
        assert reader.at_edge


@given(st.text(max_size=200))
def test_a_close_frame_has_as_much_of_its_reason_as_fits(reason: str) -> None:
    ((opcode, payload),) = FrameReader().feed(close_frame(1008, reason))
    said = payload[2:].decode()
    assert (opcode, payload[:2], len(payload) <= 125) == (CLOSE, b"\x03\xf0", True)
    whole = len(reason.encode()) <= 123
    assert said == reason if whole else (said[-1] == "…" and reason.startswith(said[:-1]))


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    ("message", "asks"),
    [
        (b'{"event_id":"e","type":"response.create"}', True),
        (b'{"type": "input_audio_buffer.append", "audio": "AAAA"}', True),
        (b'{"type":"input_audio_buffer.commit"}', True),
        (b'{"type":"response.cancel"}', False),
        (b'{"type":"conversation.item.create","item":{"type":"response.create"}}', False),
        (b"response.create", False),
        (b'["response.create"]', False),
    ],
)
def test_what_a_client_asks_for_in_a_session_is_known_when_its_message_ends(
    message: bytes, asks: bool, step: int
) -> None:
    meter = RealtimeMeter(RequestFacts(wire="openai-realtime"))
    sent = frame(b'{"type":"session.update"}', key=KEY) + frame(message[:9], final=False, key=KEY)
    sent += frame(b"", opcode=9, key=KEY) + frame(message[9:], opcode=0, key=KEY)
    told = [meter.asks(sent[at : at + step]) for at in range(0, len(sent), step)]
    assert told == [False] * (len(told) - 1) + [asks]
