"""Another model in a request's place: only its name changes, every other byte stays."""

import json
import re
from urllib.parse import quote, unquote

from app.wire.jsontext import parse
from app.wire.structure import Outline

_QUOTE, _COLON, _COMMA = b'":,'
_OPENING, _CLOSING = b"{[", b"}]"
_IN_PATH = re.compile(r"(/models/|/deployments/)([^/:?]+)(?=[:/?]|$)")


def with_model(body: bytes, model: str) -> bytes | None:
    """The body with this value for each `model` of its outer object. None where it has none."""
    try:
        places = _places(body)
        if not places:
            return None
        told = json.dumps(model, ensure_ascii=False).encode()
        pieces, done = list[bytes](), 0
        for start, end in places:
            pieces += (body[done:start], told)
            done = end
        changed = b"".join((*pieces, body[done:]))
        before, after = parse(body), parse(changed)
    except ValueError:
        return None
    # whatever was misread must not go upstream
    same = isinstance(before, dict) and after == {**before, "model": model}
    return changed if same else None


def _places(body: bytes) -> list[tuple[int, int]]:
    """Where the values of the members called `model` are, whichever way the name is written."""
    outline, places = Outline(), list[tuple[int, int]]()
    opened: int | None = None  # the quote that a name began with
    name, value_from = b"", None
    in_value = False
    for at, byte in outline.tokens(body):
        if outline.depth == 1 and not in_value:
            if byte == _QUOTE:
                if opened is None:
                    opened = at
                else:
                    name, opened = body[opened : at + 1], None
            elif byte == _COLON:
                in_value = True
                value_from = at + 1 if json.loads(name) == "model" else None
        elif (outline.depth == 1 and byte == _COMMA) or (outline.depth == 0 and byte in _CLOSING):
            if value_from is not None:
                raw = body[value_from:at]
                start = value_from + len(raw) - len(raw.lstrip())
                places.append((start, start + len(raw.strip())))
            in_value, value_from = False, None
    return places


def with_model_in_path(rest: str, asked: str, model: str) -> str | None:
    """The same for APIs that name it in the path: Gemini's, and deployments of Azure."""
    path, mark, query = rest.partition("?")
    found = _IN_PATH.search(path)
    if found is None or unquote(found[2]) != asked:
        return None
    return path[: found.start(2)] + quote(model, safe="") + path[found.end(2) :] + mark + query
