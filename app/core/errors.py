"""Trouble that belongs to the world or to the user, and is safe to show to them.

AppError
├── UsageError         a word of the command line that cannot be meant; exit code 2
├── HomeError          the folder that holds an installation cannot be used
├── SettingsError      a setting that does not exist, or a value that it cannot take
├── ProviderError      a provider that does not exist, or cannot be what was asked of it
├── PriceError         a price list that cannot be trusted, or a price that makes no sense
├── BudgetError        a budget that does not exist, or cannot be what was asked of it
├── AlertError         a rule or a channel that does not exist, or cannot be what was asked of it
├── ClientError        a client or a token that does not exist, or cannot be what was asked of it
├── ProjectError       the same of a project or a rule
├── AccountError       the same of an account
├── AliasError         the same of an alias
├── KeyStoreError      keys cannot be kept, or not this one
│   ├── KeyStoreLocked     locked, not unlocked when asked, or waiting for an answer
│   └── KeyStoreMissing    there is no such key
├── LedgerError
│   ├── LedgerBusy         someone else holds the file
│   ├── LedgerFull         no room left on the disk
│   ├── LedgerCorrupt      the file is damaged, or not a ledger at all
│   ├── LedgerTooNew       written by a newer version, or with a history that is not ours
│   └── MigrationFailed    a step did not apply; the file is as it was before
├── InstanceError      another Tollgate holds this home, or none answers
├── PortInUse          somebody else listens there
└── UpstreamError
    ├── Unreachable        no connection to the provider
    └── TimedOut           the provider was silent for too long

Everything else that is raised is a bug: it is logged as a crash report, redacted.
"""


class AppError(Exception):
    """Says what happened (`message`) and what to do about it (`hint`), both without secrets."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(AppError): ...


class HomeError(AppError): ...


class SettingsError(AppError): ...


class ProviderError(AppError): ...


class PriceError(AppError): ...


class BudgetError(AppError): ...


class AlertError(AppError): ...


class ClientError(AppError): ...


class ProjectError(AppError): ...


class AccountError(AppError): ...


class AliasError(AppError): ...


class KeyStoreError(AppError): ...


class KeyStoreLocked(KeyStoreError): ...


class KeyStoreMissing(KeyStoreError): ...


class LedgerError(AppError): ...


class LedgerBusy(LedgerError): ...


class LedgerFull(LedgerError): ...


class LedgerCorrupt(LedgerError): ...


class LedgerTooNew(LedgerError): ...


class MigrationFailed(LedgerError): ...


class InstanceError(AppError): ...


class PortInUse(AppError):
    def __init__(self, message: str, other_port: int) -> None:
        super().__init__(message, f"Choose another port, such as {other_port}.")
        self.other_port = other_port


class UpstreamError(AppError): ...


class Unreachable(UpstreamError): ...


class TimedOut(UpstreamError): ...
