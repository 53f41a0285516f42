"""What there is to show of the program's health, read away from Qt's thread, and what it says in words."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.assembly import Engine
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.periods import start_of
from app.core.rollups import Totals
from app.ledger import Backup, CareRun, restoring
from app.ledger.health import Condition, Fault
from app.platform.clock import now_us
from app.services.care import all_backups
from app.services.checkup import QUICK, Finding
from app.services.connecting import Connecting
from app.services.pointing import name_of
from app.ui import formats
from app.ui.lens import Lens

KINDS = ("verify", "backup", "reconcile", "vacuum", "purge")
_FAULTS = 30
_MONTH_DAYS = 30
_YEAR_US = 334 * 86_400_000_000  # the month of that day, and the eleven after it


@dataclass(frozen=True, slots=True)
class Pointing:
    """A tool whose configuration points here, and whether it still does."""

    name: str
    url: str
    project: str
    state: str


@dataclass(frozen=True, slots=True)
class HealthFound:
    problems: list[str]
    condition: Condition
    findings: list[Finding]
    backups: list[Backup]
    faults: list[Fault]
    tools: list[Pointing]
    keys: dict[str, Any]
    kept_keys: int  # of providers
    channel_secrets: int  # of how many alert channels
    store: str
    months: list[tuple[int, Totals]]  # since when, and what came in it
    restoring: bool
    read_us: int

    @property
    def amiss(self) -> list[str]:
        """Everything that needs somebody, each with what to do about it."""
        bad = [f"{f.what}: {f.detail}. {f.advice}".strip() for f in self.findings if not f.ok]
        return [*self.problems, *bad]

    @property
    def bytes_a_month(self) -> int:
        """By the sizes of the backups where there are enough, else by the calls of the last months."""
        if self.condition.growth_bytes_a_day is not None:
            return max(0, self.condition.growth_bytes_a_day) * _MONTH_DAYS
        whole = [totals.calls for _, totals in self.months[-4:-1]]
        return round(sum(whole) / max(1, len(whole)) * self.bytes_a_call)

    @property
    def bytes_a_call(self) -> float:
        return self.condition.size_bytes / self.condition.calls if self.condition.calls else 0.0


def read_health(engine: Engine, lens: Lens) -> HealthFound:
    """Waits for the disk: a look at files, a few sums, and no proof of anything."""
    told = engine.health()
    reader = engine.ledger.reader
    now = now_us()
    year = CallFilter(since_us=start_of("month", now - _YEAR_US, lens.zone), until_us=now)
    series = reader.series(year, "month", lens.zone)
    connecting = Connecting(engine.home)
    try:
        tools = [Pointing(name_of(c), c.url, c.project or "", connecting.state(c)) for c in connecting.all()]
    except AppError:
        tools = []  # the check of the tools says why
    stored = engine.keys.all()
    return HealthFound(
        problems=list(told["problems"]),
        condition=reader.condition(),
        findings=[check(engine.home) for check in QUICK],
        backups=all_backups(engine.settings, engine.home),
        faults=reader.faults(_FAULTS),
        tools=tools,
        keys=told["keys"],
        kept_keys=sum(not kept.channel for kept in stored),
        channel_secrets=sum(bool(kept.channel) for kept in stored),
        store=engine.settings.text("keys.store"),
        months=list(zip(series.starts_us, series.whole, strict=True)),
        restoring=restoring.is_decided(engine.ledger.path),
        read_us=now,
    )


def care_name(kind: str) -> str:
    tr = QCoreApplication.translate
    return {
        "verify": tr("health", "Proof of the ledger"),
        "backup": tr("health", "Backup"),
        "reconcile": tr("health", "Sums against calls"),
        "vacuum": tr("health", "Free space given back"),
        "purge": tr("health", "Old calls archived"),
    }[kind]


def pointing_words(state: str) -> str:
    """Of a tool that was connected."""
    tr = QCoreApplication.translate
    return {
        "connected": tr("health", "connected"),
        "edited": tr("health", "edited since"),
        "lost": tr("health", "not connected any more"),
        "parked": tr("health", "put back for now"),
    }[state]


def outcome_words(run: CareRun | None) -> str:
    """What came of it, without its time."""
    tr = QCoreApplication.translate
    if run is None:
        return tr("health", "never done yet")
    if not run.ok:
        return run.trouble or tr("health", "it failed")
    found = run.outcome
    if run.kind == "verify":
        return tr("health", "sound: {calls} calls on {days} days").format(
            calls=formats.count(found.get("calls")), days=formats.count(found.get("days"))
        )
    if run.kind == "backup":
        return tr("health", "verified copy, {size}").format(size=formats.size(found.get("bytes", 0)))
    if run.kind == "reconcile":
        mended = tr("health", "mended: calls and sums agree now")
        return mended if found.get("repaired") else tr("health", "calls and sums agree")
    if run.kind == "vacuum":
        before, after = found.get("bytes_before", 0), found.get("bytes_after", 0)
        return tr("health", "{size} given back").format(size=formats.size(max(0, before - after)))
    return tr("health", "{calls} calls archived").format(calls=formats.count(found.get("purged", 0)))


def backup_reason(backup: Backup) -> str:
    tr = QCoreApplication.translate
    if backup.reason.startswith("before-"):
        return tr("health", "before a newer schema")
    named = {"manual": tr("health", "by hand"), "daily": tr("health", "daily")}
    return named.get(backup.reason, backup.reason)
