"""A full disk is a clear error that changes nothing, wherever it strikes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from index import Corpus
from index.errors import CorpusFull
from tests.durability.test_places import mounted
from tests.index.durable.test_files import files_limited_to
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS
from tests.support.searching import dense, lexical


def state(corpus: Corpus) -> tuple[int, list[str]]:
    return corpus.generation, [summary.id for summary in corpus.articles()]


@pytest.mark.parametrize("part", range(20))
def test_an_addition_that_does_not_fit_changes_nothing_and_later_succeeds(tmp_path: Path, part: int) -> None:
    with Corpus.open(tmp_path, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(5))
        before = state(corpus)
        size = (tmp_path / "catalogue.sqlite").stat().st_size
        acknowledged: list[str] = []
        with files_limited_to(1 + part * size // 8):
            try:
                corpus.add(articles(105)[5:], on_outcome=lambda outcome: acknowledged.append(outcome.article_id))
            except CorpusFull as error:
                assert "Free some space" in str(error)  # noqa: PT017
            assert lexical(corpus, "number3", 5)
            assert dense(corpus, "number3", 5)
        after = state(corpus)
        assert after == before if not acknowledged else len(after[1]) == 105
        assert not list(tmp_path.glob("*.tmp"))
        assert corpus.verify().ok
        corpus.add(articles(105))
        assert len(corpus.articles()) == 105
        assert corpus.verify().ok
    with Corpus.open(tmp_path, encoder=HashEncoder()) as corpus:
        assert len(corpus.articles()) == 105
        assert corpus.verify().ok


@pytest.mark.endurance
def test_the_last_bytes_of_the_saved_index_are_swept(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(40))
        corpus.checkpoint()
        (saved,) = tmp_path.glob("vectors-*")
        size = saved.stat().st_size
        corpus.delete(["a39"])
        corpus.add([articles(40)[39]])
        for short in range(64, 8_192 + 1, COUNTS.sweep_step):
            with files_limited_to(size - short), pytest.raises(CorpusFull):
                corpus.checkpoint()
        assert [path.name for path in tmp_path.glob("vectors-*")] == [saved.name]
        assert not list(tmp_path.glob("*.tmp"))
        corpus.checkpoint()
        assert corpus.verify().ok


def test_a_copy_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(40))
        with files_limited_to(50_000), pytest.raises(CorpusFull):
            corpus.snapshot(tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_closing_that_cannot_save_gives_the_lock_back(tmp_path: Path) -> None:
    corpus = Corpus.open(tmp_path, encoder=HashEncoder(), create=True)
    corpus.add(articles(40))
    with files_limited_to(1_000), pytest.raises(CorpusFull):
        corpus.close()
    with Corpus.open(tmp_path, encoder=HashEncoder()) as again:
        assert again.verify().ok


def test_a_change_whose_generation_cannot_be_recorded_is_stored_all_the_same(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(2))
        (tmp_path / "manifest.json.tmp").mkdir()  # so that the manifest cannot be written
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
            corpus.add(articles(3)[2:])
        assert len(corpus.articles()) == 3
        assert "could not be recorded" in corpus.notices[0]
        (tmp_path / "manifest.json.tmp").rmdir()
        corpus.add(articles(4)[3:])
        assert corpus.verify().ok


def test_articles_are_deleted_where_the_disk_is_full_and_others_then_have_room(tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=6m", "none"):
        encoder = HashEncoder()
        with Corpus.open(tmp_path / "small" / "corpus", encoder=encoder, create=True) as corpus:
            with suppress(CorpusFull):
                for number in range(1_000):
                    corpus.add([article(number, sentences=40)])
            stored = [one.id for one in corpus.articles()]
            assert 10 < len(stored) < 1_000
            (tmp_path / "small" / "filler").write_bytes(bytes(free(tmp_path / "small")))
            for article_id in stored[:10]:
                assert corpus.delete([article_id]) == [article_id]
            corpus.add([article(0, sentences=40)])
            assert len(corpus.articles()) == len(stored) - 9
            assert corpus.verify(sample=100).findings == []


def test_where_a_deletion_needs_more_than_the_reserve_it_changes_nothing(tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=6m", "none"),
        Corpus.open(tmp_path / "small" / "corpus", encoder=HashEncoder(), create=True) as corpus,
    ):
        corpus.add(articles(30))
        (tmp_path / "small" / "corpus" / "RESERVE").unlink()
        (tmp_path / "small" / "filler").write_bytes(bytes(free(tmp_path / "small")))
        with pytest.raises(CorpusFull, match="nothing was changed"):
            corpus.delete([f"a{number}" for number in range(25)])
        assert len(corpus.articles()) == 30
        (tmp_path / "small" / "filler").unlink()
        assert len(corpus.delete(["a1"])) == 1


def free(folder: Path) -> int:
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize
