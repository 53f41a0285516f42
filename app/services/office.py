"""What an act may use: an engine that runs, or one opened for this act only."""

from __future__ import annotations  # it names much and uses nothing: who imports it need not load all of it

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.core.settings import Settings, Value
    from app.ledger import Ledger
    from app.platform.home import Home
    from app.services.accounts import Accounts
    from app.services.alerts import Alerts
    from app.services.budgets import Budgets
    from app.services.clients import Clients
    from app.services.keys import Keys
    from app.services.prices import Prices
    from app.services.projects import Projects
    from app.services.providers import Providers


class Office(Protocol):
    @property
    def home(self) -> Home: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def providers(self) -> Providers: ...

    @property
    def prices(self) -> Prices: ...

    @property
    def budgets(self) -> Budgets: ...

    @property
    def alerts(self) -> Alerts: ...

    @property
    def clients(self) -> Clients: ...

    @property
    def projects(self) -> Projects: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def own_ports(self) -> frozenset[int]: ...

    def change_setting(self, key: str, value: Value | None) -> None: ...
