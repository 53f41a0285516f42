"""Which colour a name has: the same one for as long as it can be kept."""

from collections.abc import Iterable

SERIES = 6  # and "Other"


class ColourBook:
    """Gives each name a place among six colours and remembers it.

    More than six names can be known; of those that are shown together no two share a place.
    """

    def __init__(self, known: dict[str, int] | None = None) -> None:
        self._known = dict(known or {})

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
        for name, place in zip(late, free, strict=False):
            given[name] = place
            self._known.setdefault(name, place)
        return given
