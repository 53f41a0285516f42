"""An error of ours in the words of each API, so that its clients understand it."""

from collections.abc import Callable

from app.wire.api import Refusal
from app.wire.jsontext import compact

RefusalShape = Callable[[Refusal], dict[str, object]]

_OPENAI_TYPES = {401: "authentication_error", 402: "insufficient_quota", 403: "permission_error"}
_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    504: "timeout_error",
}
_GEMINI_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "RESOURCE_EXHAUSTED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


def openai_refusal(refusal: Refusal) -> dict[str, object]:
    kind = _OPENAI_TYPES.get(
        refusal.status, "server_error" if refusal.status >= 500 else "invalid_request_error"
    )
    return {"error": {"message": refusal.message, "type": kind, "param": None, "code": refusal.code}}


def anthropic_refusal(refusal: Refusal) -> dict[str, object]:
    kind = _ANTHROPIC_TYPES.get(
        refusal.status, "api_error" if refusal.status >= 500 else "invalid_request_error"
    )
    return {"type": "error", "error": {"type": kind, "message": refusal.message, "code": refusal.code}}


def gemini_refusal(refusal: Refusal) -> dict[str, object]:
    status = _GEMINI_STATUSES.get(refusal.status, "INTERNAL" if refusal.status >= 500 else "INVALID_ARGUMENT")
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": refusal.code.upper(),
        "domain": "tollgate",
    }
    return {
        "error": {"code": refusal.status, "message": refusal.message, "status": status, "details": [detail]}
    }


def ollama_refusal(refusal: Refusal) -> dict[str, object]:
    return {"error": refusal.message, "code": refusal.code}


def encoded(shape: RefusalShape, refusal: Refusal) -> tuple[int, bytes]:
    return refusal.status, compact(shape(refusal))
