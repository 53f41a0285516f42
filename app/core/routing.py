"""Where a request wants to go, read from its target alone."""

from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import unquote

from app.core.providers import Api


@dataclass(frozen=True, slots=True)
class Address:
    """`/@project/provider/rest?query`; `rest` keeps its bytes and its query as they came."""

    provider: str | None  # None: a bare path, the provider is found by the API that it shows
    rest: str
    project: str | None = None

    @property
    def path(self) -> str:
        return self.rest.partition("?")[0]


_BARE_ROOTS = frozenset({"v1", "v1beta", "v1alpha", "v2", "api", "openai"})


def parse_target(target: str, known: Container[str]) -> Address:
    """The address in an origin-form target. `known` has the provider ids."""
    project = None
    if target.startswith("/@"):
        head, slash, rest = target[2:].partition("/")
        project = unquote(head.partition("?")[0]) or None
        target = slash + rest if slash else "/"
    path, mark, query = target.partition("?")
    name, _, rest = path[1:].partition("/")
    if name not in known and name in _BARE_ROOTS:
        return Address(None, target, project)
    return Address(name, "/" + rest + mark + query, project)


def api_of(path: str, headers: dict[str, str]) -> Api:
    """The API that a bare path and its headers (lower-case names) show."""
    if path.startswith("/api/"):
        return "ollama"
    if (
        path.startswith(("/v1beta/", "/v1alpha/"))
        or ":generateContent" in path
        or ":streamGenerateContent" in path
    ):
        return "gemini"
    if "x-goog-api-key" in headers:
        return "gemini"
    if path.startswith("/openai/"):
        return "azure"
    if path.startswith("/v1/messages") or "anthropic-version" in headers or "x-api-key" in headers:
        return "anthropic"
    return "openai"
