"""What cannot be stored as it is, is refused before anything is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidArticle
from index.ingest.validation import FIELD_LIMIT, ID_LIMIT, MOST_SHORT_LINES, SHORTEST_LINES, check, same
from index.records import Article

GOOD = Article("a", "Title", "A sentence.", published="2024-02-29")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "empty id"),
        ({"id": " "}, "empty id"),
        ({"id": "x" * (ID_LIMIT + 1)}, "characters, more than"),
        ({"id": "a\x00"}, r"U\+0000"),
        ({"id": "a\nb"}, r"'a\\nb' has more than one line"),
        ({"id": "a\r\n"}, "has more than one line"),
        ({"id": "a\u2028b"}, "has more than one line"),
        ({"title": "t" * (FIELD_LIMIT + 1)}, "title of article 'a' has"),
        ({"title": "\ud800"}, r"title of article 'a' holds U\+D800 at 0"),
        ({"url": "\udfff"}, r"url of article 'a' holds U\+DFFF"),
        ({"published": "last week"}, "published 'last week'; write the date as YYYY-MM-DD"),
        ({"published": "2024-13-01"}, "published '2024-13-01'; write the date as YYYY-MM-DD"),
        ({"published": "2023-02-29"}, "published '2023-02-29'"),
        ({"published": "2024-02-29T25:00"}, "published '2024-02-29T25:00'"),
        ({"published": "20240229"}, "published '20240229'"),
        ({"content_sha256": "0" * 64}, "content_sha256 of article 'a' is not"),
    ],
)
def test_a_field_that_cannot_be_stored_is_named(change: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidArticle, match=said):
        check(replace(GOOD, **change))


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "a\ud800b"])
def test_a_text_that_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(InvalidArticle, match="article 'a'"):
        check(Article("a", "", text, content_sha256="unset"))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_any_other_text_is_accepted_as_it_is(text: str) -> None:
    if text.strip():
        check(Article("a", text[:100], text, author=text[:100]))


def test_articles_are_the_same_when_all_but_the_revision_is() -> None:
    assert same(GOOD, replace(GOOD, revision=7))
    assert not same(GOOD, replace(GOOD, title="Other"))
    assert not same(GOOD, replace(GOOD, published=None))
    assert not same(replace(GOOD, language="en"), replace(GOOD, language="de"))


def test_a_field_that_an_earlier_program_did_not_keep_makes_no_other_article() -> None:
    assert same(GOOD, replace(GOOD, updated="2025-03-05", language="en"))


@pytest.mark.parametrize("line", ["a\n", "a\r\n", "- x\n", "a\u2028", '"a\n\n', "a" * (SHORTEST_LINES - 2) + "\n"])
def test_more_tiny_lines_than_any_text_has_are_refused(line: str) -> None:
    check(Article("a", "Title", line * MOST_SHORT_LINES))
    with pytest.raises(InvalidArticle, match="join its lines, or divide it"):
        check(Article("a", "Title", line * (MOST_SHORT_LINES + 1)))


@pytest.mark.parametrize("text", ["a line of a long book\n" * (2 * MOST_SHORT_LINES), "a" + "\n \n" * 100_000])
def test_lines_of_fair_length_and_blank_ones_may_be_many(text: str) -> None:
    check(Article("a", "Title", text))


@pytest.mark.parametrize("value", [None, 7, b"The crane was sold.", ["The crane was sold."]])
def test_a_text_of_another_type_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(InvalidArticle, match=f"of type {type(value).__name__}; give text"):
        Article(text=value)


@pytest.mark.parametrize("value", ["The crane was sold.", {"text": "The crane was sold."}, None])
def test_what_is_no_article_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(InvalidArticle, match=f"a {type(value).__name__} stands where an article is expected"):
        check(value)


def test_that_a_text_is_empty_is_said_with_the_id_only_where_one_was_given() -> None:
    for empty, name in ((Article(text=" \n"), "^an article has"), (Article(id="a1", text=""), "^article 'a1' has")):
        with pytest.raises(InvalidArticle, match=name):
            check(empty)
