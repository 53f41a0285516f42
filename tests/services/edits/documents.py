"""Random documents, laid out as people and programs lay them out, and what they say."""

import json
from typing import Any

import yaml
from hypothesis import strategies as st

KEYS = st.one_of(
    st.sampled_from(["env", "a", "base url", "model", "ANTHROPIC_BASE_URL", "provider", "x.y", "é", "true"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.sampled_from(["", "x", "http://h/v1", '"q"', "#", "// no"]),
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=3)),
        max_leaves=8,
    ),
    max_size=4,
)
NEWLINES = st.sampled_from(["\n", "\r\n"])


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """An object with comments, trailing commas and uneven white space."""
    newline = draw(NEWLINES)
    blanks = ["", " ", newline, newline + "  ", newline + "\t"]
    comments = [f" // c , }} {newline}", " /* c, { */ ", f"{newline}  // own line{newline}  "]
    gap = st.sampled_from(draw(st.sampled_from([[""], blanks, blanks + comments])))
    comma = st.booleans() if draw(st.booleans()) else st.just(False)

    def written(value: Any) -> str:
        if isinstance(value, dict):
            parts = [
                f"{draw(gap)}{json.dumps(k, ensure_ascii=False)}{draw(gap)}:{draw(gap)}{written(v)}"
                for k, v in value.items()
            ]
            return "{" + joined(parts) + "}"
        if isinstance(value, list):
            return "[" + joined([f"{draw(gap)}{written(v)}" for v in value]) + "]"
        return json.dumps(value)

    def joined(parts: list[str]) -> str:
        text = "".join(f"{part}{draw(gap)}," for part in parts)
        return (text if draw(comma) else text[:-1]) + draw(gap)

    return draw(gap) + written(draw(TREES)) + draw(gap)


@st.composite
def indented_json(draw: st.DrawFn) -> str:
    """As programs write it."""
    indent = draw(st.sampled_from([None, 1, 2, 4, "\t"]))
    text = json.dumps(draw(TREES), indent=indent, ensure_ascii=draw(st.booleans()))
    return text.replace("\n", draw(NEWLINES)) + draw(st.sampled_from(["", "\n"]))


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    text = yaml.safe_dump(
        draw(TREES),
        default_flow_style=draw(st.sampled_from([None, False, True])),
        indent=draw(st.sampled_from([2, 4])),
        allow_unicode=draw(st.booleans()),
        width=draw(st.sampled_from([20, 200])),
        explicit_start=draw(st.booleans()),
        line_break=draw(NEWLINES),
        sort_keys=False,
    )
    comment = draw(st.sampled_from(["", "# first\n", "# first\n\n"]))
    tail = draw(st.sampled_from(["", "# last", "\n# last\n", "\n\n"]))
    return comment + text + tail


_TOML_VALUES = st.sampled_from(
    ["1", "true", '"x # ] }"', "'lit'", '"""a\n] = [b]\n"""', "'''x\n'y'\n'''", "[1]", "[\n  'a', # c ]\n]",
     "1.5", "nan", "1979-05-27 07:32:00", "{ a = 1, b = { c = 'd' } }", "{}", "[{ q = 1 }]", '"\\"esc\\""']
)  # fmt: skip
_TOML_NAMES = ["model", "a", "b", "c", '"q k"', "'s.k'", "x-y", "openai"]


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """Keys are given once, so that every one of these is valid."""
    newline = draw(NEWLINES)
    lines: list[str] = []
    comment = st.sampled_from(["", "", "  # note = [", "#"])

    def pairs(names: list[str]) -> None:
        for name in draw(st.lists(st.sampled_from(names), unique=True, max_size=3)):
            dotted = draw(st.sampled_from(["", "", ".sub"]))
            lines.append(
                f"{draw(st.sampled_from(['', '  ']))}{name}{dotted} = {draw(_TOML_VALUES)}{draw(comment)}"
            )

    lines.append(draw(st.sampled_from(["", "# head", "# head\n"])))
    pairs(_TOML_NAMES)
    for table in draw(
        st.lists(st.sampled_from(["t", "u", "t.deep", '"q t"', "env"]), unique=True, max_size=3)
    ):
        lines += [draw(st.sampled_from(["", "# about it"])), f"[{table}]{draw(comment)}"]
        pairs(_TOML_NAMES)
    for _ in range(draw(st.integers(0, 2))):
        lines.append("[[many]]")
        pairs(_TOML_NAMES)
    text = "\n".join(lines)
    return text.replace("\n", newline) + draw(st.sampled_from(["", newline]))
