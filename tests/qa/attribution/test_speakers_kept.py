"""Speakers that are kept, and asked by several questions at once, are those that a first look finds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from index import Corpus
from qa.attribution.speakers import Said, Speakers
from qa.samples import articles
from tests.support.doubles import HashEncoder


def test_they_are_the_same_from_many_threads_and_in_any_order() -> None:
    with Corpus.temporary(encoder=HashEncoder()) as corpus:
        corpus.add(articles())
        with corpus.view() as view:
            rows = [(view.article(one.id).text, view.sentences(one.id)) for one in view.articles()]
    for text, sentences in rows:
        fresh = [Speakers(text, sentences).of(s.position) for s in sentences]
        kept = Speakers.kept(text, sentences)
        assert Speakers.kept(text, list(sentences)) is kept
        assert Speakers.kept(text + " ", sentences) is not kept

        def asked(step: int, kept: Speakers = kept, count: int = len(sentences)) -> list[Said]:
            order = sorted(range(count), key=lambda place: (place * step) % 7)
            found = {place: kept.of(place) for place in order}
            return [found[place] for place in range(count)]

        with ThreadPoolExecutor(4) as pool:
            assert all(answer == fresh for answer in pool.map(asked, range(8)))


def test_of_a_long_article_nothing_is_kept() -> None:
    assert Speakers.kept("word " * 5_000, ()) is not Speakers.kept("word " * 5_000, ())
