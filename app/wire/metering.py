"""The one place where a meter is kept from ever harming a call."""

from app.core.calls import Reading, RequestFacts
from app.wire.api import Meter, Session, Sieve, Wire
from app.wire.coding import Decoder, codings
from app.wire.errors import WireError


def metered(
    wire: Wire, facts: RequestFacts, status: int, content_type: str, content_encoding: str = ""
) -> "SafeMeter":
    """A meter for one answer, fed with its body as it came from the upstream."""
    return SafeMeter(wire, facts, status, content_type, content_encoding)


def sieved(wire: Wire, facts: RequestFacts, content_type: str, content_encoding: str = "") -> Sieve | None:
    """What has to be taken out of this answer; None where there is nothing, or where it is not readable."""
    return None if codings(content_encoding) else wire.sieve(facts, content_type)


class SafeMeter:
    """Undoes the codings, and turns whatever fails into the reading's `problem`."""

    def __init__(
        self, wire: Wire, facts: RequestFacts, status: int, content_type: str, content_encoding: str
    ) -> None:
        self._facts = facts
        self._problem: str | None = None
        self._meter: Meter | None = None
        self._decoder: Decoder | None = None
        try:
            self._meter = wire.meter(facts, status, content_type)
            if content_encoding and codings(content_encoding):
                self._decoder = Decoder(content_encoding)
        except Exception as error:  # noqa: BLE001
            self._give_up(error)

    @property
    def session(self) -> Session | None:
        """The meter itself, where it reads a session and could so far."""
        return self._meter if self._problem is None and isinstance(self._meter, Session) else None

    def feed(self, data: bytes) -> bool:
        if self._meter is None or self._problem is not None:
            return False
        content = False
        try:
            if self._decoder is None:
                return self._meter.feed(data)
            for piece in self._decoder.decode(data):
                content |= self._meter.feed(piece)
        except Exception as error:  # noqa: BLE001
            self._give_up(error)
        return content

    def finish(self, *, cut: bool = False) -> Reading:
        reading: Reading | None = None
        try:
            if self._meter is not None:
                reading = self._meter.finish(cut=cut or self._problem is not None)
        except Exception as error:  # noqa: BLE001
            self._give_up(error)
        if reading is None:
            reading = Reading()
        reading.problem = self._problem or reading.problem
        return reading

    def _give_up(self, error: Exception) -> None:
        # what was read so far stays; a bug is told by its name, never by what it was reading
        known = isinstance(error, WireError)
        self._problem = str(error) if known else f"the meter failed: {type(error).__name__}"
