"""Token counts for what nobody counted for us: from the kinds of characters, and from the size of images.

How good this is, and against what it was measured, is in docs/estimation.md.
"""

import re
from typing import Literal

ImageRules = Literal["openai", "anthropic", "gemini"]

# Everything is counted on UTF-8 bytes, since deleting and counting bytes runs at the speed of a copy. Beyond
# ASCII the first byte of a character tells its script. Millitokens for each, fitted as the document tells.
_WEIGHTS: tuple[tuple[bytes, int], ...] = (
    (bytes(range(0x61, 0x7B)), 237),  # a-z
    (bytes(range(0x41, 0x5B)), 225),  # A-Z
    (b"0123456789", 624),
    (b".,;:!?'\"-()", 493),
    (b"[]{}<>=+*/\\|&%$#@^~`_", 566),
    (b"\n", 450),
    (bytes(range(0xC2, 0xCA)), 1079),  # Latin with marks
    (b"\xcc\xcd\xce\xcf", 417),  # Greek
    (bytes(range(0xD0, 0xD4)), 339),  # Cyrillic
    (bytes(range(0xD4, 0xE0)), 402),  # Armenian, Hebrew, Arabic
    (b"\xe0\xe1", 402),  # Indic scripts, Thai, Georgian, Khmer
    (b"\xe2", 1227),  # punctuation and symbols
    (b"\xe3", 635),  # kana
    (bytes(range(0xE4, 0xEA)), 781),  # Han
    (b"\xea\xeb\xec\xed", 670),  # Hangul
    (b"\xee\xef", 801),  # full-width forms
    (bytes(range(0xF0, 0xF5)), 1300),  # emoji
)
_SPACE_WEIGHT = 65
_INDENT_WEIGHT = -25  # two spaces in a row are mostly a part of one token
_JSON_WEIGHT = -256  # and so is a quote with the mark beside it
_JSON_MARKS = (b'":', b'",', b'{"', b'"}')


def _how_many(data: bytes, of: bytes) -> int:
    return len(data) - len(data.translate(None, of))


def utf8_tokens(data: bytes) -> int:
    """About how many tokens a language model makes of this UTF-8 text."""
    if not data:
        return 0
    weight = sum(_how_many(data, of) * each for of, each in _WEIGHTS)
    weight += data.count(b" ") * _SPACE_WEIGHT + data.count(b"  ") * _INDENT_WEIGHT
    weight += sum(map(data.count, _JSON_MARKS)) * _JSON_WEIGHT
    return max(1, round(weight / 1000))


def text_tokens(text: str) -> int:
    """The same for text."""
    return utf8_tokens(text.encode("utf-8", "replace"))


def image_size(head: bytes) -> tuple[int, int] | None:
    """Width and height, from the beginning of a PNG, JPEG, GIF or WebP file."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _webp_size(head)
    if head.startswith(b"\xff\xd8"):
        return _jpeg_size(head)
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X" and len(head) >= 30:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(head) >= 30:
        return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return None


_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _JPEG_FRAMES:
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return None


def _fitted(width: int, height: int, longest: int) -> tuple[int, int]:
    """Scaled down so that the longer side is at most `longest`."""
    long = max(width, height)
    if long <= longest:
        return width, height
    return max(1, width * longest // long), max(1, height * longest // long)


def image_tokens(width: int, height: int, rules: ImageRules) -> int:
    """What an image of this size counts, by the rules that the provider publishes."""
    if rules == "anthropic":
        wide, high = _fitted(width, height, 1568)
        return min(1600, -(-wide * high // 750))
    if rules == "gemini":
        if width <= 384 and height <= 384:
            return 258
        side = min(768, max(256, min(width, height) * 2 // 3))
        return 258 * -(-width // side) * -(-height // side)
    wide, high = _fitted(width, height, 2048)
    short = min(wide, high)
    if short > 768:
        wide, high = wide * 768 // short, high * 768 // short
    return 85 + 170 * -(-wide // 512) * -(-high // 512)


_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/=_-]{512,}")


def without_binaries(data: bytes) -> bytes:
    """The text less the long base64 runs in it, which are files and not words."""
    return _BASE64_RUN.sub(b"", data)
