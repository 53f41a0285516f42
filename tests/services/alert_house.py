"""A ledger with what watches it, a clock that can be set, and servers that are told."""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.core.alert_channels import CHANNELS, Channel
from app.core.alert_rules import KINDS, Rule
from app.core.calls import Call
from app.core.news import News
from app.core.settings import Settings
from app.ledger import Ledger
from app.ledger.alerts import Delivery
from app.ledger.budgets import BudgetEvent
from app.platform.bundle import MIGRATIONS
from app.platform.home import Home, prepare
from app.services.accounts import Accounts
from app.services.alerts import Alerts
from app.services.budgets import Budgets
from app.services.channel_secrets import completed, key_name, packed
from app.services.gate import Gate
from app.services.keys import Keys
from app.services.prices import Prices
from app.services.providers import Providers
from app.services.quotas import Quotas

PATIENCE_S = 20.0


class House:
    def __init__(self, home: Home, now_us: int, retries_us: tuple[int, ...] = (0, 0, 0)) -> None:
        self.home = home
        prepare(home)
        self.now_us = now_us
        self.settings = Settings()
        self.on_notify: Callable[[str, str, str], None] | None = lambda *told: self.shown.append(told)
        self.shown: list[tuple[str, str, str]] = []
        self._news = threading.Condition()
        self.retries_us = retries_us
        self.open()

    def open(self) -> None:
        self.ledger = Ledger.open(
            self.home.ledger, backups=self.home.backups, migrations=MIGRATIONS, announce=self._announce
        )
        self.providers = Providers(self.ledger)
        self.prices = Prices(self.ledger)
        self.gate = Gate(
            self.ledger,
            self.providers,
            self.prices,
            self._budget_event,
            self.clock,
        )
        self.budgets = Budgets(self.ledger, self.gate)
        self.accounts = Accounts(self.ledger, self.providers)
        self.keys = Keys(self.home, lambda: self.settings)
        self.quotas = Quotas(self.ledger)
        self.alerts = Alerts(self, self.quotas, retries_us=self.retries_us, clock=self.clock)

    def _budget_event(self, event: BudgetEvent) -> None:
        self.alerts.budget_event(event)

    def clock(self) -> int:
        return self.now_us

    def _announce(self, news: News) -> None:
        if hasattr(self, "alerts"):
            self.alerts.heard(news)
        with self._news:
            self._news.notify_all()

    def close(self) -> None:
        self.alerts.stop()
        self.keys.stop()
        self.ledger.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def set(self, key: str, value: Any) -> None:
        self.settings = self.settings.with_value(key, value)

    def end(self, *calls: Call) -> None:
        """As the recorder does: told to what counts, then written down."""
        for call in calls:
            self.gate.ended(call)
            self.alerts.ended(call)
            assert self.ledger.record(call)
        assert self.ledger.flush(PATIENCE_S)

    def rule(
        self, kind: str, *, name: str = "", channels: tuple[str, ...] | None = None, **chosen: Any
    ) -> Rule:
        made = Rule(name or f"my {kind}", KINDS[kind], MappingProxyType(chosen), channels=channels)
        return self.alerts.add_rule(made)

    def channel(self, kind: str, secrets: Mapping[str, str], *, name: str = "", **options: str) -> Channel:
        name = name or f"my-{kind}"
        kept = completed(CHANNELS[kind], secrets)
        if kept:
            where = key_name(name)
            self.keys.set(where.provider, where.account, packed(kept))
        return self.alerts.add_channel(Channel(name, CHANNELS[kind], MappingProxyType(options)))

    def only(self, *names: str) -> None:
        """Switch off all rules but these."""
        for rule in self.alerts.rules():
            if rule.name not in names and rule.enabled:
                self.alerts.change_rule(rule.name, enabled=False)

    def deliveries(self) -> list[Delivery]:
        told = self.alerts.history()
        found = self.alerts.deliveries([alert.id for alert in told])
        return [delivery for alert in reversed(told) for delivery in found.get(alert.id, [])]

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        with self._news:
            assert any(self._news.wait_for(is_so, 0.5) for _ in range(int(2 * PATIENCE_S)))

    def titles(self) -> list[str]:
        return [alert.title for alert in reversed(self.alerts.history())]
