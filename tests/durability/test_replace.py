"""A replaced article is seen in its old words or its new, never in both or neither; a deleted one is gone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index import Corpus
from index.catalogue.snapshot import Snapshot
from index.records import Article
from index.vectors.dense_search import IndexVersion
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS

ENCODER = HashEncoder()


def canary(version: int) -> Article:
    return article(1_000, version=version)


def seen(corpus: Corpus) -> set[str]:
    """Ask both legs for the canary; return the different versions that any of it is seen in."""
    with corpus.view() as view:
        whole = view.article("a1000").text
        versions = set()
        for leg in (view.dense, view.lexical):
            rows = view.rows([hit.number for hit in leg("number1000 keeps", 1_000)])
            ours = [sentence.text for sentence in rows.values() if sentence.article_id == "a1000"]
            assert len(ours) == 3
            assert all(text in whole for text in ours)
            versions |= {text.rsplit(" ", 1)[-1] for text in ours}
    return versions


@pytest.mark.endurance
def test_a_replacement_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    stop = threading.Event()
    wrong: list[object] = []
    looks = [0] * COUNTS.readers

    def look(place: int, corpus: Corpus) -> None:
        newest = 0
        try:
            while not stop.is_set():
                (version,) = seen(corpus)
                number = int(version.removeprefix("edition").rstrip("."))
                assert number >= newest  # and never goes back
                newest = number
                looks[place] += 1
        except BaseException as error:  # noqa: BLE001 - told in the thread of the test
            wrong.append(error)

    with Corpus.open(folder, encoder=ENCODER, create=True) as corpus:
        corpus.add([*articles(8), canary(1)])
        with Corpus.open(folder, encoder=ENCODER, writable=False) as other:
            threads = [threading.Thread(target=look, args=(n, (corpus, other)[n % 2])) for n in range(COUNTS.readers)]
            for thread in threads:
                thread.start()
            for version in range(2, COUNTS.replacements + 2):
                corpus.add([canary(version)])
                assert seen(corpus) == {f"edition{version}."}
            stop.set()
            for thread in threads:
                thread.join()
            assert wrong == []
            assert min(looks) > 0
            corpus.delete(["a1000"])
            for one in (corpus, other):
                with one.view() as view:
                    for leg in (view.dense, view.lexical):
                        rows = view.rows([hit.number for hit in leg("number1000 keeps record0", 100)])
                        assert rows
                        assert not [s for s in rows.values() if s.article_id == "a1000"]


def test_a_look_that_others_overtake_sees_whole_what_was_replaced_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the catalogue and the vector index of a look, others may bring the index past its generation."""
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add([*articles(8), canary(1)])
        with Corpus.open(tmp_path, encoder=ENCODER, writable=False) as other:
            background = other._background
            assert background is not None
            caught_up = background.caught_up

            def overtaken(snapshot: Snapshot) -> IndexVersion:
                monkeypatch.setattr(background, "caught_up", caught_up)
                corpus.add([canary(3)])
                one = threading.Thread(target=seen, args=(other,))
                one.start()
                one.join()
                return caught_up(snapshot)

            corpus.add([canary(2)])
            monkeypatch.setattr(background, "caught_up", overtaken)
            assert seen(other) <= {"edition2.", "edition3."}
            assert background.caught_up == caught_up


def test_after_compaction_the_words_of_every_version_are_in_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    with Corpus.open(folder, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(8))
        for version in range(3):
            text = f"The xylophone{version} of Zanzibar{version} was never meant to be found again."
            corpus.add([Article("secret", f"Quokka{version}", text, author=f"Aardvark{version}")])
        with corpus.view() as view:
            vector = view.vectors(list(view._snapshot.numbers_of("secret")))[0].astype("<f2").tobytes()
        corpus.delete(["secret"])
        corpus.compact()
        words = [w.encode() for n in range(3) for w in (f"ylophone{n}", f"anzibar{n}", f"uokka{n}", f"ardvark{n}")]
        for path in folder.iterdir():
            data = path.read_bytes()
            assert not [word for word in words if word in data.lower() or word in data], path.name
            assert vector not in data, path.name
        assert corpus.verify(sample=50).ok


def test_an_upload_repeated_because_its_answer_was_lost_is_one_article(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        outcomes = [corpus.add([article(1)])[0].status for _ in range(5)]
        assert outcomes == ["added"] + ["unchanged"] * 4
        assert (len(corpus.articles()), corpus.generation) == (1, 1)
