"""From a request head to where it goes, remembered: tools ask for the same targets again and again."""

from dataclasses import dataclass

from app.core.clients import has_stray_token, masked
from app.core.errors import ProviderError
from app.core.providers import Api, Provider
from app.core.routing import Address, api_of, parse_target
from app.proxy.desk import Desk
from app.proxy.headers import RequestHead
from app.proxy.origins import Origin, origin_of
from app.wire import wire_for
from app.wire.api import Wire

_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Route:
    """A call's way. Without an origin there is none, and `trouble` says why."""

    provider: Provider
    origin: Origin | None
    wire: Wire
    target: bytes  # as the provider gets it
    rest: str  # below the provider's base URL
    path: str  # the same without the query, where keys may be, as the books show it
    project: str | None
    token_is_astray: bool = False  # one of ours stands in the target, where it would go upstream
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class NoRoute:
    """There is no such provider. The path still suggests in which shape to say so."""

    wire: Wire
    message: str


_Key = tuple[bytes, bytes, Api | None]


class Routes:
    def __init__(self, desk: Desk, own_port: int) -> None:
        self._desk = desk
        self._own_port = own_port
        self._providers = desk.providers
        self._known: dict[_Key, Route | NoRoute] = {}
        self._origins: dict[str, Origin] = {}

    def find(self, head: RequestHead) -> Route | NoRoute:
        if self._desk.providers is not self._providers:
            self._providers = self._desk.providers
            self._known.clear()
        # a target that names its provider is found at once
        route = self._known.get((head.method, head.target, None))
        if route is not None:
            return route
        address = parse_target(head.target.decode("latin-1"), self._providers)
        if address.provider is not None:
            return self._remember(
                (head.method, head.target, None), self._named(head, address, address.provider)
            )
        api = api_of(address.path, head.text)
        key = (head.method, head.target, api)
        route = self._known.get(key)
        if route is not None:
            return route
        provider = self._desk.default_provider(api)
        if provider is None:
            wire = wire_for(head.method.decode(), address.path)
            return NoRoute(
                wire, f"No provider answers bare {api} paths. Put one first, as in /{api}{address.path}."
            )
        return self._remember(key, self._to(head, address, provider))

    def _remember(self, key: _Key, route: Route | NoRoute) -> Route | NoRoute:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = route
        return route

    def _named(self, head: RequestHead, address: Address, name: str) -> Route | NoRoute:
        provider = self._providers.get(name)
        if provider is not None:
            return self._to(head, address, provider)
        wire = wire_for(head.method.decode(), address.path)
        return NoRoute(wire, f"There is no provider {name[:60]!r}. `tollgate provider list` shows them all.")

    def _to(self, head: RequestHead, address: Address, provider: Provider) -> Route:
        trouble, origin, rest = "", None, address.rest.encode("latin-1")
        try:
            origin = self.origin(provider)
        except ProviderError as error:
            trouble = str(error)
        return Route(
            provider,
            origin,
            wire_for(head.method.decode(), address.path),
            rest if origin is None else origin.target(rest),
            address.rest,
            masked(address.path),
            address.project and masked(address.project),
            has_stray_token(head.target.decode("latin-1")),
            trouble,
        )

    def origin(self, provider: Provider) -> Origin:
        """Providers of one base URL share their connections."""
        key = f"{provider.base_url} {provider.local}"
        origin = self._origins.get(key)
        if origin is None:
            if len(self._origins) >= _REMEMBERED:
                self._origins.clear()
            origin = self._origins[key] = origin_of(provider, self._own_port)
        return origin
