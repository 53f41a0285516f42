"""The window while calls come in: `python3 dev.py bench live [--seconds N] [--rate N] [--why]`.

A home with the sample year, its window on Overview, then Calls, then Trends, and calls through the proxy of
the same process. Shown is, for each page, how much of its time the window's thread works (by that thread's
own clock), and how long its loop did not turn: over 50 ms it can be seen. The first two seconds of a page are
its opening, and counted apart. On Linux the time is told that the thread was ready and got no core, which is
what other programs take. `--why` says where the thread was while its loop was late.
"""

import argparse
import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.proxy import PATH, ROOT, ended, say
from tests.bench.proxy_and_window import awaited, furnished, leave

PAGES = ("overview", "calls", "trends")
_BEAT_MS = 5
_LATE_S = 0.05
_OPENING_S = 2.0
_SCHEDULER = Path("/proc/thread-self/schedstat")


class Turn(NamedTuple):
    """One turn of the loop: how late it was, what of that its thread worked, and waited for a core."""

    late_s: float
    worked_s: float
    coreless_s: float


class Heart:
    """Beats in the window's loop."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.last, self._worked, self._coreless = _clocks()

    def beat(self) -> None:
        now, worked, coreless = _clocks()
        late = now - self.last - _BEAT_MS / 1000
        self.turns.append(Turn(late, worked - self._worked, coreless - self._coreless))
        self.last, self._worked, self._coreless = now, worked, coreless


def _clocks() -> tuple[float, float, float]:
    coreless = int(_SCHEDULER.read_text().split()[1]) / 1e9 if _SCHEDULER.exists() else 0.0
    return time.perf_counter(), time.thread_time(), coreless


class Watch(threading.Thread):
    """Looks at the window's thread while its loop is late.

    Through faulthandler, which keeps no frame: one that is kept keeps a painter alive beyond its paint event.
    """

    def __init__(self, heart: Heart) -> None:
        super().__init__(daemon=True, name="watch")
        self.seen: Counter[str] = Counter()
        self._heart, self._watched = heart, f"0x{threading.get_ident():016x}"

    def run(self) -> None:
        with tempfile.TemporaryFile("w+") as file:
            while True:
                time.sleep(0.004)
                if time.perf_counter() - self._heart.last > _LATE_S / 2:
                    file.seek(0)
                    file.truncate()
                    faulthandler.dump_traceback(file, all_threads=True)
                    file.seek(0)
                    self.seen[self._where(file.read())] += 1

    def _where(self, stacks: str) -> str:
        own = stacks.partition(self._watched)[2].partition("\n\n")[0]
        lines = [line for line in own.splitlines()[1:] if "/app/" in line or "pyqtgraph" in line]
        return " < ".join(line.replace('File "', "").rpartition("/")[2] for line in lines[:4])


class Phase:
    """What one page took, from its opening on."""

    def __init__(self, heart: Heart) -> None:
        heart.turns.clear()
        self._heart = heart
        self._opening: list[Turn] = []

    def settled(self) -> None:
        self._opening = list(self._heart.turns)
        self._heart.turns.clear()
        self._began, self._worked = time.perf_counter(), time.thread_time()

    def figures(self) -> dict[str, Any]:
        lasted, worked = time.perf_counter() - self._began, time.thread_time() - self._worked
        turns = sorted(self._heart.turns)
        return {
            "share": worked / lasted,
            "p99_s": turns[int(len(turns) * 0.99)].late_s,
            "late": sum(turn.late_s > _LATE_S for turn in turns),
            "late_with_core": sum(turn.late_s - turn.coreless_s > _LATE_S for turn in turns),
            "longest": turns[-1],
            "most_work_s": max(turn.worked_s for turn in turns),
            "opening": max(self._opening),
        }


def window(home: str, seconds: float, note: Path, *, why: bool) -> int:
    """In a process of its own, as it is started for people: each page in turn, and what it took."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.assembly import Engine
    from app.platform.home import Home
    from app.ui import run_window
    from app.ui.window import Window

    application = QApplication(["tollgate"])
    engine = Engine(Home(Path(home)), "window", port=0)
    heart = Heart()
    watch = Watch(heart)
    found: dict[str, Any] = {}
    waiting = list(PAGES)
    clock = QTimer()
    clock.setTimerType(Qt.TimerType.PreciseTimer)
    clock.timeout.connect(heart.beat)

    def shown() -> Window:
        return next(w for w in application.topLevelWidgets() if isinstance(w, Window))

    def begin() -> None:
        """Once all is there, say where; once calls come, look at them."""
        proxy, go = getattr(engine, "proxy", None), note.with_suffix(".go")
        if go.exists():
            heart.beat()
            clock.start(_BEAT_MS)
            if why:
                watch.start()
            turn()
            return
        if proxy is not None and proxy.url is not None and shown().page is not None and not note.exists():
            shown().resize(1280, 800)
            leave(note, proxy.url)
        QTimer.singleShot(100, begin)

    def turn() -> None:
        if not waiting:
            found["why"] = watch.seen.most_common(12)
            leave(note.with_suffix(".seen"), json.dumps(found))
            return
        page = waiting.pop(0)
        phase = Phase(heart)
        shown().open_page(page)

        def finish() -> None:
            found[page] = phase.figures()
            turn()

        QTimer.singleShot(int(_OPENING_S * 1000), phase.settled)
        QTimer.singleShot(int((_OPENING_S + seconds / len(PAGES)) * 1000), finish)

    QTimer.singleShot(0, begin)
    return run_window(engine)


def measured(
    folder: Path, home: Path, driver: Path, body: Path, options: argparse.Namespace
) -> dict[str, Any]:
    note = folder / "live.url"
    command = [sys.executable, "-m", "tests.bench.live", "--window", home, "--note", note]
    command += ["--seconds", str(options.seconds)] + ["--why"] * options.why
    process = subprocess.Popen(command, cwd=ROOT)
    with ended(process):
        port = awaited(process, note, 60).rpartition(":")[2]
        whole = options.seconds + _OPENING_S * len(PAGES) + 2
        driven = [driver, port, "10", str(whole), "/openai" + PATH, body, "-r", str(options.rate)]
        load = subprocess.Popen(list(map(str, driven)), stdout=subprocess.PIPE)
        with ended(load):
            leave(note.with_suffix(".go"), "")
            found = json.loads(awaited(process, note.with_suffix(".seen"), whole + 60))
            assert load.stdout is not None
            found["load"] = json.loads(load.stdout.read())
    return found


def told(page: str, row: dict[str, Any]) -> str:
    """A line of the table."""
    longest, opening = Turn(*row["longest"]), Turn(*row["opening"])
    cells = [
        page,
        f"{row['share']:.0%}",
        f"{row['p99_s'] * 1000:.0f}",
        f"{row['late']} ({row['late_with_core']})",
        *(" / ".join(f"{seconds * 1000:.0f}" for seconds in turn) for turn in (longest, opening)),
        f"{row['most_work_s'] * 1000:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench live", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all three pages")
    parser.add_argument("--rate", type=int, default=200, help="calls a second")
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--window", help=argparse.SUPPRESS)
    parser.add_argument("--note", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    # said here, or the pictures' module, which is asked for the year of calls, says offscreen for all
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")
    if options.window:
        return window(options.window, options.seconds, options.note, why=options.why)
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as name:
        folder = Path(name)
        with furnished(folder) as (home, driver, body):
            seen = measured(folder, home, driver, body, options)
    load = seen["load"]
    failed, p99_ms = load["bad"] + load["err"], load["lat99"] / 1000
    say(f"{load['rps']:.0f} calls/s, {failed} failed, p99 {p99_ms:.1f} ms; load of the machine {_load()}")
    print("| page | thread at work | loop p99 ms | over 50 ms (with a core) |", end="")
    print(" longest / its work / without a core, ms | the same at opening | most work in a turn, ms |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for page in PAGES:
        print(told(page, seen[page]))
    for where, times in seen["why"]:
        print(f"{times:6} {where}")
    return 0


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg()) if hasattr(os, "getloadavg") else "?"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
