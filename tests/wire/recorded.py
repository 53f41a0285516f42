"""The recorded exchanges, and how one is played through a wire."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.core.calls import Reading, RequestFacts, Usage
from app.wire import wire_for
from app.wire.api import Wire
from app.wire.metering import metered

FOLDER = Path(__file__).parent / "recordings"
ESTIMATE = "estimate"  # in an expected reading: some count above zero, which nobody reported


@dataclass
class Exchange:
    wire: Wire
    facts: RequestFacts
    status: int
    content_type: str
    pieces: list[bytes]
    expected_facts: dict[str, Any]
    expected: dict[str, Any]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


def load(path: Path) -> Exchange:
    said = json.loads(path.read_text("utf-8"))
    request, response = said["request"], said["response"]
    wire = wire_for(request["method"], request["path"])
    body = request["body"]
    raw = body.encode("latin-1") if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
    pieces = [piece.encode() for piece in response.get("pieces", ())]
    pieces += [frame(text.encode()) for text in response.get("frames", ())]
    return Exchange(
        wire=wire,
        facts=wire.read_request(request["path"], request["headers"], raw),
        status=response["status"],
        content_type=response["content_type"],
        pieces=pieces,
        expected_facts=said["facts"],
        expected=said["reading"],
    )


def frame(payload: bytes, *, opcode: int = 1, final: bool = True, key: bytes = b"", rsv: int = 0) -> bytes:
    """A WebSocket frame; masked when a key is given."""
    size = len(payload)
    head = bytes([(0x80 if final else 0) | rsv | opcode])
    mask = 0x80 if key else 0
    if size < 126:
        head += bytes([mask | size])
    elif size < 65536:
        head += bytes([mask | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([mask | 127]) + size.to_bytes(8, "big")
    if key:
        payload = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))
    return head + key + payload


def play(exchange: Exchange, chunks: Iterable[bytes], *, cut: bool = False, encoding: str = "") -> Reading:
    meter = metered(exchange.wire, exchange.facts, exchange.status, exchange.content_type, encoding)
    for chunk in chunks:
        meter.feed(chunk)
    return meter.finish(cut=cut)


def check(reading: Reading, expected: dict[str, Any]) -> None:
    """Every field counts: what is not expected has to be None."""
    counts = dict(expected.get("usage", {}))
    for field in fields(Usage):
        found, wanted = getattr(reading.usage, field.name), counts.pop(field.name, None)
        if wanted == ESTIMATE:
            assert found is not None, field.name
            assert found > 0, field.name
        else:
            assert found == wanted, f"{field.name}: {found} is not {wanted}"
    assert not counts, f"no such buckets: {counts}"
    assert reading.basis == expected["basis"]
    for field in fields(Reading):
        if field.name not in {"usage", "basis"}:
            assert getattr(reading, field.name) == expected.get(field.name), field.name
    assert set(expected) <= {field.name for field in fields(Reading)}


def read(
    wire: Wire,
    *chunks: bytes,
    status: int = 200,
    kind: str = "application/json",
    cut: bool = False,
    encoding: str = "",
    stream: bool = False,
    **facts: object,
) -> Reading:
    meter = metered(wire, RequestFacts(wire=wire.name, stream=stream, **facts), status, kind, encoding)
    for chunk in chunks:
        meter.feed(chunk)
    return meter.finish(cut=cut)


def events(*docs: object) -> bytes:
    return b"".join(b"data: " + json.dumps(doc, separators=(",", ":")).encode() + b"\n\n" for doc in docs)
