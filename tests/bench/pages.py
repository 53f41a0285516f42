"""What holds up the window: each page's first opening, a switch of the theme, and a page that follows it.

`dev.py bench pages [--home HOME] [--times N]`: each round is a process of its own, with a window on a home
with the sample year. Shown is the processor's time of the window's thread, medians in milliseconds: of the
longest turn of its loop, since what is over 50 is felt, and of all. The display is the one that there is,
else Qt's offscreen one.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 300
_CALM_MS = 500
_BEAT_MS = 5

Worked = tuple[float, float]  # in the longest turn, and in all, ms


def measure(home: Path) -> dict[str, Worked]:
    """One round, in this process."""
    os.environ["QT_QPA_PLATFORM"] = "" if os.environ.get("DISPLAY") else "offscreen"
    from PySide6.QtCore import QTimer

    from app.platform.home import Home
    from app.ui.pages import PAGES
    from tests.bench.live import Heart
    from tests.ui.screenshots import opened, settle, wait_until

    found: dict[str, Worked] = {}
    home.joinpath("window.ini").unlink(missing_ok=True)  # which page was open
    with opened(Home(home)) as session:
        window = session.window
        window.resize(1280, 800)
        settle(session, _CALM_MS)
        heart = Heart()
        clock = QTimer()
        clock.timeout.connect(heart.beat)
        clock.start(_BEAT_MS)

        def look(what: str, page_id: str) -> None:
            heart.beat()
            heart.turns.clear()
            began = time.thread_time()
            if page_id:
                window.open_page(page_id)
                wait_until(lambda: type(window.page).__module__.endswith(page_id), page_id)
            else:
                session.theme.wear(what.rpartition(" ")[2], 100)
            settle(session, _CALM_MS)
            heart.beat()
            worked = max(turn.worked_s for turn in heart.turns), time.thread_time() - began
            found[what] = (worked[0] * 1000, worked[1] * 1000)

        pages = [page.id for page in PAGES[1:]]
        session.theme.wear("light", 100)
        for page in pages:
            look(f"first opening of {page}", page)
        for seen in ("settings", "trends", PAGES[0].id):
            window.open_page(seen)
            settle(session, _CALM_MS)
            for theme in ("dark", "light"):
                look(f"on {seen}, to {theme}", "")
        session.theme.wear("dark", 100)
        for page in pages:
            look(f"{page}, after a switch", page)
    return found


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="pages", description=__doc__)
    parser.add_argument("--home", type=Path, help="a home to look at; else one with the sample year is made")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.once:
        print(json.dumps(measure(args.home)))
        return 0
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as temporary:
        home = args.home
        if home is None:
            from app.platform.home import Home
            from tests.ui.screenshots import furnish_home

            home = Path(temporary) / "home"
            furnish_home(Home(home))
        command = [sys.executable, "-m", "tests.bench.pages", "--once", "--home", str(home)]
        rounds: list[dict[str, Worked]] = []
        for _ in range(args.times):
            ended = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_S, check=True
            )
            rounds.append(json.loads(ended.stdout.splitlines()[-1]))
    print(f"{'':32} longest turn    all")
    for what in rounds[0]:
        longest, whole = (statistics.median(found[what][n] for found in rounds) for n in (0, 1))
        print(f"{what:32} {longest:12.0f} {whole:6.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
