"""What an article said before it was replaced: kept, met only where the past is asked for, gone when it is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import Corpus, Filters, View
from index.errors import InvalidFilter, UnknownRevision
from index.limits import Limits
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder

EDITIONS = {1: None, 2: "2024-06-01", 3: "2024-08-01"}


@pytest.fixture
def corpus() -> Iterator[Corpus]:
    with Corpus.temporary(articles(6), encoder=HashEncoder()) as opened:
        for version in (2, 3):
            opened.add([edition(version)])
        yield opened


def edition(version: int):
    return replace(article(1, version=version), updated=EDITIONS[version])


def texts(view: View, question: str) -> set[str]:
    hits = [*view.dense(question, 100), *view.lexical(question, 100)]
    return {row.text for row in view.rows([hit.number for hit in hits]).values()}


def test_a_search_of_today_meets_no_earlier_revision(corpus: Corpus) -> None:
    with corpus.view() as view:
        found = texts(view, "orchard number1 edition1 edition2 edition3")
        assert not [text for text in found if "number1 " in text and "edition3" not in text]
        assert view.document_frequency(["edition2"]) == {"edition2": 0}
        assert (view.article_count, view.sentence_count) == (6, 18)


@pytest.mark.parametrize(
    ("as_of", "version"),
    [("2024-01-02", 1), ("2024-05-31", 1), ("2024-06-01", 2), ("2024-07-31T23:59:59+00:00", 2), ("2024-08-01", 3)],
)
def test_the_past_holds_the_revision_that_was_known_then(corpus: Corpus, as_of: str, version: int) -> None:
    with corpus.view(as_of=as_of) as view:
        wanted = edition(version).text
        assert view.article("a1").text == wanted
        assert " ".join(s.text for s in view.sentences("a1")) == wanted
        found = {text for text in texts(view, "orchard number1 edition1 edition2 edition3") if "number1 " in text}
        assert found == {s.text for s in view.sentences("a1")}
        first = view.sentences("a1")[0]
        assert [s.position for s in view.neighbours(first.number, after=5)] == [1, 2]
        assert view.document_frequency([f"edition{version}", "orchard"])["orchard"] == 3
        assert view.searched(Filters(article_ids=("a1",))) == (1, 3)


def test_the_past_ranks_as_a_corpus_would_that_had_stopped_there(corpus: Corpus) -> None:
    with (
        Corpus.temporary([edition(2), *[a for a in articles(6) if a.id != "a1"]], encoder=HashEncoder()) as stopped,
        corpus.view(as_of="2024-07-01") as past,
        stopped.view() as then,
    ):
        for question in ("orchard number1", "record2 in edition2", "harbour keeps"):
            for search in ("dense", "lexical"):
                hits = [getattr(view, search)(question, 18) for view in (past, then)]
                read = [
                    {(view.rows([h.number])[h.number].text, round(h.score, 4 if search == "dense" else 0)) for h in one}
                    for view, one in zip((past, then), hits, strict=True)
                ]
                assert {text for text, _ in read[0]} == {text for text, _ in read[1]}
                assert search == "lexical" or read[0] == read[1]


def test_before_anything_was_known_there_is_nothing(corpus: Corpus) -> None:
    with corpus.view(as_of="1999-12-31") as view:
        assert (view.article_count, view.sentence_count) == (0, 0)
        assert view.dense("orchard", 5) == view.lexical("orchard", 5) == []


def test_an_article_dated_in_the_future_or_not_at_all_is_known_since_it_was_stored() -> None:
    with Corpus.temporary(encoder=HashEncoder()) as corpus:
        corpus.add([replace(article(1), published="9999-12-31"), replace(article(2), published=None)])
        with corpus.view() as view:
            known = [view.revisions(one)[0] for one in ("a1", "a2")]
        assert all(one.known == one.stored for one in known)
        with corpus.view(as_of="2020-01-01") as view:
            assert view.article_count == 0


def test_a_later_revision_is_never_known_before_the_one_it_replaces(corpus: Corpus) -> None:
    corpus.add([replace(article(1, version=4), updated="2023-01-01")])
    with corpus.view() as view:
        known = [one.known for one in view.revisions("a1")]
    assert known == sorted(known, reverse=True)


def test_deleting_deletes_every_revision_from_everything(corpus: Corpus) -> None:
    corpus.delete(["a1"])
    assert corpus.stats()["earlier_revisions"] == 0
    corpus.compact()
    held = b"".join(path.read_bytes() for path in corpus.folder.iterdir())
    assert not [edition for edition in (b"edition2", b"edition3") if edition in held]
    assert corpus.verify(sample=100).ok
    corpus.add([edition(1)])
    with corpus.view() as view:
        assert [one.revision for one in view.revisions("a1")] == [1]


def test_no_more_revisions_are_kept_than_the_limit() -> None:
    with Corpus.temporary(encoder=HashEncoder()) as made:
        folder = made.folder / "bounded"
        with Corpus.open(folder, encoder=HashEncoder(), create=True, limits=Limits(revisions=2)) as corpus:
            for version in range(1, 6):
                corpus.add([article(1, version=version)])
            with corpus.view() as view:
                assert [one.revision for one in view.revisions("a1")] == [5, 4, 3]
            assert corpus.verify(sample=100).ok


def test_compacting_drops_the_revisions_replaced_before_a_day_and_says_so(corpus: Corpus) -> None:
    assert corpus.compact(superseded_before="2024-07-01") == 1
    assert corpus.compact(superseded_before="2024-07-01") == 0
    with corpus.view(as_of="2024-02-01") as view:
        assert view.forgotten() == 1
        with pytest.raises(UnknownRevision, match=r"no revision 1, .*; kept: 2, 3"):
            view.revision("a1", 1)
    with corpus.view(as_of="2024-07-01") as view:
        assert view.article("a1").text == edition(2).text
    assert corpus.verify(sample=100).ok
    with pytest.raises(InvalidFilter, match="superseded_before is 'last week'"):
        corpus.compact(superseded_before="last week")


def test_damage_to_an_earlier_revision_is_found(corpus: Corpus) -> None:
    with corpus._store.transaction() as writer:
        writer.rows("UPDATE earlier_articles SET known = '2020-01-01T00:00:00Z' WHERE revision = 2")
    assert "rows do not match" in corpus.verify().findings[0].problem
    with corpus._store.transaction() as writer:
        writer.rows("DELETE FROM earlier_vectors WHERE number = (SELECT min(number) FROM earlier_vectors)")
    assert any("earlier_vectors" in finding.problem for finding in corpus.verify().findings)


def test_repair_builds_the_full_text_of_earlier_revisions_again(corpus: Corpus) -> None:
    with corpus._store.transaction() as writer:
        writer.rows("INSERT INTO earlier_full_text (earlier_full_text) VALUES ('delete-all')")
    assert not corpus.verify().ok
    assert corpus.repair().ok
    with corpus.view(as_of="2024-07-01") as view:
        assert view.lexical("edition2", 5)
