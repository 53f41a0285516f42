"""What we decided about prices that genai-prices does not, or says otherwise. docs/prices.md says why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# genai-prices' id → ours. The second part has no row in providers.toml: there a user's own provider of that
# name finds its prices. Left out: subscriptions, resellers with rates of their own per region or per route,
# and lists that were converted from another currency.
PROVIDERS = {
    "anthropic": "anthropic",
    "azure": "azure",
    "cerebras": "cerebras",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "google": "gemini",
    "groq": "groq",
    "mistral": "mistral",
    "openai": "openai",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
    "x-ai": "xai",
    "arcee": "arcee",
    "avian": "avian",
    "baseten": "baseten",
    "cloudflare": "cloudflare",
    "meta": "meta",
    "minimax": "minimax",
    "moonshotai": "moonshotai",
    "novita": "novita",
    "ovhcloud": "ovhcloud",
    "voyageai": "voyageai",
    "zai": "zai",
}
# Sold under their maker's list. DeepSeek, xAI and Moonshot set other prices on Azure, and are not here.
ALSO = {"azure": ["openai", "anthropic"]}

# Price key → (component, dollars per one of it → pico-dollars per unit).
PER_MTOK = Decimal(10**6)
PER_THOUSAND = Decimal(10**9)
PER_HOUR = Decimal(10**12)
KEYS = {
    "input_mtok": ("input", PER_MTOK),
    "cache_read_mtok": ("cache_read", PER_MTOK),
    "cache_write_mtok": ("cache_write_5m", PER_MTOK),
    "cache_write_1h_mtok": ("cache_write_1h", PER_MTOK),
    "input_audio_mtok": ("audio_in", PER_MTOK),
    "input_image_mtok": ("image_in", PER_MTOK),
    "output_mtok": ("output", PER_MTOK),
    "output_reasoning_mtok": ("reasoning", PER_MTOK),
    "output_audio_mtok": ("audio_out", PER_MTOK),
    "output_image_mtok": ("image_out", PER_MTOK),
    "web_searches_kcount": ("web_searches", PER_THOUSAND),
    "requests_kcount": ("request", PER_THOUSAND),
    "audio_hours": ("audio_ms", PER_HOUR),
    "input_audio_hours": ("audio_ms", PER_HOUR),
}
# Sold, but not counted by us: the rest of the model's prices stand without them.
NOT_COUNTED = {
    "cache_audio_read_mtok",
    "cache_image_read_mtok",
    "input_video_mtok",
    "input_mchars",
    "input_text_messages_kcount",
    "input_document_kpages",
    "input_annotated_document_kpages",
    "output_citation_mtok",
    "storage_searches_kcount",
}
# Sold, not counted, and too dear to leave out: a model with one of these is unpriced.
REFUSED = {"output_video_mtok"}

TIERS = {
    ("processing", "batch"): "batch",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "priority",
    ("speed", "fast"): "fast",
}
# `default` is the standard price; OpenAI's `fast` is `priority` by its newer name (checked below); routes and
# kinds of search are nothing that an answer tells.
TIERS_LEFT_OUT = {("service_tier", "default"), ("route", "mistral/eu"), ("search_type", "fast")} | {
    ("search_type", "web")
}

# No price in the source means either free or not known. These are free by the seller's own word.
FREE = {
    ("gemini", "gemma-3"),
    ("gemini", "gemma-3n"),
    ("gemini", "gemma-4-26b-a4b-it"),
    ("gemini", "gemma-4-31b-it"),
    ("openai", "moderation"),
}
FREE_ENDING = ":free"

# The Gemini API sells no Claude: those rows are Vertex AI's.
LEFT_OUT_PREFIX = {"gemini": "claude"}

# Not names of DeepSeek's own API; their prices there are somebody else's.
LEFT_OUT = {("deepseek", f"deepseek-v3.{rest}") for rest in ("1-terminus", "2", "2-exp")}
BORROWED = ("imported from openrouter", "seen on openrouter")

# Names that moved from model to model, on which our two sources disagree: unpriced rather than guessed.
DROPPED_NAMES = {
    "mistral": {
        "magistral-medium-latest",
        "magistral-small-latest",
        "mistral-large-latest",
        "mistral-medium",
    },
}

# Names that the source matches by a pattern, and that no rule below finds.
EXTRA_NAMES = {
    ("gemini", "gemini-3.1-pro-preview"): ["gemini-3.1-pro-preview-customtools"],
    ("gemini", "gemini-3.8-live"): ["gemini-3.8-live-extended-thinking"],
    ("gemini", "gemini-live-2.5-flash"): [
        "gemini-2.5-flash-native-audio-preview-09-2025",
        "gemini-2.5-flash-native-audio-preview-12-2025",
    ],
    ("gemini", "gemma-3"): ["gemma-3-1b-it", "gemma-3-4b-it", "gemma-3-12b-it", "gemma-3-27b-it"],
    ("gemini", "gemma-3n"): ["gemma-3n-e2b-it", "gemma-3n-e4b-it"],
    ("mistral", "magistral-small"): [
        "magistral-small-2506",
        "magistral-small-2507",
        "magistral-small-2509",
    ],
    ("openai", "computer-use"): ["computer-use-preview"],
    ("openai", "moderation"): [
        "omni-moderation-2024-09-26",
        "omni-moderation-latest",
        "text-moderation-latest",
        "text-moderation-stable",
    ],
}

# Prices that the source lacks, from the seller's list: dollars per million tokens.
ADDED: dict[tuple[str, str], dict[str, str]] = {
    ("cohere", "embed-v4.0"): {"image_in": "0.47"},
    ("openai", "ft:gpt-4o"): {"cache_read": "1.875"},
    ("openai", "ft:gpt-4o-mini"): {"cache_read": "0.15"},
    ("openai", "gpt-4o-mini-tts"): {"audio_out": "12"},
    ("perplexity", "pplx-decider-flash-v1.2"): {"output": "0"},
    ("perplexity", "pplx-decider-v1-27b"): {"output": "0"},
    ("perplexity", "pplx-decider-v1.1-27b"): {"output": "0"},
    ("perplexity", "pplx-decider-v1.2"): {"output": "0"},
}

# DeepSeek's peak hours. The source cannot say from when, nor that weekends have none.
PEAK_FROM = {
    "deepseek-v4-flash": date(2026, 9, 10),
    "deepseek-v4-pro": date(2026, 8, 17),
    "deepseek-flash": date(2026, 9, 10),
}
# It also stops before DeepSeek ended the nightly discount, and before V3.2.
_DEEPSEEK_V3_2: list[dict[str, Any]] = [
    {"from": "2025-09-05", "prices": {"cache_read": 70_000, "input": 560_000, "output": 1_680_000}},
    {"from": "2025-09-29", "prices": {"cache_read": 28_000, "input": 280_000, "output": 420_000}},
]
LATER_ROWS = {
    ("deepseek", "deepseek-chat"): _DEEPSEEK_V3_2,
    ("deepseek", "deepseek-reasoner"): _DEEPSEEK_V3_2,
}


# The list still has the tiers of a beta that ended: longer prompts are refused since.
LONG_PROMPTS_UNTIL = {("anthropic", "claude-sonnet-4-5"): "2026-04-30"}


@dataclass(frozen=True)
class Derived:
    """Tiers of Gemini that the source names in words only: flex as batch, priority at 1.8 times standard."""

    halved_batch: bool = False  # no batch prices in the source either: half of all of the tokens' prices
    flex_cache_read: str = ""  # dollars, where the list does not just halve
    priority_cache_read: str = ""


DERIVED = {
    "gemini-2.5-flash": Derived(),
    "gemini-2.5-flash-lite": Derived(),
    "gemini-2.5-pro": Derived(),
    "gemini-3-flash-preview": Derived(),
    "gemini-3.1-flash-lite": Derived(),
    "gemini-3.1-pro-preview": Derived(),
    "gemini-3.5-flash": Derived(halved_batch=True, flex_cache_read="0.08"),
    "gemini-3.5-flash-lite": Derived(priority_cache_read="0.05"),
    "gemini-3.6-flash": Derived(),
    "gemini-3.7-flash": Derived(halved_batch=True),
    "gemini-3.8-flash": Derived(),
    "gemini-4-argon": Derived(),
}

# How a name's endings are tried against the source's patterns; the keys are those of app.core.catalogue.
PROBES = {
    "at": ["@20250701", "@20260701"],
    "date": ["-2025-07-01", "-2026-07-01"],
    "day": ["-20250701", "-20260701"],
    "latest": ["-latest"],
    "preview": ["-preview"],
    "preview-date": ["-preview-06-05", "-preview-09-2025"],
    "version": ["-001", "-002"],
}
# Which of them a seller uses.
ENDINGS = {
    "anthropic": ("at", "day", "latest"),
    "gemini": ("latest", "preview", "preview-date", "version"),
}
USUAL_ENDINGS = ("date", "day", "latest")
