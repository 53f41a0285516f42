"""Where calls can go."""

from dataclasses import dataclass
from typing import Literal

Api = Literal["openai", "anthropic", "gemini", "ollama", "azure"]
APIS: tuple[Api, ...] = ("openai", "anthropic", "gemini", "ollama", "azure")


@dataclass(frozen=True, slots=True)
class Provider:
    """A host that speaks one family of wires. `base_url` has no trailing slash."""

    id: str
    name: str
    api: Api
    base_url: str
    local: bool = False  # this computer or the LAN: plain http is allowed, calls are free unless priced
    inject_usage: bool = True  # ask streams for their usage where the wire does not send it by itself
    builtin: bool = False
    key_header: str = ""  # how a stored key is sent; empty: as the API's own clients do
