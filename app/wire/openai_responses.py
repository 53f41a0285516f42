"""OpenAI Responses: whole, as a stream, over a WebSocket, compacted, or only counted."""

from app.core.calls import RequestFacts
from app.wire.adapter import JsonWire
from app.wire.api import Headers, Meter
from app.wire.digest import CountDigest, DocumentMeter
from app.wire.jsontext import Doc, items, mapping
from app.wire.openai_realtime import RealtimeMeter
from app.wire.outer import of_type
from app.wire.requests import split_path
from app.wire.responses_digest import ResponsesDigest
from app.wire.sessions import session_in_headers

_ONLY_COUNTS = "count"


class OpenAIResponses(JsonWire):
    name = "openai-responses"
    suffixes = ("/responses", "/responses/compact", "/responses/input_tokens")
    digest = ResponsesDigest
    prompt = ("instructions", "input", "tools")
    turns = "input"

    def matches(self, method: str, path: str) -> bool:
        if (
            method == "GET"
        ):  # with which nothing but a WebSocket is asked for here: it is Codex's first choice
            return split_path(path)[0].rstrip("/").endswith("/responses")
        return super().matches(method, path)

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        if not body and tail is None:  # what is asked for comes through the tunnel
            return RequestFacts(wire=self.name, stream=True, session=session_in_headers(headers))
        return super().read_request(path, headers, body, tail)

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        super().read_facts(facts, doc, path, query)
        if path.rstrip("/").endswith("/input_tokens"):
            facts.dialect = _ONLY_COUNTS
        # Codex tells its tools in the conversation, in groups
        groups = of_type(doc.get("input"), "additional_tools")
        told = [tool for group in groups for tool in items(group.get("tools"))]
        if told:
            facts.tools_count = (facts.tools_count or 0) + _tools_in(told)

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        if status == 101:
            return RealtimeMeter(facts)
        if facts.dialect == _ONLY_COUNTS:
            return DocumentMeter(CountDigest(facts), status, content_type)
        return super().meter(facts, status, content_type)


def _tools_in(told: list[object]) -> int:
    """Tools come alone or in named groups, which are none themselves."""
    groups = (mapping(tool) for tool in told)
    return sum(len(items(group.get("tools"))) if group.get("type") == "namespace" else 1 for group in groups)


WIRE = OpenAIResponses()
