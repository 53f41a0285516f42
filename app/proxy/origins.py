"""Where a provider is, read from its base URL."""

from dataclasses import dataclass

from app.core.errors import ProviderError
from app.core.providers import Provider, check_leads_away


# Compared by identity: the pool looks an origin up on every call, and each provider keeps its own.
@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """`prefix` is the path of the base URL, put before every target."""

    tls: bool
    host: str
    port: int
    header: bytes  # the value of Host
    prefix: bytes

    def target(self, rest: bytes) -> bytes:
        """Where a path below the base URL is. A version that both of them name counts once."""
        version = self.prefix.rpartition(b"/")[2]
        if version[:1] == b"v" and rest.startswith(b"/%b/" % version):
            return self.prefix + rest[len(version) + 1 :]
        return self.prefix + rest

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def origin_of(provider: Provider, own_port: int) -> Origin:
    """ProviderError where calls may not go there."""
    tls, host, port, path = check_leads_away(provider, (own_port,))
    name = f"[{host}]" if ":" in host else host
    header = name if port == (443 if tls else 80) else f"{name}:{port}"
    try:
        wire_host = header.encode("idna" if not header.isascii() else "ascii")
    except UnicodeError:
        raise ProviderError(f"The base URL of {provider.name} has no valid host name.") from None
    return Origin(tls, host, port, wire_host, path.encode("ascii", "ignore"))
