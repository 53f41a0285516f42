"""How costs came about: by the list, by prices of the user's own, as the provider said, or for free."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.filters import CallFilter
from app.core.periods import Span, spans
from app.ledger.queries import conditions
from app.ledger.reader import Reader
from app.ledger.tables.calls import COST_BASES


@dataclass(slots=True)
class Basis:
    calls: int = 0
    cost_nusd: int = 0


def cost_bases(
    reader: Reader, chosen: CallFilter, span: Span, progress: Callable[[float], None]
) -> dict[str, Basis]:
    """Of the calls that are kept: sums know no bases. Month by month, since a year of them takes its time."""
    found: dict[str, Basis] = {}
    where, params = conditions(chosen, "call")
    where += ["call.started_us >= ?", "call.started_us < ?"]
    sql = (
        "SELECT call.cost_basis, count(*), coalesce(sum(call.cost_nusd), 0) FROM call "  # noqa: S608  our own words
        f"WHERE {' AND '.join(where)} GROUP BY call.cost_basis"
    )
    for month in spans("month", span.since_us, span.until_us, ZoneInfo("UTC")):
        progress((month.since_us - span.since_us) / max(1, span.until_us - span.since_us))
        with reader.moment() as db:
            rows = db.execute_sql(sql, (*params, month.since_us, month.until_us)).fetchall()
        for number, calls, cost_nusd in rows:
            basis = found.setdefault(COST_BASES[number], Basis())
            basis.calls += calls
            basis.cost_nusd += cost_nusd
    return found
