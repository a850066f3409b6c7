"""What a view keeps of what it has read: of its own generation, whole, and never more than a few articles."""

from __future__ import annotations

from pathlib import Path

from index import Corpus
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder


def test_an_article_is_read_once_in_a_view_and_anew_in_the_next(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(2))
        with corpus.view() as view:
            before = view.article("a0")
            corpus.add([article(0, version=2)])
            assert view.article("a0") is before
            assert "edition1" in view.sentences("a0")[0].text
            view.sentences("a0").clear()  # whoever changes the list changes nobody else's
            assert len(view.sentences("a0")) == 3
        with corpus.view() as view:
            assert "edition2" in view.article("a0").text
            assert "edition2" in view.sentences("a0")[0].text


def test_however_many_articles_are_read_each_comes_with_its_own_sentences(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(50))
        with corpus.view() as view:
            for number in (*range(50), *range(50)):
                found = view.article(f"a{number}")
                assert found.id == f"a{number}"
                assert {s.article_id for s in view.sentences(found.id)} == {found.id}
                first, *behind = view.sentences(found.id)
                assert view.neighbours(first.number, after=9) == behind
            assert len(view._articles) <= 32
