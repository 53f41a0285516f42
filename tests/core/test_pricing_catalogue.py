"""The price list is read only when it is whole, and names one model by one name."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.core.catalogue import Catalogue
from app.core.errors import PriceError
from app.core.price_update import differences

ROOT = Path(__file__).parents[2]
FILE = ROOT / "resources" / "prices" / "catalogue.jsonl"
BUILT_IN = [
    *("openai", "anthropic", "gemini", "azure", "openrouter", "groq", "mistral", "deepseek", "xai"),
    *("together", "fireworks", "perplexity", "cerebras", "cohere"),
]


@pytest.fixture(scope="module")
def data() -> bytes:
    return FILE.read_bytes()


def made(models: list[Any], form: int = 1) -> bytes:
    """A list with one provider, `acme`, whose checksum fits."""
    head = {
        "source": "test",
        "made_from": "a test",
        "licence": "MIT",
        "stamp": "2026-11-20",
        "also": {},
        "models": {"acme": len(models)},
    }
    sealed = "\n".join(json.dumps(line) for line in (head, *models)).encode()
    return json.dumps({"format": form, "sha256": sha256(sealed).hexdigest()}).encode() + b"\n" + sealed


def model(**row: Any) -> dict[str, Any]:
    return {"model": "m", "prices": {"standard": [{"prices": {"input": 1}} | row]}}


def test_every_price_in_the_list_makes_sense(data: bytes) -> None:
    Catalogue.load(data).check()


def test_the_list_has_every_built_in_provider_that_sells(data: bytes) -> None:
    catalogue = Catalogue.load(data)
    for provider in BUILT_IN:
        assert catalogue.models(provider), provider


def test_a_name_belongs_to_one_model(data: bytes) -> None:
    catalogue = Catalogue.load(data)
    for provider in catalogue.providers:
        names = [name for model in catalogue.models(provider) for name in model.names]
        assert len(names) == len(set(names)), provider
        for model in catalogue.models(provider):
            for name in model.names:
                assert catalogue.find(provider, name) is model


def test_rows_come_in_the_order_in_which_they_count(data: bytes) -> None:
    catalogue = Catalogue.load(data)
    for provider in catalogue.providers:
        for model in catalogue.models(provider):
            for tier in model.tiers:
                starts = [row.from_us or 0 for row in model.rows(tier) if row.hours is None]
                assert starts == sorted(set(starts)), f"{provider}/{model.model} {tier}"


def test_each_row_has_a_reference_of_its_own(data: bytes) -> None:
    catalogue = Catalogue.load(data)
    refs = [
        band.ref
        for provider in catalogue.providers
        for model in catalogue.models(provider)
        for tier in model.tiers
        for row in model.rows(tier)
        for band in row.bands
    ]
    assert len(refs) == len(set(refs))


@pytest.mark.parametrize("at", [0, 20, 100, 300, 5_000, -2])
def test_a_flipped_bit_is_noticed(at: int, data: bytes) -> None:
    broken = bytearray(data)
    broken[at] ^= 1
    with pytest.raises(PriceError):
        Catalogue.load(bytes(broken))


@pytest.mark.parametrize("end", [0, 1, 200, 100_000, -1])
def test_a_list_that_was_cut_is_noticed(end: int, data: bytes) -> None:
    with pytest.raises(PriceError):
        Catalogue.load(data[:end])


@pytest.mark.parametrize(
    "junk", [b"", b"{}", b"[1]\n", b"null\n", b"\xff\xfe\n", b"[" * 100_000, b"<html>\n</html>"]
)
def test_something_else_is_not_taken_for_a_list(junk: bytes) -> None:
    with pytest.raises(PriceError, match="not a price list"):
        Catalogue.load(junk)


def test_a_list_in_a_newer_form_says_so() -> None:
    with pytest.raises(PriceError, match="format 2"):
        Catalogue.load(made([model()], form=2))


def test_a_list_beyond_any_size_is_not_read() -> None:
    with pytest.raises(PriceError, match="too large"):
        Catalogue.load(b" " * (16 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    "row",
    [
        {"prices": {"input": -1}},
        {"prices": {"input": 1.5}},
        {"prices": {"input": "1"}},
        {"prices": {"input": 10**18}},
        {"prices": {"inputs": 1}},
        {"prices": {}},
        {"prices": None},
        {"from": "yesterday"},
        {"from": 20260101},
        {"utc": "25-26"},
        {"above": {"many": {"input": 2}}},
        {"above": [1]},
        {"until": "2026-01-01"},
    ],
)
def test_a_row_that_makes_no_sense_is_found(row: dict[str, Any]) -> None:
    with pytest.raises(PriceError, match="test:acme/m"):
        Catalogue.load(made([model(**row)])).check()


@pytest.mark.parametrize("line", [{"model": "m"}, {"prices": {}}, [], {"model": 3, "prices": {}}])
def test_a_model_that_cannot_be_read_is_found(line: Any) -> None:
    with pytest.raises(PriceError, match="acme"):
        Catalogue.load(made([line])).check()


def test_a_correction_gives_the_row_another_reference() -> None:
    refs = [
        Catalogue.load(made([model(prices={"input": pico})]))
        .models("acme")[0]
        .rows("standard")[0]
        .bands[0]
        .ref
        for pico in (1, 1, 2)
    ]
    assert refs[0] == refs[1] != refs[2]


@pytest.mark.slow
def test_the_list_has_the_prices_that_the_maker_makes(tmp_path: Path, data: bytes) -> None:
    """What it has beyond them is the past."""
    target = tmp_path / "catalogue.jsonl"
    maker = str(ROOT / "packaging" / "update_prices.py")
    command = [sys.executable, maker, "--to", str(target), "--stamp", "2099-01-01"]
    subprocess.run(command, check=True, capture_output=True, timeout=50)
    found = differences(Catalogue.load(data), Catalogue.load(target.read_bytes()))
    assert [d for d in found if d.kind != "removed"] == []


@pytest.mark.slow
def test_making_it_again_changes_nothing(tmp_path: Path, data: bytes) -> None:
    target = tmp_path / "catalogue.jsonl"
    target.write_bytes(data)
    command = [sys.executable, str(ROOT / "packaging" / "update_prices.py"), "--to", str(target)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=50, text=True)
    assert "no price has changed" in done.stdout
    assert target.read_bytes() == data
