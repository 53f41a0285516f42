"""How a report writes numbers, money, times and sentences: in plain English, or as a window has them."""

from datetime import datetime

from app.core.money import NUSD_PER_USD, show_usd

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


class Words:
    """English, for the command line. The window's are in its own language."""

    language = "en"
    letter = False  # whether paper is US Letter here, not A4

    def translate(self, context: str, text: str) -> str:  # noqa: ARG002  the name by which tools find texts
        return text

    def money(self, nusd: int) -> str:
        return show_usd(nusd)

    def money_tick(self, nusd: int, step_nusd: int) -> str:
        """With as many decimals as tell two ticks apart."""
        decimals = 0
        while decimals < 6 and step_nusd * 10**decimals % NUSD_PER_USD:
            decimals += 1
        decimals = 2 if decimals == 1 else decimals
        scaled = nusd * 10**decimals // NUSD_PER_USD
        whole, rest = divmod(scaled, 10**decimals)
        return f"${whole:,}.{rest:0{decimals}d}" if decimals else f"${whole:,}"

    def count(self, number: int) -> str:
        return f"{number:,}"

    def calls(self, number: int) -> str:
        return "1 call" if number == 1 else f"{number:,} calls"

    def compact(self, number: int) -> str:
        for size, unit in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
            if number >= max(size, 10_000):
                return f"{number / size:.3g}{unit}" if number < 1000 * size else f"{number // size:,}{unit}"
        return f"{number:,}"

    def percent(self, share: float) -> str:
        if 0 < share < 0.001:
            return "<0.1 %"
        return f"{share:.0%}".replace("%", " %") if share in {0, 1} else f"{share * 100:.1f} %"

    def day(self, moment: datetime) -> str:
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"

    def day_short(self, moment: datetime) -> str:
        return f"{moment.day} {_MONTHS[moment.month - 1][:3]}"

    def month(self, moment: datetime) -> str:
        return f"{_MONTHS[moment.month - 1]} {moment.year}"

    def clock(self, moment: datetime) -> str:
        return f"{moment:%H:%M}"
