"""A large request, read as far as its facts go: its outer members, and of long arrays what is looked at."""

from collections.abc import Iterator
from typing import SupportsIndex, cast, overload

from app.core.quickjson import OuterReader, Unread
from app.wire.jsontext import Doc, items, mapping, parse

# All that any wire wants to know of a request is in these members.
MEMBERS = (
    "model",
    "stream",
    "stream_options",
    "messages",
    "input",
    "contents",
    "prompt",
    "system",
    "instructions",
    "systemInstruction",
    "system_instruction",
    "tools",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens_to_sample",
    "temperature",
    "top_p",
    "p",
    "service_tier",
    "serviceTier",
    "speed",
    "generationConfig",
    "generation_config",
    "generateContentRequest",
    "options",
    "metadata",
    "prompt_cache_key",
    "conversation",
    "session_id",
    "previous_response_id",
    "requests",
    "texts",
    "n",
    "request",
)
_ARRAYS = ("messages", "input", "contents", "tools", "requests")
_LONG_BYTES = 64 * 1024
_BEGINNING_LETTERS = 4096
_LONGEST_LETTER_BYTES = 12
_BEGINNING_BYTES = 1 + _BEGINNING_LETTERS * _LONGEST_LETTER_BYTES  # the quote, and letters as may be written
_QUOTE = ord('"')
_read = OuterReader(MEMBERS, _ARRAYS).read


class Elements(list[object]):
    """Those of a long array. An object is read when it is taken, and of a long text in it the beginning."""

    def __iter__(self) -> Iterator[object]:
        return map(_element, super().__iter__())

    @overload
    def __getitem__(self, at: SupportsIndex) -> object: ...
    @overload
    def __getitem__(self, at: slice) -> list[object]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> object:
        if isinstance(at, slice):
            return [_element(each) for each in super().__getitem__(at)]
        return _element(super().__getitem__(at))

    def of_type(self, name: str) -> list[object]:
        """The objects whose type is this; of the others no more is read than their type."""
        unread = [cast(dict[str, Unread], each) for each in super().__iter__() if isinstance(each, dict)]
        return [_element(each) for each in unread if "type" in each and _inner(each["type"]) == name]


def of_type(value: object, name: str) -> list[Doc]:
    """The objects of an array whose type is this."""
    found = value.of_type(name) if isinstance(value, Elements) else items(value)
    return [fields for fields in map(mapping, found) if fields.get("type") == name]


def read_outer(body: bytes) -> Doc:
    """Its facts as a whole parse would give them. `quickjson.Refused` for what is no plain JSON object."""
    doc: dict[str, object] = {}
    for name, value in _read(body).items():
        if isinstance(value, list):
            doc[name] = Elements(value)
        elif isinstance(value, Unread):
            try:
                doc[name] = parse(bytes(value))
            except ValueError:
                continue  # what cannot be read was not said
        else:
            doc[name] = value
    return doc


def _element(element: object) -> object:
    if not isinstance(element, dict):
        return element
    return {name: _inner(value) for name, value in cast(dict[str, Unread], element).items()}


def _inner(value: Unread) -> object:
    view = memoryview(value)
    is_long_text = len(view) > _LONG_BYTES and view[0] == _QUOTE
    try:
        return _beginning(view) if is_long_text else parse(bytes(view))
    except ValueError:
        return None


def _beginning(text: memoryview) -> str | None:
    """Nearly always two bytes a letter are enough of it."""
    for most_bytes in (2 * _BEGINNING_LETTERS, _BEGINNING_BYTES):
        for cut in range(_LONGEST_LETTER_BYTES):
            try:
                found = parse(b'%b"' % text[: most_bytes - cut])
            except ValueError:
                continue  # it was cut in the middle of an escape
            if not isinstance(found, str):
                return None
            if len(found) > _BEGINNING_LETTERS or most_bytes == _BEGINNING_BYTES:
                return found[:_BEGINNING_LETTERS]  # the next one may be half
            break
    return None
