"""`tollgate alias`: names that stand for models."""

import argparse

from app.cli.acting import act
from app.cli.frame import DONE, Command, Context
from app.ledger import account_register, reading
from app.services.register_acts import alias_row


def run_list(context: Context) -> int:
    with reading(context.home.ledger) as reader:
        rows = [] if reader is None else [alias_row(alias) for alias in account_register.aliases(reader)]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(("alias", "models"), [(r["name"], ", ".join(r["targets"])) for r in rows])
    return DONE


def _add(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument(
        "targets", metavar="TARGET", nargs="+", help="MODEL or PROVIDER/MODEL, in their order"
    )


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


ALIAS = Command(
    "alias",
    "names that stand for models",
    run_list,
    parts=(
        Command(
            "add",
            "make or change one",
            act(
                "alias.add",
                ("name", "targets"),
                lambda r: f"{r['name']} stands for {', '.join(r['targets'])}.",
            ),
            _add,
        ),
        Command("list", "all of them", run_list),
        Command("remove", "forget one", act("alias.remove", ("name",), "Removed {removed}."), _name),
    ),
)
