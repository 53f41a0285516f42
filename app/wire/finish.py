"""Why an answer ended, in one set of words for all providers.

stop, length, tool_calls, content_filter, refusal, pause, error, cancelled; a reason that no list knows is
`other`, and an answer that gives none has none.
"""

_WORDS = {
    # OpenAI and those who speak its APIs
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "completed": "stop",
    "max_output_tokens": "length",
    "cancelled": "cancelled",
    "failed": "error",
    "error": "error",
    "eos": "stop",
    "stop_sequence": "stop",
    "model_length": "length",
    "insufficient_system_resource": "error",
    "abort": "cancelled",
    "repetition": "stop",
    # Anthropic
    "end_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "pause_turn": "pause",
    "refusal": "refusal",
    "compaction": "pause",
    # Gemini
    "finish_reason_stop": "stop",
    "safety": "content_filter",
    "recitation": "content_filter",
    "language": "content_filter",
    "blocklist": "content_filter",
    "prohibited_content": "content_filter",
    "spii": "content_filter",
    "image_safety": "content_filter",
    "image_prohibited_content": "content_filter",
    "image_recitation": "content_filter",
    "malformed_function_call": "error",
    "unexpected_tool_call": "error",
    "too_many_tool_calls": "error",
    "missing_thought_signature": "error",
    "malformed_response": "error",
    # Cohere
    "complete": "stop",
    "tool_call": "tool_calls",
    "error_toxic": "content_filter",
    "error_limit": "length",
    "timeout": "error",
    # Ollama
    "load": "stop",
    "unload": "stop",
}


def finish_word(reason: object) -> str | None:
    if not isinstance(reason, str) or not reason:
        return None
    return _WORDS.get(reason.lower(), "other")
