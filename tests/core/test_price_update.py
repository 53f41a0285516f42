"""A newer price list changes nothing of the past, and says what it changes from its day on."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calls import Usage
from app.core.catalogue import Catalogue, Head, seal
from app.core.errors import PriceError
from app.core.price_update import Difference, differences, doubts, merge
from app.core.pricing import Cost, PriceBook

FILE = Path(__file__).parents[2] / "resources" / "prices" / "catalogue.jsonl"
DAY = "2026-06-15"
PLAIN = Usage(input_tokens=1_000, output_tokens=500)
LONG = Usage(input_tokens=300_000, output_tokens=500)

Model = Mapping[str, Any]


def listed(stamp: str, models: list[Model], **others: list[Model]) -> Catalogue:
    parts = {"acme": models, **others}
    head = Head("test", "a test", "MIT", stamp, {}, {name: len(lines) for name, lines in parts.items()})
    catalogue = Catalogue.load(seal(head, [line for lines in parts.values() for line in lines]))
    catalogue.check()
    return catalogue


def model(name: str = "m", pico: int = 1_000_000, **more: Any) -> Model:
    return {"model": name, "prices": {"standard": [row(pico)]}, **more}


def row(pico: int, **more: Any) -> dict[str, Any]:
    return {"prices": {"input": pico, "output": 4 * pico}, **more}


def us(day: str, minute: int = 0) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1_000_000 + minute * 60_000_000


def nusd(catalogue: Catalogue, name: str, at_us: int, tier: str | None = None, usage: Usage = PLAIN) -> Any:
    cost = PriceBook(catalogue).cost(usage, "acme", name, at_us, service_tier=tier)
    return cost.nusd if isinstance(cost, Cost) else None


days = st.sampled_from(["2026-01-01", "2026-05-01", "2026-06-14", DAY, "2026-06-16", "2026-12-01"])


def dated(pico: int, begins: str | None, hours: str | None, above: int | None) -> dict[str, Any]:
    given_ = {"from": begins, "utc": hours, "above": above and {"200000": {"input": above}}}
    return {"prices": {"input": pico}, **{key: value for key, value in given_.items() if value}}


hours = st.sampled_from([None, None, "06:00-12:00", "22:00-02:00", "mon-fri 08:00-16:00"])
row_lists = st.lists(
    st.builds(dated, st.integers(1, 9), st.none() | days, hours, st.none() | st.integers(10, 19)),
    min_size=1,
    max_size=4,
)


@st.composite
def lists(draw: st.DrawFn, stamp: str) -> Catalogue:
    """Up to three models that share out the names as they like."""
    left = ["m", "n", "m-large", "o"]
    made: list[Model] = []
    for _ in range(draw(st.integers(1, 3))):
        if not left:
            break
        own = sorted(draw(st.sets(st.sampled_from(left), min_size=1)))
        left = [name for name in left if name not in own]
        tiers = {"standard": draw(row_lists)}
        if draw(st.booleans()):
            tiers["batch"] = draw(row_lists)
        made.append({"model": own[0], "names": dict.fromkeys(own[1:], ""), "prices": tiers})
    return listed(stamp, made)


@given(lists("2026-01-01"), lists(DAY), st.integers(-200, 200), st.integers(0, 1439), st.booleans())
def test_from_its_day_on_the_newer_prices_count_and_the_past_stays_as_it_was(
    old: Catalogue, new: Catalogue, days_off: int, minute: int, batch: bool
) -> None:
    merged = Catalogue.load(merge(old, new))
    merged.check()
    at_us = us(DAY) + timedelta(days=days_off, minutes=minute) // timedelta(microseconds=1)
    tier = "batch" if batch else None
    for name in ("m", "n", "m-large", "o"):
        for usage in (PLAIN, LONG):
            before, after, now = (nusd(one, name, at_us, tier, usage) for one in (old, new, merged))
            if at_us < us("2026-01-01") and before is not None:
                assert now == before
            elif days_off < 0 and before is not None:
                assert now in {before, after}  # it may say itself that a price came in between
            elif days_off >= 0 and after is not None:
                assert now == after
            elif days_off >= 0:
                assert now == before  # it has no newer price


@given(lists("2026-01-01"), lists(DAY))
def test_an_update_that_is_taken_twice_changes_nothing_more(old: Catalogue, new: Catalogue) -> None:
    merged = Catalogue.load(merge(old, new))
    again = Catalogue.load(merge(merged, new))
    assert {m.model: m.raw for m in again.models("acme")} == {m.model: m.raw for m in merged.models("acme")}
    assert [d for d in differences(merged, new) if d.kind != "removed"] == []


def test_each_cost_of_the_past_still_finds_the_price_that_it_came_from() -> None:
    old, new = listed("2026-01-01", [model()]), listed(DAY, [model(pico=2_000_000)])
    book, later = PriceBook(old), PriceBook(Catalogue.load(merge(old, new)))
    cost = book.cost(PLAIN, "acme", "m", us("2026-06-14"))
    assert isinstance(cost, Cost)
    assert later.cost(PLAIN, "acme", "m", us("2026-06-14")) == cost
    assert later.cost_by(PLAIN, cost.price_ref) == cost
    now = later.cost(PLAIN, "acme", "m", us(DAY))
    assert isinstance(now, Cost)
    assert (now.nusd, "@2026-06-15#" in now.price_ref) == (2 * cost.nusd, True)


def test_a_list_that_dates_its_change_is_taken_as_it_says() -> None:
    old = listed("2026-01-01", [model(pico=1)])
    for day in ("2026-07-01", "2026-03-01"):
        said: Model = {"model": "m", "prices": {"standard": [row(1), row(2, **{"from": day})]}}
        merged = Catalogue.load(merge(old, listed(DAY, [said])))
        assert merged.models("acme")[0].raw == said["prices"]


def test_a_list_that_changes_what_the_older_one_knew_counts_from_its_own_day() -> None:
    said: Model = {"model": "m", "prices": {"standard": [row(1), row(2, **{"from": "2025-03-01"})]}}
    merged = Catalogue.load(merge(listed("2026-01-01", [model(pico=1)]), listed(DAY, [said])))
    assert merged.models("acme")[0].raw == {"standard": [row(1), row(2, **{"from": DAY})]}


def test_a_name_that_moved_has_each_price_in_its_time() -> None:
    old = listed("2026-01-01", [model("a", 1_000, names={"latest": ""}), model("b", 5_000)])
    new = listed(DAY, [model("a", 1_000), model("b", 5_000, names={"latest": ""})])
    merged = Catalogue.load(merge(old, new))
    assert [nusd(merged, "latest", us(day)) for day in ("2026-06-14", DAY)] == [3_000, 15_000]
    assert [nusd(merged, "a", us(day)) for day in ("2026-06-14", DAY)] == [3_000, 3_000]


def test_what_changed_is_told_by_component_with_the_old_price_and_the_new() -> None:
    old = listed("2026-01-01", [model("a", 1_000_000), model("gone"), model("same")])
    new = listed(DAY, [model("a", 1_250_000), model("new"), model("same")])
    assert differences(old, new) == [
        Difference("changed", "acme", "a", "standard", "input", 0, DAY, 1_000_000, 1_250_000),
        Difference("changed", "acme", "a", "standard", "output", 0, DAY, 4_000_000, 5_000_000),
        Difference("removed", "acme", "gone"),
        Difference("added", "acme", "new"),
    ]
    assert [d.permille for d in differences(old, new)][:2] == [250, 250]


def test_a_price_far_from_before_or_a_list_of_half_the_models_is_doubted() -> None:
    old = listed("2026-01-01", [model(name) for name in "abcd"])
    far = listed(DAY, [model("a", 11_000_000), *(model(name) for name in "bcd")])
    near = listed(DAY, [model("a", 10_000_000), *(model(name) for name in "bcd")])
    half = listed(DAY, [model(name) for name in "ab"])
    assert len(doubts(old, far, differences(old, far))) == 2
    assert doubts(old, near, differences(old, near)) == []
    assert doubts(old, half, differences(old, half)) == ["2 of acme's 4 models are gone"]


@pytest.mark.parametrize("change", [{"stamp": "soon"}, {"stamp": "20260101"}, {"source": "a:b"}])
def test_a_list_whose_head_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    head = replace(Head("t", "", "", DAY, {}, {}), **change)
    with pytest.raises(PriceError):
        Catalogue.load(seal(head, []))


@pytest.mark.parametrize(
    "parts",
    [
        {"Acme/x": [model()]},
        {"acme": [model("a\nb")]},
        {"acme": [model("x" * 201)]},
        {"acme": [model("a"), model("b", names={"a": ""})]},
    ],
)
def test_names_that_would_confuse_are_refused(parts: dict[str, list[Model]]) -> None:
    head = Head("t", "", "", DAY, {}, {name: len(lines) for name, lines in parts.items()})
    with pytest.raises(PriceError):
        Catalogue.load(seal(head, [line for lines in parts.values() for line in lines])).check()


def test_the_list_that_comes_with_the_program_is_an_update_of_itself_that_changes_nothing() -> None:
    built_in = Catalogue.load(FILE.read_bytes())
    assert differences(built_in, built_in) == []
    merged = Catalogue.load(merge(built_in, built_in))
    for provider in built_in.providers:
        was = {name: json.dumps(m.raw) for m in built_in.models(provider) for name in m.names}
        assert {name: json.dumps(m.raw) for m in merged.models(provider) for name in m.names} == was


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
WHOLE: Model = {
    "model": "m",
    "names": {"m": "day latest", "n": ""},
    "prices": {
        "standard": [
            row(5, **{"from": "2026-01-01", "utc": "06:00-12:00"}),
            row(6, above={"9": {"input": 1}}),
        ]
    },
}


def replaced(node: Any, path: list[int], value: Any) -> Any:
    """The same with one node of it, which the path leads to, being something else."""
    if not path or not isinstance(node, (dict, list)) or not node:
        return value
    keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))  # type: ignore[arg-type]
    key = keys[path[0] % len(keys)]
    copy = node.copy()  # type: ignore[union-attr]
    copy[key] = replaced(copy[key], path[1:], value)
    return copy  # type: ignore[return-value]


@given(st.lists(st.integers(0, 5), max_size=7), json_values)
def test_whatever_stands_in_a_list_it_is_refused_or_makes_sense(path: list[int], value: Any) -> None:
    models: list[Any] = [replaced(WHOLE, path, value), model("other")]
    data = seal(Head("t", "", "", DAY, {}, {"acme": len(models)}), models)
    old = listed("2026-01-01", [model(), model("other")])
    try:
        new = Catalogue.load(data)
        new.check()
    except PriceError:
        return
    merged = Catalogue.load(merge(old, new))
    merged.check()
    doubts(old, new, differences(old, new))
    for name in ("m", "n", "m-latest", "m-20260101", "other"):
        nusd(merged, name, us(DAY))


@given(
    st.dictionaries(
        st.sampled_from(["source", "stamp", "also", "models", "licence"]), json_values, min_size=1
    )
)
def test_whatever_a_list_says_of_itself(change: dict[str, Any]) -> None:
    said = {"source": "t", "made_from": "", "licence": "", "stamp": DAY, "also": {}, "models": {"acme": 1}}
    lines = [json.dumps(said | change), json.dumps(WHOLE)]
    body = "".join(f"{line}\n" for line in lines).encode()
    data = json.dumps({"format": 1, "sha256": sha256(body).hexdigest()}).encode() + b"\n" + body
    try:
        new = Catalogue.load(data)
        new.check()
    except PriceError:
        return
    Catalogue.load(merge(listed("2026-01-01", [model()]), new)).check()
    new.find("acme", "m")
    new.find("elsewhere", "m")
