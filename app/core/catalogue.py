"""The price list that comes with the program, or with an update: read lazily, verified on the way in."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, cast

from app.core.errors import PriceError
from app.core.prices import Band, PriceRow, in_the_us, midnight_us, parse_row

FORMAT = 1
STANDARD = "standard"
_IN_THE_US = "+us"  # Anthropic's inference that is pinned there
LARGEST_BYTES = 16 * 1024 * 1024  # many times what one is; a download stops there

# The endings by which sellers name a snapshot of a model. The catalogue says which of them a name takes.
ENDINGS: Mapping[str, re.Pattern[str]] = {
    "date": re.compile(r"-20\d\d-\d\d-\d\d"),
    "day": re.compile(r"-20\d{6}"),
    "at": re.compile(r"@20\d{6}"),
    "latest": re.compile(r"-latest"),
    "version": re.compile(r"-00\d"),
    "preview": re.compile(r"-preview"),
    "preview-date": re.compile(r"-preview-\d\d-(\d\d|20\d\d)"),
}
_PROVIDER = re.compile("[a-z0-9][a-z0-9._-]{0,39}")
_SOURCE = re.compile("[a-z0-9-]{1,20}")
_LONGEST_NAME = 200
_PREFIXES = {"gemini": "models/"}


def plain_name(provider: str, model: str) -> str:
    """The name as catalogues have it: in lower case, without what a provider's API puts before it."""
    name = model.lower().removeprefix(_PREFIXES.get(provider, ""))
    if name.startswith("ft:"):  # ft:BASE:organisation:suffix:id
        name = ":".join(name.split(":")[:2])
    return name


class ModelPrices:
    """The prices of one model at one provider, by service tier; rows in the order of their validity."""

    def __init__(self, provider: str, source: str, raw: Mapping[str, Any]) -> None:
        self.provider = provider
        self.model: str = raw["model"]
        self.names: Mapping[str, str] = {self.model.lower(): "", **raw.get("names", {})}
        self._source = source
        self.raw: Mapping[str, Any] = raw["prices"]
        self._rows: dict[str, tuple[PriceRow, ...]] = {}

    @property
    def tiers(self) -> tuple[str, ...]:
        return tuple(self.raw)

    def check(self) -> None:
        """PriceError where something in it is not what a list holds."""
        where = f"{self.provider}: {str(self.model)[:50]!r}"
        names: Mapping[str, Any] = self.names
        for name, endings in names.items():
            known = isinstance(endings, str) and set(endings.split()) <= ENDINGS.keys()
            if not (known and _is_name(name) and name == name.lower()):
                raise PriceError(f"{where} has a name that it cannot have.")
        tiers: Any = self.raw
        if not isinstance(tiers, dict) or not tiers:
            raise PriceError(f"{where} has no tiers.")
        for tier, rows in cast(dict[str, Any], tiers).items():
            if not (_is_name(tier) and isinstance(rows, list) and rows):
                raise PriceError(f"{where} has a tier without prices.")
            self.rows(tier)

    def rows(self, tier: str) -> tuple[PriceRow, ...]:
        """Nothing where the tier is not sold, or its price is not known."""
        rows = self._rows.get(tier)
        if rows is None:
            head = f"{self._source}:{self.provider}/{self.model}"
            if tier != STANDARD:
                head += f"/{tier}"
            rows = tuple(parse_row(self.provider, head, raw) for raw in self.raw.get(tier, ()))
            if not rows and tier.endswith(_IN_THE_US) and self.provider == "anthropic":
                plain = self.rows(tier.removesuffix(_IN_THE_US))
                rows = tuple(in_the_us(self.provider, row) for row in plain)
            self._rows[tier] = rows
        return rows


@dataclass(frozen=True, slots=True)
class Head:
    """What the list says about itself in its second line; the first has the checksum of the rest."""

    source: str  # the short name in every price's reference
    made_from: str
    licence: str
    stamp: str  # the day on which these prices were first seen
    also: Mapping[str, tuple[str, ...]]  # whose list a reseller's models are looked up in after its own
    models: Mapping[str, int]  # how many lines each provider has, in the order of the file


def _is_name(text: object) -> bool:
    return isinstance(text, str) and text.isprintable() and 0 < len(text) <= _LONGEST_NAME


class Catalogue:
    """Prices by provider and model. A provider's part is parsed when it is first asked for."""

    def __init__(self, head: Head, parts: dict[str, list[bytes]]) -> None:
        self.head = head
        self._unread = parts
        self._by_name: dict[str, dict[str, tuple[ModelPrices, str]]] = {}
        self._models: dict[str, tuple[ModelPrices, ...]] = {}

    @classmethod
    def load(cls, data: bytes) -> "Catalogue":
        """Verifies the checksum and the shape; `check` reads the rest, for lists that come from elsewhere."""
        if len(data) > LARGEST_BYTES:
            raise PriceError("The price list is too large to be one.")
        seal, _, rest = data.partition(b"\n")
        if sha256(rest).hexdigest() != _checksum(seal):
            raise PriceError("The price list is damaged.", "Its checksum does not fit its content.")
        first, *lines = rest.splitlines()
        head = _head(first)
        if sum(head.models.values()) != len(lines):
            raise PriceError("The price list is not complete.")
        parts: dict[str, list[bytes]] = {}
        start = 0
        for provider, count in head.models.items():
            parts[provider] = lines[start : start + count]
            start += count
        return cls(head, parts)

    @property
    def providers(self) -> tuple[str, ...]:
        return tuple(self.head.models)

    def models(self, provider: str) -> tuple[ModelPrices, ...]:
        self._read(provider)
        return self._models.get(provider, ())

    def find(self, provider: str, model: str) -> ModelPrices | None:
        """By its exact name, by another name of it, or as a snapshot where the catalogue says so."""
        name = plain_name(provider, model)
        for seller in (provider, *self.head.also.get(provider, ())):
            found = self._exact_or_snapshot(self._read(seller), name)
            if found is not None:
                return found
        return None

    def band(self, ref: str) -> Band | None:
        """The prices that a cost's reference names; None where this list does not have just these."""
        head, _, _ = ref.rpartition("@")
        seller, _, name = head.partition(":")[2].partition("/")
        for model in self.models(seller):
            if not name.startswith(model.model):
                continue
            for tier in model.tiers:
                if name in {model.model, f"{model.model}/{tier}"}:
                    for row in model.rows(tier):
                        for band in row.bands:
                            if band.ref == ref:
                                return band
        return None

    def check(self) -> None:
        """Reads everything, as one has to where a list comes from elsewhere; PriceError where it makes no
        sense."""
        for provider in self.providers:
            names = [name for model in self.models(provider) for name in model.names]
            if len(names) != len(set(names)):
                raise PriceError(f"The prices of {provider} have two models of one name.")
            for model in self.models(provider):
                model.check()

    @staticmethod
    def _exact_or_snapshot(names: Mapping[str, tuple[ModelPrices, str]], name: str) -> ModelPrices | None:
        found = names.get(name)
        if found is not None:
            return found[0]
        for ending, stem in _stems(name):
            found = names.get(stem)
            if found is not None and ending in found[1].split():
                return found[0]
        return None

    def _read(self, provider: str) -> Mapping[str, tuple[ModelPrices, str]]:
        """Two threads may do this at once; both get the same, so nothing is locked."""
        names = self._by_name.get(provider)
        if names is not None:
            return names
        lines = self._unread.get(provider, [])
        try:
            raw: list[dict[str, Any]] = json.loads(b"[" + b",".join(lines) + b"]")
            models = tuple(ModelPrices(provider, self.head.source, model) for model in raw)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise PriceError(f"The prices of {provider} cannot be read.") from None
        names = {name: (model, endings) for model in models for name, endings in model.names.items()}
        self._models[provider] = models
        self._by_name[provider] = names
        return names


def _stems(name: str) -> Iterator[tuple[str, str]]:
    for ending, pattern in ENDINGS.items():
        for match in pattern.finditer(name):
            if match.end() == len(name):
                yield ending, name[: match.start()]


def seal(head: Head, models: Iterable[Mapping[str, Any]]) -> bytes:
    """The bytes of a list: its checksum, what it says about itself, a line a model."""
    lines = (json.dumps(line, separators=(",", ":"), ensure_ascii=False) for line in (asdict(head), *models))
    body = "".join(f"{line}\n" for line in lines).encode()
    first = json.dumps({"format": FORMAT, "sha256": sha256(body).hexdigest()}, separators=(",", ":"))
    return first.encode() + b"\n" + body


def _checksum(line: bytes) -> str:
    raw = _object(line, "format")
    if raw["format"] != FORMAT:
        raise PriceError(
            f"The price list has format {raw['format']!r}; this version reads {FORMAT}.",
            "A newer version of Tollgate may read it.",
        )
    return str(raw.get("sha256"))


def _head(line: bytes) -> Head:
    raw = _object(line, "stamp")
    try:
        midnight_us(raw["stamp"], "The price list")
        words = [raw[key] for key in ("source", "made_from", "licence", "stamp")]
        also = {seller: tuple(others) for seller, others in raw["also"].items()}
        models: dict[str, Any] = raw["models"]
        sellers = [*models, *also, *(other for others in also.values() for other in others)]
        if not (
            all(isinstance(word, str) and word.isprintable() for word in words)
            and _SOURCE.fullmatch(words[0])
            and all(_PROVIDER.fullmatch(seller) for seller in sellers)
            and all(type(count) is int and count >= 0 for count in models.values())
        ):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PriceError("This is not a price list.") from None
    return Head(*words, also=also, models=models)


def _object(line: bytes, key: str) -> dict[str, Any]:
    try:
        raw: object = json.loads(line)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or key not in raw:
        raise PriceError("This is not a price list.")
    return cast(dict[str, Any], raw)
