"""Error bodies and error events, in every shape that providers are known to send."""

import re
from dataclasses import dataclass

from app.core.redaction import redact
from app.wire.jsontext import Doc, is_array, is_object, items, label, mapping, parse, text

MESSAGE_CHARS = 500
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]{0,1000}>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title>(.{1,300}?)</title>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    type: str | None
    message: str | None


def message_text(value: object) -> str | None:
    """One line that is safe to keep: short, printable, without anything that looks like a key."""
    found = text(value)
    if found is None:
        return None
    # what cannot be seen goes first: it may stand in the middle of a key
    seen = "".join(c for c in found[: MESSAGE_CHARS * 8] if c.isprintable() or c.isspace())
    line = " ".join(redact(seen).split())
    return line if len(line) <= MESSAGE_CHARS else line[: MESSAGE_CHARS - 1] + "…"


def _kind(doc: Doc) -> str | None:
    for name in ("type", "code", "status", "error_type"):
        value = doc.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 999:
            return f"http_{value}"
        found = label(value)
        if found is not None and found != "error":
            return found
    return None


def _from_error(error: object, outer: Doc) -> Failure | None:
    if isinstance(error, str):
        return Failure(_kind(outer), message_text(error)) if error else None
    doc = mapping(error)
    if not doc:
        return None
    # Gemini says its own name of the error in `status`, next to a bare number in `code`
    status = label(doc.get("status")) if isinstance(doc.get("code"), int) else None
    inner = doc.get("message")
    if is_object(inner):  # an error that a gateway wrapped
        inner = mapping(inner).get("message")
    return Failure(status or _kind(doc), message_text(inner) or message_text(doc.get("detail")))


def names_bad_key(body: bytes) -> bool:
    """Whether an error is about the key, said as Google says it: with a status that tells nothing."""
    return b'"API_KEY_INVALID"' in body


def failure_in_stream(doc: Doc) -> Failure | None:
    """The error that an event of a successful answer carries, if it does."""
    kind = doc.get("type")
    if doc.get("error"):
        return _from_error(doc.get("error"), doc)
    if kind == "error":
        return Failure(label(doc.get("code")), message_text(doc.get("message")))
    if doc.get("object") == "error":  # vLLM, SGLang
        return Failure(_kind(doc), message_text(doc.get("message")))
    return None


def failure_in_error_event(data: bytes) -> Failure:
    """The error that an event tells whose name says that it is one, whatever its data look like."""
    try:
        doc = parse(data)
    except ValueError:
        return failure_in_text(data) or Failure(None, None)
    if isinstance(doc, str):
        return Failure(None, message_text(doc))
    return failure_in_stream(mapping(doc)) or failure_in_body(doc) or Failure(_kind(mapping(doc)), None)


def failure_in_body(doc: object) -> Failure | None:
    """The error that the body of a failed call tells."""
    if is_array(doc):
        found = items(doc)
        return failure_in_body(found[0]) if found and not is_array(found[0]) else None
    fields = mapping(doc)
    if fields.get("error"):
        return _from_error(fields.get("error"), fields)
    errors = items(fields.get("errors"))
    if errors:
        return _from_error(errors[0], fields)
    for name in ("message", "detail", "error_description", "title", "msg"):
        value = fields.get(name)
        if is_array(value):
            first = mapping(items(value)[0] if value else None)
            value = first.get("msg") or first.get("message")
        elif is_object(value):
            return _from_error(value, fields)
        if isinstance(value, str) and value:
            return Failure(_kind(fields), message_text(value))
    return None


def failure_in_text(body: bytes) -> Failure | None:
    """What a gateway's page says."""
    page = body[:64_000].decode("utf-8", "replace")
    title = _TITLE.search(page)
    message = message_text(title[1]) if title else message_text(_TAG.sub(" ", page[:16_000]))
    return Failure(None, message) if message else None
