"""What a provider says is left of an account's allowance."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaWindow:
    """One limit. None is "not said"."""

    name: str  # 5h, 7d, requests, tokens, input-tokens, …
    used_percent: float | None = None
    limit: int | None = None
    remaining: int | None = None
    resets_us: int | None = None  # wall clock, UTC
    window_minutes: int | None = None
    status: str | None = None  # allowed, allowed_warning, rejected, …

    @property
    def used_share(self) -> float | None:
        """How full it is, from 0 to 1 and beyond, by whatever the provider said."""
        if self.used_percent is not None:
            return self.used_percent / 100
        if self.limit and self.remaining is not None:
            return 1 - self.remaining / self.limit
        return None

    @property
    def used_up(self) -> bool:
        return self.remaining == 0 or (self.used_share or 0) >= 1 or self.status == "rejected"


@dataclass(frozen=True, slots=True)
class Quota:
    windows: tuple[QuotaWindow, ...]
    status: str | None = None
    plan: str | None = None

    def used_up_until_us(self) -> int | None:
        """When there is something left again, where nothing is now."""
        ends = [w.resets_us for w in self.windows if w.resets_us is not None and w.used_up]
        return max(ends, default=None)

    def window(self, name: str) -> QuotaWindow | None:
        return next((w for w in self.windows if w.name == name), None)
