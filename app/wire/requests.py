"""What a request says about itself, read cheaply: the upstream is waiting."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote

from app.core.estimation import (
    ImageRules,
    image_size,
    image_tokens,
    text_tokens,
    utf8_tokens,
    without_binaries,
)
from app.core.quickjson import Refused
from app.wire.jsontext import Doc, is_array, is_object, items, mapping, parse
from app.wire.outer import MEMBERS, read_outer
from app.wire.structure import MemberScanner

# Up to here all of a body is read at once. Of a larger one, and of what is no JSON, the outline is read slice
# by slice: it takes ten times as long, and next to no memory.
WHOLE_BYTES = 8 * 1024 * 1024
_SMALL_BYTES = 8 * 1024  # parsed whole sooner than looked through
_COUNTED_BYTES = 4 * 1024 * 1024  # beyond, tokens are estimated from samples
_SLICE_BYTES = 64 * 1024
_MEMBER_BYTES = 64 * 1024
_FIRST_ELEMENTS = 4
_SAMPLES = 8
# A quote inside of a string is escaped: what looks like a member with its name is one, if maybe a nested one.
_MEMBER_AT_END = re.compile(rb',\s*"(?:%s)"\s*:' % "|".join(MEMBERS).encode())
_MOST_ATTEMPTS = 50
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{200}")
_DATA_URL = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,")
_IMAGE_HEAD_CHARS = 96 * 1024
_MULTIPART_FIELD = re.compile(rb'name="?(\w+)"?[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n([^\r\n]{1,200})\r\n--')
# A part of a form as all readers understand it; and whatever some of them could take for the head of one.
_PLAIN_PART = re.compile(
    rb'content-disposition: *form-data; *name="([\w.\[\]-]+)"(?:; *filename="[^"\r\n]*")? *', re.IGNORECASE
)
_ANY_PART = re.compile(rb"content-disposition[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE)
_PER_MESSAGE_TOKENS = 4


def split_path(path: str) -> tuple[str, dict[str, str]]:
    """The path without its query, and the query's members."""
    bare, mark, query = path.partition("?")
    if not mark:
        return path, {}
    try:
        return bare, {name: values[-1] for name, values in parse_qs(query).items()}
    except ValueError:
        return bare, {}


def path_segment(path: str, after: str) -> str | None:
    """The path segment that follows a fixed one."""
    _, found, rest = path.partition(after)
    segment = rest.partition("/")[0] if found else ""
    return unquote(segment) or None


def read_members(body: bytes) -> Doc:
    """What tells the facts of a request: all of a small one."""
    if _SMALL_BYTES < len(body) <= WHOLE_BYTES:
        try:
            return read_outer(body)
        except Refused:
            pass
    return read_doc(body)


def read_doc(body: bytes) -> Doc:
    """The JSON object in the body, or what can be had of it."""
    if len(body) <= WHOLE_BYTES:
        try:
            return mapping(parse(body))
        except ValueError:
            pass
    return _outline(body).doc()


def names_one_model(body: bytes) -> bool:
    """Whether no reader of this JSON could see another model in it than we did.

    Some take the last of two members, some the first, some do not mind how a name is written.
    """
    if len(body) > WHOLE_BYTES:
        return False
    sure, outer = True, dict[str, object]()

    def note(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal sure, outer  # the last that is noted is the outermost
        names = [name for name, _ in pairs if name.casefold() in _NAMING]
        sure = sure and len({name.casefold() for name in names}) == len(names)
        outer = dict(pairs)
        return outer

    try:
        json.loads(
            body.decode("utf-8", "replace").removeprefix("\ufeff"), strict=False, object_pairs_hook=note
        )
    except (ValueError, RecursionError):
        return False
    batch = {str(mapping(mapping(each).get("params")).get("model")) for each in items(outer.get("requests"))}
    return sure and len(batch) <= 1 and not any(name.casefold() == "models" for name in outer)


_NAMING = frozenset({"model", "models", "requests", "params", "request"})


def read_ends(head: bytes, tail: bytes) -> tuple[Doc, str | None]:
    """What the two ends of a JSON object tell, and the member that the first one breaks off in."""
    scanner = _outline(head)
    return scanner.doc() | _last_members(tail), scanner.open_member


def _outline(body: bytes) -> MemberScanner:
    scanner = MemberScanner(
        MEMBERS, _MEMBER_BYTES, first_elements=_FIRST_ELEMENTS, element_cap_bytes=WHOLE_BYTES
    )
    view = memoryview(body)
    for at in range(0, len(view), _SLICE_BYTES):
        scanner.feed(bytes(view[at : at + _SLICE_BYTES]))
    return scanner


def _last_members(tail: bytes) -> dict[str, object]:
    """The outer members that lie wholly in the end of an object."""
    found: dict[str, object] = {}
    for place in list(_MEMBER_AT_END.finditer(tail))[-_MOST_ATTEMPTS:][::-1]:
        try:
            doc = parse(b"{" + tail[place.start() + 1 :])
        except ValueError:
            continue  # a nested one: more is closed after it than it has opened
        found = dict(mapping(doc))
    return found


def read_form(body: bytes, tail: bytes | None) -> dict[str, str]:
    """The short fields of a multipart form; files are left alone."""
    if tail is not None:
        body += b"\r\n" + tail
    head = body[:_SLICE_BYTES] + body[-_SLICE_BYTES:] if len(body) > 2 * _SLICE_BYTES else body
    return {
        name.decode("ascii", "replace"): value.decode("utf-8", "replace")
        for name, value in _MULTIPART_FIELD.findall(head)
    }


def form_names_one_model(body: bytes) -> bool:
    """The same of a multipart form: one field is called so, and none in a way that readers differ about."""
    parts = [_PLAIN_PART.fullmatch(part) for part in _ANY_PART.findall(body)]
    names = [part[1].lower().rstrip(b"[]") for part in parts if part is not None]
    recoded = b"content-transfer-encoding" in body.lower()
    return len(names) == len(parts) and names.count(b"model") == 1 and b"models" not in names and not recoded


def prompt_tokens(doc: Doc, names: tuple[str, ...], body: bytes, rules: ImageRules) -> int:
    """About how many tokens these members of a request are, pictures included."""
    if len(body) > _COUNTED_BYTES:
        return _sampled_tokens(body)
    words: list[str] = []
    tokens = 0
    for name in names:
        value = doc.get(name)
        if name in {"messages", "contents"}:
            tokens += _PER_MESSAGE_TOKENS * len(items(value))
        for text in _strings(value, with_names=name == "tools"):
            if _is_binary(text):
                tokens += _picture_tokens(text, rules)
            else:
                words.append(text)
    return tokens + text_tokens("\n".join(words))


def _sampled_tokens(body: bytes) -> int:
    """The whole of a large body as some parts of it are, evenly spread: it has to be quick, not right."""
    step = len(body) // _SAMPLES
    pieces = [body[at : at + _SLICE_BYTES // 2] for at in range(0, len(body) - step + 1, step)]
    tokens = sum(utf8_tokens(without_binaries(piece)) for piece in pieces)
    return tokens * len(body) // sum(map(len, pieces))


def _strings(value: object, *, with_names: bool) -> Iterator[str]:
    """Every string in a JSON value, in order, without recursion."""
    waiting: list[object] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif is_array(found):
            waiting.extend(reversed(items(found)))
        elif is_object(found):
            doc = mapping(found)
            if with_names:
                waiting.extend(reversed([part for pair in doc.items() for part in pair]))
            else:
                waiting.extend(reversed([doc[name] for name in doc if name not in _LABELS]))


# What names a thing to the API and is not shown to the model as words.
_LABELS = frozenset(
    {"type", "role", "id", "tool_use_id", "tool_call_id", "call_id", "cache_control", "media_type"}
    | {"mime_type", "mimeType", "detail", "signature", "thoughtSignature", "encrypted_content", "status"}
)


def _is_binary(text: str) -> bool:
    return len(text) >= 200 and (text.startswith("data:") or _BASE64.match(text) is not None)


def _picture_tokens(text: str, rules: ImageRules) -> int:
    url = _DATA_URL.match(text[:200])
    data = text[url.end() : url.end() + _IMAGE_HEAD_CHARS] if url else text[:_IMAGE_HEAD_CHARS]
    try:
        head = base64.b64decode(data[: len(data) // 4 * 4].replace("-", "+").replace("_", "/"))
    except (binascii.Error, ValueError):
        return 0
    size = image_size(head)
    return image_tokens(*size, rules) if size else 0
