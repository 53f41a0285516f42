"""Which conversation a call belongs to, where the tool says it or where it can be told.

1. The header of a tool that has one. 2. What some APIs and tools put in the body. 3. A fingerprint of how the
conversation begins: it is the same for every turn of one conversation, and for conversations that begin with
the very same words. Only a hash is kept, never the words.
"""

import hashlib
import re

from app.wire.api import Headers
from app.wire.jsontext import Doc, is_object, items, label, mapping, parse, text

_HEADERS = (
    "x-claude-code-session-id",
    "session-id",  # Codex since 0.149
    "session_id",  # Codex before, and those who imitate it
    "thread-id",
    "conversation_id",
    "x-opencode-session",
    "x-session-affinity",  # opencode with other providers
    "x-openwebui-chat-id",
    "x-session-id",
    "x-conversation-id",
)
_HEADER_SET = frozenset(_HEADERS)
_CLAUDE_USER = re.compile(r"session_([0-9a-fA-F-]{8,64})")
_FINGERPRINT_CHARS = 4096
_NAMED_IN_BODY = frozenset({"conversation", "metadata", "session_id", "prompt_cache_key"})
_SYSTEM = frozenset({"system", "instructions", "systemInstruction", "system_instruction"})
_SAID_BY_USER = frozenset({"user", None})


def session_of(headers: Headers, doc: Doc) -> str | None:
    return session_in_headers(headers) or _from_body(doc) or fingerprint(doc)


def session_in_headers(headers: Headers) -> str | None:
    """What a tool says of itself, on whichever wire."""
    if not _HEADER_SET.isdisjoint(headers):
        for name in _HEADERS:
            found = label(headers.get(name))
            if found:
                return found
    return None


def _from_body(doc: Doc) -> str | None:
    if _NAMED_IN_BODY.isdisjoint(doc):
        return None
    conversation = doc.get("conversation")
    if is_object(conversation):
        conversation = mapping(conversation).get("id")
    metadata = mapping(doc.get("metadata"))
    for value in (
        conversation,
        doc.get("session_id"),
        metadata.get("session_id"),
        doc.get("prompt_cache_key"),
        _claude_session(metadata.get("user_id")),
    ):
        found = label(value)
        if found:
            return found
    return None


def _claude_session(user: object) -> object:
    """Claude Code writes its session into the user id, as a part of a name or as a small document."""
    if not isinstance(user, str) or len(user) > 4096:
        return None
    if user.startswith("{"):
        try:
            return mapping(parse(user)).get("session_id")
        except ValueError:
            return None
    found = _CLAUDE_USER.search(user)
    return found[1] if found else None


def fingerprint(doc: Doc) -> str | None:
    """`~` and twelve hex digits; None where there is no conversation to tell by."""
    system = None
    if not _SYSTEM.isdisjoint(doc):
        system = doc.get("system") or doc.get("instructions")
        system = system or doc.get("systemInstruction") or doc.get("system_instruction")
    turns = items(doc.get("messages") or doc.get("contents") or doc.get("input"))
    opening: list[str] = [_words(system)]
    for turn in turns:
        fields = mapping(turn)
        role = text(fields.get("role"))
        if role in {"system", "developer"}:
            opening.append(_words(fields.get("content")))
        elif role in _SAID_BY_USER:
            said = _words(fields.get("content") or fields.get("parts"))
            if not said or doc.get("previous_response_id"):
                return None
            words = "\0".join((*opening, said, "")).encode("utf-8", "replace")
            return "~" + hashlib.blake2s(words, digest_size=6, person=b"session").hexdigest()
    return None


def _words(content: object) -> str:
    """The first words of a message in any of the APIs' forms."""
    if isinstance(content, str):
        return content[:_FINGERPRINT_CHARS]
    if is_object(content):
        content = mapping(content).get("parts")
    texts = [mapping(part).get("text") for part in items(content)]
    return "\n".join(text for text in texts if isinstance(text, str))[:_FINGERPRINT_CHARS]
