"""What FAISS and SQLite let pass in silence (see tests/assumptions) does no harm to a corpus."""

from __future__ import annotations

import ast
import random
import shutil
import threading
from pathlib import Path

import faiss
import numpy as np
import pytest

from index import Corpus
from index.durable.files import read_checked, sha256
from index.errors import CorpusDamaged, EncoderError
from index.records import Filters
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.searching import dense

ROOT = Path(__file__).parents[2]
ENCODER = HashEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(6))
    return tmp_path / "corpus"


def test_a_vector_index_with_a_flipped_bit_is_refused(folder: Path) -> None:
    (file,) = folder.glob("vectors-*")
    good = file.read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        file.write_bytes(bad)
        with pytest.raises(CorpusDamaged, match=file.name):
            read_checked(file, size=len(good), digest=sha256(good))


def test_verify_finds_a_changed_sentence_that_sqlite_calls_whole(folder: Path) -> None:
    path = folder / "catalogue.sqlite"
    data = bytearray(path.read_bytes())
    data[data.rindex(b"keeps record1")] ^= 1
    path.write_bytes(data)
    with Corpus.open(folder, encoder=ENCODER, writable=False) as corpus:
        assert not corpus.verify().ok


def test_no_acknowledged_change_is_left_to_a_write_ahead_log_where_one_bit_loses_the_rest(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        log = tmp_path / "catalogue.sqlite-wal"
        for article in articles(5):
            corpus.add([article])
            assert log.stat().st_size == 0
        corpus.delete(["a1"])
        assert log.stat().st_size == 0


def test_each_thread_searches_on_one_core_however_many_faiss_would_take(folder: Path) -> None:
    seen: list[int] = []

    def search() -> None:
        faiss.omp_set_num_threads(2)  # a setting is each thread's own
        dense(corpus, "harbour", 3)
        seen.append(faiss.omp_get_max_threads())

    with Corpus.open(folder, encoder=ENCODER) as corpus:
        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == [1, 1, 1]


def test_fewer_hits_than_asked_for_are_fewer_hits_and_never_the_last_sentence(folder: Path) -> None:
    with Corpus.open(folder, encoder=ENCODER) as corpus:
        assert len(dense(corpus, "harbour", 1_000)) == 18
        hits = dense(corpus, "harbour", 1_000, filters=Filters(article_ids=("a2",)))
        assert sorted(hit.number for hit in hits) == [7, 8, 9]


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_a_question_that_is_no_direction_is_an_error_and_not_silence(folder: Path, value: float) -> None:
    with Corpus.open(folder, encoder=ENCODER) as corpus, pytest.raises(EncoderError, match="unit length"):
        dense(corpus, np.full(ENCODER.dimension, value, dtype=np.float32), 3)


def test_no_process_is_ever_forked() -> None:
    """After a search on several threads a forked child's first search hangs for ever; other programs are executed."""
    for path in [*(ROOT / "index").rglob("*.py"), *(ROOT / "qa").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("fork", "forkpty"), path
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                forks = [n for n in names if n.split(".")[0] == "multiprocessing" and n != "multiprocessing.connection"]
                assert not forks, path  # a connection is a pipe, and starts nothing
                assert "ProcessPoolExecutor" not in names, path


def test_an_index_of_an_earlier_generation_in_the_place_of_the_newer_is_not_used(folder: Path, tmp_path: Path) -> None:
    (older,) = folder.glob("vectors-*")
    shutil.copy(older, tmp_path / "older")
    with Corpus.open(folder, encoder=ENCODER) as corpus:
        corpus.delete(["a1"])
        expected = dense(corpus, "harbour", 20)
    (newer,) = folder.glob("vectors-*")
    shutil.copy(tmp_path / "older", newer)
    with Corpus.open(folder, encoder=ENCODER) as corpus:
        assert newer.name in corpus.notices[0]
        assert dense(corpus, "harbour", 20) == expected
