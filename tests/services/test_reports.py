"""A report: sums that are those of `tollgate report`, and pages that say nothing but the truth."""

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.calls import Call, Usage
from app.core.filters import CallFilter
from app.core.money import show_usd
from app.core.periods import HOUR_US, Span, parse_moment
from app.core.rollups import Totals
from app.ledger import Ledger
from app.services.price_lists import built_in
from app.services.report_chart import Chart, Entry, Line
from app.services.report_composing import compose
from app.services.report_document import Document, Figure, Given, Row, Section, Table
from app.services.report_notes import period_of
from app.services.report_page import render
from app.services.report_words import Words
from app.services.reports import GROUPS, Prices, Report, Wish, read_report, span_before
from tests.ledger.making import make_call, open_ledger, record

BERLIN = ZoneInfo("Europe/Berlin")
NASTY = "<script>alert('x')</script>&\"\u202eevil\0"
RIGHT_TO_LEFT = "نموذج لغوي כבד"


def us(text: str, zone: ZoneInfo = BERLIN) -> int:
    return parse_moment(text, zone, 0)


OCTOBER = Span(us("2026-10-01"), us("2026-11-01"))
NOW_US = us("2026-11-21T15:00")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger")
    yield opened
    opened.close()


def furnish(ledger: Ledger, models: int = 60) -> None:
    """An October with many models, some without a price, some estimated, and calls around its edges."""
    chance = random.Random(5)
    names = [f"vendor/model-{n:02d}" for n in range(models - 2)] + [NASTY, RIGHT_TO_LEFT]
    calls = [
        make_call(
            chance.randrange(OCTOBER.since_us, OCTOBER.until_us),
            model=chance.choice(names),
            project=chance.choice(["shop", RIGHT_TO_LEFT, None]),
            client=chance.choice(["Claude Code", NASTY]),
            provider=chance.choice(["openai", "anthropic"]),
            cost_nusd=None if chance.random() < 0.1 else chance.randrange(3 * 10**9),
            usage=Usage(input_tokens=chance.randrange(9_000), output_tokens=chance.randrange(900)),
            usage_basis=chance.choice(["measured", "measured", "estimated", "partial"]),
        )
        for _ in range(400)
    ]
    edges = [OCTOBER.since_us - 1, OCTOBER.since_us, OCTOBER.until_us - 1, OCTOBER.until_us]
    calls += [make_call(at_us, model=names[0], cost_nusd=10**9) for at_us in edges]
    record(ledger, calls)


def report_of(ledger: Ledger, groups: tuple[str, ...] = GROUPS, **conditions: tuple[str, ...]) -> Report:
    chosen = CallFilter(since_us=OCTOBER.since_us, until_us=OCTOBER.until_us, **conditions)  # type: ignore[arg-type]
    before = span_before(OCTOBER, NOW_US, BERLIN)
    return read_report(ledger.reader, Wish(chosen, BERLIN, groups, before), Prices.of(built_in(), 2), NOW_US)


def written_out(ledger: Ledger, given_: Given | None = None) -> Document:
    return compose(report_of(ledger), Words(), given_ or Given())


def page_words(page: str) -> str:
    class Reader(HTMLParser):
        words = ""
        silent = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.silent = tag == "style"

        def handle_endtag(self, tag: str) -> None:
            self.silent = False

        def handle_data(self, data: str) -> None:
            self.words += "" if self.silent else f"{data} "

    reader = Reader()
    reader.feed(page)
    return re.sub(r"\s+", " ", reader.words)


def test_its_sums_are_those_of_the_report_command(ledger: Ledger) -> None:
    furnish(ledger)
    report = report_of(ledger)
    chosen = report.wish.chosen
    assert report.totals == ledger.reader.summary(chosen)
    for group in GROUPS:
        told = [(row.keys[group], row.totals) for row in ledger.reader.report(chosen, (group,), BERLIN)]
        assert report.groups[group] == told
    days = {row.keys["day"]: row.totals for row in ledger.reader.report(chosen, ("day",), BERLIN)}
    assert len(report.spent) == 31
    assert [t.cost_nusd for t in report.spent if t.calls] == [t.cost_nusd for t in days.values()]


def test_every_part_adds_up_to_the_total(ledger: Ledger) -> None:
    furnish(ledger)
    report = report_of(ledger)
    whole = (report.totals.calls, report.totals.cost_nusd, report.totals.total_tokens)

    def summed(parts: list[Totals]) -> tuple[int, int, int]:
        return (
            sum(t.calls for t in parts), sum(t.cost_nusd for t in parts), sum(t.total_tokens for t in parts),
        )  # fmt: skip

    for sums in report.groups.values():
        assert summed([totals for _, totals in sums]) == whole
    assert summed(report.spent) == whole
    assert summed([t for spent in report.by_model.values() for t in spent]) == whole
    assert sum(basis.cost_nusd for basis in report.bases.values()) == report.totals.cost_nusd
    assert sum(basis.calls for basis in report.bases.values()) == report.totals.calls


def test_a_project_of_ones_own_is_all_that_is_in_it(ledger: Ledger) -> None:
    furnish(ledger)
    report = report_of(ledger, project=("shop",))
    assert 0 < report.totals.calls < report_of(ledger).totals.calls
    assert [name for name, _ in report.groups["project"]] == ["shop"]
    page = page_words(render(compose(report, Words(), Given(whom="ACME"))))
    assert "Project shop" in page
    assert "For ACME" in page
    assert "Projects" not in page  # a table of one row


def test_what_is_not_in_the_total_is_said_beside_it(ledger: Ledger) -> None:
    furnish(ledger)
    report, page = report_of(ledger), page_words(render(written_out(ledger)))
    totals = report.totals
    assert f"not in the total: {totals.unpriced} calls of {totals.calls}" in page
    assert f"Estimated, since the provider reported no tokens: {totals.estimated} calls" in page
    assert f"what had come until then: {totals.partial} calls" in page
    assert f"Total {show_usd(totals.cost_nusd)}" in page
    assert "Price list: " in page


def test_what_a_plan_covers_is_told_and_not_added(ledger: Ledger) -> None:
    at_us = OCTOBER.since_us + HOUR_US
    record(
        ledger, [make_call(at_us, cost_nusd=0, equivalent_nusd=7 * 10**9), make_call(at_us, cost_nusd=10**9)]
    )
    page = page_words(render(written_out(ledger)))
    assert "Total $1.00" in page
    assert "not in the total: by the API it would have cost $7.00" in page
    assert "none is left out" not in page
    assert "Every call that no plan covers has a price and is in the total." in page
    assert "by the price list, 1 call ($1.00); covered by a plan, 1 call ($7.00 by the API)" in page
    assert "Cost by day" in page


def covered(model: str, worth_nusd: int | None, at_us: int = OCTOBER.since_us + HOUR_US) -> Call:
    call = make_call(at_us, model=model, covered=True)
    call.charge(worth_nusd, "unpriced" if worth_nusd is None else "catalogue", None)
    return call


def test_where_all_is_covered_the_chart_is_of_what_is_covered(ledger: Ledger) -> None:
    record(ledger, [covered("small", 10**9), covered("large", 6 * 10**9), covered("small", 10**9)])
    document = written_out(ledger)
    assert document.sections[0].heading == "Covered, by model"
    chart = document.sections[0].parts[0]
    assert isinstance(chart, Chart)
    assert [(entry.name, entry.value) for entry in chart.legend] == [("large", "$6.00"), ("small", "$2.00")]
    assert chart.said == "$8.00 in all"
    assert [name for name, _ in report_of(ledger).groups["model"]] == ["large", "small"]
    page = page_words(render(document))
    assert "by the API it would have cost $8.00" in page
    assert "Every call" not in page
    assert "by the price list" not in page


def test_what_is_covered_without_a_known_price_is_told_apart(ledger: Ledger) -> None:
    record(ledger, [covered("of-tomorrow", None), covered("large", 10**9), make_call(OCTOBER.since_us)])
    report = report_of(ledger)
    assert {name: (b.calls, b.cost_nusd, b.equivalent_nusd) for name, b in report.bases.items()} == {
        "catalogue": (1, 1_234_567, 0),
        "covered": (1, 0, 10**9),
        "covered-unpriced": (1, 0, 0),
    }
    page = page_words(render(compose(report, Words(), Given())))
    assert "Covered by a plan, and without a known price: 1 call." in page
    assert "none is left out" not in page


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ("free", "the calls of this period cost nothing"),
        ("unpriced", "no call of this period has a known price"),
        ("free unpriced", "the calls with a known price cost nothing"),
    ],
)
def test_where_nothing_was_paid_no_chart_pretends_to_show_something(
    ledger: Ledger, kinds: str, told: str
) -> None:
    costs: dict[str, Any] = {"free": (0, "free"), "unpriced": (None, "unpriced")}
    for kind in kinds.split():
        cost, basis = costs[kind]
        record(ledger, [make_call(OCTOBER.since_us, cost_nusd=cost, cost_basis=basis)])
    page = render(written_out(ledger))
    assert "<svg" not in page
    assert told in page_words(page)


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ([], "nothing in the period before (September 2026)"),
        ([0], "$0.00 for 1 call in the period before (September 2026)"),
        ([0, None], "2 calls in the period before (September 2026), 1 of them unpriced"),
        ([10**9], "▲ 100 % against $1.00 before (September 2026)"),
    ],
)
def test_calls_that_cost_nothing_are_not_nothing_in_the_period_before(
    ledger: Ledger, before: list[int | None], told: str
) -> None:
    record(ledger, [make_call(OCTOBER.since_us, cost_nusd=2 * 10**9)])
    record(ledger, [make_call(us("2026-09-11"), cost_nusd=cost) for cost in before])
    assert written_out(ledger).figures[0].note == told


@pytest.mark.parametrize("spent", [1, 999, 5_000, 10**6, 10**9, 10**15])
def test_no_two_ticks_of_a_chart_have_the_same_label(spent: int) -> None:
    root = ElementTree.fromstring(Chart.of([Line("m", [spent])], ["a"], Words(), "said", [None]).svg)
    ticks = [found.text for found in root.iter("{http://www.w3.org/2000/svg}text")][:-1]
    assert len(ticks) >= 2
    assert len(set(ticks)) == len(ticks)


def test_a_ledger_without_doubts_says_so(ledger: Ledger) -> None:
    record(ledger, [make_call(OCTOBER.since_us + HOUR_US, cost_nusd=5)])
    page = page_words(render(written_out(ledger)))
    assert "Every call has a price; none is left out of the total." in page
    assert "nothing is estimated" in page
    assert "<$0.01" in page
    assert "$0.000000005" in page  # the exact total


def test_an_empty_month_is_a_page_that_says_so(ledger: Ledger) -> None:
    page = render(written_out(ledger))
    assert "Nothing was called in this period." in page_words(page)
    assert "<table" not in page
    assert "<svg" not in page


def test_all_sixty_models_are_in_the_table_and_the_legend_has_six_and_other(ledger: Ledger) -> None:
    furnish(ledger)
    document = written_out(ledger)
    chart = next(part for section in document.sections for part in section.parts if isinstance(part, Chart))
    assert len(chart.legend) == 7
    assert chart.legend[-1].name == "Other"
    assert len({entry.colour for entry in chart.legend}) == 7
    models = next(section for section in document.sections if section.heading == "Models").parts[0]
    assert isinstance(models, Table)
    assert len(models.rows) == len(report_of(ledger).groups["model"]) == 60


def test_nothing_in_the_page_is_fetched_runs_or_comes_from_a_name(ledger: Ledger) -> None:
    furnish(ledger)
    page = render(written_out(ledger, Given(NASTY, NASTY, NASTY, f"{NASTY}\nsecond line")))
    assert "<script" not in page
    assert "alert('x')" not in page.replace("&#x27;", "")
    assert "\u202e" not in page
    assert "\0" not in page
    for outside in ("src=", "href=", "url(", "@import", "http://", "//fonts", "<link", "<img"):
        assert outside not in page.replace("http://www.w3.org/2000/svg", ""), outside
    assert "default-src 'none'" in page
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in page


class Tags(HTMLParser):
    """The elements of a page with their attributes, whatever their words say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def document_saying(text: str) -> Document:
    """With the text wherever one comes from outside."""
    table = Table((text, text), (Row((text, text), text, 0.5),), (text, text))
    chart = Chart("<svg></svg>", text, (Entry("#000000", text, text),))
    section = Section(text, (chart, table, text))
    figure = Figure(text, text, text)
    return Document(
        text, True, text, text, ((text, text),), text, (figure,), (text,), (section,), (text,), "{n} {of}"
    )


@given(
    text=st.text(min_size=1) | st.sampled_from([NASTY, "</style><script>", "--><!--", "]]>", "' onload=x"])
)
@settings(max_examples=200)
def test_no_text_changes_what_a_page_is_made_of(text: str) -> None:
    page = render(document_saying(text))
    assert Tags(page).found == Tags(render(document_saying("x"))).found


def test_the_drawing_is_well_formed_and_holds_every_day(ledger: Ledger) -> None:
    furnish(ledger)
    page = render(written_out(ledger))
    found = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert found is not None
    root = ElementTree.fromstring(found.group())
    assert root.get("viewBox") == "0 0 720 220"
    assert "1 Oct" in "".join(root.itertext())


@given(values=st.lists(st.lists(st.integers(0, 10**15), min_size=4, max_size=4), min_size=1, max_size=7))
@settings(max_examples=60)
def test_bars_stay_inside_whatever_is_spent(values: list[list[int]]) -> None:
    lines = [Line(f"m{n}", spent) for n, spent in enumerate(values[:6])]
    chart = Chart.of(lines, ["a", "b", "c", "d"], Words(), "said", [None] * len(lines))
    root = ElementTree.fromstring(chart.svg)
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        if path.get("fill") != "none":
            tops = [float(y) for y in re.findall(r"V(-?[\d.]+)", path.get("d") or "")]
            assert min(tops) >= 0
            assert max(tops) <= 196.01


def test_a_whole_month_is_held_against_the_whole_month_before() -> None:
    assert span_before(OCTOBER, NOW_US, BERLIN) == Span(us("2026-09-01"), OCTOBER.since_us)
    quarter = Span(us("2026-07-01"), us("2026-10-01"))
    assert span_before(quarter, NOW_US, BERLIN) == Span(us("2026-04-01"), us("2026-07-01"))
    january = Span(us("2026-01-01"), us("2026-02-01"))
    assert span_before(january, NOW_US, BERLIN) == Span(us("2025-12-01"), us("2026-01-01"))


def test_a_month_that_runs_is_held_against_as_much_of_the_one_before() -> None:
    november = Span(us("2026-11-01"), us("2026-12-01"))
    assert span_before(november, NOW_US, BERLIN) == Span(us("2026-10-01"), us("2026-10-21T15:00"))
    march = Span(us("2026-03-01"), us("2026-04-01"))
    assert span_before(march, us("2026-03-31T12:00"), BERLIN) == Span(us("2026-02-01"), us("2026-03-01"))


def test_other_days_are_held_against_as_many_before_by_the_wall_clock() -> None:
    over_the_change = Span(us("2026-10-20"), us("2026-10-27"))  # a day of 25 hours is among them
    assert span_before(over_the_change, NOW_US, BERLIN) == Span(us("2026-10-13"), us("2026-10-20"))


def test_a_period_that_is_not_over_says_until_when_it_was_seen(ledger: Ledger) -> None:
    record(ledger, [make_call(us("2026-11-20T10:00"))])
    span = Span(us("2026-11-01"), us("2026-12-01"))
    wish = Wish(CallFilter(since_us=span.since_us, until_us=span.until_us), BERLIN)
    report = read_report(ledger.reader, wish, Prices.of(built_in(), 0), NOW_US)
    assert "recorded until 21 November 2026, 15:00" in page_words(render(compose(report, Words(), Given())))


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2026-10-01", "2026-11-01", "October 2026"),
        ("2026-10-25", "2026-10-26", "25 October 2026"),  # of 25 hours
        ("2026-10-01", "2026-11-02", "1 October 2026 to 1 November 2026"),
        ("2026-10-01", "2026-10-21T15:04", "1 October 2026 to 21 October 2026, 15:04"),
        ("2026-10-01T09:30", "2026-10-02", "1 October 2026, 09:30 to 1 October 2026"),
        ("2026-10-01T09:30", "2026-10-01T11:00", "1 October 2026, 09:30 to 11:00"),
    ],
)
def test_a_period_is_named_as_people_do(since: str, until: str, told: str) -> None:
    assert period_of(Span(us(since), us(until)), BERLIN, Words()) == told


def test_a_long_stretch_goes_by_weeks_and_months_and_stays_whole(ledger: Ledger) -> None:
    record(ledger, [make_call(us(f"{year}-{month:02d}-11"), cost_nusd=10**9) for year in (2025, 2026)
                    for month in range(1, 11)])  # fmt: skip
    for since, unit in (("2026-01-01", "week"), ("2025-01-01", "month")):
        wish = Wish(CallFilter(since_us=us(since), until_us=us("2026-11-01")), BERLIN)
        report = read_report(ledger.reader, wish, Prices.of(built_in(), 0), NOW_US)
        assert report.unit == unit
        assert sum(t.cost_nusd for t in report.spent) == report.totals.cost_nusd


def test_a_report_without_a_range_is_of_all_there_is(ledger: Ledger) -> None:
    furnish(ledger, 3)
    report = read_report(ledger.reader, Wish(CallFilter(), BERLIN), Prices.of(built_in(), 0), NOW_US)
    assert report.totals == ledger.reader.summary(CallFilter())
    assert report.span.since_us <= OCTOBER.since_us - 1


def test_making_it_can_be_called_off_at_any_step(ledger: Ledger) -> None:
    class CalledOff(Exception):
        pass

    furnish(ledger, 3)
    shares: list[float] = []

    def until(most: int) -> None:
        def told(share: float) -> None:
            shares.append(share)
            if len(shares) > most:
                raise CalledOff

        shares.clear()
        wish = Wish(CallFilter(since_us=us("2026-01-01"), until_us=OCTOBER.until_us), BERLIN)
        read_report(ledger.reader, wish, Prices.of(built_in(), 0), NOW_US, told)

    until(1_000)
    assert shares == sorted(shares)
    steps = len(shares)
    assert steps > 5
    for n in range(steps):
        with pytest.raises(CalledOff):
            until(n)
