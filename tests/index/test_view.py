"""What is kept of what a view has read: of its own generation, whole, never more than some articles, and for the next
view only while nothing has changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from index import Article, Corpus
from index.errors import UnknownArticle
from index.view import MOST_LARGER, Memory
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


def test_of_very_many_articles_some_are_kept(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(MOST_LARGER + 10))
        with corpus.view() as view:
            for number in range(MOST_LARGER + 10):
                view.sentences(f"a{number}")
            assert len(view._memory.of("article")) == len(view._memory.of("span")) == MOST_LARGER
            assert [row.id for row in map(view.article, ("a0", "a9"))] == ["a0", "a9"]


def test_the_next_view_has_what_was_read_while_nothing_changes_whoever_changes_it(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(2))
        with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), writable=False) as reader:
            with reader.view() as view:
                before, first = view.article("a0"), view.sentences("a0")[0]
                assert view.derived(("length", "a0"), lambda: len(before.text)) == len(before.text)
            with reader.view() as view:
                assert view.article("a0") is before
                assert view.rows([first.number, 10**9]) == {first.number: first}
                assert view.derived(("length", "a0"), lambda: 0) == len(before.text)
            corpus.add([article(0, version=2)])
            with reader.view() as view:
                assert "edition2" in view.article("a0").text
                assert view.rows([first.number]) == {}
                assert view.derived(("length", "a0"), lambda: 0) == 0


def test_a_view_of_the_past_shares_nothing_with_those_of_now(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add([article(0)])
        corpus.add([article(0, version=2)])
        for as_of in (None, "2999-01-01", None, "1900-01-01", None):
            with corpus.view(as_of=as_of) as view:
                if as_of == "1900-01-01":
                    with pytest.raises(UnknownArticle):
                        view.article("a0")
                else:
                    text = view.article("a0").text
                    assert view.derived(("text", "a0"), partial(str, text)) == text
                    assert view.derived(("moment", "a0"), partial(str, as_of)) == str(as_of)


def test_rows_come_in_the_order_in_which_they_are_wanted_known_or_not(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(3))
        with corpus.view() as view:
            numbers = [s.number for s in (*view.sentences("a2"), *view.sentences("a0"))]
            view.rows(numbers[1:3])
            assert list(view.rows([*numbers, 10**9])) == numbers


def test_a_long_article_is_kept_for_one_view_alone(tmp_path: Path) -> None:
    text = "\n".join(f"Bus {number} goes to the harbour." for number in range(2_000))
    long = Article("a1", "Buses", text)
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add([article(0), long])
        with corpus.view() as view:
            assert view.article("a1") is view.article("a1")
            assert view.sentences("a1")[0] is view.sentences("a1")[0]
            view.sentences("a0")
        with corpus.view() as view:
            assert list(view._memory.of("article")) == ["a0"]
            assert len(view._memory.of("span")) == 1


def test_what_is_known_is_not_made_again_be_it_nothing() -> None:
    made: list[str] = []
    memory = Memory()
    for key in ("a", "a", "b"):
        memory.recall(("none", key), partial(made.append, key))
    assert made == ["a", "b"]


def test_the_oldest_of_a_kind_is_forgotten() -> None:
    memory = Memory()
    for number in range(5):
        assert memory.keep(("row", number), number, most=3) == number
    memory.keep(("other", 0), 0, most=3)
    assert list(memory.of("row")) == [2, 3, 4]
