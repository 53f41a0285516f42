"""How costs came about: by the list, by prices of one's own, as the provider said, for free, or by a plan."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.calls import is_covered
from app.core.filters import CallFilter
from app.core.periods import Span, spans
from app.ledger.queries import conditions
from app.ledger.reader import Reader
from app.ledger.tables.calls import COST_BASES

COVERED = "covered"  # by a flat rate, whatever gave what they are worth
COVERED_UNPRICED = "covered-unpriced"  # the same, and nobody knows what they are worth


@dataclass(slots=True)
class Basis:
    calls: int = 0
    cost_nusd: int = 0
    equivalent_nusd: int = 0


def cost_bases(
    reader: Reader, chosen: CallFilter, span: Span, progress: Callable[[float], None]
) -> dict[str, Basis]:
    """Of the calls that are kept: sums know no bases. Month by month, since a year of them takes its time."""
    found: dict[str, Basis] = {}
    where, params = conditions(chosen, "call")
    where += ["call.started_us >= ?", "call.started_us < ?"]
    sql = (
        "SELECT call.cost_basis, count(*), sum(call.cost_nusd), sum(call.equivalent_nusd) FROM call "  # noqa: S608  our own words
        f"WHERE {' AND '.join(where)} "
        "GROUP BY call.cost_basis, call.cost_nusd IS NULL, call.equivalent_nusd IS NULL"
    )
    for month in spans("month", span.since_us, span.until_us, ZoneInfo("UTC")):
        progress((month.since_us - span.since_us) / max(1, span.until_us - span.since_us))
        with reader.moment() as db:
            rows = db.execute_sql(sql, (*params, month.since_us, month.until_us)).fetchall()
        for number, calls, cost_nusd, equivalent_nusd in rows:
            name = COST_BASES[number]
            if is_covered(cost_nusd, name, equivalent_nusd):
                name = COVERED_UNPRICED if equivalent_nusd is None else COVERED
            basis = found.setdefault(name, Basis())
            basis.calls += calls
            basis.cost_nusd += cost_nusd or 0
            basis.equivalent_nusd += equivalent_nusd or 0
    return found
