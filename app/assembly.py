"""Builds the engine, starts and stops its parts in order. Knows no Qt: window and `serve` run the same.

Its parts take a third of a second to import, so they are when it starts: the window is painted before.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from app import __version__
from app.core.calls import Call
from app.core.errors import AppError, PortInUse
from app.core.news import News, ProxyChanged, SettingsChanged
from app.core.settings import Settings, Value
from app.platform import instance, logs, settings_file
from app.platform.bundle import MIGRATIONS
from app.platform.clock import now_us
from app.platform.control import ask, ensure_token
from app.platform.home import Home, prepare

if TYPE_CHECKING:
    from app.ledger import Ledger
    from app.ledger.budgets import BudgetEvent
    from app.proxy import Limits, ProxyRunner
    from app.services.accounts import Accounts
    from app.services.alerts import Alerts
    from app.services.budgets import Budgets
    from app.services.callers import Callers
    from app.services.clients import Clients
    from app.services.gate import Gate
    from app.services.keys import Keys
    from app.services.prices import Prices
    from app.services.projects import Projects
    from app.services.providers import Providers
    from app.services.quotas import Quotas

_log = logging.getLogger("tollgate")
Listener = Callable[[News], None]
_STAYS = frozenset({"window", "serve"})  # kinds that run for long enough to look after the ledger


class Engine:
    """Everything of one home that runs. `start` and `stop` once each, from the same thread."""

    ledger: Ledger
    providers: Providers
    prices: Prices
    gate: Gate
    budgets: Budgets
    alerts: Alerts
    clients: Clients
    projects: Projects
    callers: Callers
    accounts: Accounts
    keys: Keys
    quotas: Quotas
    proxy: ProxyRunner

    def __init__(
        self,
        home: Home,
        kind: str,
        *,
        host: str | None = None,
        port: int | None = None,
        log_to_stderr: bool = False,
    ) -> None:
        self.home = home
        self.kind = kind
        self.settings = Settings()
        self.on_raise: Callable[[], None] | None = None  # the window's, for a second copy that was started
        self.on_notify: Callable[[str, str, str], None] | None = None  # the window's: title, text, place
        self._host = host or "127.0.0.1"
        self._port = port
        self._log_to_stderr = log_to_stderr
        self._listeners: list[Listener] = []
        self._settings_lock = threading.Lock()
        self._proxy_lock = threading.Lock()  # of who starts and stops it: one after the other
        self._control: ProxyRunner | None = None
        self._stack = ExitStack()

    # ---- start and stop, in one place ------------------------------------------------------------

    def start(self) -> None:
        """All but the proxy. Raises an AppError and leaves nothing behind when it cannot."""
        from app.ledger import Ledger
        from app.proxy import ProxyRunner
        from app.services.accounts import Accounts
        from app.services.alerts import Alerts
        from app.services.budgets import Budgets
        from app.services.callers import Callers
        from app.services.caretaker import Caretaker
        from app.services.clients import Clients
        from app.services.control_desk import ControlDesk
        from app.services.front_desk import FrontDesk
        from app.services.gate import Gate
        from app.services.keys import Keys
        from app.services.pointing import Pointing
        from app.services.prices import Prices
        from app.services.projects import Projects
        from app.services.providers import Providers
        from app.services.quotas import Quotas
        from app.services.record import Recorder

        with ExitStack() as stack:
            prepare(self.home)
            died = stack.enter_context(instance.hold(self.home, self.kind))
            self.settings = settings_file.load(self.home.settings)
            logs.start(self.home, to_stderr=self._log_to_stderr)
            stack.callback(logs.stop)
            self.ledger = Ledger.open(
                self.home.ledger, backups=self.home.backups, migrations=MIGRATIONS, announce=self.announce
            )
            stack.callback(self.ledger.close)
            self.providers = Providers(self.ledger)
            self.prices = Prices(self.ledger)
            self.gate = Gate(self.ledger, self.providers, self.prices, self._on_budget_event)
            self.budgets = Budgets(self.ledger, self.gate)
            self.clients = Clients(self.ledger, self.home)
            stack.callback(self.clients.stop)
            self.projects = Projects(self.ledger)
            self.callers = Callers(self._looks_at_folders)
            stack.callback(self.callers.stop)
            self.accounts = Accounts(self.ledger, self.providers)
            self.keys = Keys(self.home, lambda: self.settings)
            stack.callback(self.keys.stop)
            self.quotas = Quotas(self.ledger)
            self.alerts = Alerts(self, self.quotas)
            stack.callback(self.alerts.stop)
            recorder = Recorder(self.ledger, self.providers, self.prices, self._on_call_ended)
            self._caretaker = Caretaker(self)
            stack.callback(self._caretaker.stop)
            token = ensure_token(self.home)
            self._desk = FrontDesk(self, recorder, self.quotas, token)
            if self.kind in _STAYS:
                self._control = ProxyRunner(
                    ControlDesk(self, recorder, self.quotas, token), port=0, name="control"
                )
                self._control.start()
                stack.callback(self._control.stop, 0)
            self.proxy = self._new_proxy(None)
            stack.callback(self.stop_proxy)
            self._pointing = Pointing(self.home, lambda: self.settings)
            if self.kind in _STAYS:
                stack.callback(self._pointing.stopping)
            self._stack = stack.pop_all()
        if self.kind in _STAYS:
            self._pointing.started(died=died is not None and died.kind in _STAYS)
            self._say_where()
            self._caretaker.start()
            self.subscribe(self.alerts.heard)
            self.alerts.start()
            self.keys.unlock_from_environment()

    def stop(self) -> None:
        """Accept nothing more, let calls finish until the deadline, drain the ledger, let go of the home."""
        self._stack.close()

    def start_proxy(self, port: int | None = None) -> str:
        """Listen; the address. Raises PortInUse. One that listens goes on where it does."""
        with self._proxy_lock:
            if self.proxy.url is not None:
                return self.proxy.url
            proxy = self._new_proxy(port)
            try:
                proxy.start()
            except AppError as error:
                other_port = error.other_port if isinstance(error, PortInUse) else None
                self.announce(ProxyChanged(None, str(error), other_port))
                raise
            self.proxy = proxy
            url = proxy.url
            assert url is not None
            _log.info("Tollgate %s listens at %s for %s", __version__, url, self.home.root)
            self._say_where()
            self.announce(ProxyChanged(url))
            self._pointing.listens(url)
            self.gate.recall()
            return url

    def _new_proxy(self, port: int | None) -> ProxyRunner:
        from app.proxy import ProxyRunner

        wanted = self._port if port is None else port
        if wanted is None:
            wanted = self.settings.number("proxy.port")
        return ProxyRunner(self._desk, port=wanted, host=self._host, limits=self._limits())

    def _limits(self) -> Limits:
        from app.proxy import Limits

        number = self.settings.number
        return Limits(
            connect_timeout_s=number("proxy.connect_timeout_s"),
            first_byte_timeout_s=number("proxy.first_byte_timeout_s"),
            idle_timeout_s=number("proxy.idle_timeout_s"),
            tunnel_websockets=self.settings.text("proxy.websocket") == "tunnel",
        )

    def stop_proxy(self) -> None:
        with self._proxy_lock:
            if self.proxy.url is None:
                return
            self.proxy.stop(self.settings.number("proxy.stop_deadline_s"))
            _log.info("The proxy has stopped")
            self._say_where()
            self.announce(ProxyChanged(None))

    @property
    def own_ports(self) -> frozenset[int]:
        """Where calls would come back to this proxy."""
        return frozenset({self.proxy.port or self.settings.number("proxy.port")})

    def _say_where(self) -> None:
        """To other processes, such as a second copy that is started."""
        control = self._control.url if self._control else None
        instance.announce(self.home, self.kind, self.proxy.url, control)

    def _looks_at_folders(self) -> bool:
        return self.projects.by_folder or self.settings.flag("projects.from_folder")

    def _on_call_ended(self, call: Call) -> None:
        self.gate.ended(call)
        self.accounts.ended(call)
        self.alerts.ended(call)

    def _on_budget_event(self, event: BudgetEvent) -> None:
        self.alerts.budget_event(event)

    # ---- what others ask of it ---------------------------------------------------------------------

    def change_setting(self, key: str, value: Value | None) -> None:
        """None goes back to the default."""
        with self._settings_lock:
            changed = self.settings.with_value(key, value)
            if key == "general.start_at_login":
                from app.platform import autostart

                autostart.arrange(self.home, on=changed.flag(key))
            settings_file.save(self.home.settings, changed)
            self.settings = changed
        if key.startswith("proxy."):
            self.proxy.apply(self._limits())
        self.announce(SettingsChanged(frozenset({key})))

    def health(self) -> dict[str, Any]:
        """What `status` and the status bar say of what runs here."""
        from app.services.outlook import as_record as budget_record

        writer = self.ledger.health()
        problems = [str(writer.trouble)] if writer.trouble else []
        if writer.rejected:
            problems.append(f"{writer.rejected} records could not be written and were set aside.")
        condition = self.ledger.condition()
        problems += condition.troubles
        keys = self.keys.standing()
        problems += [keys["trouble"]] if keys["trouble"] else []
        problems += self.accounts.troubles()
        if self.proxy.url is not None:
            problems += self._pointing.troubles(self.proxy.url)
        return {
            "ok": not problems,
            "problems": problems,
            "in_flight": len(self.proxy.in_flight()),
            "waiting_records": writer.waiting,
            "written_records": writer.written,
            "quotas": self.quotas.all(),
            "accounts": self.accounts.health(now_us()),
            "budgets": [budget_record(tally, now_us()) for tally in self.gate.all()],
            "alerts": self.alerts.unacknowledged(),
            "paused_clients": sorted(self.alerts.pauses.all),
            "keys": keys,
            "last_commit_us": writer.last_commit_us,
            "writer_restarts": writer.restarts,
            "ledger": condition.as_record(),
        }

    def raise_window(self) -> bool:
        """A second copy was started: show the window of this one. False when it has none."""
        if self.on_raise is None:
            return False
        self.on_raise()
        return True

    # ---- news ------------------------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """`listener` is called on whichever thread has the news; what comes back ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, news: News) -> None:
        for listener in tuple(self._listeners):
            listener(news)


@contextmanager
def opened(home: Home, command: str) -> Generator[Engine]:
    """The engine without its proxy, for one command."""
    engine = Engine(home, command)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def raise_running(home: Home) -> bool:
    """Show the window of the Tollgate that already runs here. False when none does."""
    other = instance.settled(home)
    if other is None or other.control is None:
        return False
    return bool(ask(home, other.control, "POST", "/-/raise", {})["raised"])
