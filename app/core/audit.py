"""Who changed what."""

from dataclasses import dataclass
from typing import Any, Literal

Actor = Literal["window", "command line", "program"]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`before` and `after` are what was so, as JSON can carry it; a secret is in neither."""

    at_us: int
    actor: str
    act: str
    subject: str
    before: Any = None
    after: Any = None
