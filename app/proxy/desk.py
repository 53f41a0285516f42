"""What the proxy asks of the rest of the program."""

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Caller:
    """A program on this computer, by its connection; the same object for all calls over that."""

    other: tuple[str, int]  # its address and port
    own: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """One way upstream. Without a credential the client's own goes along, without a model its own."""

    provider: Provider
    credential: tuple[bytes, bytes] | None = field(default=None, repr=False)  # a header, and its value
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Setback:
    """A way upstream that came to nothing."""

    why: str
    status: int | None = None  # None: there was no answer
    headers: Headers = field(default_factory=dict[str, str])


Verdict = Passage | Refusal | None  # None: it is not known yet
GoOn = Callable[[], Verdict]
Later = Callable[[GoOn], None]


class Journey(Protocol):
    """The ways of one call, one after another. Only called on the loop, and ended once."""

    @property
    def patience_s(self) -> float:
        """How long what is awaited just now may take."""
        ...

    def next(self, later: Later) -> Verdict:
        """A way, or why there is none. Where it is not known yet, `later` is called from any thread with what
        goes on with it."""
        ...

    def give_up(self) -> Refusal | None:
        """It has waited for long enough: why the call cannot go, unless it may after all."""
        ...

    def failed(self, setback: Setback, *, last: bool) -> bool:
        """The last way came to nothing; whether there may be another. `last`: it could not be taken."""
        ...

    def served(self) -> None:
        """The client gets the answer of the last way."""
        ...

    def end(self) -> None:
        """The call is over, or its client has gone."""
        ...


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

    def called(self, call: Call, caller: Caller) -> None:
        """A request begins; who makes it may be asked after. Some time before `admit`."""
        ...

    def admit(
        self, call: Call, facts: RequestFacts | None, headers: Headers, query: str
    ) -> Refusal | Journey | None:
        """Whether the call may go upstream, and how; None: as it came. Fills in whose call it is.

        Without facts where nobody wants them; of a body that is too large to be held, of its beginning.
        """
        ...

    def withdrawn(self) -> Mapping[str, str]:
        """Calls under way that would not be let any more, by their ids, and why. Asked twice a second."""
        ...

    def opened(self, calls: Sequence[Call]) -> None:
        """They are about to go upstream: whatever happens to this process, they were made."""
        ...

    def allowance_told(self, call: Call, quota: Quota) -> None:
        """The answer's head says what is left of the account's allowance."""
        ...

    def came_to(self, call: Call) -> None:
        """A session goes on, and this is what it has used so far: a copy of its call."""
        ...

    def may_go_on(self, call: Call) -> Refusal | None:
        """Why a session may not ask for another answer."""
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
