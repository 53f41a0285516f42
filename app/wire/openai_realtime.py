"""Realtime sessions, and Responses over a WebSocket: many answers in one call, added up."""

from dataclasses import replace
from urllib.parse import parse_qsl

from app.core.calls import Reading, RequestFacts
from app.wire.adapter import JsonWire
from app.wire.api import Headers, Meter
from app.wire.digest import DocumentMeter
from app.wire.failures import Failure, failure_in_stream
from app.wire.jsontext import Doc, label, mapping, parse, text
from app.wire.openai_usage import milliseconds, token_usage
from app.wire.requests import path_segment, split_path
from app.wire.responses_digest import ResponsesDigest
from app.wire.sessions import session_of
from app.wire.usage_sums import add
from app.wire.websocket import TEXT, FrameReader

_ENDS = frozenset({"response.done", "response.completed", "response.incomplete", "response.failed"})
_ASKS = frozenset({"response.create", "input_audio_buffer.append", "input_audio_buffer.commit"})
_TRANSCRIBED = "conversation.item.input_audio_transcription.completed"


class RealtimeMeter:
    """Reads what the server sends after the upgrade. Every answer tells its own usage: here they add up."""

    def __init__(self, facts: RequestFacts) -> None:
        self.told = 0
        self._facts = facts
        self._frames = FrameReader()
        self._asked = FrameReader()  # what the client sends
        self._reading = Reading()
        self._tool_calls = 0
        self._answering: ResponsesDigest | None = None  # the answer that has begun and not ended
        self._stumbled: Failure | None = None  # an error with no answer after it: a session survives most

    def feed(self, data: bytes) -> bool:
        content = False
        for message in self._frames.feed(data):
            if message.opcode == TEXT:
                content |= self._event(message.payload)
        return content

    @property
    def answering(self) -> bool:
        return self._answering is not None

    @property
    def at_edge(self) -> bool:
        return self._frames.at_edge

    def so_far(self) -> Reading:
        usage = replace(self._reading.usage)
        return replace(self._reading, usage=usage, basis="measured" if usage.reported else "none")

    def asks(self, data: bytes) -> bool:
        """What is said aloud asks as well: the server answers when it hears a pause."""
        before = self._asked.skipped
        messages = self._asked.feed(data)
        return self._asked.skipped > before or any(
            _kind(message.payload) in _ASKS for message in messages if message.opcode == TEXT
        )

    def finish(self, *, cut: bool = False) -> Reading:
        reading = self._reading
        reading.tool_calls = self._tool_calls or None
        if self._stumbled is not None:
            reading.error_type = self._stumbled.type or "error"
            reading.error_message = self._stumbled.message
        if self._frames.skipped:
            reading.problem = "a message was too long to read"
        open_answer = self._answering
        if open_answer is not None and (open_answer.answer or open_answer.thought):
            reading.basis = "partial"
            usage = reading.usage
            usage.output_tokens = (usage.output_tokens or 0) + open_answer.answer.tokens()
            if open_answer.thought:
                usage.reasoning_tokens = (usage.reasoning_tokens or 0) + open_answer.thought.tokens()
        elif reading.usage.reported:
            reading.basis = "measured"
        return reading

    def _event(self, payload: bytes) -> bool:
        if self._answering is not None:
            content = self._answering.skim(payload)
            if content is not None:
                return content
        try:
            doc = mapping(parse(payload))
        except ValueError:
            self._reading.problem = "a message is not JSON"
            return False
        kind = text(doc.get("type"))
        if kind in {"session.created", "session.updated"}:
            session = mapping(doc.get("session"))
            self._reading.model = label(session.get("model")) or self._reading.model
            self._reading.response_id = label(session.get("id")) or self._reading.response_id
        elif kind == _TRANSCRIBED:
            self._transcribed(mapping(doc.get("usage")))
        elif kind == "error":
            self._stumbled = failure_in_stream(doc)
        elif kind is not None and kind.startswith("response."):
            return self._answer(doc, kind)
        return False  # what the user said, and what only keeps the session going

    def _answer(self, doc: Doc, kind: str | None) -> bool:
        digest = self._answering
        if digest is None:
            digest = self._answering = ResponsesDigest(self._facts)
        content = digest.take(doc)
        if kind in _ENDS:
            self._answering = self._stumbled = None
            digest.settle()
            reading, one = self._reading, digest.reading
            self.told += one.usage.reported
            add(reading.usage, one.usage)
            self._tool_calls += one.tool_calls or 0
            reading.model = one.model or reading.model
            reading.response_id = reading.response_id or one.response_id
            reading.service_tier = one.service_tier or reading.service_tier
            reading.finish_reason = one.finish_reason
            reading.error_type, reading.error_message = one.error_type, one.error_message
        return content

    def _transcribed(self, usage: Doc) -> None:
        if usage.get("type") == "duration":
            spent = token_usage({})
            spent.audio_ms = milliseconds(usage.get("seconds"))
        else:
            spent = token_usage(usage)
        self.told += spent.reported
        add(self._reading.usage, spent)


def _kind(message: bytes) -> str | None:
    try:
        return text(mapping(parse(message)).get("type"))
    except ValueError:
        return None


class OpenAIRealtime(JsonWire):
    name = "openai-realtime"
    reads_body = False
    streams = False
    digest = ResponsesDigest
    suffixes = ("/realtime",)

    def matches(self, method: str, path: str) -> bool:
        return method == "GET" and split_path(path)[0].rstrip("/").endswith(self.suffixes)

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        bare, query = split_path(path)
        model = label(query.get("model") or query.get("deployment")) or path_segment(bare, "/deployments/")
        facts = RequestFacts(wire=self.name, model=model, stream=True, session=session_of(headers, {}))
        named = [
            value for name, value in parse_qsl(path.partition("?")[2]) if name in {"model", "deployment"}
        ]
        facts.model_sure = len(named) <= 1
        return facts

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        if status == 101:
            return RealtimeMeter(facts)
        return DocumentMeter(self.digest(facts), status, content_type)


WIRE = OpenAIRealtime()
