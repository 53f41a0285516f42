"""An account is made, its key set or replaced, it is changed, and its balance entered."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget

from app.core.accounts import KINDS
from app.core.amounts import read_amount
from app.core.errors import AppError, UsageError
from app.core.keys import DEFAULT_ACCOUNT, check_account, clean_key, doubt_about
from app.core.money import decimal_usd
from app.core.providers import Provider
from app.ledger import Reader, account_register
from app.ledger.balances import BalanceEntry
from app.platform.vault import SHORTEST_PASSPHRASE
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.models.providers import AccountFacts, VaultAsks
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import FormGrid
from app.ui.widgets.labels import text_label
from app.ui.widgets.provider_sheet import question_of
from app.ui.widgets.secret_field import SecretField
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.short_table import ShortRow, ShortTable


class KeySheet(ActingSheet):
    """A new account with its key; with `account`, that one's key. The key is typed once and never shown."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        provider: Provider,
        *,
        taken: Collection[str] = (),
        account: str = "",
        replaced: bool = False,
        asks: VaultAsks = "nothing",
    ) -> None:
        super().__init__(context, parent, width_px=520)
        self._provider, self._account = provider, account
        self._name_sheet(replaced=replaced)
        form = FormGrid()
        self.body.addLayout(form)
        first = DEFAULT_ACCOUNT if DEFAULT_ACCOUNT not in taken else ""
        if not account:
            self._name = form.add_line(
                self.tr("Name"),
                first,
                self.tr("such as work, or team-b"),
                self.tr("Tells several keys at one provider apart."),
            )
        self._key = form.add(self.tr("Key"), SecretField(context.theme, self.tr("paste it here")))
        self._key.textChanged.connect(self._on_typed)
        self._kind = None
        if not account:
            self._kind = form.add_choice(
                self.tr("Billed"), [(kind, kind_name(kind)) for kind in KINDS], "postpaid"
            )
        self._passphrase: QLineEdit | None = None
        if asks != "nothing":
            help_ = self.tr("Of the encrypted file of keys.")
            if asks == "a new one":
                help_ = self.tr(
                    "For a new encrypted file, {n} characters or more. Without it the keys are lost."
                )
            self._passphrase = form.add(
                self.tr("New passphrase") if asks == "a new one" else self.tr("Passphrase"),
                SecretField(context.theme),
                help_.format(n=SHORTEST_PASSPHRASE),
            )
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Store the key"), self._on_set)
        (self._key if account or first else self._name).setFocus()

    def _name_sheet(self, *, replaced: bool) -> None:
        provider = self._provider.name
        more = self.tr(
            "It goes into the key store of this computer, is never shown again, and is sent to nobody but "
            "{provider}."
        ).format(provider=provider)
        if not self._account:
            title = self.tr("A key for {provider}").format(provider=provider)
        elif replaced:
            title = self.tr("Replace the key of {account}").format(account=self._account)
            more += " " + self.tr("The one before is gone then.")
        else:
            title = self.tr("The key of {account}").format(account=self._account)
        self.name(title, more)

    def _on_typed(self, text: str) -> None:
        doubt = doubt_about(self._provider.id, text.strip()) if len(text.strip()) > 8 else None
        self.say(doubt or "", tone="warn")

    def _on_set(self) -> None:
        try:
            name = self._account or check_account(self._name.text().strip())
            clean_key(self._key.text().strip())
        except AppError as error:
            self.say_error(error)
            return
        whose = {"provider": self._provider.id, "account": name}
        words: dict[str, Any] = {**whose, "key": self._key.text().strip()}
        if self._passphrase is not None:
            words["passphrase"] = self._passphrase.text()
        steps = [Step("key.set", words)]
        if self._kind is not None:
            steps.append(Step("account.set", {**whose, "changes": {"kind": self._kind.currentData()}}))
        self.act(
            steps,
            self.tr("The key of {provider}/{account} is stored.").format(**whose),
            waiting=self.tr("Storing the key… Your keyring may ask you for its password."),
        )


class AccountSheet(ActingSheet):
    """How an account is used. The key is not here."""

    def __init__(self, context: Context, parent: QWidget, facts: AccountFacts, *, weighted: bool) -> None:
        super().__init__(context, parent, width_px=520)
        account = facts.account
        self._facts = facts
        self.name(self.tr("{provider} / {account}").format(provider=account.provider, account=account.name))
        form = FormGrid()
        self.body.addLayout(form)
        self._kind = form.add_choice(
            self.tr("Billed"),
            [(kind, kind_name(kind)) for kind in KINDS],
            account.kind,
            self.tr("Of a prepaid one the balance is kept; each call takes off what it cost."),
        )
        low = account.low_balance_nusd
        self._low = form.add_line(
            self.tr("Warn below"),
            "" if low is None else "$" + decimal_usd(low),
            self.tr("such as $5; empty: never"),
        )
        self._weight = QSpinBox()
        self._weight.setRange(1, 1000)
        self._weight.setValue(account.weight)
        self._weight.lineEdit().setTextMargins(6, 0, 0, 0)
        form.add(
            self.tr("Weight"), self._weight, self.tr("How many calls it takes for each one of the others.")
        )
        form.show_field(self._weight, shown=weighted)
        self._base_url = form.add_line(
            self.tr("Base URL"),
            account.base_url,
            self.tr("the provider's own"),
            self.tr("Only where this account has an address of its own."),
        )
        self._paused = QCheckBox(self.tr("Takes no calls"))
        self._paused.setChecked(account.paused)
        form.add(self.tr("Paused"), self._paused)
        self._kind.currentIndexChanged.connect(lambda: self._fit(form))
        self._fit(form)
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Save"), self._on_save)

    def _fit(self, form: FormGrid) -> None:
        form.show_field(self._low, shown=self._kind.currentData() == "prepaid")

    def _on_save(self) -> None:
        account = self._facts.account
        try:
            text = self._low.text().strip()
            low = read_usd(text) if text and self._kind.currentData() == "prepaid" else None
        except AppError as error:
            self.say_error(error)
            return
        changes = {
            "kind": self._kind.currentData(),
            "low_balance_usd": low,
            "weight": self._weight.value(),
            "base_url": self._base_url.text().strip().rstrip("/"),
            "paused": self._paused.isChecked(),
        }
        provider = self._context.engine.providers.get(account.provider)
        before, after = (
            replace(provider, base_url=url or provider.base_url)
            for url in (account.base_url, changes["base_url"])
        )
        if not self.ask_first(question_of(self._context, before, after, account.name)):
            return
        self.act(
            [set_account(account.provider, account.name, changes)],
            self.tr("{account} is changed.").format(account=account.name),
            back=way_back(self._facts),
        )


class BalanceSheet(ActingSheet):
    """Money was put on an account, or its balance is put right."""

    def __init__(
        self, context: Context, parent: QWidget, facts: AccountFacts, *, kind: str = "top-up"
    ) -> None:
        super().__init__(context, parent, width_px=480)
        self._facts, self._is_top_up = facts, kind == "top-up"
        account = f"{facts.account.provider} / {facts.account.name}"
        left = formats.usd(facts.left_nusd)
        if self._is_top_up:
            title, more = (
                self.tr("Top up {account}"),
                self.tr("Enter what you paid; there is {left} left now."),
            )
        else:
            title, more = (
                self.tr("Correct the balance of {account}"),
                self.tr("By Tollgate's count there is {left} left."),
            )
        self.name(title.format(account=account), more.format(left=left))
        form = FormGrid()
        self.body.addLayout(form)
        if not self._is_top_up:
            self._how = form.add_choice(
                self.tr("What you know"),
                [
                    ("reconcile", self.tr("What is really left")),
                    ("adjust", self.tr("How much to change it by")),
                ],
            )
        self._amount = form.add_line(self.tr("Amount"), hint=self.tr("such as $20"))
        self._reason = form.add_line(
            self.tr("Why"), hint=self.tr("such as the invoice's number") if self._is_top_up else ""
        )
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Top up") if self._is_top_up else self.tr("Correct it"), self._on_enter)

    def _on_enter(self) -> None:
        kind = "top-up" if self._is_top_up else self._how.currentData()
        reason = self._reason.text().strip()
        try:
            usd = read_usd(self._amount.text(), signed=kind == "adjust")
            if not reason and not self._is_top_up:
                raise UsageError(self.tr("Say why, so that you know it later."))
        except AppError as error:
            self.say_error(error)
            return
        account = self._facts.account
        whose = {"provider": account.provider, "account": account.name}
        back = {**whose, "kind": "reconcile", "usd": decimal_usd(self._facts.left_nusd or 0)}
        self.act(
            [Step("account.enter", {**whose, "kind": kind, "usd": usd, "reason": reason})],
            self.tr("The balance of {account} is entered.").format(account=account.name),
            back=[Step("account.enter", {**back, "reason": self.tr("taken back")})],
        )


class EntriesSheet(Sheet):
    """What changed a balance, newest first."""

    MOST = 200

    def __init__(self, context: Context, parent: QWidget, facts: AccountFacts) -> None:
        super().__init__(context.theme, parent, width_px=720, height_px=0)
        self._context = context
        account = facts.account
        self.name(
            self.tr("Balance of {account}").format(account=f"{account.provider} / {account.name}"),
            self.tr("{left} left").format(left=formats.usd(facts.left_nusd)),
        )
        self._table = ShortTable(
            context.theme,
            self.tr("Entries of the balance"),
            (self.tr("What"), self.tr("When"), self.tr("Amount"), self.tr("Left after")),
        )
        self._none = text_label(self.tr("Nothing was entered yet: top it up to begin."), "soft", wrap=True)
        for part in (self._table, self._none):
            self.body.addWidget(part)
            part.hide()
        self.body.addStretch()
        self.add_close(self.tr("Close"))
        reader: Reader = context.engine.ledger.reader
        context.queries.ask(
            "balance-entries",
            lambda: account_register.balance_entries(reader, account.provider, account.name, self.MOST),
            self._on_read,
            self.say_error,
        )

    def _on_read(self, entries: Sequence[BalanceEntry]) -> None:
        zone = self._context.lens.zone
        self._table.show_rows(
            [
                ShortRow(
                    str(number),
                    (
                        self._what(entry),
                        formats.moment_of(entry.at_us, zone),
                        formats.usd_change(entry.amount_nusd),
                        formats.usd(entry.balance_nusd),
                    ),
                )
                for number, entry in enumerate(entries)
            ]
        )
        self._table.setVisible(bool(entries))
        self._none.setVisible(not entries)

    def _what(self, entry: BalanceEntry) -> str:
        named = {
            "top-up": self.tr("Top-up"),
            "adjust": self.tr("Correction"),
            "reconcile": self.tr("Counted anew"),
        }
        what = named.get(entry.kind, self.tr("Call") if entry.call_id else entry.kind)
        return f"{what}: {entry.reason}" if entry.reason else what

    def done(self, result: int) -> None:
        self._context.queries.drop("balance-entries")
        super().done(result)


def kind_name(kind: str) -> str:
    named = {
        "postpaid": QCoreApplication.translate("accounts", "By use, afterwards"),
        "prepaid": QCoreApplication.translate("accounts", "Paid in advance"),
        "subscription": QCoreApplication.translate("accounts", "By subscription"),
    }
    return named[kind]


def read_usd(text: str, *, signed: bool = False) -> str:
    """Dollars as they are typed here, as decimal text."""
    text = text.strip().replace(" ", "").replace(QLocale().decimalPoint(), ".")
    sign = "-" if signed and text.startswith("-") else ""
    text = text.removeprefix(sign).lstrip("+$")
    nusd, unit = read_amount(f"{text}usd" if not text.endswith("usd") else text)
    assert unit == "usd"
    return sign + decimal_usd(nusd)


def set_account(provider: str, account: str, changes: dict[str, Any]) -> Step:
    return Step("account.set", {"provider": provider, "account": account, "changes": changes})


def way_back(facts: AccountFacts) -> list[Step]:
    """To how the account is now."""
    a = facts.account
    if not facts.made:
        return [Step("account.remove", {"provider": a.provider, "account": a.name})]
    low = a.low_balance_nusd
    changes = {
        "kind": a.kind,
        "low_balance_usd": None if low is None else decimal_usd(low),
        "weight": a.weight,
        "base_url": a.base_url,
        "paused": a.paused,
        "priority": a.priority,
    }
    return [set_account(a.provider, a.name, changes)]
