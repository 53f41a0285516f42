"""Which of the buckets are seen."""

from dataclasses import dataclass, replace

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Zoom:
    """Whole buckets, so that a scale and a total are always of something that can be named."""

    buckets: int
    first: int = 0
    count: int = 0  # 0: all of them

    @property
    def end(self) -> int:
        return self.first + self.count if self.count else self.buckets

    @property
    def active(self) -> bool:
        return bool(self.count)

    def on(self, first: int, end: int) -> "Zoom":
        """These buckets, and more where they are too few to be seen as a course."""
        count = min(self.buckets, max(_LEAST, end - first))
        if count >= self.buckets:
            return Zoom(self.buckets)
        return replace(self, first=min(max(0, first), self.buckets - count), count=count)

    def scaled(self, factor: float, place: float) -> "Zoom":
        """More or fewer buckets, while what is at `place` (0 left, 1 right) stays there."""
        count = self.end - self.first
        wanted = round(count * factor)
        if wanted == count:
            wanted += 1 if factor > 1 else -1
        wanted = max(_LEAST, wanted)
        first = round(self.first + place * (count - wanted))
        return self.on(first, first + wanted)

    def moved(self, share: float) -> "Zoom":
        """To the side, by a share of what is seen."""
        if not self.active:
            return self
        step = max(1, round(abs(share) * self.count)) * (1 if share > 0 else -1)
        return self.on(self.first + step, self.first + step + self.count)

    def holding(self, bucket: int) -> "Zoom":
        """Moved as little as it takes to see a bucket."""
        if self.first <= bucket < self.end:
            return self
        first = bucket if bucket < self.first else bucket - self.count + 1
        return self.on(first, first + self.count)
