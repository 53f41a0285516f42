"""Another model in a request's place: its name changes, and no other byte does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wire.models import with_model, with_model_in_path

_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["model", '"model":"x"', "\\"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["model", "a", '"']), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.text(max_size=5) | st.just("model"), _values, max_size=6),
    _values,
    st.text(min_size=1, max_size=20),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_only_the_model_changes_and_the_rest_is_byte_for_byte_what_it_was(
    doc: dict[str, Any], asked: Any, model: str, indent: Any, ascii_: bool
) -> None:
    def written(value: Any) -> bytes:
        return json.dumps(value, indent=indent, ensure_ascii=ascii_).encode()

    body = written({**doc, "model": asked})
    changed = with_model(body, model)
    assert changed is not None
    assert json.loads(changed) == {**doc, "model": model}
    if not isinstance(asked, (dict, list)):
        new = json.dumps(model, ensure_ascii=False).encode()
        assert len(changed) - len(body) == len(new) - len(written(asked))


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (b'{"model":"fast"}', b'{"model":"gpt"}'),
        (b' { "a" :{"model":1} ,"model"\n:\t"fast"\r\n}', b' { "a" :{"model":1} ,"model"\n:\t"gpt"\r\n}'),
        (b'{"\\u006dodel":"fast","b":"\\"model\\":"}', b'{"\\u006dodel":"gpt","b":"\\"model\\":"}'),
        (b'{"model":"a","model":"fast"}', b'{"model":"gpt","model":"gpt"}'),
        (b'{"x":1.10,"model":null}', b'{"x":1.10,"model":"gpt"}'),
        (b'{"model":{"id":"fast"},"y":[]}', b'{"model":"gpt","y":[]}'),
        (b'{"messages":[]}', None),
        (b'["model"]', None),
        (b'"model"', None),
        (b'{"model":"fast"', None),
        (b'{"model" "fast"}', None),
        (b'{"a":{"model":"x"}}', None),
        (b"", None),
        (b'{"model":"fast"}{"model":"fast"}', None),
    ],
)  # fmt: skip
def test_where_the_model_is_found(body: bytes, changed: bytes | None) -> None:
    assert with_model(body, "gpt") == changed


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("/v1beta/models/fast:generateContent", "/v1beta/models/a%2Fb:generateContent"),
        ("/v1/models/fast:streamGenerateContent?alt=sse", "/v1/models/a%2Fb:streamGenerateContent?alt=sse"),
        ("/openai/deployments/fast/chat?api-version=1", "/openai/deployments/a%2Fb/chat?api-version=1"),
        ("/v1/chat/completions?x=/models/fast", None),
        ("/models/other/v1/chat/completions", None),
    ],
)  # fmt: skip
def test_a_model_in_a_path_is_changed_there(path: str, changed: str | None) -> None:
    assert with_model_in_path(path, "fast", "a/b") == changed
