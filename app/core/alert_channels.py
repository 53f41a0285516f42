"""The ways to tell somebody, and what has to be known of each. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.core.errors import AlertError


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to know of a channel. A secret one is kept where keys are, and is for no other `host`."""

    name: str
    help: str
    secret: bool = False
    needed: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()
    host: bool = False  # where its secrets are sent to

    @property
    def label(self) -> str:
        said = self.name.replace("_", " ")
        return "URL" if self.name == "url" else said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class ChannelKind:
    name: str
    title: str
    options: tuple[Option, ...] = ()
    digests: bool = True  # several alerts at once become one message
    resolves: bool = False  # it is told as well when an alert is over


CHANNEL_KINDS: tuple[ChannelKind, ...] = (
    ChannelKind("desktop", "Desktop"),
    ChannelKind(
        "email", "E-mail",
        (
            Option("host", "the mail server", host=True),
            Option("port", "465 for tls, 587 for starttls, unless it says otherwise", needed=False),
            Option("security", "tls, starttls, or none on this computer", default="starttls",
                   choices=("starttls", "tls", "none")),
            Option("user", "who logs in; nobody where the server asks for no password", needed=False),
            Option("from", "the sender's address"),
            Option("to", "the receiver's address; several with commas"),
            Option("password", "the password of the user", secret=True, needed=False),
        ),
    ),
    ChannelKind("slack", "Slack", (Option("url", "the address of the incoming webhook", secret=True),)),
    ChannelKind(
        "webhook", "Webhook",
        (
            Option("url", "where alerts are posted to", secret=True),
            Option("signing_key", "what signatures are made with; a new one is made", secret=True,
                   needed=False),
        ),
        resolves=True,
    ),
    ChannelKind(
        "pagerduty", "PagerDuty",
        (
            Option("endpoint", "of the Events API", default="https://events.pagerduty.com/v2/enqueue",
                   host=True),
            Option("routing_key", "the integration key of the service", secret=True),
        ),
        digests=False, resolves=True,
    ),
)  # fmt: skip
CHANNELS: Mapping[str, ChannelKind] = MappingProxyType({kind.name: kind for kind in CHANNEL_KINDS})


@dataclass(frozen=True, slots=True)
class Channel:
    name: str
    kind: ChannelKind
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(dict[str, str]()))
    created_us: int = 0
    id: int = 0

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]{0,39}", self.name):
            raise AlertError(f"{self.name!r} cannot be a channel's name.", "Use letters, digits and . _ -")
        known = {option.name: option for option in self.kind.options if not option.secret}
        for name, value in self.options.items():
            if name not in known:
                raise AlertError(f"A channel of the kind {self.kind.name} has no {name!r}.")
            if known[name].choices and value not in known[name].choices:
                raise AlertError(f"{name} is one of {', '.join(known[name].choices)}, not {value!r}.")
        for name, option in known.items():
            if option.needed and not self.option(name):
                raise AlertError(f"A channel of the kind {self.kind.name} needs {name}: {option.help}.")

    def option(self, name: str) -> str:
        found = self.options.get(name, "")
        return found or next(o.default for o in self.kind.options if o.name == name)

    @property
    def takes_secrets(self) -> bool:
        return any(option.secret for option in self.kind.options)


def channel_kind_named(name: str) -> ChannelKind:
    try:
        return CHANNELS[name]
    except KeyError:
        raise AlertError(
            f"There is no kind of channel {name!r}.", f"There are: {', '.join(CHANNELS)}."
        ) from None


def checked_secrets(kind: ChannelKind, secrets: Mapping[str, str]) -> dict[str, str]:
    """Those that are needed are there, and no others. A message never has a value."""
    known = {option.name: option for option in kind.options if option.secret}
    for name in secrets:
        if name not in known:
            raise AlertError(f"A channel of the kind {kind.name} has no secret {name!r}.")
    missing = [o.name for o in known.values() if o.needed and not secrets.get(o.name)]
    if missing:
        raise AlertError(f"A channel of the kind {kind.name} needs {' and '.join(missing)}.")
    return {name: value for name, value in secrets.items() if value}
