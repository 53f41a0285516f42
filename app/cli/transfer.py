"""`tollgate export` and `import`: calls out of the ledger and into it."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.choosing import chosen_calls, filter_options
from app.cli.frame import DONE, FOUND, Command, Context
from app.cli.progress import watched
from app.cli.running import operate
from app.core.errors import AppError, UsageError
from app.ledger import reading


def run_export(context: Context) -> int:
    from app.services.exporting import FORMATS, export

    chosen, _ = chosen_calls(context)
    path = Path(context.args.file).absolute()
    if path.suffix.lower() not in FORMATS:
        raise UsageError(
            f"{path.name} does not say in which form the calls should be.",
            f"End the name with {', '.join(FORMATS)}.",
        )
    if path.exists() and not context.args.force:
        raise AppError(f"There is {path} already.", "Name another file, or add --force to replace it.")
    with reading(context.home.ledger) as reader, watched(context.out) as progress:
        if reader is None:
            raise AppError("There are no calls yet.")
        count = export(reader, chosen, path, progress)
    context.out.document({"path": str(path), "calls": count}, f"{count} calls written to {path}.")
    return DONE


def run_import(context: Context) -> int:
    path = Path(context.args.file).absolute()
    if not path.is_file():
        raise AppError(f"There is no file {path}.")
    with watched(context.out) as progress:
        done: dict[str, Any] = operate(context.home, "import", {"path": str(path)}, progress)
    told = f"{done['added']} calls added, {done['known']} were there already"
    if done["too_old"]:
        told += f", {done['too_old']} are older than what is kept (only their archive brings them back)"
    if done["refused"]:
        told += f", {done['refused']} lines are no calls:\n  " + "\n  ".join(done["refusals"])
    context.out.document(done, told + ("" if done["refused"] else "."))
    return FOUND if done["refused"] else DONE


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="its ending says the form: .csv, .json, .ndjson or .parquet"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    filter_options(parser)


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what export wrote as .ndjson, or an archive .ndjson.gz")


EXPORT = Command("export", "calls to a file", run_export, _export)
IMPORT = Command("import", "calls from a file, each once", run_import, _import)
