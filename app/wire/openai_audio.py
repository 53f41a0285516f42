"""OpenAI's audio: speech from text, and text from speech."""

from app.core.calls import RequestFacts
from app.wire.adapter import JsonWire
from app.wire.api import Headers
from app.wire.digest import Digest
from app.wire.jsontext import Doc, mapping, text
from app.wire.openai_images import form_facts
from app.wire.openai_usage import milliseconds, token_usage

_SPEECH = "speech"


class AudioDigest(Digest):
    members = ("usage", "duration", "text", "error")

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        # transcripts and subtitles come as plain text, where that is asked for
        self.writes = self.plain = facts.dialect != _SPEECH

    def take(self, doc: Doc) -> bool:
        reading = self.reading
        kind = text(doc.get("type"))
        usage = mapping(doc.get("usage"))
        seconds = usage.get("seconds") if usage.get("type") == "duration" else doc.get("duration")
        if usage and usage.get("type") != "duration":
            reading.usage = token_usage(usage)
            if kind == "speech.audio.done":
                # what was written is sound
                reading.usage.audio_out_tokens = reading.usage.output_tokens
                reading.usage.output_tokens = None
        elif seconds is not None:
            reading.usage.audio_ms = milliseconds(seconds)
        said = text(doc.get("delta")) or text(doc.get("text"))
        if said and not (kind == "transcript.text.done" and self.answer):
            self.answer.add(said)
        if kind in {"transcript.text.done", "speech.audio.done"} or "text" in doc:
            reading.finish_reason = "stop"
            self.closed = reading.usage.reported
        return bool(said) or kind == "speech.audio.delta"


class OpenAIAudio(JsonWire):
    name = "openai-audio"
    suffixes = ("/audio/speech", "/audio/transcriptions", "/audio/translations")
    digest = AudioDigest
    prompt = ("input", "instructions")
    turns = "input"
    has_session = False

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        if "multipart/form-data" in headers.get("content-type", ""):
            return form_facts(self.name, path, headers, body, tail)
        facts = super().read_request(path, headers, body, tail)
        facts.dialect = _SPEECH
        return facts


WIRE = OpenAIAudio()
