"""Where a provider is, read from its base URL."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.core.errors import ProviderError
from app.core.providers import Provider


# Compared by identity: the pool looks an origin up on every call, and each provider keeps its own.
@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """`prefix` is the path of the base URL, put before every target."""

    tls: bool
    host: str
    port: int
    header: bytes  # the value of Host
    prefix: bytes

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(provider: Provider, own_port: int) -> Origin:
    """ProviderError where calls may not go there."""
    try:
        parts = urlsplit(provider.base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host or parts.scheme not in {"http", "https"}:
        raise ProviderError(f"The base URL of {provider.name} is not an http or https address.")
    tls = parts.scheme == "https"
    if not tls and not provider.local and not is_loopback(host):
        raise ProviderError(
            f"The base URL of {provider.name} is plain http, which would show its key to the network.",
            "Use https, or mark the provider as local.",
        )
    port = port or (443 if tls else 80)
    if port == own_port and is_loopback(host):
        raise ProviderError(
            f"The base URL of {provider.name} is this proxy itself.", "Set it to the provider's own address."
        )
    name = f"[{host}]" if ":" in host else host
    header = name if port == (443 if tls else 80) else f"{name}:{port}"
    try:
        wire_host = header.encode("idna" if not header.isascii() else "ascii")
    except UnicodeError:
        raise ProviderError(f"The base URL of {provider.name} has no valid host name.") from None
    return Origin(tls, host, port, wire_host, parts.path.rstrip("/").encode("ascii", "ignore"))
