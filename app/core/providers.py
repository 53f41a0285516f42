"""Where calls can go, and where they must not."""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from app.core.errors import ProviderError

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
    plan_of: str = ""  # it takes logins with a plan of this provider, and no keys
    key_header: str = ""  # how a stored key is sent; empty: as the API's own clients do


class BaseUrl(NamedTuple):
    tls: bool
    host: str
    port: int
    path: str  # without a slash at its end


def read_base_url(provider: Provider) -> BaseUrl:
    """The parts of its base URL; ProviderError where a key, or a call, would go where it should not."""
    where = f"The base URL of {provider.name}, {provider.base_url!r},"
    if not provider.base_url:
        raise ProviderError(
            f"{provider.name} has no base URL yet.", f"`tollgate provider set {provider.id} --base-url URL`"
        )
    try:
        url = urlsplit(provider.base_url)
        host, port = url.hostname, url.port
    except ValueError:
        raise ProviderError(f"{where} is not an http or https address.") from None
    if url.scheme not in {"http", "https"} or not host:
        raise ProviderError(f"{where} is not an http or https address.")
    if url.username or url.password or url.query or url.fragment:
        raise ProviderError(
            f"{where} must not carry a user, a query or a fragment.", "Keys go into the keyring."
        )
    if _address(host, "is_link_local"):
        raise ProviderError(f"{where} is link-local, where cloud machines keep their secrets.")
    tls = url.scheme == "https"
    if not (tls or provider.local or is_loopback(host)):
        raise ProviderError(
            f"{where} is plain http, which would show keys to the network.",
            "Use https, or --local for a server on this computer or the LAN.",
        )
    return BaseUrl(tls, host, port or (443 if tls else 80), url.path.rstrip("/"))


def check_leads_away(provider: Provider, own_ports: Collection[int]) -> BaseUrl:
    """Its base URL; ProviderError also where calls would come back to this proxy."""
    url = read_base_url(provider)
    if url.port in own_ports and (is_loopback(url.host) or _address(url.host, "is_unspecified")):
        raise ProviderError(
            f"The base URL of {provider.name} is this proxy itself.", "Set it to the provider's own address."
        )
    return url


def same_host(one: Provider, other: Provider) -> bool:
    """Whether who has a key of the one has that of the other."""
    if not (one.base_url and other.base_url):
        return one.base_url == other.base_url
    return read_base_url(one)[:3] == read_base_url(other)[:3]


def is_loopback(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or _address(host, "is_loopback")


def _address(host: str, kind: Literal["is_loopback", "is_link_local", "is_unspecified"]) -> bool:
    try:
        return getattr(ip_address(host), kind)
    except ValueError:
        return False
