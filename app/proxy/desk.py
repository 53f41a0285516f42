"""What the proxy asks of the rest of the program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.core.calls import Call, RequestFacts
from app.core.providers import Api, Provider
from app.core.quota import Quota
from app.wire.api import Headers, Refusal


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """A request to our own API, below `/-/`. Whoever sent it showed the control token."""

    method: str  # GET has no effects
    path: str  # without `/-`
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: object = None  # the JSON document of a POST


@dataclass(frozen=True, slots=True)
class ControlReply:
    status: int
    body: object  # becomes JSON


class Desk(Protocol):
    """Every method but `control` is called on the loop: it answers from memory, at once."""

    control_token: str

    @property
    def providers(self) -> Mapping[str, Provider]:
        """By id. A change makes a new mapping: routes are remembered for as long as it is the same object."""
        ...

    def default_provider(self, api: Api) -> Provider | None:
        """Where bare paths of this API go."""
        ...

    @property
    def wants_facts(self) -> bool:
        """Whether `admit` has to know what a request says, so that bodies are held until they are whole."""
        ...

    def admit(self, call: Call, facts: RequestFacts | None, headers: Headers) -> Refusal | None:
        """Whether the call may go upstream. May fill in the call's account, client and project.

        Without facts where nobody wants them, and of a body that is too large to be held.
        """
        ...

    def opened(self, calls: Sequence[Call]) -> None:
        """They are about to go upstream: whatever happens to this process, they were made."""
        ...

    def allowance_told(self, call: Call, quota: Quota) -> None:
        """The answer's head says what is left of the account's allowance."""
        ...

    def amendment_refused(self, provider: Provider) -> None:
        """The provider answered 400 to what a wire had added to a request; not to be tried again."""
        ...

    def record(self, calls: Sequence[Call]) -> int:
        """Take finished calls, from the first on; how many. The others are offered again, new calls wait."""
        ...

    def control(self, request: ControlRequest) -> ControlReply:
        """Answer our own API; called in a worker thread."""
        ...
