"""What changes prices and costs, as operations."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.core.filters import CallFilter
from app.core.patterns import is_wild
from app.services import price_lists, price_updates, repricing
from app.services.office import Office
from app.services.prices import NewPrice
from app.services.repricing import Place

Arguments = Mapping[str, Any]


def set_price(office: Office, a: Arguments) -> Any:
    if not is_wild(a["provider"]):
        office.providers.get(a["provider"])
    keys = ("provider", "model", "prices", "from_us", "until_us", "tier", "reason")
    new = NewPrice(**{key: a[key] for key in keys if key in a})
    price = office.prices.set(new, a["made_by"], sure=bool(a.get("yes")))
    made = {"id": price.override.id, "provider": new.provider, "model": new.model, "prices": dict(new.prices)}
    return made | _priced_by_itself(office)


def unset_price(office: Office, a: Arguments) -> Any:
    return {"removed": office.prices.unset(a["provider"], a["model"], if_any=bool(a.get("if_any")))}


def map_prices(office: Office, a: Arguments) -> Any:
    provider, _, name = a["of"].partition("/")
    seller, _, model = a["as"].partition("/")
    if seller:
        office.providers.get(provider)
    office.prices.map(provider, name, seller, model)
    return {"of": a["of"], "as": a["as"]} | _priced_by_itself(office)


def price_list(office: Office, _: Arguments) -> Any:
    now = office.prices.list
    return {"stamp": now.catalogue.head.stamp, "origin": now.origin}


def update_prices(office: Office, a: Arguments) -> Any:
    update = price_updates.take(office.home.root, a["from"], digest=a.get("digest"), sure=bool(a.get("yes")))
    office.prices.reload_list()
    return {"stamp": update.stamp, "stamp_before": update.stamp_before} | _priced_by_itself(office)


def undo_update(office: Office, a: Arguments) -> Any:
    price_lists.go_back(office.home.root, to_built_in=bool(a.get("built_in")))
    office.prices.reload_list()
    return price_list(office, a)


def reprice(office: Office, a: Arguments) -> Any:
    done = repricing.reprice(
        office.ledger,
        office.prices.book,
        office.providers.all,
        repricing.filter_from(a["filter"]),
        a["made_by"],
        unpriced_only=bool(a.get("unpriced_only")),
    )
    return done.as_record()


def reprice_some(office: Office, a: Arguments) -> Any:
    """A piece of it; asked again with the answer as `at` until that says done."""
    at: dict[str, Any] = a["at"]
    chosen = repricing.filter_from(a["filter"])
    piece, place = repricing.reprice_some(
        office.ledger,
        office.prices.book,
        office.providers.all,
        chosen,
        a["made_by"],
        at=Place(at.get("repricing"), at.get("before"), bool(at.get("stopping"))),
        unpriced_only=bool(a.get("unpriced_only")),
    )
    total = office.ledger.reader.summary(chosen).calls if at.get("total") is True else 0
    return {**place._asdict(), "total": total, "models": [asdict(m) for m in piece.models]}


def begins(a: Arguments) -> bool:
    """Whether a piece of a repricing may be its first: what it begins with is in the audit."""
    return a["at"].get("repricing") is None and not a["at"].get("stopping")


def undo_reprice(office: Office, _: Arguments) -> Any:
    return repricing.undo(office.ledger)


def _priced_by_itself(office: Office) -> dict[str, int]:
    """The setting's doing: calls without a cost get one as soon as there is a price for them."""
    if not office.settings.flag("prices.auto_price_unpriced"):
        return {}
    done = repricing.reprice(
        office.ledger,
        office.prices.book,
        office.providers.all,
        CallFilter(),
        "the setting prices.auto_price_unpriced",
        unpriced_only=True,
    )
    return {"auto_priced": sum(m.calls for m in done.models)}
