"""Which calls are meant."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class CallFilter:
    """All of the conditions that are set; within one of them, any of its values.

    The range is half-open, in UTC microseconds. An empty string among the values means "without one".
    `status` takes ok, failed, a code such as 429, or a class such as 4xx.
    """

    since_us: int | None = None
    until_us: int | None = None
    provider: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    client: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    wire: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    text: str = ""

    def within(self, since_us: int | None, until_us: int | None) -> "CallFilter":
        return replace(self, since_us=since_us, until_us=until_us)
