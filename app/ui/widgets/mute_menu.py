"""For how long a rule may be silent."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from app.core.alert_rules import Rule
from app.core.periods import HOUR_US, local
from app.platform.clock import now_us
from app.ui import formats
from app.ui.models.alerts import tomorrow_morning

tr = QCoreApplication.translate


def fill_mute_menu(menu: QMenu, rule: Rule, zone: ZoneInfo, mute: Callable[[int | None], object]) -> None:
    """`mute` gets the moment until which it is to be silent, or None to let it tell again."""
    menu.clear()
    now = now_us()
    morning = tomorrow_morning(now, zone)
    entries: list[tuple[str, int | None]] = [
        (tr("mute", "Mute for an hour"), now + HOUR_US),
        (
            tr("mute", "Mute until tomorrow, {when}").format(when=formats.clock(local(morning, zone))),
            morning,
        ),
        (tr("mute", "Mute for a week"), now + 7 * 24 * HOUR_US),
    ]
    if rule.muted(now):
        entries.insert(0, (tr("mute", "Let it tell again"), None))
    for text, until_us in entries:
        menu.addAction(text, _muter(mute, until_us))


def _muter(mute: Callable[[int | None], object], until_us: int | None) -> Callable[[], None]:
    def run() -> None:
        mute(until_us)

    return run
