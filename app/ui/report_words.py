"""A report in the window's language, with the numbers and dates of its locale."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.services.report_words import Words
from app.ui import formats

# Where paper is US Letter; everywhere else it is A4.
_LETTER = frozenset(
    QLocale.Country[name]
    for name in (
        "UnitedStates", "Canada", "Mexico", "Philippines", "Chile", "Colombia", "CostaRica", "ElSalvador",
        "Guatemala", "Nicaragua", "Panama", "PuertoRico", "Venezuela", "Belize",
    )
)  # fmt: skip


def is_letter(locale: QLocale) -> bool:
    return locale.territory() in _LETTER


class LocaleWords(Words):
    """`letter` is what the user chose; None for what the locale has."""

    def __init__(self, *, letter: bool | None = None) -> None:
        locale = QLocale()
        self.language = locale.bcp47Name()
        self.letter = is_letter(locale) if letter is None else letter

    def translate(self, context: str, text: str) -> str:
        return QCoreApplication.translate(context, text)

    def money(self, nusd: int) -> str:
        return formats.usd(nusd)

    def money_tick(self, nusd: int, step_nusd: int) -> str:
        return formats.usd_axis(nusd, step_nusd)

    def count(self, number: int) -> str:
        return formats.count(number)

    def calls(self, number: int) -> str:
        return formats.amount(number, "calls")

    def compact(self, number: int) -> str:
        return formats.compact(number)

    def percent(self, share: float) -> str:
        return formats.percent(share)

    def day(self, moment: datetime) -> str:
        return QLocale().toString(QDate(moment.year, moment.month, moment.day), formats.date_form())

    def day_short(self, moment: datetime) -> str:
        return formats.day_short(moment)

    def month(self, moment: datetime) -> str:
        return formats.month(moment)

    def clock(self, moment: datetime) -> str:
        return formats.clock(moment)
