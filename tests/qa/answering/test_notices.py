"""What filters leave out that a person may not expect is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Corpus, Filters
from index.view import View
from qa.answering.notices import notices_of, spelling_notices
from tests.support.doubles import HashEncoder

TEXT = "Rain fell."


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    """Fourteen articles: two of The Ledger, of which one has no date, eleven of a source each, one of none."""
    articles = [
        Article("a", "", TEXT, source="The Ledger", published="2025-01-02T03:04:05"),
        Article("b", "", TEXT, source="The Ledger"),
        Article("c", "", TEXT),
        *(Article(f"s{n}", "", TEXT, source=f"Paper {n:02}", published="2025-01-03") for n in range(11)),
    ]
    with Corpus.open(tmp_path / "c", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles)
        with corpus.view() as opened:
            yield opened


def test_filters_that_match_leave_nothing_to_say(view: View) -> None:
    assert notices_of(view, None) == notices_of(view, Filters()) == ()
    assert notices_of(view, Filters(article_ids=("a", "b"), sources=("The Ledger",))) == ()


def test_an_id_or_a_source_that_no_article_has_is_named_beside_those_that_match(view: View) -> None:
    ids, sources = notices_of(view, Filters(article_ids=("a", "x", "y"), sources=("The Ledger", "the ledgre")))
    assert ids == "no article has the id 'x' or 'y'"
    assert sources.startswith("no article has the source 'the ledgre'; the sources are 'The Ledger', 'Paper 00', ")
    assert sources.endswith("'Paper 08' and 2 more")


def test_a_language_that_no_article_is_in_is_named(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "c", encoder=HashEncoder(), create=True) as corpus:
        corpus.add([Article("a", "", TEXT, language="pt-BR")])
        with corpus.view() as view:
            assert notices_of(view, Filters(languages=("pt",))) == ()
            none = notices_of(view, Filters(languages=("pt", "klingon", "xx")))
    assert none == ("no article is in the language 'klingon' or 'xx'",)


def test_a_message_stays_short_whatever_is_in_the_filters(view: View) -> None:
    filters = Filters(article_ids=tuple(f"{n:0500}" for n in range(100)), sources=("z" * 500,))
    assert all(len(notice) < 1500 for notice in notices_of(view, filters))


def test_articles_without_a_date_that_the_other_filters_pass_are_counted(view: View) -> None:
    assert notices_of(view, Filters(published_from="1000-01-01")) == (
        "2 articles have no date, so the filter of dates leaves them out",
    )
    assert notices_of(view, Filters(sources=("The Ledger",), published_to="2025-01-02")) == (
        "1 article has no date, so the filter of dates leaves it out",
    )
    assert notices_of(view, Filters(sources=("Paper 01",), published_to="2025-01-02")) == ()


def test_an_empty_corpus_has_another_reason(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "e", encoder=HashEncoder(), create=True) as corpus, corpus.view() as empty:
        assert notices_of(empty, Filters(sources=("CNN",), published_from="2025-01-01")) == ()


def test_a_word_that_was_taken_for_a_slip_is_named() -> None:
    asked, read = "What is the “forcast” for Lodz?", "What is the “forecast” for Łódź?"
    assert spelling_notices(asked, read) == ("no article has “forcast”: it was read as “forecast”",)
    assert spelling_notices(asked, asked) == ()
    for accented in ("Who is Müller's heir?", "Did the B‑52s land?", "Who beat D’Arcy?"):
        plain = accented.replace("ü", "ue").replace("‑", "").replace("’", "")
        assert spelling_notices(plain, accented) == ()  # the same word: articles have it
    assert spelling_notices("One thing - who paid?", "One thing - who paid?") == ()
    assert spelling_notices("Who heads the R & D office?", "Who heads the R&D office?") == ()
