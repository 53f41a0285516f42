"""`tollgate provider`: where calls can go."""

import argparse

from app.cli import accounts
from app.cli.frame import DONE, FOUND, Command, Context, compact
from app.cli.running import operate
from app.core.errors import ProviderError, UsageError
from app.core.providers import APIS, Provider
from app.ledger import reading
from app.platform.clock import now_us
from app.services.key_acts import keys_led_elsewhere
from app.services.keys import kept_keys
from app.services.providers import as_row, known_providers


def run_list(context: Context) -> int:
    providers = known_providers(context.home.ledger)
    context.out.document([as_row(p) for p in providers.values()])
    if not context.out.as_json:
        context.out.table(
            ("provider", "name", "api", "base url", ""),
            [
                (p.id, p.name, p.api, p.base_url or "not set", "local" if p.local else "")
                for p in providers.values()
            ],
        )
    return DONE


def run_show(context: Context) -> int:
    from app.services import balances

    row = as_row(_find(context))
    with reading(context.home.ledger) as reader:
        found = balances.prepaid(reader, now_us(), row["id"]) if reader is not None else []
    told = [f"{key}: {value}" for key, value in row.items()]
    told += [accounts.balance_in_words(balance.as_row()) for balance in found]
    context.out.document({**row, "balances": [b.as_row() for b in found]}, "\n".join(told))
    return DONE


def run_add(context: Context) -> int:
    a = context.args
    row = operate(
        context.home,
        "provider.add",
        compact({"id": a.id, "api": a.api, "base_url": a.base_url, "name": a.name, "local": a.local}),
    )
    context.out.document(row, f"Added {row['id']}: calls to /{row['id']}/… go to {row['base_url']}/…")
    return DONE


def run_set(context: Context) -> int:
    a = context.args
    changes = compact(
        {
            "api": a.api,
            "base_url": a.base_url,
            "name": a.name,
            "local": a.local,
            "inject_usage": a.inject_usage,
        }
    )
    if not changes:
        raise UsageError("Nothing to change was named.", "See `tollgate provider set --help`.")
    before = known_providers(context.home.ledger).get(a.id)
    row = operate(context.home, "provider.set", {"id": a.id, "changes": changes})
    context.out.document(row, f"{row['id']}: calls to /{row['id']}/… go to {row['base_url']}/…")
    if before is not None:
        moved = keys_led_elsewhere(
            kept_keys(context.home), before, Provider(**row), accounts.kept_accounts(context)
        )
        accounts.note_moved(context, moved)
    return DONE


def run_remove(context: Context) -> int:
    result = operate(context.home, "provider.remove", {"id": context.args.id})
    context.out.document(result, f"Removed {result['removed']}.")
    return DONE


def run_test(context: Context) -> int:
    from app.platform.http import probe

    provider = _find(context)
    if not provider.base_url:
        raise ProviderError(
            f"{provider.id} has no base URL yet.", f"`tollgate provider set {provider.id} --base-url URL`"
        )
    found = probe(provider.base_url)
    if not found["reachable"]:
        context.out.document(found)
        context.out.note(
            f"{provider.name} does not answer at {provider.base_url}: {found['reason']}. "
            "Check the address and the network."
        )
        return FOUND
    context.out.document(found, f"{provider.name} answers at {provider.base_url} ({found['latency_ms']} ms).")
    return DONE


def _find(context: Context) -> Provider:
    providers = known_providers(context.home.ledger)
    if context.args.id not in providers:
        raise ProviderError(
            f"There is no provider {context.args.id!r}.", "`tollgate provider list` shows them."
        )
    return providers[context.args.id]


def _id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")


def _add(parser: argparse.ArgumentParser) -> None:
    _id(parser)
    parser.add_argument("--api", choices=APIS, required=True, help="the family of its wires")
    parser.add_argument(
        "--base-url", required=True, metavar="URL", help="without a version, such as https://host"
    )
    parser.add_argument("--name", help="how it is shown")
    parser.add_argument(
        "--local", action="store_true", help="on this computer or the LAN: free, plain http allowed"
    )


def _set(parser: argparse.ArgumentParser) -> None:
    _id(parser)
    parser.add_argument("--api", choices=APIS)
    parser.add_argument("--base-url", metavar="URL")
    parser.add_argument("--name")
    parser.add_argument("--local", action=argparse.BooleanOptionalAction, help="on this computer or the LAN")
    parser.add_argument(
        "--inject-usage", action=argparse.BooleanOptionalAction, help="ask its streams to report their usage"
    )


PROVIDER = Command(
    "provider",
    "where calls can go",
    run_list,
    parts=(
        accounts.STRATEGY,
        Command("add", "make one", run_add, _add),
        Command("set", "change one", run_set, _set),
        Command("list", "all of them", run_list),
        Command("show", "one of them", run_show, _id),
        Command("remove", "forget one; a built-in one goes back to how it came", run_remove, _id),
        Command("test", "see whether it answers; exit 3 where it does not", run_test, _id),
    ),
)
