"""The window beside the proxy: `python3 dev.py bench proxy_and_window [--seconds N] [--rate N]`.

A year of calls is drawn, paged through and queried while calls pass at a steady rate. Shown are the latencies
of these calls with and without a window, and the longest time for which the window's loop did not turn, with
and without calls. Needs what the benchmark of the proxy needs; without a display it draws off screen.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from tests.bench.proxy import PATH, ROOT, bodies, compiled, ended, free_port, say, start

_BEAT_MS = 2
_PAGE_MS = 700
_WARM_S = 4.0


def window(home: str, seconds: float, note: Path) -> int:
    """In a process of its own: a window that is used, and measures its own loop."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.assembly import Engine
    from app.platform.home import Home
    from app.ui.language import speak
    from app.ui.pages import PAGES
    from app.ui.session import Session

    application = QApplication(["tollgate"])
    application.setQuitOnLastWindowClosed(False)
    speak(application)
    engine = Engine(Home(Path(home)), "window", port=0)
    session = Session(application, engine)
    session.ended.connect(application.exit)
    session.window.resize(1280, 800)
    session.window.show()
    session.start()
    gaps: list[float] = []
    last = time.perf_counter()
    pages = cycle([page.id for page in PAGES])

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    def turn_page() -> None:
        if session.window.page is not None:
            session.window.open_page(next(pages))

    def begin() -> None:
        proxy = getattr(engine, "proxy", None)
        if proxy is None or proxy.url is None:
            QTimer.singleShot(100, begin)
            return
        leave(note, proxy.url)
        QTimer.singleShot(int(_WARM_S * 1000), gaps.clear)
        QTimer.singleShot(int((_WARM_S + seconds) * 1000), finish)

    def finish() -> None:
        seen = sorted(gaps)
        figures = {"p99_ms": seen[int(len(seen) * 0.99)] * 1000, "longest_ms": seen[-1] * 1000}
        leave(note.with_suffix(".seen"), json.dumps(figures))

    heart, pager = QTimer(), QTimer()
    heart.setTimerType(Qt.TimerType.PreciseTimer)
    heart.timeout.connect(beat)
    heart.start(_BEAT_MS)
    pager.timeout.connect(turn_page)
    pager.start(_PAGE_MS)
    QTimer.singleShot(0, begin)
    code = application.exec()
    QCoreApplication.processEvents()
    return code


def leave(note: Path, text: str) -> None:
    """Write it so that whoever waits for the file finds all of it."""
    partial = note.with_suffix(".part")
    partial.write_text(text)
    partial.rename(note)


def measured(
    folder: Path, name: str, home: Path, driver: Path, body: Path, seconds: float, rate: int
) -> dict[str, float]:
    """`rate` 0 leaves the window alone."""
    note = folder / f"{name}.url"
    command = [sys.executable, "-m", "tests.bench.proxy_and_window", "--window", home, "--note", note]
    command += ["--seconds", str(seconds)]
    if name == "serve":
        command = [sys.executable, "-m", "app", "--home", home, "--json", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    figures: dict[str, float] = {}
    with ended(process):
        assert process.stdout is not None
        if name == "serve":
            url = json.loads(process.stdout.readline())["url"]
        else:
            url = awaited(process, note, 60)
            time.sleep(_WARM_S)
        if rate:
            port = url.rpartition(":")[2]
            driven = [driver, port, "10", str(seconds), "/openai" + PATH, body, "-r", str(rate)]
            done = subprocess.run(list(map(str, driven)), capture_output=True, text=True, check=True)
            seen = json.loads(done.stdout)
            figures |= {"p50_ms": seen["lat50"] / 1000, "call_p99_ms": seen["lat99"] / 1000}
            figures |= {"failed": seen["bad"] + seen["err"]}
        if name != "serve":
            figures |= json.loads(awaited(process, note.with_suffix(".seen"), seconds + 60))
    return figures


def awaited(process: subprocess.Popen[bytes], note: Path, patience_s: float) -> str:
    """What the window writes down, once it has."""
    until = time.monotonic() + patience_s
    while not note.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"the window did not come so far ({process.returncode})")
        time.sleep(0.05)
    return note.read_text()


@contextmanager
def furnished(folder: Path) -> Generator[tuple[Path, Path, Path]]:
    """A home with a year of calls before a provider that answers; the load, and what it sends."""
    from app.platform.home import Home
    from tests.ui.screenshots import furnish_home

    mock, driver = compiled(folder)
    upstream, home = free_port(), folder / "home"
    say("a year of calls is made")
    furnish_home(Home(home), f"http://127.0.0.1:{upstream}")
    body = bodies(folder)["small"]
    with ended(start([str(mock), str(upstream)], upstream)):
        yield home, driver, body


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench proxy_and_window", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=int, default=100, help="calls a second")
    parser.add_argument("--window", help=argparse.SUPPRESS)
    parser.add_argument("--note", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    # said here, or the pictures' module, which is asked for the year of calls, says offscreen for all
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")
    if options.window:
        return window(options.window, options.seconds, options.note)
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as name:
        folder = Path(name)
        with furnished(folder) as (home, driver, body):
            print("| | call p50 ms | p99 ms | failed | window's loop p99 ms | longest gap ms |")
            print("|---|--:|--:|--:|--:|--:|")
            for case, rate in (("window alone", 0), ("serve", options.rate), ("window", options.rate)):
                say(case)
                seen = measured(folder, case, home, driver, body, options.seconds, rate)
                names = ("p50_ms", "call_p99_ms", "failed", "p99_ms", "longest_ms")
                cells = [f"{seen[name]:.2f}" if name in seen else "" for name in names]
                print(f"| {case} | {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
