"""A backup is whole, of one moment, and becomes a corpus again; anything less is refused and leaves nothing."""

from __future__ import annotations

import itertools
import shutil
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Corpus
from index.backups import backup, restore
from index.errors import CorpusDamaged, CorpusError, CorpusFull
from tests.index.durable.test_files import files_limited_to
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS
from tests.support.searching import dense, lexical

ENCODER = HashEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(6))
    return tmp_path / "corpus"


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_a_backup_becomes_the_same_corpus_again(folder: Path, tmp_path: Path, name: str) -> None:
    with Corpus.open(folder, writable=False) as corpus:
        report = backup(corpus, tmp_path / name)
        assert (report.ok, report.articles, report.sentences) == (True, 6, 18)
    assert restore(tmp_path / name, tmp_path / "new" / "corpus").articles == 6
    with (
        Corpus.open(folder, encoder=ENCODER) as one,
        Corpus.open(tmp_path / "new" / "corpus", encoder=ENCODER) as other,
    ):
        assert other.notices == []
        assert [other.article(a.id) for a in other.articles()] == [one.article(a.id) for a in one.articles()]
        assert dense(other, "harbour number0", 9) == dense(one, "harbour number0", 9)
        assert lexical(other, "harbour number0", 9) == lexical(one, "harbour number0", 9)
        other.add(articles(7)[6:])
        assert other.verify(sample=50).ok
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "corpus", "new"])


@pytest.mark.endurance
@pytest.mark.parametrize("name", ["copy{}", "copy{}.tar"])
def test_each_backup_taken_while_articles_are_added_has_what_was_acknowledged(
    folder: Path, tmp_path: Path, name: str
) -> None:
    acknowledged: list[str] = []
    stop = threading.Event()

    def add() -> None:
        with Corpus.open(folder, encoder=ENCODER) as corpus:
            for number in range(100, 10_000):
                if stop.is_set():
                    return
                corpus.add([article(number)], on_outcome=lambda outcome: acknowledged.append(outcome.article_id))
                corpus.add([article(number % 5, version=number)])

    writer = threading.Thread(target=add)
    writer.start()
    try:
        until = time.monotonic() + COUNTS.backup_seconds
        for turn in itertools.count():
            there = list(acknowledged)
            with Corpus.open(folder, writable=False) as corpus:
                backup(corpus, tmp_path / name.format(turn))
            restore(tmp_path / name.format(turn), tmp_path / f"restored{turn}")
            with Corpus.open(tmp_path / f"restored{turn}", encoder=ENCODER) as corpus:
                assert set(there) <= {summary.id for summary in corpus.articles()}
                assert corpus.verify(sample=50).findings == []
            shutil.rmtree(tmp_path / f"restored{turn}")
            if turn >= 2 and time.monotonic() > until:
                break
            stop.wait(COUNTS.backup_pause)
    finally:
        stop.set()
        writer.join()
    assert len(acknowledged) > 3


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.tar").write_text("precious")
    with Corpus.open(folder, writable=False) as corpus:
        with pytest.raises(CorpusError, match=r"taken\.tar exists"):
            backup(corpus, tmp_path / "taken.tar")
        with pytest.raises(CorpusError, match="exists"):
            backup(corpus, folder)
        backup(corpus, tmp_path / "copy")
    assert (tmp_path / "taken.tar").read_text() == "precious"
    with pytest.raises(CorpusError, match="is not empty"):
        restore(tmp_path / "copy", folder)
    with pytest.raises(CorpusError, match="is not empty"):
        restore(tmp_path / "copy", tmp_path / "taken.tar")
    with pytest.raises(CorpusError, match="no backup"):
        restore(tmp_path / "nothing", tmp_path / "new")
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "copy", tmp_path / "empty").ok


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def damaged_copy(folder: Path) -> None:
    """Change a byte of a stored sentence."""
    path = folder / "catalogue.sqlite"
    flip(path, path.read_bytes().rindex(b"keeps record1"))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a changed sentence": damaged_copy,
    "no catalogue": lambda folder: (folder / "catalogue.sqlite").unlink(),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "no vectors": lambda folder: next(folder.glob("vectors-*")).unlink(),
    "changed vectors": lambda folder: flip(next(folder.glob("vectors-*")), 1_000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_leaves_nothing(folder: Path, tmp_path: Path, damage: str) -> None:
    with Corpus.open(folder, writable=False) as corpus:
        backup(corpus, tmp_path / "copy")
    DAMAGES[damage](tmp_path / "copy")
    with pytest.raises(CorpusDamaged):
        restore(tmp_path / "copy", tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "corpus"]


def test_a_damaged_corpus_is_not_backed_up_as_if_it_were_whole(folder: Path, tmp_path: Path) -> None:
    damaged_copy(folder)
    with Corpus.open(folder, writable=False) as corpus, pytest.raises(CorpusDamaged, match="is not whole"):
        backup(corpus, tmp_path / "copy.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("not a tar file" * 100)
    with pytest.raises(CorpusDamaged, match="not a backup"):
        restore(tmp_path / "text.tar", tmp_path / "new")


@pytest.mark.parametrize("kind", ["outside", "link", "folder"])
def test_a_tar_file_cannot_write_elsewhere(folder: Path, tmp_path: Path, kind: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as packed:
        member = tarfile.TarInfo("../evil" if kind == "outside" else "manifest.json")
        if kind == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        elif kind == "folder":
            member.type = tarfile.DIRTYPE
        packed.addfile(member)
    with pytest.raises(CorpusError, match="is not a backup: it holds"):
        restore(tmp_path / "evil.tar", tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "evil.tar"]


def test_a_backup_that_does_not_fit_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with (
        Corpus.open(folder, writable=False) as corpus,
        files_limited_to(50_000),
        pytest.raises(CorpusFull),
    ):
        backup(corpus, tmp_path / "copy.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]
