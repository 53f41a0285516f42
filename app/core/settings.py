"""The settings, as one table that draws the dialog, the command line and the documentation."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.errors import SettingsError

Value = bool | int | str
Kind = type[bool] | type[int] | type[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a user can choose. `key` is `group.name`, as in the settings file."""

    key: str
    default: Value
    label: str
    help: str
    low: int | None = None
    high: int | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # of the choices, where somebody reads them
    zero: str = ""  # what 0 means, where it is more than a number
    restart: bool = False  # takes effect when the proxy starts again
    zone: bool = False  # an IANA time zone, or empty
    folder: bool = False  # an absolute path, or empty
    clock: bool = False  # a time of day, or empty

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]

    @property
    def kind(self) -> Kind:
        return type(self.default)

    def check(self, value: object) -> Value:
        """The value, if this setting can take it."""
        if type(value) is not self.kind:
            raise SettingsError(f"{self.key} takes {_KIND_WORDS[self.kind]}, not {_quoted(value)}.")
        if isinstance(value, int) and not isinstance(value, bool):
            low, high = self.low, self.high
            if (low is not None and value < low) or (high is not None and value > high):
                raise SettingsError(f"{self.key} takes a number from {low} to {high}, not {_quoted(value)}.")
        if self.choices and value not in self.choices:
            raise SettingsError(f"{self.key} takes one of {', '.join(self.choices)}, not {_quoted(value)}.")
        if self.zone and value:
            try:
                ZoneInfo(str(value))
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise SettingsError(
                    f"{self.key} takes an IANA zone such as Europe/Berlin, not {_quoted(value)}."
                ) from None
        if self.folder and value and not (_is_whole(str(value)) and str(value).isprintable()):
            raise SettingsError(f"{self.key} takes the whole path of a folder, not {_quoted(value)}.")
        if self.clock and value and not _CLOCK.fullmatch(str(value)):
            raise SettingsError(f"{self.key} takes a time of day such as 22:00, not {_quoted(value)}.")
        assert isinstance(value, (bool, int, str))
        return value

    def parse(self, text: str) -> Value:
        """The value that a user typed."""
        if self.kind is bool:
            word = text.strip().lower()
            if word not in _TRUE | _FALSE:
                raise SettingsError(f"{self.key} takes on or off, not {_quoted(text)}.")
            return word in _TRUE
        if self.kind is int:
            if not re.fullmatch("-?[0-9]{1,18}", text):  # Python would take 1_000 and digits of any script
                raise SettingsError(f"{self.key} takes a whole number, not {_quoted(text)}.")
            return self.check(int(text))
        return self.check(text)


def _quoted(value: object) -> str:
    """What was given, as far as it helps to see it."""
    shown = repr(value) if isinstance(value, (bool, int, str)) else f"a {type(value).__name__}"
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _is_whole(path: str) -> bool:
    return PurePath(path).is_absolute() or path.startswith("~")


_SHOWN = 60
_CLOCK = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_TRUE = {"on", "true", "yes", "1"}
_FALSE = {"off", "false", "no", "0"}
_KIND_WORDS: dict[Kind, str] = {bool: "true or false", int: "a whole number", str: "text"}

GROUPS: dict[str, str] = {
    "general": "General",
    "proxy": "Proxy",
    "keys": "Keys",
    "prices": "Prices",
    "projects": "Projects",
    "connect": "Tools",
    "budgets": "Budgets",
    "alerts": "Alerts",
    "storage": "Storage",
    "updates": "Updates",
    "appearance": "Appearance",
}

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "general.time_zone",
        "",
        "Time zone",
        "The IANA zone whose days and months are counted, such as Europe/Berlin. Empty: this computer's.",
        zone=True,
    ),
    Setting(
        "general.close_to_tray",
        True,
        "Keep running in the tray",
        "Closing the window leaves the proxy running behind the tray icon. Without a tray, closing quits.",
    ),
    Setting(
        "general.start_at_login",
        False,
        "Start with the session",
        "Tollgate starts when you log in, in the tray where there is one.",
    ),
    Setting(
        "proxy.port",
        4747,
        "Port",
        "Where the proxy listens on 127.0.0.1.",
        low=1,
        high=65535,
        restart=True,
    ),
    Setting(
        "proxy.connect_timeout_s",
        15,
        "Connect timeout",
        "How long a provider may take to accept a connection.",
        low=1,
        high=300,
        unit="s",
    ),
    Setting(
        "proxy.first_byte_timeout_s",
        600,
        "First byte timeout",
        "How long a provider may think before the first byte of its answer. Minutes are normal for LLMs.",
        low=1,
        high=7200,
        unit="s",
    ),
    Setting(
        "proxy.idle_timeout_s",
        300,
        "Idle timeout",
        "How long an answer may pause between two bytes before the call is given up.",
        low=1,
        high=7200,
        unit="s",
    ),
    Setting(
        "proxy.stop_deadline_s",
        1,
        "Wait for calls on stop",
        "How long calls in flight may go on after quitting before they are cut.",
        low=0,
        zero="Not at all",
        high=600,
        unit="s",
    ),
    Setting(
        "proxy.websocket",
        "tunnel",
        "WebSocket upgrades",
        "`tunnel` passes them through, and reads the usage of those that tell it; `refuse` answers 426, "
        "so that clients fall back to plain HTTP.",
        choices=("tunnel", "refuse"),
        words=("Tunnel", "Refuse"),
    ),
    Setting(
        "keys.store",
        "keyring",
        "Keep new keys in",
        "`keyring` is that of this computer (Keychain, Credential Manager, GNOME Keyring, KWallet); `file` "
        "is an encrypted file in the home, opened by a passphrase. Keys that are kept already stay where "
        "they are.",
        choices=("keyring", "file"),
        words=("Keyring", "File"),
    ),
    Setting(
        "keys.idle_s",
        300,
        "Forget a key after",
        "How long a key stays in memory after its last use. It is fetched again when the next call needs it.",
        low=1,
        high=86_400,
        unit="s",
    ),
    Setting(
        "prices.update_url",
        "",
        "Newer price lists from",
        "The https address that `tollgate price update` asks, when you tell it to. Empty: nowhere; the list "
        "that came with Tollgate is used.",
    ),
    Setting(
        "prices.auto_price_unpriced",
        False,
        "Price unpriced calls when a price appears",
        "When you set a price or take a newer list, calls that had no cost get one, as a repricing that can "
        "be taken back. Calls that have a cost keep it in any case.",
    ),
    Setting(
        "prices.subscription_logins",
        "equivalent",
        "Calls by a login with a plan",
        "Claude Code and Codex can log in with a plan that is paid by the month. With `equivalent` such "
        "calls cost nothing, and what they would have cost by the API is shown beside; with `spend` that is "
        "their cost.",
        choices=("equivalent", "spend"),
        words=("Equivalent", "Spend"),
    ),
    Setting(
        "projects.from_folder",
        False,
        "Name projects after folders",
        "Calls that belong to no project get one named after the git repository, or else the folder, that "
        "their program works in. Only for programs of yours on this computer. The first call of each "
        "connection waits about a millisecond for it.",
    ),
    Setting(
        "connect.put_back",
        "never",
        "Put connected tools back",
        "`on_quit` gives connected tools their own addresses while Tollgate does not run, and points them "
        "here again when it starts, so that they always work. `never` leaves them as they are: their calls "
        "fail while it does not run.",
        choices=("never", "on_quit"),
        words=("Never", "When Tollgate quits"),
    ),
    Setting(
        "budgets.wait_s",
        20,
        "Wait for room in a budget",
        "How long a call waits where all that is left of a budget is held for calls under way; then it is "
        "refused.",
        low=0,
        zero="Not at all",
        high=300,
        unit="s",
    ),
    Setting(
        "budgets.cut_streams",
        False,
        "Cut streams when a budget is used up",
        "Answers that are under way end when a blocking budget that covers them has nothing left. Otherwise "
        "only new calls are refused.",
    ),
    Setting(
        "alerts.quiet_from",
        "",
        "Quiet hours from",
        "The time of day, such as 22:00, from which alerts wait until the quiet hours end; then they come as "
        "one message. Budgets that stop calls and runaway clients are told at once. Empty: no quiet hours.",
        clock=True,
    ),
    Setting(
        "alerts.quiet_until",
        "",
        "Quiet hours until",
        "The time of day at which the quiet hours end, such as 07:00.",
        clock=True,
    ),
    Setting(
        "storage.keep_calls_days",
        0,
        "Keep calls for",
        "Older calls go into an archive, month by month, and out of the ledger; their sums stay for ever. "
        "`0` keeps every call.",
        low=0,
        zero="For ever",
        high=36_500,
        unit="days",
    ),
    Setting(
        "storage.daily_backup",
        True,
        "Back up every day",
        "A verified copy of the ledger a day; 7 daily, 4 weekly and 12 monthly ones are kept.",
    ),
    Setting(
        "storage.backup_folder",
        "",
        "Backup folder",
        "Where backups go. Empty, or when it cannot be written: the folder backups of the home.",
        folder=True,
    ),
    Setting(
        "storage.second_folder",
        "",
        "Second backup folder",
        "Where each backup goes as well, such as a folder that is synced. Empty: nowhere.",
        folder=True,
    ),
    Setting(
        "updates.check",
        False,
        "Look for newer versions",
        "Once a day the address below is asked which version is the newest. Doctor and Health tell of "
        "a newer one; nothing is downloaded or installed.",
    ),
    Setting(
        "updates.url",
        "",
        "Ask about versions at",
        'The https address that answers with {"version": "1.2.3"}, or with a release as code hosts describe '
        "theirs. Empty: nobody is asked.",
    ),
    Setting(
        "appearance.language",
        "system",
        "Language",
        "Of the window, and of its numbers and dates. Takes effect when Tollgate starts the next time.",
        choices=("system", "english", "german"),
        words=("System", "English", "German"),
    ),
    Setting(
        "appearance.theme",
        "system",
        "Theme",
        "Light, dark, or as the system says.",
        choices=("system", "light", "dark"),
        words=("System", "Light", "Dark"),
    ),
    Setting(
        "appearance.text_percent",
        100,
        "Text size",
        "Scales all text.",
        low=80,
        high=200,
        unit="%",
    ),
)

BY_KEY: Mapping[str, Setting] = MappingProxyType({s.key: s for s in SETTINGS})


def find(key: str) -> Setting:
    try:
        return BY_KEY[key]
    except KeyError:
        raise SettingsError(
            f"There is no setting {key!r}.", "`tollgate settings list` shows them all."
        ) from None


@dataclass(frozen=True, slots=True)
class Settings(Mapping[str, Value]):
    """All values: what the user chose over the defaults. Immutable; a change makes a new one."""

    chosen: Mapping[str, Value] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, key: str) -> Value:
        chosen = self.chosen.get(key)
        return find(key).default if chosen is None else chosen

    def __iter__(self) -> Iterator[str]:
        return iter(BY_KEY)

    def __len__(self) -> int:
        return len(BY_KEY)

    def text(self, key: str) -> str:
        value = self[key]
        assert isinstance(value, str)
        return value

    def number(self, key: str) -> int:
        value = self[key]
        assert isinstance(value, int)
        return value

    def flag(self, key: str) -> bool:
        value = self[key]
        assert isinstance(value, bool)
        return value

    def with_value(self, key: str, value: Value | None) -> "Settings":
        """The same with one value changed; None goes back to the default."""
        setting = find(key)
        chosen = {k: v for k, v in self.chosen.items() if k != key}
        if value is not None and setting.check(value) != setting.default:
            chosen[key] = value
        return Settings(MappingProxyType(chosen))
