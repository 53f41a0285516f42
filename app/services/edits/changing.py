"""What a recipe wants of a document, and how it is taken back later, also when others edited it since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from app.services.edits.json_text import JsonText
from app.services.edits.line_text import BlockText, DotenvText
from app.services.edits.toml_text import TomlText
from app.services.edits.tree import (
    Format,
    Path,
    Spelled,
    Unchangeable,
    Unreadable,
    Value,
    value_at,
    with_value,
    without,
)


def form_of(kind: str) -> Format:
    if kind == "yaml":  # its parser is the only one that takes time to load
        from app.services.edits.yaml_text import YamlText

        return YamlText()
    return _FORMS[kind]


_FORMS: Mapping[str, Format] = {
    "json": JsonText(),
    "toml": TomlText(),
    "dotenv": DotenvText(),
    "block": BlockText(),
}
EACH, ONE_MORE = "*", "+"


@dataclass(frozen=True, slots=True)
class Want:
    """A value in a place. Of its path, `*name=value` stands for each item of a list that is so, a last `+`
    for an item of a list: the one that begins alike (`NAME=`, or the same first field), or a new one."""

    path: tuple[str, ...]
    value: Value
    over: tuple[str, ...] | None = (
        None  # what is there stays, unless it begins like one of these; None: never
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What was put in, and what has to come back when it is taken out."""

    path: Path
    ours: Value
    before: str | None  # the source of the value that was there
    depth: int  # how much of the path was there
    beside: Mapping[str, str]  # how to know the list item again

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Change":
        names = ("ours", "before", "depth", "beside")
        return cls(tuple(record["path"]), *(record[name] for name in names))


def make(kind: str, text: str, wants: Iterable[Want]) -> tuple[str, tuple[Change, ...]]:
    """The text with all that is wanted, and what it took. Raises Unreadable, or Unchangeable."""
    form = form_of(kind)
    changes: list[Change] = []
    for want in wants:
        for path in _places(form.data(text), want):
            data = form.data(text)
            old = value_at(data, path)
            if _same(old, want.value) or (old is not None and _stays(old, want.over)):
                continue
            span = form.span(text, path)
            before = None if span is None else text[span[0] : span[1]]
            changes.append(Change(path, want.value, before, _depth(data, path), _beside(data, path)))
            text = _put(form, text, path, want.value)
    return text, tuple(changes)


def take_back(kind: str, text: str, changes: Sequence[Change]) -> tuple[str, tuple[Change, ...]]:
    """The text without what we put in, and those changes whose places hold something else by now."""
    form = form_of(kind)
    left: list[Change] = []
    for change in reversed(changes):
        data = form.data(text)
        path = _again(data, change)
        if path is None:
            if value_at(data, change.path) is not None:
                left.append(change)
            continue
        if change.before is not None:
            text = _restore(form, text, path, change.before)
            continue
        text = _drop(form, text, path)
        for depth in range(len(path) - 1, change.depth, -1):  # containers that came with it
            if value_at(form.data(text), path[:depth]) not in ({}, []):
                break
            text = _drop(form, text, path[:depth])
    return text, tuple(left)


# Each step is held to what it means for the document as a whole.


def _put(form: Format, text: str, path: Path, value: Value) -> str:
    _check_way(form.data(text), path)
    span = form.span(text, path)
    if span is None:
        changed = form.insert(text, path, value)
    else:
        changed = text[: span[0]] + form.source(value) + text[span[1] :]
    return _held(form, changed, with_value(form.data(text), path, _plain(value)))


def _check_way(data: Any, path: Path) -> None:
    """Whatever the path leads through has to be able to hold what is next on it."""
    for depth, step in enumerate(path):
        found = value_at(data, path[:depth])
        kind = list if isinstance(step, int) else dict
        if found is not None and not isinstance(found, (kind, Spelled)) and (depth or found):
            raise Unchangeable(
                f"{path[depth - 1] if depth else 'the document'!r} holds something else by now"
            )


def _restore(form: Format, text: str, path: Path, source: str) -> str:
    span = form.span(text, path)
    assert span is not None
    changed = text[: span[0]] + source + text[span[1] :]
    return _held(form, changed, with_value(form.data(text), path, _read(form, changed, path)))


def _drop(form: Format, text: str, path: Path) -> str:
    changed = form.remove(text, path)
    expected = without(form.data(text), path)
    pruned = _pruned(expected, path[:-1])  # a table that is nothing but its values goes with the last one
    return _held(form, changed, pruned if _read(form, changed, ()) == pruned else expected)


def _pruned(data: Any, path: Path) -> Any:
    while path and value_at(data, path) in ({}, []):
        data, path = without(data, path), path[:-1]
    return data


def _held(form: Format, changed: str, expected: Any) -> str:
    found = _read(form, changed, ())
    if found != expected and (found or expected):  # an empty document has no kind
        raise Unchangeable("a change would not leave the rest of it as it is")
    return changed


def _read(form: Format, text: str, path: Path) -> Any:
    try:
        return value_at(form.data(text), path)
    except Unreadable:
        raise Unchangeable("a change would leave it broken") from None


# ---- places ----------------------------------------------------------------------------------------------


def _places(data: Any, want: Want) -> list[Path]:
    found: list[Path] = [()]
    for step in want.path:
        if step.startswith(EACH):
            name, _, wanted = step[1:].partition("=")
            found = [
                (*path, index)
                for path in found
                for index, item in enumerate(_items(value_at(data, path)))
                if isinstance(item, Mapping) and cast("Mapping[str, Any]", item).get(name) == wanted
            ]
        elif step == ONE_MORE:
            found = [(*path, _place_among(_items(value_at(data, path)), want.value)) for path in found]
        else:
            found = [(*path, step) for path in found]
    return found


def _items(data: Any) -> list[Any]:
    if isinstance(data, list):
        return cast("list[Any]", data)
    return []


def _place_among(items: list[Any], value: Value) -> int:
    mark = _mark(value)
    return next((index for index, item in enumerate(items) if _mark(item) == mark), len(items))


def _mark(item: Any) -> Any:
    if isinstance(item, str):
        return item.partition("=")[0]
    if isinstance(item, Mapping):
        return next(iter(cast("Mapping[str, Any]", item).items()), None)
    return None


def _depth(data: Any, path: Path) -> int:
    """How many steps of the path lead to something."""
    return next((n for n in range(len(path)) if value_at(data, path[: n + 1]) is None), len(path))


def _beside(data: Any, path: Path) -> dict[str, str]:
    """The other fields of the list item that the path goes through, as far as they are text."""
    index = next((n for n, step in enumerate(path) if isinstance(step, int)), None)
    if index is None or index == len(path) - 1:
        return {}
    item = cast("Mapping[str, Any]", value_at(data, path[: index + 1]))
    return {k: v for k, v in item.items() if isinstance(v, str) and k != path[index + 1]}


def _again(data: Any, change: Change) -> Path | None:
    """Where our value is now: lists may have been sorted, lengthened or cut since."""
    index = next((n for n, step in enumerate(change.path) if isinstance(step, int)), None)
    if index is None:
        return change.path if _same(value_at(data, change.path), change.ours) else None
    before, after = change.path[:index], change.path[index + 1 :]
    ours = [
        (*before, number, *after)
        for number, item in enumerate(_items(value_at(data, before)))
        if _same(value_at(item, after), change.ours)
    ]
    likeness = [
        sum(value_at(data, (*p[: index + 1], k)) == v for k, v in change.beside.items()) for p in ours
    ]
    if not ours or (change.beside and not max(likeness)):
        return None
    if change.path in ours and likeness[ours.index(change.path)] == max(likeness):
        return change.path
    return ours[likeness.index(max(likeness))]


def _stays(old: Any, over: tuple[str, ...] | None) -> bool:
    return over is not None and not (isinstance(old, str) and old.startswith(over))


def _plain(value: Value) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _same(found: Any, value: Value) -> bool:
    return found == _plain(value) and type(found) is type(_plain(value))
