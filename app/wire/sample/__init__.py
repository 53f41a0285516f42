"""A provider that is not there: answers every wire as its real ones do, for the demo and for tests.

Nothing is drawn by lot: the same request always gets the same answer.
"""

from collections.abc import Callable, Mapping

from app.wire import wire_for
from app.wire.api import Refusal, Wire
from app.wire.requests import read_doc, split_path
from app.wire.sample import anthropic, gemini, ollama, openai
from app.wire.sample.reply import CREATED, Answer, Reply, reply_to, whole

_MODELS = ("gpt-5-mini", "claude-sonnet-4-5", "gemini-2.5-flash", "llama3.2")
_FORMS: Mapping[str, Callable[[Reply], Answer]] = {
    "openai-chat": openai.chat,
    "openai-completions": openai.completions,
    "openai-responses": openai.responses,
    "openai-embeddings": openai.embeddings,
    "openai-images": openai.images,
    "openai-audio": openai.audio,
    "anthropic-messages": anthropic.messages,
    "anthropic-count-tokens": anthropic.count,
    "gemini-generate": gemini.generate,
    "gemini-embed": gemini.embed,
    "gemini-count-tokens": gemini.count,
    "ollama-chat": ollama.chat,
    "ollama-generate": ollama.generate,
    "ollama-embed": ollama.embed,
}


def answer(method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to a request; `headers` (lower-case names) matter for forms only."""
    wire = wire_for(method, path)
    facts = wire.read_request(path, headers or {}, body)
    form = _FORMS.get(wire.name)
    bare = split_path(path)[0]
    if form is None:
        return _model_list(method, bare) or _refused(wire, 404, "not_found", f"Nothing is at {bare}.")
    if facts.model is None or facts.model == "none":
        return _refused(wire, 404, "model_not_found", f"The model {facts.model!r} does not exist.")
    return form(reply_to(facts, read_doc(body), path.encode() + body))


def _refused(wire: Wire, status: int, code: str, message: str) -> Answer:
    status, body = wire.refusal(Refusal(status, code, message))
    return Answer(status, "application/json", [body], 0)


def _model_list(method: str, path: str) -> Answer | None:
    if method != "GET":
        return None
    if path.endswith("/api/tags"):
        return whole({"models": [{"name": name, "model": name} for name in _MODELS]})
    if path.endswith("/models"):
        rows = [{"id": name, "object": "model", "created": CREATED, "owned_by": "sample"} for name in _MODELS]
        return whole({"object": "list", "data": rows})
    return None
