"""Any document: what is wanted comes in, everything else stays; and it goes out again."""

from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.services.edits.changing import Want, form_of, make, take_back
from app.services.edits.tree import Spelled, Unchangeable, Unreadable, value_at, with_value
from tests.services.edits.documents import indented_json, json_texts, toml_texts, yaml_texts

_VALUES = st.sampled_from(["http://127.0.0.1:4747/anthropic", "http://127.0.0.1:4747/@p/openai/v1", "true"])
_PATHS = st.sampled_from(
    [
        ("openai_base_url",),
        ("env", "ANTHROPIC_BASE_URL"),
        ("provider", "openai", "options", "baseURL"),
        ("model",),
        ("a", "b"),
    ]
)


def _kept(old: str, new: str) -> bool:
    """All that was there is still there, in its order."""
    rest = iter(new)
    return all(sign in rest for sign in old)


def _goes_in_and_out(kind: str, text: str, path: tuple[str, ...], value: str) -> None:
    form = form_of(kind)
    before = form.data(text)
    blockers = [value_at(before, path[:n]) for n in range(1, len(path))]
    try:
        changed, changes = make(kind, text, [Want(path, value)])
    except Unchangeable:
        assert not all(isinstance(found, dict) or found is None for found in blockers) or kind != "json"
        assume(False)
        return
    assert form.data(changed) == with_value(before, path, value)
    if changes and changes[0].before is None:
        assert _kept(text, changed)
    back, left = take_back(kind, changed, changes)
    assert not left
    assert form.data(back) == before
    again, more = make(kind, changed, [Want(path, value)])
    assert (again, more) == (changed, ())


@given(st.one_of(json_texts(), indented_json()), _PATHS, _VALUES)
@example("", ("env", "ANTHROPIC_BASE_URL"), "x")
@example("// only a note", ("env", "ANTHROPIC_BASE_URL"), "x")
@example("{\n}", ("env", "ANTHROPIC_BASE_URL"), "x")
@example("{ /* c */ }", ("a", "b"), "x")
@example('{"a": {"b": 1}, "a": {"b": 2}}', ("a", "b"), "x")
def test_json_takes_a_value_and_gives_it_back(text: str, path: tuple[str, ...], value: str) -> None:
    _goes_in_and_out("json", text, path, value)


@given(indented_json(), _PATHS, _VALUES)
def test_what_a_program_wrote_comes_back_to_the_letter(text: str, path: tuple[str, ...], value: str) -> None:
    try:
        changed, changes = make("json", text, [Want(path, value)])
    except Unchangeable:
        assume(False)
        return
    assert take_back("json", changed, changes) == (text, ())


@given(toml_texts(), _PATHS, _VALUES)
def test_toml_takes_a_value_and_gives_it_back(text: str, path: tuple[str, ...], value: str) -> None:
    _goes_in_and_out("toml", text, path, value)


@given(toml_texts())
def test_toml_always_has_a_place_for_a_key_at_its_top(text: str) -> None:
    changed, _ = make("toml", text, [Want(("openai_base_url",), "x")])
    assert form_of("toml").data(changed)["openai_base_url"] == "x"


@given(yaml_texts(), _PATHS, _VALUES)
@example("a: &x {b: 1}\nc: *x\n", ("a", "b"), "x")
@example("a:\n  # nothing yet\n", ("a", "b"), "x")
@example("---\n", ("a", "b"), "x")
@example("a: |\n  text\n\n# end", ("model",), "x")
def test_yaml_takes_a_value_and_gives_it_back(text: str, path: tuple[str, ...], value: str) -> None:
    _empty_is_nothing = Spelled("null", "")
    before = form_of("yaml").data(text)
    assume(value_at(before, path[:1]) != _empty_is_nothing)  # comes back as {}: tested below
    _goes_in_and_out("yaml", text, path, value)


@given(yaml_texts(), _PATHS, _VALUES)
def test_others_read_the_yaml_as_it_was_meant(text: str, path: tuple[str, ...], value: str) -> None:
    try:
        changed, _ = make("yaml", text, [Want(path, value)])
    except Unchangeable:
        assume(False)
        return
    found: Any = yaml.safe_load(changed)
    expected: Any = yaml.safe_load(text) or {}
    assert found == _set(expected, path, value)


def _set(data: Any, path: tuple[str, ...], value: str) -> Any:
    return {**(data or {}), path[0]: _set((data or {}).get(path[0]), path[1:], value)} if path else value


_LINES = st.lists(
    st.sampled_from(["", "# A=1", "A=1", "export B='x y'", 'C="a\nb"', "  D = 4 # note", "nonsense", "E="]),
    max_size=6,
)


@given(_LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from("ABCDEXY"))
def test_env_files_take_a_value_and_give_it_back(
    lines: list[str], newline: str, last: bool, key: str
) -> None:
    text = newline.join(lines) + (newline if last and lines else "")
    changed, changes = make("dotenv", text, [Want((key,), "http://127.0.0.1:4747/x")])
    assert form_of("dotenv").data(changed) == {**form_of("dotenv").data(text), key: "http://127.0.0.1:4747/x"}
    back, left = take_back("dotenv", changed, changes)
    assert not left
    assert back in {text, text + newline, text + "\n"}


@given(_LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), _LINES)
def test_a_profile_takes_a_block_and_gives_it_back(
    lines: list[str], newline: str, last: bool, later: list[str]
) -> None:
    text = newline.join(lines) + (newline if last and lines else "")
    want = Want(("block",), "export A=1\nexport B=2")
    changed, changes = make("block", text, [want])
    longer = changed + newline.join(later)
    back, left = take_back("block", longer, changes)
    assert not left
    assert "tollgate" not in back
    assert back.split() == (text + " " + newline.join(later)).split()
    again, _ = make("block", changed, [Want(("block",), "export A=9")])
    assert again.count("tollgate >>>") == 1


@pytest.mark.parametrize(
    "value", ["x", "http://h:1/v1", 'with "quotes"', "back\\slash", "ü", "a: b # c", "", "yes"]
)
@pytest.mark.parametrize("kind", ["json", "toml", "yaml"])
def test_a_value_is_written_so_that_it_is_read_the_same(kind: str, value: str) -> None:
    changed, _ = make(kind, "", [Want(("k",), value)])
    assert form_of(kind).data(changed) == {"k": value}


_SIGNS = st.text(st.sampled_from(list("{}[]:,=.#-'\"\\/*&!|>%@` \t\n\r\x00ab1é\ufeff\u2028")), max_size=40)
_PIECES = [
    "a: ",
    "- ",
    "[a]",
    "[[a]]",
    "a.b = ",
    '"""',
    "'''",
    "{",
    "}",
    "&x ",
    "*x",
    "<<: ",
    "? ",
    "|\n",
    "// ",
    "/*",
]


@given(
    st.one_of(_SIGNS, st.lists(st.one_of(st.sampled_from(_PIECES), _SIGNS), max_size=8).map("".join)), _PATHS
)
@pytest.mark.parametrize("kind", ["json", "toml", "yaml", "dotenv", "block"])
def test_whatever_is_in_a_file_it_is_changed_well_or_refused(
    kind: str, text: str, path: tuple[str, ...]
) -> None:
    path = {"dotenv": ("A",), "block": ("block",)}.get(kind, path)
    form = form_of(kind)
    try:
        before = form.data(text)
        changed, changes = make(kind, text, [Want(path, "x")])
    except (Unreadable, Unchangeable):
        return
    assert value_at(form.data(changed), path) == "x"
    back, left = take_back(kind, changed, changes)
    assert not left
    if not any(isinstance(value_at(before, path[:n]), Spelled) for n in range(1, len(path))):
        assert form.data(back) == before or not (form.data(back) or before)
