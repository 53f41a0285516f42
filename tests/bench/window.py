"""How long the window takes to be there: first paint, proxy, first page; and what it holds in memory then.

`dev.py bench window [--home HOME] [--times N]`: each start is a process of its own, `tollgate` as it is
typed, on a home with the sample year. The first start warms the disk and does not count. The display is the
one that there is, else Qt's offscreen one. Times are from when this process asked for the other, in
milliseconds, by a clock that both see: that of a process's birth is known to the system's second only.
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
_PATIENCE_S = 120

# What runs in the process that is measured: the program, with somebody who looks at it.
_LOOKED_AT = """
import json, sys, time
from app.core.news import ProxyChanged
born = float(sys.argv[2])
said, spent = {}, {}
def tell(what):
    if what not in said:
        said[what] = round((time.monotonic() - born) * 1000)
        spent[what] = round(time.process_time() * 1000)
def hear(news):
    if isinstance(news, ProxyChanged) and news.url:
        tell("proxy")
def run_window(engine, *_):
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication
    engine._port = 0  # others may listen at the one that is set
    engine.subscribe(hear)
    application = QApplication(["tollgate"])
    class Eye(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and "first paint" not in said:
                said["first paint"] = 0
                QTimer.singleShot(0, self.painted)
            return False
        def painted(self):
            del said["first paint"]
            tell("first paint")
            application.removeEventFilter(self)
            self.clock = QTimer(self, interval=5)
            self.clock.timeout.connect(self.look)
            self.clock.start()
        def look(self):
            from app.ui.window import Window
            window = next(w for w in application.topLevelWidgets() if isinstance(w, Window))
            if window.page is not None:
                tell("first page")
            if len(said) == 3:
                self.clock.stop()
                QTimer.singleShot(1500, self.end)
        def end(self):
            import psutil
            said["memory MB"] = round(psutil.Process().memory_info().rss / 1e6)
            from app.ui.window import Window
            window = next(w for w in application.topLevelWidgets() if isinstance(w, Window))
            window.quit_wanted.emit()
    eye = Eye()
    application.installEventFilter(eye)
    from app.ui import run_window
    return run_window(engine)
from app.cli.main import run_command
code = run_command(["--home", sys.argv[1]], run_window)
print(json.dumps([said, spent]))
sys.exit(code)
"""


def start(home: Path) -> tuple[dict[str, int], dict[str, int]]:
    """When each of the things was there, and the time of the processor until then."""
    environment = dict(os.environ)
    if not environment.get("DISPLAY"):
        # the program asks for a display before it has a window; Qt takes the one without a screen
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-c", _LOOKED_AT, str(home), str(time.monotonic())]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=True
    )
    said, spent = json.loads(ended.stdout.splitlines()[-1])
    return said, spent


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="window", description=__doc__)
    parser.add_argument("--home", type=Path, help="a home to start on; else one with the sample year is made")
    parser.add_argument("--times", type=int, default=5)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as temporary:
        home = args.home
        if home is None:
            from app.platform.home import Home
            from tests.ui.screenshots import furnish_home

            home = Path(temporary) / "home"
            furnish_home(Home(home))
        start(home)
        found = [start(home) for _ in range(args.times)]
    print(f"{'':12} median    best   worst   of the processor")
    for what in ("first paint", "proxy", "first page", "memory MB"):
        values = [said[what] for said, _ in found]
        cpu = [spent[what] for _, spent in found if what in spent]
        print(
            f"{what:12} {statistics.median(values):6.0f} {min(values):7.0f} {max(values):7.0f}"
            + (f"   {statistics.median(cpu):6.0f}" if cpu else "")
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
