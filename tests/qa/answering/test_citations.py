"""A citation proves its quote, or refuses."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Sentence
from qa.answering.citations import cite, permalink, surroundings
from qa.errors import NotVerbatim

TEXT = "Rain fell.\nIt was heavy 🌧 rain.\nRain fell.\n"
ARTICLE = Article(id="a/1 ü", title="Rain", text=TEXT, url="https://w.example/r", published="2024-09-03", revision=2)


def sentence(start: int, end: int, position: int = 1) -> Sentence:
    return Sentence(7, ARTICLE.id, position, start, end, "body", "", TEXT[start:end])


def test_a_citation_carries_offsets_digests_and_a_permalink() -> None:
    start = TEXT.index("It was")
    citation = cite(ARTICLE, sentence(start, start + 20))
    assert TEXT[citation.start : citation.end] == "It was heavy 🌧 rain."
    assert citation.sentence_sha256 == hashlib.sha256("It was heavy 🌧 rain.".encode()).hexdigest()
    assert citation.article_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert citation.permalink == "/articles/a%2F1%20%C3%BC#s1"
    assert (citation.revision, citation.published, citation.title) == (2, "2024-09-03", "Rain")
    assert citation.fragment_url is not None


@pytest.mark.parametrize("change", [{"start": 1}, {"text": "It was light rain."}, {"article_id": "other"}])
def test_a_sentence_that_is_not_there_is_never_cited(change: dict[str, object]) -> None:
    with pytest.raises(NotVerbatim, match="nothing was answered"):
        cite(ARTICLE, replace(sentence(0, 10), **change))  # type: ignore[arg-type]


def test_an_article_without_an_address_has_no_link() -> None:
    assert cite(replace(ARTICLE, url=None), sentence(0, 10)).fragment_url is None


@given(st.text(alphabet="ab \n", min_size=1, max_size=300), st.data())
def test_surroundings_are_verbatim_and_make_the_quote_unique(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    prefix, suffix = surroundings(text, start=start, end=end)
    whole = prefix + text[start:end] + suffix
    assert text[start - len(prefix) : end + len(suffix)] == whole
    assert sum(text.startswith(whole, i) for i in range(len(text))) == 1


def test_surroundings_do_not_grow_with_an_article_that_repeats_itself() -> None:
    text = "It rained. " * 20_000
    prefix, suffix = surroundings(text, start=110_000, end=110_010)
    assert len(prefix) + len(suffix) <= 1024
    assert text[110_000 - len(prefix) : 110_010 + len(suffix)] == prefix + "It rained." + suffix


def test_a_permalink_is_safe_in_an_address() -> None:
    assert permalink("../x?#", 0) == "/articles/..%2Fx%3F%23#s0"


def test_surroundings_grow_until_they_tell_repeats_apart() -> None:
    text = "First. " + "It rained. " * 40 + "Last."
    start = text.index("It rained.", 200)
    prefix, suffix = surroundings(text, start=start, end=start + 10)
    assert prefix.startswith("First.") or suffix.endswith("Last.")


def test_a_quote_of_a_pdf_names_its_page_and_its_link_opens_it() -> None:
    article = replace(ARTICLE, url="https://example.com/report.PDF?v=2#top")
    citation = cite(article, replace(sentence(0, 10), place="page 12"))
    assert citation.place == "page 12"
    assert citation.fragment_url == "https://example.com/report.PDF?v=2#page=12"
    page = cite(ARTICLE, replace(sentence(0, 10), place="page 12"))
    assert page.fragment_url == cite(ARTICLE, sentence(0, 10)).fragment_url
    assert cite(ARTICLE, sentence(0, 10)).place is None
