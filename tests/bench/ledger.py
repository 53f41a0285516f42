"""The ledger at the size of years: records a second, every question that a page asks, bytes, open, backup.

The calls are written through the real writer. Sizes stand side by side: `bench ledger 1 10` is 1 M and 10 M.
"""

import argparse
import copy
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from app.core import ulid
from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.periods import Span
from app.ledger import Ledger, Reader, verify
from app.platform.bundle import MIGRATIONS
from app.services.sample_year import sample_calls

END_US = 1_790_000_000_000_000
DAY_US = 86_400_000_000
YEAR_US = 365 * DAY_US
HOME = ZoneInfo("Europe/Berlin")
ELSEWHERE = ZoneInfo("Asia/Kathmandu")
ROUNDS = 5

Figures = dict[str, str]


def year_of_calls(count: int) -> Iterator[Call]:
    """So many calls over a year, in order, each like one that a tool would make."""
    chance = random.Random(7)
    likes = list(sample_calls(END_US, 40))
    step_us = YEAR_US // count
    for n in range(count):
        like = likes[chance.randrange(len(likes))]
        call = copy.copy(like)
        call.started_us = END_US - YEAR_US + n * step_us
        call.id = ulid.make(call.started_us // 1000, chance.randbytes(10))
        call.cost_nusd = 1_000 * (like.usage.output_tokens or 0)
        call.response_id = f"chatcmpl-{call.id}"
        call.session = f"{like.session}{n // 20_000}"
        yield call


def open_ledger(folder: Path) -> Ledger:
    return Ledger.open(
        folder / "ledger.db", backups=folder / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )


def fill(folder: Path, count: int) -> Figures:
    ledger = open_ledger(folder)
    ledger.count_days_in(HOME).result()
    started = time.perf_counter()
    done, marks = 0, [started]
    part: list[Call] = []
    for call in year_of_calls(count):
        part.append(call)
        if len(part) == 50_000 or done + len(part) == count:
            ledger.record_many(part)
            done, part = done + len(part), []
            marks.append(time.perf_counter())
            if sys.stderr.isatty():
                print(f"\r{done:,} calls", end="", file=sys.stderr)
    ledger.flush(600)
    taken = time.perf_counter() - started
    figures = {"records/s, all in all": f"{count / taken:,.0f}"}
    if len(marks) > 3:
        figures["records/s, the last 50 000"] = f"{50_000 / (marks[-1] - marks[-2]):,.0f}"
    figures["µs a call at the proxy (opened, record)"] = f"{at_the_proxy_us(ledger):.0f}"
    started = time.perf_counter()
    ledger.close()
    figures["close, ms"] = ms(time.perf_counter() - started)
    return figures


def at_the_proxy_us(ledger: Ledger) -> float:
    """What the journal and the queue cost the thread that forwards."""
    calls = [copy.copy(call) for call in year_of_calls(2_000)]
    for call in calls:
        call.id = ulid.make(END_US // 1000, random.randbytes(10))
    begun = [replace(call, usage_basis="none") for call in calls]  # nothing of an answer was read
    started = time.perf_counter()
    for beginning, call in zip(begun, calls, strict=True):
        ledger.opened([beginning])
        ledger.record(call)
    taken = time.perf_counter() - started
    ledger.flush(60)
    return taken / len(calls) * 1e6


def questions(reader: Reader) -> dict[str, Callable[[], object]]:
    """Every question of Overview, Trends and Calls."""
    year = CallFilter(END_US - YEAR_US, END_US)
    month = CallFilter(END_US - 30 * DAY_US, END_US)
    today = CallFilter(END_US - DAY_US, END_US)
    one_model = CallFilter(END_US - YEAR_US, END_US, model=("gpt-4o",))
    old = reader.calls(CallFilter(until_us=END_US - YEAR_US // 2), 1)[0].id
    session = reader.calls(CallFilter(), 1)[0].session or ""
    chosen, over_time = partial(CallFilter), reader.quantile_series
    return {
        "summary, today": partial(reader.summary, today),
        "summary, 30 days": partial(reader.summary, month),
        "summary, year": partial(reader.summary, year),
        "today by hour and model": partial(reader.series, today, "hour", HOME, "model"),
        "30 days by day and model": partial(reader.series, month, "day", HOME, "model"),
        "year by day and model": partial(reader.series, year, "day", HOME, "model"),
        "year by week and client": partial(reader.series, year, "week", HOME, "client"),
        "year by month": partial(reader.series, year, "month", HOME),
        "year by day, one model": partial(reader.series, one_model, "day", HOME),
        "30 days by client (top)": partial(reader.report, month, ("client",), HOME),
        "year by model (top)": partial(reader.report, year, ("model",), HOME),
        "p50/p95/p99, 30 days by model": partial(reader.quantiles, month, ("model",)),
        "p50/p95/p99, year by model": partial(reader.quantiles, year, ("model",)),
        "p95 over time, 30 days by day and model": partial(over_time, month, "day", HOME, "model"),
        "p95 over time, year by week": partial(over_time, year, "week", HOME),
        "p95 over time, year by month and model": partial(over_time, year, "month", HOME, "model"),
        "30 days by day and model, with the 30 before": partial(
            reader.compared, month, Span(END_US - 60 * DAY_US, END_US - 30 * DAY_US), "day", HOME, "model"
        ),
        "30 days, heat map": partial(reader.heat, month, HOME, ("cost_nusd",)),
        "year, heat map": partial(reader.heat, year, HOME, ("cost_nusd",)),
        "30 days by hour": partial(reader.series, month, "hour", HOME),
        "year by day and model, another zone": partial(reader.series, year, "day", ELSEWHERE, "model"),
        "year by hour": partial(reader.series, year, "hour", HOME),
        "30 days by session (from calls)": partial(reader.report, month, ("session",), HOME),
        "page: last 100": partial(reader.calls, chosen(), 100),
        "page: in the middle of the year": partial(reader.calls, chosen(), 100, old),
        "page: one model": partial(reader.calls, chosen(model=("gpt-4o",)), 100),
        "page: failed": partial(reader.calls, chosen(status=("failed",)), 100),
        "page: 429": partial(reader.calls, chosen(status=("429",)), 100),
        "page: one session": partial(reader.calls, chosen(session=(session,)), 100),
        "page: text": partial(reader.calls, chosen(text="gpt"), 100),
        "search: nowhere, one piece": partial(reader.search, chosen(text="chatcmpl-none"), 100),
        "search: nowhere, all calls": partial(reader.calls, chosen(text="chatcmpl-none"), 100),
    }  # fmt: skip


def ask(folder: Path) -> Figures:
    started = time.perf_counter()
    ledger = open_ledger(folder)
    figures = {"open, ms": ms(time.perf_counter() - started)}
    reader = ledger.reader
    for name, question in questions(reader).items():
        taken: list[float] = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            question()
            taken.append(time.perf_counter() - started)
            if sum(taken) > 5:
                break
        figures[f"{name}, ms"] = ms(median(taken))
    started = time.perf_counter()
    made = ledger.backup()
    figures["backup, s"] = f"{time.perf_counter() - started:.1f}"
    made.path.unlink()
    ledger.close()
    return figures


def prove(folder: Path) -> Figures:
    started = time.perf_counter()
    found = verify(folder / "ledger.db")
    assert found.sound, found.findings
    return {"verify, s": f"{time.perf_counter() - started:.1f}"}


def sizes(folder: Path, count: int) -> Figures:
    path = folder / "ledger.db"
    figures = {"MB a million calls": f"{path.stat().st_size / count:.0f}"}
    with closing(sqlite3.connect(path)) as db:
        try:
            rows = db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
        except sqlite3.Error:  # not every SQLite can tell
            return figures
    for name, size in rows[:16]:
        figures[f"  of that {name}"] = f"{size / count:.1f}"
    return figures


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def measure(millions: float, *, proven: bool) -> Figures:
    count = round(millions * 1e6)
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as name:
        folder = Path(name)
        figures = fill(folder, count) | ask(folder) | sizes(folder, count)
        return figures | (prove(folder) if proven else {})


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench ledger", description=__doc__)
    parser.add_argument("millions", type=float, nargs="*", default=[1.0], help="sizes, such as 1 10")
    parser.add_argument("--no-verify", action="store_true", help="leave out what takes minutes at 10 M")
    options = parser.parse_args(argv)
    columns = {f"{size:g} M": measure(size, proven=not options.no_verify) for size in options.millions}
    names = dict.fromkeys(name for figures in columns.values() for name in figures)
    width = max(map(len, names))
    print(f"{'':{width}}" + "".join(f"{head:>12}" for head in columns))
    for name in names:
        print(f"{name:{width}}" + "".join(f"{figures.get(name, ''):>12}" for figures in columns.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
