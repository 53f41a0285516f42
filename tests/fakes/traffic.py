"""Tools and providers that behave as in life: answers as recorded, errors, aborts, faults and budgets."""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.fakes.upstream import STREAM_HEAD, Link, Seen, Upstream, answer, chunk

RECORDINGS = Path(__file__).parents[1] / "wire" / "recordings"

# what is asked of whom, and how often
_ASKED = {
    "openai": {
        "openai-chat/whole": 6, "openai-chat/stream_with_usage": 8, "openai-chat/stream_without_usage": 3,
        "openai-chat/tool_calls": 2, "openai-chat/stream_tool_calls": 3, "openai-chat/error_bad_key": 1,
        "openai-chat/error_rate_limited": 1, "openai-responses/stream_completed": 3,
        "openai-responses/stream_failed": 1, "openai-embeddings/whole": 2,
    },
    "anthropic": {
        "anthropic-messages/whole": 3, "anthropic-messages/stream": 6, "anthropic-messages/error": 1,
        "anthropic-messages/stream_tool_use": 3, "anthropic-messages/stream_error": 1,
    },
    "gemini": {"gemini-generate/whole": 2, "gemini-generate/stream_sse": 2},
    "ollama": {"ollama-chat/whole": 1, "ollama-chat/stream": 2},
}  # fmt: skip
# what becomes of it on the way, and how often; "capped" goes to a project whose budget is soon used up
_FATES = {"well": 60, "slow": 8, "drop": 4, "silent": 2, "nonsense": 2, "broken": 3, "abort": 6, "capped": 8}


@dataclass(frozen=True)
class Exchange:
    name: str
    path: str
    body: bytes
    status: int
    content_type: str
    pieces: tuple[bytes, ...]

    @property
    def is_stream(self) -> bool:
        return len(self.pieces) > 1


def providers() -> tuple[str, ...]:
    return tuple(_ASKED)


def exchanges() -> dict[Exchange, int]:
    found: dict[Exchange, int] = {}
    for provider, names in _ASKED.items():
        for name, often in names.items():
            said = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))
            request, response = said["request"], said["response"]
            found[
                Exchange(
                    name,
                    f"/{provider}{request['path']}",
                    json.dumps(request["body"]).encode(),
                    response["status"],
                    response["content_type"],
                    tuple(piece.encode() for piece in response["pieces"]),
                )
            ] = often
    return found


# ---- the providers --------------------------------------------------------------------------------


def provider(by_name: dict[str, Exchange]) -> Upstream:
    def script(link: Link, seen: Seen) -> bool | None:
        exchange, fate = by_name[seen.header("x-soak")[0]], seen.header("x-soak-fate")[0]
        if fate == "silent":
            return False
        if fate == "nonsense":
            link.send(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
            return False
        if fate == "broken":
            body = b'{"error": {"message": "overloaded", "type": "server_error"}}'
            return answer(body, status="503 Service Unavailable", headers=("Retry-After: 1",))(link, seen)
        if not exchange.is_stream:
            time.sleep(0.2 if fate == "slow" else 0)
            reason = f"{exchange.status} As Recorded"
            body = b"".join(exchange.pieces)
            return answer(body, status=reason, content_type=exchange.content_type)(link, seen)
        link.send(STREAM_HEAD.replace(b"text/event-stream", exchange.content_type.encode()))
        for n, piece in enumerate(exchange.pieces):
            if fate == "drop" and n >= len(exchange.pieces) // 2:
                link.reset()
                return False
            link.send(chunk(piece))
            time.sleep({"slow": 0.1, "abort": 0.05}.get(fate, 0.002))
        link.send(b"0\r\n\r\n")
        return None

    return Upstream(script)


# ---- the tools ------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What the tools saw. Each call carries a tag of its own, by which its row is known."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    outcomes: Counter[str] = field(default_factory=Counter[str])
    unseen: set[str] = field(default_factory=set[str])  # ended, and not yet found in the ledger
    wrong: list[str] = field(default_factory=list[str])

    def ended(self, tag: str, outcome: str) -> None:
        with self.lock:
            self.unseen.add(tag)
            self.outcomes[outcome] += 1


class Tool(threading.Thread):
    def __init__(self, number: int, url: str, pause_s: float, tally: Tally, done: threading.Event) -> None:
        super().__init__(name=f"tool-{number}")
        self._chance = random.Random(number)
        self._number, self._address, self._pause_s = number, url.removeprefix("http://"), pause_s
        self._tally, self._done = tally, done
        self._link: HTTPConnection | None = None
        self._exchanges = exchanges()

    def run(self) -> None:
        sent = 0
        while not self._done.wait(self._chance.expovariate(1 / self._pause_s)):
            sent += 1
            tag = f"{self._number}-{sent}"
            (exchange,) = self._chance.choices(*zip(*self._exchanges.items(), strict=True))  # type: ignore[arg-type]
            (fate,) = self._chance.choices(*map(list, zip(*_FATES.items(), strict=True)))
            if fate in {"drop", "abort"} and not exchange.is_stream:
                fate = "well"
            try:
                outcome = self._call(exchange, str(fate), tag)
            except (OSError, HTTPException) as error:
                outcome = "cut" if fate == "drop" else f"unexpected {type(error).__name__}"
                self._hang_up()
            self._tally.ended(tag, outcome)
        self._hang_up()

    def _call(self, exchange: Exchange, fate: str, tag: str) -> str:
        if self._link is None:
            self._link = HTTPConnection(self._address, timeout=30)
        headers = {
            "Content-Type": "application/json", "Authorization": "Bearer sk-soak", "X-Tollgate-Tags": tag,
            "X-Soak": exchange.name, "X-Soak-Fate": fate,
            "X-Tollgate-Project": "capped" if fate == "capped" else "soak",
        }  # fmt: skip
        self._link.request("POST", exchange.path, exchange.body, headers)
        response = self._link.getresponse()
        if fate == "abort":
            response.read1(1)
            self._hang_up()
            return "aborted"
        body = response.read()
        if fate in {"silent", "nonsense", "broken"}:
            return self._judged(
                response.status in {502, 503}, exchange, fate, response.status, str(response.status)
            )
        if fate == "capped" and response.status == 402:
            return "over budget"
        intact = response.status == (200 if exchange.is_stream else exchange.status)
        intact = intact and body == b"".join(exchange.pieces)
        return self._judged(intact or fate == "drop", exchange, fate, response.status, "intact")

    def _judged(self, good: bool, exchange: Exchange, fate: str, status: int, outcome: str) -> str:
        if good:
            return outcome
        with self._tally.lock:
            self._tally.wrong.append(f"{exchange.name}, {fate}: {status}")
        return "wrong"

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
