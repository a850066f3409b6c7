"""Odd articles and drafts have a clear outcome each: nothing fails or is invented, and every quote is verbatim."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article
from qa.engine import Engine
from qa.errors import QuestionError
from qa.records import Answer
from qa.settings import Settings
from tests.support.doubles import HashEncoder

SAID = "The weir above Elmsford is sound"
ARTICLES = {
    "only quotes": Article("q", "", f"“{SAID}.”\n\n“Nobody was hurt.”\n\n“We counted fourteen houses.”"),
    "unbalanced quotes": Article(
        "u", "", f"“{SAID}, said Nora Quist. ”Nobody was hurt.“ “We counted “fourteen houses."
    ),
    "right to left": Article("r", "", f"قال المتحدث إن السد فوق إلمزفورد سليم. {SAID}. \u202e«لم يصب أحد»\u202c."),
    "no date": Article("n", "", f"“{SAID},” said Nora Quist on Tuesday."),
    "in the future": Article("f", "", f"“{SAID},” said Nora Quist on Tuesday.", published="2999-01-01"),
}


def opened(folder: Path, *articles: Article) -> Engine:
    engine = Engine.open(
        folder / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    )
    engine.add(articles)
    return engine


def verbatim(engine: Engine, answer: Answer) -> bool:
    shown = (*answer.quotes, *answer.nearest)
    return bool(shown) and all(
        engine.corpus.article(q.citation.article_id).text[q.citation.start : q.citation.end] == q.text for q in shown
    )


# What is quoted is somebody's words, and whose cannot be told.
WITHOUT_SPEAKER = {"only quotes", "unbalanced quotes", "right to left"}


@pytest.mark.parametrize("kind", ARTICLES)
def test_an_odd_article_is_checked_quoted_and_listed(tmp_path: Path, kind: str) -> None:
    article = ARTICLES[kind]
    with opened(tmp_path, article) as engine:
        (finding,) = [one for one in engine.check(f"“{SAID}”").findings if one.subject == "quotation"]
        assert finding.verdict in ("verbatim", "moved")
        answer = engine.ask("Is the weir above Elmsford sound today?")
        assert verbatim(engine, answer)
        lines = engine.said("Nora Quist").lines
        assert bool(lines) is (kind not in WITHOUT_SPEAKER)
        assert all(line.text in article.text for line in lines)
        assert [one.name for one in engine.speakers()[0]] == ([] if kind in WITHOUT_SPEAKER else ["Nora Quist"])
        if kind == "in the future":
            assert any("still to come" in notice for notice in answer.notices)
        if kind == "no date":
            assert all(quote.citation.dates == () for quote in (*answer.quotes, *answer.nearest))


def test_a_draft_of_ten_megabytes_is_refused_with_what_to_do(tmp_path: Path) -> None:
    told = r"10,000,000 characters and at most 500,000 are checked; split it"
    with opened(tmp_path, ARTICLES["no date"]) as engine, pytest.raises(QuestionError, match=told):
        engine.check("x" * 10_000_000)


def test_a_draft_that_quotes_itself_is_no_source_of_its_own(tmp_path: Path) -> None:
    draft = "The council has let us all down, people say. “The council has let us all down,” they say again."
    with opened(tmp_path, ARTICLES["no date"]) as engine:
        (finding,) = [one for one in engine.check(draft).findings if one.subject == "quotation"]
        assert finding.verdict == "absent"
