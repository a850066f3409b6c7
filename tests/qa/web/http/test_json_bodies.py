"""Strict JSON: what json.loads would let through, and this does not."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web.http.json_bodies import MOST_VALUES, json_response, parse

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_what_json_writes_is_read_back(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "value",
    [
        {f"k{n}": n for n in range(1_001)},
        {"filters": {f"k{n}": n for n in range(80_000)}},
        [{f"k{n}": n for n in range(100)} for _ in range(100)],
        [{} for _ in range(10_001)],
    ],
    ids=["an object", "one within", "many objects", "empty objects"],
)
def test_more_fields_than_any_request_has_are_one_fault(value: Any) -> None:
    with pytest.raises(json.JSONDecodeError, match="fields"):
        parse(json.dumps(value).encode())


def test_a_thousand_articles_in_full_are_not_too_many_fields() -> None:
    fields = ("text", "id", "title", "url", "source", "author", "published")
    assert len(parse(json.dumps([dict.fromkeys(fields, "x")] * 1000).encode())) == 1000


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"k": NaN}', "NaN"),
        (b'{"k": Infinity}', "NaN"),
        (b'{"k": -Infinity}', "NaN"),
        (b'{"secret": 1, "secret": 2}', "twice"),
        (b'[{"a": {"secret": 1, "secret": 1}}]', "twice"),
        (b"[" * 100_000, "deeply"),
        (b'{"a":' * 100_000, "deeply"),
        (b"9" * 5000, "digits"),
        (b"\xff\xfe", "UTF-8"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b"", "value"),
        (b"{'secret': 1}", "quotes"),
        (b'{"secret": "\n"}', "control"),
    ],
)
def test_faults_are_named_without_the_content(body: bytes, fault: str) -> None:
    with pytest.raises(json.JSONDecodeError, match=fault) as caught:
        parse(body)
    assert "secret" not in str(caught.value)
    assert caught.value.doc == ""


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_as_json(body: bytes) -> None:
    with suppress(json.JSONDecodeError):
        parse(body)


def test_a_response_is_compact_utf8() -> None:
    response = json_response({"title": "Köln"}, status=201, headers={"X-A": "b"})
    assert response.body == '{"title":"Köln"}'.encode()
    assert (response.status_code, response.headers["x-a"]) == (201, "b")


@pytest.mark.parametrize("value", [b"[]", b"{}", b"1", b'""', b'"\\""', b'"\\\\"', b'{"a":[]}', b"[[]]", b"null"])
def test_more_values_than_any_request_has_are_refused_before_they_are_made(value: bytes) -> None:
    with pytest.raises(json.JSONDecodeError, match="more than 100,000 values"):
        parse(b"[" + b",".join([value] * (MOST_VALUES + 1)) + b"]")


def test_more_fields_than_values_are_refused_before_they_are_made() -> None:
    with pytest.raises(json.JSONDecodeError, match="more than 100,000 values"):
        parse(b"{" + b",".join(b'"%d":1' % number for number in range(MOST_VALUES + 1)) + b"}")


@given(st.text('[{,]}"\\\n ', max_size=30))
def test_what_stands_in_a_string_is_no_value(text: str) -> None:
    body = {"text": text + "[,{" * MOST_VALUES, "after": [text]}
    assert parse(json.dumps(body).encode()) == body
