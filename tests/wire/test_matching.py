"""Which wire reads a call is told by its method and its path, whatever a vendor puts before it."""

import pytest

from app.wire import wire_for

CASES = [
    ("POST", "/v1/chat/completions", "openai-chat"),
    ("POST", "/chat/completions", "openai-chat"),
    ("POST", "/api/v1/chat/completions", "openai-chat"),
    ("POST", "/openai/v1/chat/completions", "openai-chat"),
    ("POST", "/inference/v1/chat/completions", "openai-chat"),
    ("POST", "/v1beta/openai/chat/completions", "openai-chat"),
    ("POST", "/openai/deployments/d/chat/completions?api-version=2024-10-21", "openai-chat"),
    ("POST", "/v1/chat/completions/", "openai-chat"),
    ("POST", "/v2/chat", "openai-chat"),
    ("GET", "/v1/chat/completions/chatcmpl-1", "other"),
    ("POST", "/v1/completions", "openai-completions"),
    ("POST", "/v1/fim/completions", "openai-completions"),
    ("POST", "/openai/deployments/d/completions?api-version=1", "openai-completions"),
    ("POST", "/v1/responses", "openai-responses"),
    ("POST", "/v1/responses/compact", "openai-responses"),
    ("POST", "/v1/responses/input_tokens", "openai-responses"),
    ("POST", "/backend-api/codex/responses", "openai-responses"),
    ("POST", "/openai/v1/responses?api-version=preview", "openai-responses"),
    ("GET", "/v1/responses/resp_1", "other"),
    ("POST", "/v1/responses/resp_1/cancel", "other"),
    ("GET", "/v1/responses", "openai-responses"),
    ("GET", "/v1/realtime?model=gpt-realtime", "openai-realtime"),
    ("GET", "/openai/realtime?deployment=d", "openai-realtime"),
    ("POST", "/v1/embeddings", "openai-embeddings"),
    ("POST", "/v2/embed", "openai-embeddings"),
    ("POST", "/v1/images/generations", "openai-images"),
    ("POST", "/v1/images/edits", "openai-images"),
    ("POST", "/openai/deployments/d/images/generations", "openai-images"),
    ("POST", "/v1/audio/speech", "openai-audio"),
    ("POST", "/v1/audio/transcriptions", "openai-audio"),
    ("POST", "/v1/audio/translations", "openai-audio"),
    ("POST", "/v1/messages", "anthropic-messages"),
    ("POST", "/v1/messages?beta=true", "anthropic-messages"),
    ("POST", "/anthropic/v1/messages", "anthropic-messages"),
    ("POST", "/v1/messages/batches", "anthropic-messages"),
    ("GET", "/v1/messages/batches/msgbatch_1/results", "anthropic-messages"),
    ("GET", "/v1/messages/batches/msgbatch_1", "other"),
    ("POST", "/v1/messages/count_tokens", "anthropic-count-tokens"),
    ("POST", "/v1beta/models/gemini-2.5-pro:generateContent", "gemini-generate"),
    ("POST", "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse&key=AIza", "gemini-generate"),
    ("POST", "/v1/models/gemini-2.5-pro:generateContent", "gemini-generate"),
    (
        "POST",
        "/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent",
        "gemini-generate",
    ),
    ("POST", "/v1internal:generateContent", "gemini-generate"),
    ("POST", "/v1beta/models/e:embedContent", "gemini-embed"),
    ("POST", "/v1beta/models/e:batchEmbedContents", "gemini-embed"),
    ("POST", "/v1beta/models/m:countTokens", "gemini-count-tokens"),
    ("POST", "/api/chat", "ollama-chat"),
    ("POST", "/api/generate", "ollama-generate"),
    ("POST", "/api/embed", "ollama-embed"),
    ("POST", "/api/embeddings", "ollama-embed"),
    ("POST", "/v1/moderations", "other"),
    ("POST", "/v1/files", "other"),
    ("GET", "/v1/models", "other"),
    ("GET", "/api/tags", "other"),
    ("HEAD", "/", "other"),
    ("POST", "", "other"),
    ("DELETE", "/v1/chat/completions", "other"),
]


@pytest.mark.parametrize(("method", "path", "name"), CASES)
def test_the_wire_of_a_path(method: str, path: str, name: str) -> None:
    assert wire_for(method, path).name == name
