"""Everything that no wire knows: it passes untouched, and is a call all the same."""

from app.core.calls import RequestFacts
from app.wire.adapter import JsonWire
from app.wire.api import Headers
from app.wire.digest import Digest
from app.wire.jsontext import Doc, label
from app.wire.sessions import session_in_headers


class _OtherDigest(Digest):
    """Only who answered and what went wrong: counts in an unknown API may mean anything."""

    members = ("id", "model", "error")
    estimates = False

    def take(self, doc: Doc) -> bool:
        self.reading.response_id = self.reading.response_id or label(doc.get("id"))
        self.reading.model = self.reading.model or label(doc.get("model"))
        return False


class Other(JsonWire):
    name = "other"
    reads_body = False
    streams = False
    digest = _OtherDigest

    def matches(self, method: str, path: str) -> bool:
        return True

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        return RequestFacts(wire=self.name, session=session_in_headers(headers))


WIRE = Other()
