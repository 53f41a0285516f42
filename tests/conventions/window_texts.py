"""The texts of the window, taken anew from the program: resources/i18n/*.ts for people, *.qm for the window.

English has its plurals only. Every other language has all texts; what is not translated there stays English.
"""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

from app.core.alert_channels import CHANNEL_KINDS
from app.core.alert_rules import RULE_KINDS
from app.core.settings import GROUPS, SETTINGS
from app.services.recipes import load_tools

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "resources" / "i18n"


def main() -> int:
    update(I18N)
    for ts in sorted(I18N.glob("*.ts")):
        left = untranslated(ts)
        print(f"{ts.name}: {len(left)} texts are not translated")
        for context, source in left:
            print(f"  {context}: {source}")
    return 0


def update(folder: Path) -> None:
    """Each .ts of the folder gets the texts that there are now; what was translated stays so."""
    tools = Path(PySide6.__file__).parent
    with tempfile.TemporaryDirectory() as temporary:
        sources = list(_sources(Path(temporary)))
        for ts in sorted(folder.glob("*.ts")):
            extra = ["-pluralonly"] if ts.stem.endswith("_en") else []
            _run(
                tools / "lupdate", "-silent", "-no-obsolete", "-locations", "none",
                "-disable-heuristic", "sametext", "-disable-heuristic", "similartext",
                *extra, *sources, "-ts", ts,
            )  # fmt: skip
            if extra:
                _fill_english(ts)
            _release(tools / "lrelease", ts)


def _release(lrelease: Path, ts: Path) -> None:
    """Written beside it and put in its place: a window that runs has the file before mapped."""
    fresh = ts.with_suffix(f".{os.getpid()}.qm")
    _run(lrelease, "-silent", "-nounfinished", ts, "-qm", fresh)
    fresh.replace(ts.with_suffix(".qm"))


def untranslated(ts: Path) -> list[tuple[str, str]]:
    """Context and text of what stays English."""
    contexts = ET.parse(ts).getroot().findall("context")
    return [
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in contexts
        for message in context.findall("message")
        if message.find("translation[@type='unfinished']") is not None
    ]


def _sources(folder: Path) -> Iterator[Path]:
    """The window's modules and what writes reports, for lupdate: it knows `translate` by no shorter name."""
    tables = folder / "tables.py"
    tables.write_text("\n".join(_texts_of_tables()))
    yield tables
    modules = [*(ROOT / "app" / "ui").rglob("*.py"), *(ROOT / "app" / "services").glob("report*.py")]
    for number, module in enumerate(sorted(modules)):
        copy = folder / f"{number}.py"
        copy.write_text(re.sub(r"(?<![.\w])tr\(", "translate(", module.read_text()))
        yield copy


def _texts_of_tables() -> Iterator[str]:
    """What is named where no Qt may be: settings, kinds of alerts and of channels, tools."""
    yield "from PySide6.QtCore import QT_TRANSLATE_NOOP"
    for context, texts in (("settings", _of_settings()), ("alerts", _of_alerts()), ("tools", _of_tools())):
        for text in dict.fromkeys(text for text in texts if text):
            yield f"QT_TRANSLATE_NOOP({_quoted(context)}, {_quoted(text)})"


def _of_settings() -> Iterator[str]:
    yield from GROUPS.values()
    for setting in SETTINGS:
        yield from (setting.label, setting.help, setting.unit, *setting.words, setting.zero)


def _of_alerts() -> Iterator[str]:
    for kind in RULE_KINDS:
        yield from (kind.title, kind.help, kind.says)
        yield from (parameter.help for parameter in kind.parameters)
    for channel in CHANNEL_KINDS:
        yield channel.title
        for option in channel.options:
            yield from (option.label, option.help)


def _of_tools() -> Iterator[str]:
    for tool in load_tools().values():
        said = {name: tool.recipe.get(name, "") for name in ("note", "nothing", "hint")}
        yield from (tool.try_it, tool.impossible or "", *said.values(), *tool.steps)
        yield from tool.recipe.get("effects", ())
        yield from (entry["say"] for entry in tool.recipe.get("beware", ()))


def _quoted(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inner}"'


def _fill_english(ts: Path) -> None:
    """One call, several calls: of what is written `call(s)`."""
    tree = ET.parse(ts)
    for message in tree.getroot().findall("./context/message"):
        source, translation = message.findtext("source") or "", message.find("translation")
        assert translation is not None
        if translation.get("type") == "unfinished":
            del translation.attrib["type"]
            for form, end in zip(translation.findall("numerusform"), ("", "s"), strict=True):
                form.text = re.sub(r"\(s\)", end, source)
    write(tree, ts)


def write(tree: "ET.ElementTree[ET.Element]", ts: Path) -> None:
    text = ET.tostring(tree.getroot(), encoding="unicode")
    ts.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n')


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True)


if __name__ == "__main__":
    sys.exit(main())
