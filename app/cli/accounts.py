"""`tollgate account`, and how a provider's accounts take turns."""

import argparse
from dataclasses import replace
from typing import Any

from app.cli.acting import act
from app.cli.frame import DONE, MANY, Command, Context, compact, whole_number
from app.cli.running import operate
from app.core.accounts import KINDS, STICKY_US, STRATEGIES, Account
from app.core.amounts import read_amount
from app.core.errors import UsageError
from app.core.keys import DEFAULT_ACCOUNT, KeyName
from app.core.money import decimal_usd, nusd_from_usd, show_usd
from app.core.records import iso_utc
from app.ledger import account_register, reading
from app.services.key_acts import keys_led_elsewhere
from app.services.keys import kept_keys
from app.services.providers import known_providers
from app.services.register_acts import account_row


def run_list(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            rows = [account_row(account, left) for account, left in account_register.accounts(reader)]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("provider", "account", "kind", "priority", "weight", "balance, $", ""),
            [
                (
                    r["provider"], r["account"], r["kind"], r["priority"], r["weight"], r["balance_usd"],
                    "paused" if r["paused"] else "",
                )
                for r in rows
            ],
            right=("priority", "weight", "balance, $"),
        )  # fmt: skip
    return DONE


def kept_accounts(context: Context) -> list[Account]:
    with reading(context.home.ledger) as reader:
        return [] if reader is None else [account for account, _ in account_register.accounts(reader)]


def note_moved(context: Context, moved: list[KeyName]) -> None:
    """Keys that go to another host from now on: whoever changed the address has to know."""
    for name in moved:
        account = "" if name.account == DEFAULT_ACCOUNT else f" --account {name.account}"
        context.out.note(
            f"The key stored for {name} goes there too from now on. Is it for that host? "
            f"`tollgate key remove {name.provider}{account}` takes it out."
        )


def run_set(context: Context) -> int:
    a = context.args
    before = next(
        (k for k in kept_accounts(context) if (k.provider, k.name) == (a.provider, a.account)), None
    )
    row = operate(context.home, "account.set", _set_words(context))
    context.out.document(row, f"{a.provider}/{a.account} is set.")
    provider = known_providers(context.home.ledger)[a.provider]
    was, is_now = (
        replace(provider, base_url=url or provider.base_url)
        for url in (before and before.base_url, row["base_url"])
    )
    note_moved(context, keys_led_elsewhere(kept_keys(context.home), was, is_now, account=a.account))
    return DONE


def run_entries(context: Context) -> int:
    a = context.args
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            rows = [
                {
                    "at": iso_utc(e.at_us),
                    "kind": e.kind,
                    "amount_usd": decimal_usd(e.amount_nusd),
                    "balance_usd": decimal_usd(e.balance_nusd),
                    "call": e.call_id,
                    "made_by": e.made_by,
                    "reason": e.reason,
                }
                for e in account_register.balance_entries(reader, a.provider, a.account, a.limit)
            ]
    context.out.document(rows)
    if not context.out.as_json:
        columns = ("at", "kind", "amount_usd", "balance_usd", "made_by", "reason")
        context.out.table(columns, [tuple(row[c] for c in columns) for row in rows], right=columns[2:4])
    return DONE


def balance_in_words(row: dict[str, Any]) -> str:
    """One prepaid account as `services.balances` has it."""
    left = nusd_from_usd(row["balance_usd"])
    said = f"Balance of {row['provider']}/{row['account']}: {show_usd(left)}"
    if left <= 0:
        return f"{said}, nothing is left; `tollgate account top-up` notes what you pay in."
    if row["low"]:
        said += ", which is low"
    if row["runs_out_at"] is not None:
        said += f"; enough until about {row['runs_out_at'][:10]}"
    return f"{said}."


def _set_words(context: Context) -> dict[str, Any]:
    a = context.args
    names = ("base_url", "kind", "priority", "weight", "paused")
    changes = compact({name: getattr(a, name) for name in names})
    if a.low_balance is not None:
        changes["low_balance_usd"] = None if a.low_balance == "off" else _usd(a.low_balance)
    return {"provider": a.provider, "account": a.account, "changes": changes}


def _enter(kind: str) -> Any:
    def words(context: Context) -> dict[str, Any]:
        a = context.args
        sign = "-" if a.amount.startswith("-") else ""
        usd = sign + _usd(a.amount.removeprefix("-"))
        exact = getattr(a, "exact", False)
        return {
            "provider": a.provider, "account": a.account, "usd": usd, "reason": a.reason,
            "kind": "reconcile" if exact else kind,
        }  # fmt: skip

    return act("account.enter", words, "{provider}/{account} has ${balance_usd} left.")


def _usd(text: str) -> str:
    amount, unit = read_amount(text if text.strip("0123456789.,_ ") else f"{text}usd")
    if unit != "usd":
        raise UsageError(f"{text!r} are not dollars.", "Write 20usd, or $1.50.")
    return decimal_usd(amount)


def _strategy_words(context: Context) -> dict[str, Any]:
    a = context.args
    return {"id": a.id, "strategy": a.strategy, "sticky_us": _sticky_us(a.sticky)}


def _sticky_us(text: str | None) -> int | None:
    if text is None:
        return STICKY_US
    if text == "off":
        return None
    number, unit = text[:-1], {"s": 1, "m": 60, "h": 3600, "d": 86_400}.get(text[-1:])
    if unit is None or not (number.isascii() and number.isdecimal() and 0 < int(number) < 10_000):
        raise UsageError(f"{text!r} is not a time to stay.", "Write 5h, 30m, or off.")
    return int(number) * unit * 1_000_000


def _account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("provider", metavar="PROVIDER")
    parser.add_argument("account", metavar="ACCOUNT")


def _set(parser: argparse.ArgumentParser) -> None:
    _account(parser)
    parser.add_argument("--kind", choices=KINDS, help="prepaid ones have a balance")
    parser.add_argument("--base-url", metavar="URL", help="where it is another than the provider's")
    parser.add_argument(
        "--priority", type=whole_number(0, 1000), metavar="N", help="lower ones serve first (0)"
    )
    parser.add_argument(
        "--weight", type=whole_number(1, 1000), metavar="N", help="of the weighted strategy (1)"
    )
    parser.add_argument("--paused", action=argparse.BooleanOptionalAction, help="takes no calls")
    parser.add_argument("--low-balance", metavar="AMOUNT", help="tell when less is left; or off")


def _money(parser: argparse.ArgumentParser) -> None:
    _account(parser)
    parser.add_argument("amount", metavar="AMOUNT", help="such as 20usd")
    parser.add_argument("--reason", default="", help="why")


def _adjust(parser: argparse.ArgumentParser) -> None:
    _account(parser)
    parser.add_argument("amount", metavar="AMOUNT", help="such as 2usd, or -- -2usd")
    parser.add_argument("--reason", required=True, help="why")
    parser.add_argument("--exact", action="store_true", help="AMOUNT is what is really left")


def _entries(parser: argparse.ArgumentParser) -> None:
    _account(parser)
    parser.add_argument("--limit", type=whole_number(1, MANY), metavar="N", help="at most N, newest first")


def _strategy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument("strategy", choices=STRATEGIES)
    parser.add_argument(
        "--sticky", metavar="TIME", help="how long a session stays with its account (5h), or off"
    )


STRATEGY = Command(
    "strategy",
    "how its accounts take turns",
    act("provider.route", _strategy_words, "The accounts of {provider} take turns by {strategy}."),
    _strategy,
)
ACCOUNT = Command(
    "account",
    "several keys at one provider, and what is left on them",
    run_list,
    parts=(
        Command("list", "all of them", run_list),
        Command("set", "make or change one", run_set, _set),
        Command(
            "remove",
            "forget one; its entries stay",
            act("account.remove", ("provider", "account"), "Removed {removed}."),
            _account,
        ),
        Command("top-up", "money was put on it", _enter("top-up"), _money),
        Command("adjust", "correct its balance, with a reason", _enter("adjust"), _adjust),
        Command("entries", "what changed its balance", run_entries, _entries),
    ),
)
