"""Estimates: how far they are from a real tokenizer, and what an image counts."""

import json
import struct
import time
from pathlib import Path

import pytest

from app.core.estimation import image_size, image_tokens, text_tokens, utf8_tokens, without_binaries

CORPUS = json.loads((Path(__file__).parent / "token_corpus.json").read_text("utf-8"))


def error(sample: dict[str, object]) -> float:
    return text_tokens(str(sample["text"])) / int(str(sample["o200k_tokens"])) - 1


def test_the_error_on_texts_it_was_not_fitted_to_is_what_the_document_says() -> None:
    errors = sorted(abs(error(sample)) for sample in CORPUS)
    assert sum(errors) / len(errors) < 0.11
    assert errors[len(errors) // 2] < 0.10
    assert errors[-1] < 0.31
    told = sum(int(sample["o200k_tokens"]) for sample in CORPUS)
    assert sum(text_tokens(sample["text"]) for sample in CORPUS) == pytest.approx(told, rel=0.06)


def test_nothing_is_nothing_and_something_is_at_least_one() -> None:
    assert text_tokens("") == 0
    assert text_tokens(" ") == 1
    assert text_tokens("\ud800 a lone surrogate") > 1


def test_a_megabyte_is_estimated_in_milliseconds() -> None:
    data = (CORPUS[0]["text"] * 3000).encode()[:1_000_000]
    began = time.perf_counter()
    utf8_tokens(data)
    assert time.perf_counter() - began < 0.25


def test_files_in_the_text_are_not_words() -> None:
    assert (
        without_binaries(b'{"data":"' + b"QUJD" * 1000 + b'","text":"words"}')
        == b'{"data":"","text":"words"}'
    )


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 1024, 768)
GIF = b"GIF89a" + struct.pack("<HH", 320, 200)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF"
    + bytes(10)
    + b"\xff\xff\xc2\x00\x11\x08"
    + struct.pack(">HH", 600, 800)
    + bytes(9)
)
WEBP_LOSSY = b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(10) + struct.pack("<HH", 640, 480)
WEBP_LOSSLESS = b"RIFF\x00\x00\x00\x00WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 99 | 49 << 14)
WEBP_LARGE = (
    b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + (1999).to_bytes(3, "little") + (999).to_bytes(3, "little")
)


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (PNG, (1024, 768)),
        (GIF, (320, 200)),
        (JPEG, (800, 600)),
        (WEBP_LOSSY, (640, 480)),
        (WEBP_LOSSLESS, (100, 50)),
        (WEBP_LARGE, (2000, 1000)),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_beginning(head: bytes, size: tuple[int, int]) -> None:
    assert image_size(head) == size
    for end in range(len(head)):
        assert image_size(head[:end]) in {None, size}


def test_what_is_no_picture_has_no_size() -> None:
    assert image_size(b"%PDF-1.7") is None
    assert image_size(b"\xff\xd8" + b"\x00" * 50) is None


@pytest.mark.parametrize(
    ("width", "height", "rules", "tokens"),
    [
        (1024, 1024, "openai", 765),
        (2048, 4096, "openai", 1105),
        (512, 512, "openai", 255),
        (1092, 1092, "anthropic", 1590),
        (200, 200, "anthropic", 54),
        (8000, 8000, "anthropic", 1600),
        (384, 384, "gemini", 258),
        (960, 540, "gemini", 258 * 6),
    ],
)
def test_pictures_count_by_the_published_rules(width: int, height: int, rules: str, tokens: int) -> None:
    assert image_tokens(width, height, rules) == tokens
