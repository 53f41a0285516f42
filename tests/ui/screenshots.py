"""Pictures of every page, in every form that people see them in, for people to look at.

`python -m tests.ui.screenshots FOLDER [--home HOME]`: without a home that has calls in it, one is furnished
with the sample year first.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize, QThread
from PySide6.QtWidgets import QApplication, QWidget

from app.assembly import Engine
from app.core.alert_channels import CHANNELS, Channel
from app.core.calls import Call
from app.core.judging import runaways
from app.core.quota import Quota, QuotaWindow
from app.core.runaway import Runaway
from app.core.settings import find
from app.ledger import alerts as store
from app.ledger.alerts import Send
from app.platform.clock import now_us
from app.platform.home import Home
from app.services.keys import KeptKey
from app.services.sample_year import sample_calls
from app.ui.language import speak
from app.ui.pages import PAGES
from app.ui.pages.alerts import AlertsPage
from app.ui.pages.budgets import BudgetsPage
from app.ui.pages.calls import CallsPage
from app.ui.pages.clients import ClientsPage
from app.ui.pages.prices import PricesPage
from app.ui.pages.trends import TrendsPage
from app.ui.pages.trends_measures import Wish
from app.ui.ranges import Range
from app.ui.session import Session
from tests.ui.dialogs import DIALOGS

Shoot = Callable[..., None]  # a session, the picture's name, and what is on it unless it is the window
SMALL, LARGE = QSize(1024, 700), QSize(1600, 1000)
FORMS: tuple[tuple[str, QSize, int], ...] = (
    ("small", SMALL, 100),
    ("large", LARGE, 100),
    ("text150", LARGE, 150),
    ("small150", SMALL, 150),
)
_TRENDS = {
    "areas": Wish(form="area", compare=True, cumulative=True),
    "lines": Wish(measure="latency_p95", group="provider", form="line", compare=True),
    "week": Wish(measure="calls", heat=True),
}
_PATIENCE_MS = 20_000
_THINKING_MS = 700  # some look at what is typed after a moment


def wait_until(condition: Callable[[], bool], what: str, patience_ms: int = _PATIENCE_MS) -> None:
    """Let Qt work until it is so.

    Between two looks it sleeps: `processEvents` comes back at once when there is nothing to do, and a loop
    that spins keeps the interpreter from the readers' threads, who need it again for every row.
    """
    deadline = QDeadlineTimer(patience_ms)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError(what)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QThread.msleep(2)


def settle(session: Session, pause_ms: int = 350) -> None:
    """Until everything that was asked for has been read and painted."""
    quiet = QDeadlineTimer(pause_ms)

    def settled() -> bool:
        page = session.window.page
        working = session.queries.working or session.jobs.working or not (page is None or page.complete)
        return quiet.hasExpired() and not working

    wait_until(settled, "the reads end")
    QApplication.processEvents()  # what the last answer still has to lay out


def furnish_home(home: Home, upstream_url: str = "http://127.0.0.1:9") -> None:
    from app.services.demo import furnish

    engine = Engine(home, "screenshots")
    engine.start()
    try:
        furnish(engine, upstream_url)
        note_standings(engine)
    finally:
        engine.stop()


def note_standings(engine: Engine) -> None:
    """Keys by their names only, and what providers told of allowances."""
    now = now_us()
    for account in ("production", "overflow"):
        engine.keys.note(KeptKey("openai", account, "keyring", "Secret Service keyring", now - 10**12))
    passing = make_sample(now)
    windows = (
        QuotaWindow("5h", 62.0, resets_us=now + 5_400_000_000),
        QuotaWindow("7d", 84.0, resets_us=now + 190_000_000_000),
    )
    engine.quotas.take(passing, Quota(windows, plan="Max"))
    tell_in_vain(engine, now)


def tell_in_vain(engine: Engine, now: int) -> None:
    """A stopped client, a muted rule, and a channel that cannot be reached."""
    store.keep_channel(engine.ledger, Channel("team", CHANNELS["slack"], created_us=now - 10**12)).result()
    mail = {"host": "mail.example.com", "from": "tollgate@example.com", "to": "me@example.com"}
    store.keep_channel(engine.ledger, Channel("mail", CHANNELS["email"], mail, now - 10**12)).result()
    engine.keys.note(KeptKey("alert:team", "secrets", "keyring", "Secret Service keyring", now - 10**12))
    engine.alerts.reload()
    engine.alerts.mute("Model without a price", now + 3 * 86_400_000_000)
    engine.alerts.pause("indexer", "the rule 'Runaway loop' took it for a runaway.")
    rule, at = engine.alerts.rule("Runaway loop"), now - 25 * 60_000_000
    loop = Runaway("indexer", at, "text-embedding-3-small", None, 31, 180_000_000)
    found = runaways(replace(rule, chosen={"pause": True}), [loop], ZoneInfo("UTC"))
    sends = [Send(channel.id, at) for channel in engine.alerts.channels() if channel.name != "mail"]
    ids = store.tell(engine.ledger, rule, found, sends, at).result()
    for delivery in engine.alerts.deliveries(ids)[ids[0]]:
        why = "It answers 404: no_service" if delivery.channel == "team" else None
        store.end_deliveries(engine.ledger, [delivery.id], at + 1_000_000, why).result()


def make_sample(at_us: int) -> Call:
    call = next(iter(sample_calls(at_us, 1)))
    call.provider, call.account, call.started_us = "anthropic", None, at_us
    return call


@contextmanager
def opened(home: Home, language: str = "english") -> Generator[Session]:
    """A window on a home, with its first page."""
    application = QApplication.instance() or QApplication(["tollgate"])
    assert isinstance(application, QApplication)
    speak(application, language)
    engine = Engine(home, "screenshots", port=0)
    session = Session(application, engine)
    session.window.show()
    session.start()
    wait_until(lambda: session.window.page is not None and engine.proxy.url is not None, "the first page")
    try:
        yield session
    finally:
        session.end()
        wait_until(lambda: session.has_ended, "the end")


def take(home: Home, shoot: Shoot, language: str) -> None:
    """Every page of a home with calls in it, in every form."""
    with opened(home, language) as session:
        session.lens.look_at(Range("30d"))
        for theme in ("light", "dark"):
            for form, size, percent in FORMS:
                session.theme.wear(theme, percent)
                session.window.resize(size)
                for spec in PAGES:
                    session.window.open_page(spec.id)
                    wait_until(lambda: session.window.page is not None, spec.id)
                    shoot(session, f"{spec.id}-{theme}-{form}")
                    if isinstance(session.window.page, ClientsPage):
                        for part in ("connections", "projects", "clients"):
                            session.window.page.show_part(part)
                            shoot(session, f"{spec.id}-{part}-{theme}-{form}")
                    if isinstance(session.window.page, AlertsPage):
                        for part in ("rules", "channels", "history"):
                            session.window.page.show_part(part)
                            shoot(session, f"{spec.id}-{part}-{theme}-{form}")
                    if isinstance(session.window.page, CallsPage):
                        session.window.page.inspect_row(3)
                        shoot(session, f"{spec.id}-inspector-{theme}-{form}")
                        session.window.page.close_inspector()
                    if isinstance(session.window.page, TrendsPage):
                        for name, wish in _TRENDS.items():
                            session.window.page.show_wish(wish)
                            shoot(session, f"{spec.id}-{name}-{theme}-{form}")
                        session.window.page.show_wish(Wish())
                    if isinstance(session.window.page, PricesPage):
                        settle(session)
                        session.window.page.open_row(0)
                        shoot(session, f"{spec.id}-detail-{theme}-{form}")
                        session.window.page.close_detail()
                    if isinstance(session.window.page, BudgetsPage):
                        settle(session)
                        session.window.page.show_part("Support bot")
                        shoot(session, f"{spec.id}-opened-{theme}-{form}")
                        session.window.page.close_all()


def take_dialogs(home: Home, shoot: Shoot, language: str) -> None:
    """What opens over the pages, each as a picture of its own; and the palette, with its window."""
    with opened(home, language) as session:
        session.lens.look_at(Range("30d"))
        session.window.resize(QSize(1240, 820))
        for theme, percent in (("light", 100), ("dark", 150)):
            session.theme.wear(theme, percent)
            for name, make in DIALOGS.items():
                dialog = make(session.window.context, session.window)
                dialog.open()
                settle(session, _THINKING_MS)
                shoot(session, f"dialog-{name.replace(' ', '-')}-{theme}", dialog)
                dialog.close()


def take_before_the_first_call(home: Home, shoot: Shoot, language: str) -> None:
    with opened(home, language) as session:
        session.window.resize(SMALL)
        for theme in ("light", "dark"):
            session.theme.wear(theme, 100)
            session.window.commands.refresh_page()
            shoot(session, f"first-steps-{theme}")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, help="a home to show; furnished when it has no ledger yet")
    parser.add_argument("--language", default="english", choices=find("appearance.language").choices)
    args = parser.parse_args(argv)
    args.folder.mkdir(parents=True, exist_ok=True)

    def shoot(session: Session, name: str, what: QWidget | None = None) -> None:
        settle(session)
        path = args.folder / f"{name}.png"
        (what or session.window).grab().save(str(path))
        print(path)

    with tempfile.TemporaryDirectory(prefix="tollgate-screenshots-") as temporary:
        home = Home(args.home or Path(temporary) / "home")
        if not home.ledger.exists():
            furnish_home(home)
        take(home, shoot, args.language)
        take_dialogs(home, shoot, args.language)
        take_before_the_first_call(Home(Path(temporary) / "new"), shoot, args.language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
