"""Which colour a name has: the same one for as long as it can be kept."""

from collections.abc import Callable, Iterable

from app.ui.keepsakes import Keepsakes

SERIES = 6  # and "Other"
_MOST = 300  # names of one kind that are remembered
_FLEETING = frozenset({"session"})  # too many, and none of them comes again
_KEPT = "colours"


class ColourBook:
    """Gives each name a place among six colours and remembers it.

    More than six names can be known; of those that are shown together no two share a place.
    """

    def __init__(
        self, known: dict[str, int] | None = None, learnt: Callable[[dict[str, int]], None] | None = None
    ) -> None:
        self._known = dict(known or {})
        self._learnt = learnt

    def places(self, names: Iterable[str]) -> dict[str, int]:
        """A place for each of at most six names, the most important ones first."""
        given: dict[str, int] = {}
        late: list[str] = []
        for name in names:
            place = self._known.get(name)
            if place is None or place in given.values():
                late.append(name)
            else:
                given[name] = place
        free = [place for place in range(SERIES) if place not in given.values()]
        news = [name for name in late[: len(free)] if name not in self._known]
        for name, place in zip(late, free, strict=False):
            given[name] = place
            self._known.setdefault(name, place)
        if news and self._learnt is not None:
            self._learnt(self._known)
        return given


class Colours:
    """A book for each kind of name. They are kept in the ledger, so that a colour is one for good."""

    def __init__(self, keepsakes: Keepsakes) -> None:
        self._keepsakes = keepsakes
        self._books: dict[str, ColourBook] = {}

    def of(self, dimension: str) -> ColourBook:
        if dimension not in self._books:
            known = self._keepsakes.table(_KEPT).get(dimension)
            places = {
                str(name): place
                for name, place in (known.items() if isinstance(known, dict) else ())
                if isinstance(place, int) and 0 <= place < SERIES
            }
            learnt = None if dimension in _FLEETING else self._keeper(dimension)
            self._books[dimension] = ColourBook(places, learnt)
        return self._books[dimension]

    def _keeper(self, dimension: str) -> Callable[[dict[str, int]], None]:
        def keep(known: dict[str, int]) -> None:
            latest = dict(list(known.items())[-_MOST:])
            self._keepsakes.keep(_KEPT, {**self._keepsakes.table(_KEPT), dimension: latest})

        return keep
