"""Furnishes a home that can be thrown away: a year of calls, and providers that answer without a key."""

from collections.abc import Callable, Iterator
from itertools import islice

from app.core.calls import Call
from app.platform.clock import now_us
from app.services.operations import Office
from app.services.record import Recorder
from app.services.sample_year import sample_calls

_BATCH = 2_000
_PATIENCE_S = 60
_DAYS = 365
_DAY_US = 86_400_000_000


def furnish(office: Office, upstream_url: str, progress: Callable[[float], None] | None = None) -> None:
    """Point every provider at `upstream_url` and write down a year of calls."""
    for provider in office.providers.all.values():
        office.providers.set(provider.id, {"base_url": upstream_url})
    recorder = Recorder(office.ledger, office.providers, office.prices)
    end_us = now_us()
    calls = _priced(sample_calls(end_us, _DAYS), recorder)
    while batch := list(islice(calls, _BATCH)):
        office.ledger.record_many(batch)
        if progress:
            progress(1 - (end_us - batch[-1].started_us) / (_DAYS * _DAY_US))
    office.ledger.flush(_PATIENCE_S)
    if progress:
        progress(1)


def _priced(calls: Iterator[Call], recorder: Recorder) -> Iterator[Call]:
    for call in calls:
        recorder.price(call)
        yield call
