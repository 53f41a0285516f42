"""`tollgate settings`: the table of core.settings, seen and changed."""

import argparse
from pathlib import Path

from app.cli.frame import DONE, Command, Context
from app.cli.running import operate
from app.core.errors import SettingsError, UsageError
from app.core.settings import SETTINGS as TABLE
from app.core.settings import Setting, find
from app.platform.settings_file import load


def run_list(context: Context) -> int:
    settings = load(context.home.settings)
    rows = [
        {
            "key": s.key,
            "value": settings[s.key],
            "default": s.default,
            "unit": s.unit,
            "choices": list(s.choices),
            "help": s.help,
        }
        for s in TABLE
    ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("setting", "value", "default", "what it does"),
            [(r["key"], _text(r["value"]), _text(r["default"]), r["help"]) for r in rows],
        )
    return DONE


def run_get(context: Context) -> int:
    setting = _setting(context)
    value = load(context.home.settings)[setting.key]
    context.out.document({"key": setting.key, "value": value}, _text(value))
    return DONE


def run_set(context: Context) -> int:
    setting, text = _setting(context), context.args.value
    if setting.folder and text:  # by the folder where the user is: the program that runs is somewhere else
        text = str(Path(text).expanduser().absolute())
    try:
        setting.parse(text)
    except SettingsError as error:
        raise UsageError(error.message, error.hint) from None
    return _told(context, operate(context.home, "settings.set", {"key": setting.key, "value": text}))


def run_unset(context: Context) -> int:
    return _told(context, operate(context.home, "settings.unset", {"key": _setting(context).key}))


def _setting(context: Context) -> Setting:
    try:
        return find(context.args.key)
    except SettingsError as error:
        raise UsageError(error.message, error.hint) from None


def _told(context: Context, result: dict[str, object]) -> int:
    later = " It takes effect when the proxy starts again." if result["restart"] else ""
    context.out.document(result, f"{result['key']} is {_text(result['value'])}.{later}")
    return DONE


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) if value != "" else '""'


def _key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY")


def _key_and_value(parser: argparse.ArgumentParser) -> None:
    _key(parser)
    parser.add_argument("value", metavar="VALUE")


SETTINGS = Command(
    "settings",
    "what can be chosen",
    run_list,
    parts=(
        Command("list", "all settings, with what they do", run_list),
        Command("get", "one setting", run_get, _key),
        Command("set", "change a setting", run_set, _key_and_value),
        Command("unset", "back to the default", run_unset, _key),
    ),
)
