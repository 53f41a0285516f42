"""Ten exchanges of each major wire, as a developer would write them with its SDK."""

from dataclasses import dataclass, field
from typing import Any

from tests.e2e.program import Row

_ASK = "How many ships passed the lighthouse, and where to?"
_LONG = "The keeper wrote: a ship, its name, its hour, the wind and the colour of the sea. " * 120
_UNICODE = "Wie viele Schiffe fuhren vorbei? 灯台守は船を数える。 \U0001f6a2\U0001f6a2 “naïve” — ½"
_PLACE = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}


@dataclass(frozen=True)
class Exchange:
    name: str
    way: str  # as in sdk.py
    arguments: dict[str, Any]
    streams: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "streams", self.way not in {"whole", "head"})


@dataclass(frozen=True)
class Api:
    """One wire, the SDK that speaks it, and how the SDK's usage reads in the ledger's columns."""

    wire: str
    root: str  # whose address it has: openai, anthropic or gemini
    sdk: str
    call: str
    client: str  # what the ledger calls the SDK
    usage: dict[str, tuple[str, ...]]  # the SDK's own name of a count: the columns that it is the sum of
    exchanges: tuple[Exchange, ...]

    @property
    def plain(self) -> dict[str, Any]:
        return self.exchanges[0].arguments

    @property
    def tools(self) -> dict[str, Any]:
        return next(x.arguments for x in self.exchanges if x.name == "tools")

    @property
    def streamed(self) -> dict[str, Any]:
        """What a stream has to ask for so that its usage comes without our asking."""
        return _USAGE if self.wire == "openai-chat" else {}


def told(usage: dict[str, Any] | None, path: str) -> int | None:
    """A count in what an SDK reports, by its path."""
    for name in path.split("."):
        usage = (usage or {}).get(name)  # type: ignore[assignment]
    return usage  # type: ignore[return-value]


def kept(row: Row, columns: tuple[str, ...]) -> int | None:
    """The same count in the ledger, put together again from its buckets; None where none was reported."""
    known = [row[name] for name in columns if row[name] is not None]
    return sum(known) if known else None


def _user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _chat(*messages: dict[str, Any], model: str = "gpt-4o-mini", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": list(messages), **more}


_FUNCTION = {"name": "weather", "description": "The weather at a place.", "parameters": _PLACE}
_USAGE = {"stream_options": {"include_usage": True}}
_TURNS = (_user("Good morning."), {"role": "assistant", "content": "Good morning, keeper."}, _user(_ASK))

CHAT = Api(
    wire="openai-chat",
    root="openai",
    sdk="openai",
    call="chat.completions",
    client="OpenAI SDK",
    usage={
        "prompt_tokens": ("input_tokens", "cache_read_tokens", "cache_write_5m_tokens"),
        "prompt_tokens_details.cached_tokens": ("cache_read_tokens",),
        "completion_tokens": ("output_tokens", "reasoning_tokens"),
        "completion_tokens_details.reasoning_tokens": ("reasoning_tokens",),
        "total_tokens": ("total_tokens",),
    },
    exchanges=(
        Exchange("plain", "whole", _chat(_user(_ASK))),
        Exchange("system", "whole", _chat({"role": "system", "content": "Be brief."}, _user(_ASK))),
        Exchange("turns", "whole", _chat(*_TURNS, temperature=0.2)),
        Exchange("cached", "whole", _chat(_user(_LONG + _ASK))),
        Exchange("reasoning", "whole", _chat(_user(_ASK), model="gpt-5-mini", reasoning_effort="low")),
        Exchange("tools", "whole", _chat(_user(_ASK), tools=[{"type": "function", "function": _FUNCTION}])),
        Exchange("cut", "whole", _chat(_user(_ASK), max_tokens=8)),
        Exchange("stream", "stream", _chat(_user(_ASK), **_USAGE)),
        Exchange("stream of all", "stream", _chat(_user(_LONG + _UNICODE), model="gpt-5-mini", **_USAGE)),
        Exchange("assembled", "assembled", _chat(_user(_UNICODE), **_USAGE)),
    ),
)


def _respond(given: Any, model: str = "gpt-4o-mini", **more: Any) -> dict[str, Any]:
    return {"model": model, "input": given, **more}


RESPONSES = Api(
    wire="openai-responses",
    root="openai",
    sdk="openai",
    call="responses",
    client="OpenAI SDK",
    usage={
        "input_tokens": ("input_tokens", "cache_read_tokens", "cache_write_5m_tokens"),
        "input_tokens_details.cached_tokens": ("cache_read_tokens",),
        "output_tokens": ("output_tokens", "reasoning_tokens"),
        "output_tokens_details.reasoning_tokens": ("reasoning_tokens",),
        "total_tokens": ("total_tokens",),
    },
    exchanges=(
        Exchange("plain", "whole", _respond([_user(_ASK)])),
        Exchange("a string", "whole", _respond(_ASK)),
        Exchange("system", "whole", _respond([_user(_ASK)], instructions="Be brief.")),
        Exchange("turns", "whole", _respond(list(_TURNS), store=False)),
        Exchange("cached", "whole", _respond([_user(_LONG + _ASK)])),
        Exchange("reasoning", "whole", _respond([_user(_ASK)], "gpt-5-mini", reasoning={"effort": "low"})),
        Exchange("tools", "whole", _respond([_user(_ASK)], tools=[{"type": "function", **_FUNCTION}])),
        Exchange("cut", "whole", _respond([_user(_ASK)], max_output_tokens=8)),
        Exchange("stream", "stream", _respond([_user(_LONG + _UNICODE)], "gpt-5-mini")),
        Exchange("assembled", "assembled", _respond([_user(_UNICODE)])),
    ),
)


def _message(*messages: dict[str, Any], model: str = "claude-haiku-4-5", **more: Any) -> dict[str, Any]:
    return {"model": model, "max_tokens": 600, "messages": list(messages), **more}


_ANTHROPIC_TOOL = {"name": "weather", "description": "The weather at a place.", "input_schema": _PLACE}

MESSAGES = Api(
    wire="anthropic-messages",
    root="anthropic",
    sdk="anthropic",
    call="messages",
    client="Anthropic SDK",
    usage={
        "input_tokens": ("input_tokens",),
        "cache_read_input_tokens": ("cache_read_tokens",),
        "cache_creation_input_tokens": ("cache_write_5m_tokens", "cache_write_1h_tokens"),
        "output_tokens": ("output_tokens", "reasoning_tokens"),
    },
    exchanges=(
        Exchange("plain", "whole", _message(_user(_ASK))),
        Exchange("system", "whole", _message(_user(_ASK), system="Be brief.")),
        Exchange("turns", "whole", _message(*_TURNS, stop_sequences=["STOP"])),
        Exchange("cached", "whole", _message(_user(_LONG + _ASK))),
        Exchange("thinking", "whole", _message(_user(_ASK), model="claude-opus-4-8")),
        Exchange("tools", "whole", _message(_user(_ASK), tools=[_ANTHROPIC_TOOL])),
        Exchange("cut", "whole", _message(_user(_ASK)) | {"max_tokens": 8}),
        Exchange("stream", "stream", _message(_user(_ASK))),
        Exchange("stream of all", "stream", _message(_user(_LONG + _UNICODE), model="claude-opus-4-8")),
        Exchange("assembled", "assembled", _message(_user(_UNICODE))),
    ),
)


def _generate(contents: Any, model: str = "gemini-2.0-flash", **config: Any) -> dict[str, Any]:
    return {"model": model, "contents": contents, "config": config or None}


def _part(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text}]}


_GEMINI_TURNS = [_part("user", "Good morning."), _part("model", "Good morning, keeper."), _part("user", _ASK)]
_GEMINI_TOOL = {
    "function_declarations": [
        {
            "name": "weather",
            "description": "The weather at a place.",
            "parameters": {
                "type": "OBJECT",
                "properties": {"place": {"type": "STRING"}},
                "required": ["place"],
            },
        }
    ]
}

GENERATE = Api(
    wire="gemini-generate",
    root="gemini",
    sdk="gemini",
    call="",
    client="Google Gen AI SDK",
    usage={
        "prompt_token_count": ("input_tokens", "cache_read_tokens"),
        "cached_content_token_count": ("cache_read_tokens",),
        "candidates_token_count": ("output_tokens",),
        "thoughts_token_count": ("reasoning_tokens",),
        "total_token_count": ("total_tokens",),
    },
    exchanges=(
        Exchange("plain", "whole", _generate(_ASK)),
        Exchange("system", "whole", _generate(_ASK, system_instruction="Be brief.")),
        Exchange("turns", "whole", _generate(_GEMINI_TURNS, temperature=0.2)),
        Exchange("cached", "whole", _generate(_LONG + _ASK)),
        Exchange("thinking", "whole", _generate(_ASK, model="gemini-2.5-flash")),
        Exchange("tools", "whole", _generate(_ASK, tools=[_GEMINI_TOOL])),
        Exchange("cut", "whole", _generate(_ASK, max_output_tokens=8)),
        Exchange("stream", "stream", _generate(_ASK)),
        Exchange("stream of all", "stream", _generate(_LONG + _UNICODE, model="gemini-2.5-flash")),
        Exchange("stream of turns", "stream", _generate(_GEMINI_TURNS)),
    ),
)

APIS = (CHAT, RESPONSES, MESSAGES, GENERATE)
