"""What calls are for: projects, and how a call comes to belong to one."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.patterns import fits

# Apart for eyes that see fewer colours as well; a new project takes the next.
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#dd7700", "#777777")


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    colour: str
    archived: bool = False
    created_us: int = 0


@dataclass(frozen=True, slots=True)
class Traits:
    """What rules can tell calls apart by."""

    path: str
    model: str | None = None
    client: str | None = None
    folder: str | None = None  # of the calling program, where that is known


@dataclass(frozen=True, slots=True)
class Rule:
    """Calls that fit all of its patterns belong to `project`. A folder stands for all below it too."""

    id: int
    project: str
    path: str | None = None
    model: str | None = None
    client: str | None = None
    folder: str | None = None
    position: int = 0

    def fits(self, traits: Traits) -> bool:
        return (
            _fits(traits.path, self.path)
            and _fits(traits.model, self.model)
            and _fits(traits.client, self.client)
            and (
                _fits(traits.folder, self.folder)
                or _fits(traits.folder, f"{(self.folder or '').rstrip('/')}/*")
            )
        )


def first_fitting(rules: Iterable[Rule], traits: Traits) -> str | None:
    """The project of the first rule that fits; `rules` are in their order."""
    return next((rule.project for rule in rules if rule.fits(traits)), None)


def attribute(
    named: str | None,
    of_client: str | None,
    rules: Iterable[Rule],
    traits: Traits,
    of_folder: str | None = None,
) -> str | None:
    """The project of a call: what it names, its token's or client's, a rule's, its program's folder."""
    return named or of_client or first_fitting(rules, traits) or of_folder


def _fits(value: str | None, pattern: str | None) -> bool:
    return pattern is None or (value is not None and fits(pattern, value))
