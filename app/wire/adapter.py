"""What the wires have in common. A wire is one of these with its own paths and its own digest."""

from functools import partial

from app.core.calls import RequestFacts
from app.core.estimation import ImageRules
from app.wire.api import Headers, Meter, Refusal, Sieve
from app.wire.digest import Digest, DocumentMeter
from app.wire.jsontext import Doc, first_count, is_array, items, label, written
from app.wire.refusals import RefusalShape, encoded, openai_refusal
from app.wire.requests import (
    names_one_model,
    path_segment,
    prompt_tokens,
    read_doc,
    read_ends,
    read_members,
    split_path,
)
from app.wire.sessions import session_in_headers, session_of
from app.wire.stream_usage import may_be_stream

_DEPLOYMENT = "/deployments/"
_LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens", "max_tokens_to_sample")
_TUNED = frozenset((*_LIMITS, "temperature", "top_p", "service_tier"))  # what many leave as it is


class JsonWire:
    """An API whose requests are JSON. The defaults are those of OpenAI and its many speakers."""

    name: str
    reads_body: bool = True
    streams: bool = True
    may_amend: bool = False
    suffixes: tuple[str, ...] = ()  # of the paths; what is before them is the vendor's own
    not_suffixes: tuple[str, ...] = ()
    digest: type[Digest]
    refusal_shape: RefusalShape = staticmethod(openai_refusal)
    image_rules: ImageRules = "openai"
    prompt: tuple[str, ...] = ("messages", "tools")  # the members that are the prompt
    turns: str = "messages"
    has_session: bool = True

    def matches(self, method: str, path: str) -> bool:
        bare = split_path(path)[0].rstrip("/")
        return method == "POST" and bare.endswith(self.suffixes) and not bare.endswith(self.not_suffixes)

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        bare, query = split_path(path)
        doc, broken = (read_members(body), None) if tail is None else read_ends(body, tail)
        doc = self.unwrapped(doc)
        facts = RequestFacts(wire=self.name)
        facts.session = session_of(headers, doc) if self.has_session else session_in_headers(headers)
        if broken is not None:  # it tells how a conversation begins, but not how much there is of it
            doc = {name: value for name, value in doc.items() if name != broken}
        self.read_facts(facts, doc, bare, query)
        if tail is not None:
            facts.model_sure = False
        elif body:
            facts.model_check = partial(names_one_model, body)
        if tail is None:
            facts.estimator = partial(self._estimate_later, body)
        return facts

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        facts.model = told = label(doc.get("model"))
        if _DEPLOYMENT in path:
            deployment = path_segment(path, _DEPLOYMENT)
            facts.model = told or deployment
            facts.model_sure = told is None or deployment in {None, told}  # Azure goes by the path
        facts.stream = doc.get("stream") is True
        facts.message_count = self.count_turns(doc.get(self.turns))
        facts.tools_count = len(items(doc["tools"])) if "tools" in doc else None
        if not _TUNED.isdisjoint(doc):
            facts.max_tokens = first_count(doc, *_LIMITS)
            facts.temperature = written(doc.get("temperature"))
            facts.top_p = written(doc.get("top_p"))
            facts.service_tier = label(doc.get("service_tier"))

    def unwrapped(self, doc: Doc) -> Doc:
        """The request itself, where an API puts it into an envelope."""
        return doc

    @staticmethod
    def count_turns(value: object) -> int | None:
        if is_array(value):
            return len(value)
        return 1 if value else None

    def _estimate_later(self, body: bytes) -> int | None:
        # parsing once more is rare and cheap; keeping every parsed request until its answer ends is neither
        return self.estimate(self.unwrapped(read_doc(body)), body)

    def estimate(self, doc: Doc, body: bytes) -> int | None:
        return prompt_tokens(doc, self.prompt, body, self.image_rules)

    def may_stream(self, path: str, body: bytes) -> bool:
        return may_be_stream(body)

    def amend(self, body: bytes, facts: RequestFacts) -> bytes:
        return body

    def refused_amendment(self, status: int, body: bytes) -> bool:
        return False

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        return DocumentMeter(self.digest(facts), status, content_type)

    def sieve(self, facts: RequestFacts, content_type: str) -> Sieve | None:
        return None

    def refusal(self, refusal: Refusal) -> tuple[int, bytes]:
        return encoded(self.refusal_shape, refusal)
