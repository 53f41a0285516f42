"""Pictures of every page, in every form that people see them in, for people to look at.

`python -m tests.ui.screenshots FOLDER [--home HOME]`: without a home that has calls in it, one is furnished
with the sample year first.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from app.assembly import Engine
from app.platform.home import Home
from app.ui.language import speak
from app.ui.pages import PAGES
from app.ui.ranges import Range
from app.ui.session import Session

SMALL, LARGE = QSize(1024, 700), QSize(1600, 1000)
FORMS: tuple[tuple[str, QSize, int], ...] = (
    ("small", SMALL, 100),
    ("large", LARGE, 100),
    ("text150", LARGE, 150),
    ("small150", SMALL, 150),
)
_PATIENCE_MS = 20_000


def wait_until(condition: Callable[[], bool], what: str, patience_ms: int = _PATIENCE_MS) -> None:
    """Let Qt work until it is so."""
    deadline = QDeadlineTimer(patience_ms)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError(what)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def settle(session: Session, pause_ms: int = 350) -> None:
    """Until everything that was asked for has been read and painted."""
    quiet = QDeadlineTimer(pause_ms)
    wait_until(lambda: quiet.hasExpired() and not session.queries.working, "the reads end")


def furnish_home(home: Home, upstream_url: str = "http://127.0.0.1:9") -> None:
    from app.services.demo import furnish

    engine = Engine(home, "screenshots")
    engine.start()
    try:
        furnish(engine, upstream_url)
    finally:
        engine.stop()


def take(folder: Path, home: Home) -> list[Path]:
    """All pictures of one home."""
    application = QApplication.instance() or QApplication(["tollgate"])
    assert isinstance(application, QApplication)
    speak(application)
    engine = Engine(home, "screenshots", port=0)
    session = Session(application, engine)
    window = session.window
    taken: list[Path] = []

    def shoot(name: str) -> None:
        settle(session)
        path = folder / f"{name}.png"
        window.grab().save(str(path))
        taken.append(path)

    window.show()
    session.start()
    wait_until(lambda: window.page is not None, "the first page")
    session.lens.look_at(Range("30d"))
    for theme in ("light", "dark"):
        for form, size, percent in FORMS:
            session.theme.wear(theme, percent)
            window.resize(size)
            for page in PAGES:
                window.open_page(page.id)
                wait_until(lambda: window.page is not None, page.id)
                shoot(f"{page.id}-{theme}-{form}")
                if page.id == "calls":
                    settle(session)
                    window.page.inspect_row(3)
                    shoot(f"calls-inspector-{theme}-{form}")
                    window.page.close_inspector()
    session.end()
    wait_until(lambda: session.has_ended, "the end")
    return taken


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, help="a home to show; furnished when it has no ledger yet")
    args = parser.parse_args(argv)
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tollgate-screenshots-") as temporary:
        home = Home(args.home or Path(temporary) / "home")
        if not home.ledger.exists():
            furnish_home(home)
        for path in take(args.folder, home):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
