"""The desk behind a listener of our own API alone: other programs find us by it when the proxy is off."""

from collections.abc import Mapping
from types import MappingProxyType

from app.core.providers import Api, Provider
from app.services.front_desk import FrontDesk

_NOWHERE: Mapping[str, Provider] = MappingProxyType({})


class ControlDesk(FrontDesk):
    """Forwards nothing: every path that is not below `/-/` is one of no provider."""

    @property
    def providers(self) -> Mapping[str, Provider]:
        return _NOWHERE

    def default_provider(self, api: Api) -> Provider | None:
        del api
        return None
