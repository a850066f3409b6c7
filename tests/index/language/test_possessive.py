"""Patterns with possessive groups find the same where Python cannot match these."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.language.possessive import with_giving_back
from index.loaders import html
from index.splitting import boundaries
from tests.support.examples import examples

ROOT = Path(__file__).parents[3]
OF_BYTES = (html._TAG, html._ATTRIBUTES)
_GROUP = re.compile(r"[^\\]\)[*+?]\+")
SIGNS = "aB1 .!?…。;)]}’»\"'“‘[*³4:,\n\u00a0αά"


def matches(pattern: re.Pattern[Any], text: Any) -> list[Any]:
    return [(match.span(), match.groups(), match.groupdict()) for match in pattern.finditer(text)]


@given(text=st.text(st.sampled_from(SIGNS), max_size=40) | st.text(max_size=40))
@settings(max_examples=examples(400))
def test_ends_of_sentences_are_the_same(text: str) -> None:
    pattern = boundaries._CANDIDATE
    assert matches(re.compile(with_giving_back(pattern.pattern), pattern.flags), text) == matches(pattern, text)


@pytest.mark.parametrize("pattern", OF_BYTES)
@given(
    text=st.lists(st.sampled_from([b"<a", b" b", b"=", b'"', b"'", b"c", b"/", b">", b"\\", b"\n", b"[,"])).map(
        b"".join
    )
)
@settings(max_examples=examples(400))
def test_tags_and_their_attributes_are_the_same(pattern: re.Pattern[bytes], text: bytes) -> None:
    assert matches(re.compile(with_giving_back(pattern.pattern), pattern.flags), text) == matches(pattern, text)


def test_only_groups_are_changed() -> None:
    assert with_giving_back(r"(?:a\)*+|[)(]*+b?+)*+(c)++(d)?+") == r"(?:a\)*+|[)(]*+b?+)*(c)+(d)?"
    assert with_giving_back(rb"(\xff)*+") == rb"(\xff)*"


def test_no_possessive_group_with_alternatives_goes_around_it() -> None:
    sources = [path for top in ("qa", "index") for path in (ROOT / top).rglob("*.py") if path.name != "possessive.py"]
    known = {"json_bodies.py"}  # it has no alternatives within, which these Pythons match well
    around = {
        path.name
        for path in sources
        if _GROUP.search(source := path.read_text("utf-8")) and "possessive(" not in source
    }
    assert around == known
