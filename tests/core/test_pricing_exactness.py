"""Money is exact: the lines are the cost, no order changes a sum, and no float comes near it."""

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calls import Usage
from app.core.catalogue import Catalogue
from app.core.money import half_even
from app.core.prices import COUNTED, PER_REQUEST, RUNNING, counts_of
from app.core.pricing import Cost, Override, PriceBook

ROOT = Path(__file__).parents[2]
CORE = ROOT / "app" / "core"
CATALOGUE = Catalogue.load((ROOT / "resources" / "prices" / "catalogue.jsonl").read_bytes())
BOOK = PriceBook(CATALOGUE)
NOW = 1_795_176_000_000_000
# What measures time, characters or shares may do so in floats, as long as no money is near.
MEASURES = {
    "alert_rules.py",
    "calls.py",
    "estimation.py",
    "forecast.py",
    "quota.py",
    "records.py",
    "rollups.py",
}
MONEY = re.compile(r"nusd|pico|usd|cost|price", re.IGNORECASE)

counts = st.none() | st.integers(0, 10**7)
usages = st.builds(Usage, **dict.fromkeys(Usage.__dataclass_fields__, counts))
picos = st.integers(0, 10**12)
durations = st.none() | st.integers(0, 10**9)
price_lists = st.dictionaries(st.sampled_from([*COUNTED, PER_REQUEST]), picos, min_size=1)
models = st.sampled_from(
    [
        ("openai", "gpt-6.1-sol"),
        ("openai", "gpt-4o-mini"),
        ("openai", "gpt-realtime"),
        ("anthropic", "claude-haiku-5-5"),
        ("gemini", "gemini-2.5-pro"),
        ("mistral", "voxtral-small-24b-2507"),
        ("perplexity", "sonar-deep-research"),
        ("groq", "whisper-large-v3"),
    ]
)


def exact_nusd(cost: Cost) -> Fraction:
    return sum((Fraction(line.quantity * line.unit_pico, line.per * 1000) for line in cost.lines), Fraction())


def rounded(amount: Fraction) -> int:
    return round(amount)  # of a Fraction: exact, half to even


@given(usages, models, st.sampled_from([None, "flex", "priority"]), st.booleans())
def test_the_cost_is_the_sum_of_its_lines_rounded_once(
    usage: Usage,
    model: tuple[str, str],
    tier: str | None,
    batch: bool,
) -> None:
    cost = BOOK.cost(usage, *model, NOW, service_tier=tier, batch=batch)
    if isinstance(cost, Cost):
        assert cost.nusd == rounded(exact_nusd(cost))


@given(usages, price_lists)
def test_so_it_is_with_any_prices_and_each_reported_token_is_in_a_line(
    usage: Usage, prices: dict[str, int]
) -> None:
    book = PriceBook(CATALOGUE, [Override("x", "*", "*", prices)])
    cost = book.cost(usage, "openai", "anything", NOW)
    if not isinstance(cost, Cost):
        return
    assert cost.nusd == rounded(exact_nusd(cost))
    billed = {line.component: line.quantity for line in cost.lines}
    for component, count in zip(COUNTED, counts_of(usage), strict=True):
        by_the_hour = "audio_ms" in billed and "input" not in prices
        if count and component not in {"images", "audio_ms"} and not by_the_hour:
            assert billed[component] == count


@given(usages, picos, durations)
def test_what_is_priced_by_the_hour_costs_its_time_to_the_nano_dollar(
    usage: Usage, pico: int, took_ms: int | None
) -> None:
    book = PriceBook(CATALOGUE, [Override("x", "ollama", "*", {RUNNING: pico})])
    cost = book.cost(usage, "ollama", "anything", NOW, local=True, took_ms=took_ms)
    assert isinstance(cost, Cost) == (took_ms is not None)
    if isinstance(cost, Cost):
        assert cost.nusd == rounded(exact_nusd(cost))
        assert [(line.component, line.quantity) for line in cost.lines] == [(RUNNING, took_ms)]


@given(st.lists(usages, max_size=20), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_the_order(calls: list[Usage], chance: Random) -> None:
    def total(of: list[Usage]) -> int:
        costs = [BOOK.cost(usage, "openai", "gpt-6.1-sol", NOW) for usage in of]
        return sum(cost.nusd for cost in costs if isinstance(cost, Cost))

    shuffled = calls.copy()
    chance.shuffle(shuffled)
    assert total(shuffled) == total(calls)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**15))
def test_half_goes_to_the_even_one(numerator: int, denominator: int) -> None:
    assert half_even(numerator, denominator) == rounded(Fraction(numerator, denominator))


@pytest.mark.parametrize("path", sorted(CORE.glob("*.py")), ids=lambda path: path.name)
def test_there_is_no_float_in_the_core(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(floats_in(tree, measures=path.name in MEASURES)) == []


def floats_in(tree: ast.Module, *, measures: bool) -> Iterator[str]:
    for statement in statements(tree):
        code = ast.unparse(statement)
        if not measures or MONEY.search(code):
            yield from (ast.unparse(node) for node in ast.walk(statement) if _is_float(node))


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Functions, and what stands outside of them."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield from statement.body
        else:
            yield statement


def _is_float(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=float()) | ast.Name(id="float"):
            return True
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return True
        case _:
            return False


def test_the_search_for_floats_finds_them() -> None:
    for code in ("1.5", "a / b", "float(x)", "a /= 2", "x: float = 1", "class A:\n def f(self): return 1.0"):
        assert list(floats_in(ast.parse(code), measures=False))
    assert list(floats_in(ast.parse("def f(cost_nusd): return cost_nusd * 1.1"), measures=True))
    assert not list(floats_in(ast.parse("def f(latency_us): return latency_us / 1000"), measures=True))
