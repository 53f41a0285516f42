"""Errors of ours, in the shape that each wire's clients understand."""

import json

import pytest

from app.wire import WIRES, wire_for
from app.wire.api import Refusal

BUDGET = Refusal(
    402, "budget_exceeded", "The budget «month» is used up: $20.00 of $20.00. It resets on 1 December."
)
LOCKED = Refusal(503, "key_locked", "The keyring is locked.")


def refused(path: str, refusal: Refusal) -> dict[str, object]:
    status, body = wire_for("POST", path).refusal(refusal)
    assert status == refusal.status
    return json.loads(body)


def test_openai() -> None:
    error = {
        "message": BUDGET.message,
        "type": "insufficient_quota",
        "param": None,
        "code": "budget_exceeded",
    }
    assert refused("/v1/chat/completions", BUDGET) == {"error": error}
    assert refused("/v1/responses", LOCKED)["error"]["type"] == "server_error"  # type: ignore[index]


def test_anthropic() -> None:
    found = refused("/v1/messages", BUDGET)
    assert found["type"] == "error"
    assert found["error"] == {"type": "billing_error", "message": BUDGET.message, "code": "budget_exceeded"}
    assert refused("/v1/messages/count_tokens", LOCKED)["error"]["type"] == "api_error"  # type: ignore[index]


def test_gemini() -> None:
    error = refused("/v1beta/models/m:generateContent", BUDGET)["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["status"], error["message"]) == (402, "RESOURCE_EXHAUSTED", BUDGET.message)
    assert refused("/v1beta/models/m:embedContent", LOCKED)["error"]["status"] == "UNAVAILABLE"  # type: ignore[index]


def test_ollama() -> None:
    assert refused("/api/chat", BUDGET) == {"error": BUDGET.message, "code": "budget_exceeded"}


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 421, 426, 500, 502, 503, 504])
def test_what_we_refuse_our_own_meters_understand(wire, status: int) -> None:
    facts = wire.read_request("/v1beta/models/m:generateContent", {}, b"{}")
    code, body = wire.refusal(Refusal(status, "some_code", "Some message."))
    meter = wire.meter(facts, code, "application/json")
    meter.feed(body)
    reading = meter.finish()
    assert reading.error_message == "Some message."
    assert reading.error_type
    assert reading.basis == "none"
