"""The text that an answer delivered, kept only to estimate its tokens when nobody reports them."""

from app.core.estimation import text_tokens
from app.wire.jsontext import parse

_FOLD_CHARS = 256 * 1024


class Delivered:
    """Pieces of text as they come. Long answers are folded into a count, so memory stays bounded."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._quoted: list[bytes] = []
        self._chars = 0
        self._folded_tokens = 0
        self._any = False

    def __bool__(self) -> bool:
        return self._any

    def add(self, text: str) -> None:
        self._pieces.append(text)
        self._grow(len(text))

    def add_quoted(self, text: bytes) -> None:
        """The inside of a JSON string, escapes and all: most answers are never asked for an estimate."""
        self._quoted.append(text)
        self._grow(len(text))

    def tokens(self) -> int:
        self._fold()
        return self._folded_tokens

    def _grow(self, chars: int) -> None:
        if chars:
            self._any = True
        self._chars += chars
        if self._chars > _FOLD_CHARS:
            self._fold()

    def _fold(self) -> None:
        text = "".join(self._pieces) + _unquoted(b"".join(self._quoted))
        if text:
            self._folded_tokens += text_tokens(text)
        self._pieces.clear()
        self._quoted.clear()
        self._chars = 0


def _unquoted(inside: bytes) -> str:
    if b"\\" in inside:
        try:
            value = parse(b'"' + inside + b'"')
        except ValueError:
            value = None
        if isinstance(value, str):
            return value
    return inside.decode("utf-8", "replace")
