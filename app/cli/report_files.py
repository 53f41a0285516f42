"""`tollgate report --html FILE`: totals as a page with charts, ready to go with an invoice."""

import argparse
from pathlib import Path
from zoneinfo import ZoneInfo

from app.cli.frame import DONE, Context
from app.cli.progress import watched
from app.core.errors import AppError, UsageError
from app.core.filters import CallFilter
from app.core.money import decimal_usd, show_usd
from app.core.periods import Span
from app.ledger import reading
from app.platform.clock import now_us

_ENDINGS = {".html", ".htm"}


def write_page(context: Context, chosen: CallFilter, local: ZoneInfo, by: tuple[str, ...]) -> int:
    from app.platform.new_files import written
    from app.services.price_lists import in_force
    from app.services.prices import read_prices
    from app.services.report_composing import compose
    from app.services.report_document import Given
    from app.services.report_page import render
    from app.services.report_words import Words
    from app.services.reports import GROUPS, Prices, Wish, read_report, span_before

    a = context.args
    path = Path(a.html).absolute()
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(f"{path.name} is no name of a page.", "End it with .html.")
    unknown = [group for group in by if group not in GROUPS]
    if unknown:
        raise UsageError(
            f"A page has no table by {unknown[0]}.", f"It goes by {', '.join(GROUPS)}; time is in its chart."
        )
    if path.exists() and not a.force:
        raise AppError(f"There is {path} already.", "Name another file, or add --force to replace it.")
    now = now_us()
    before = None
    if chosen.since_us is not None:
        span = Span(chosen.since_us, chosen.until_us or max(now, chosen.since_us + 1))
        before = span_before(span, now, local) if span.until_us > span.since_us else None
    wish = Wish(chosen, local, by or GROUPS[:3], before)
    with reading(context.home.ledger) as reader, watched(context.out) as progress:
        if reader is None:
            raise AppError("There are no calls yet.")
        catalogue = in_force(context.home.root).catalogue
        own = sum(price.removed_us is None for price in read_prices(catalogue, reader)[1])
        report = read_report(reader, wish, Prices.of(catalogue, own), now, progress)
    given = Given(a.title or "", a.whom or "", a.sender or "", a.note or "")
    with written(path) as file:
        file.write(render(compose(report, Words(), given)).encode())
    total = report.totals
    context.out.document(
        {"path": str(path), "calls": total.calls, "cost_usd": decimal_usd(total.cost_nusd)},
        f"{total.calls} calls, {show_usd(total.cost_nusd)}, written to {path}.",
    )
    return DONE


def page_options(parser: argparse.ArgumentParser) -> None:
    page = parser.add_argument_group("as a page")
    page.add_argument(
        "--html", metavar="FILE", help="write a page with charts instead; --by says which tables it has"
    )
    page.add_argument("--title", metavar="TEXT", help="its title")
    page.add_argument("--for", dest="whom", metavar="TEXT", help="whom it is for")
    page.add_argument("--from", dest="sender", metavar="TEXT", help="whom it is from")
    page.add_argument("--note", metavar="TEXT", help="a few lines at its top")
    page.add_argument("--force", action="store_true", help="replace a file that is there")
