"""`tollgate demo`: everything can be tried without a key, and nothing of it stays."""

import argparse
import dataclasses
import signal
import sys
import tempfile
from pathlib import Path

from app.cli.frame import Command, Context
from app.cli.serve import open_window_or_serve, port_option
from app.platform.home import Home


def run_demo(context: Context) -> int:
    from app.assembly import opened
    from app.proxy.sample_upstream import SampleUpstream
    from app.services.demo import furnish

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)  # until the program behind it takes over
    with tempfile.TemporaryDirectory(prefix="tollgate-demo-") as folder, SampleUpstream() as upstream:
        home = Home(Path(folder) / "home")
        context.out.note("Making a year of sample calls…")
        with opened(home, "demo") as engine:
            furnish(engine, upstream.url, _progress if sys.stderr.isatty() else None)
        context.out.note(
            f"Every provider is a sample at {upstream.url}; the home {home.root} goes when you quit."
        )
        return open_window_or_serve(dataclasses.replace(context, home=home))


def _leave(*_: object) -> None:
    raise SystemExit(1)


def _progress(share: float) -> None:
    filled = round(share * 30)
    sys.stderr.write(f"\r[{'█' * filled}{' ' * (30 - filled)}] {share:4.0%}" + ("\n" if share >= 1 else ""))
    sys.stderr.flush()


def _arrange(parser: argparse.ArgumentParser) -> None:
    port_option(parser, 0, "the one named")


DEMO = Command("demo", "a throw-away home with a seeded year and a built-in upstream", run_demo, _arrange)
