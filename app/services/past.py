"""A past that becomes another: what calls cost, whose they are, or that there are more of them."""

from collections.abc import Generator
from contextlib import contextmanager, suppress

from app.core.errors import LedgerError
from app.services.office import Office


@contextmanager
def following_the_past(office: Office) -> Generator[None]:
    """What remembers sums of the past reads them anew, if any of it was changed within: be that all that was
    to be done, or the part before it broke off. The ledger says so itself, so no act has to."""
    before = office.ledger.past_changes
    try:
        yield
    except BaseException:
        if office.ledger.past_changes != before:
            with suppress(LedgerError):  # why it broke off is the news; budgets follow when they can
                _read_anew(office)
        raise
    if office.ledger.past_changes != before:
        _read_anew(office)


def _read_anew(office: Office) -> None:
    office.accounts.reload()
    office.budgets.reload()
