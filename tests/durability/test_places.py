"""Folders that cannot hold a corpus, and media that cannot be written: a clear error, and nothing lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Corpus
from index.backups import backup, restore
from index.durable.files import publish
from index.durable.sealed_json import sealed
from index.errors import CorpusError, CorpusFull, CorpusReadOnly, CorpusUnwritable
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.searching import dense, lexical

ENCODER = HashEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(6))
    return tmp_path / "corpus"


@contextmanager
def mounted(where: Path, *options: str) -> Iterator[None]:
    """Mount something at a new folder, or skip the test where that is not allowed."""
    where.mkdir()
    done = subprocess.run(["mount", *options, str(where)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing may be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(where)], check=True)


@contextmanager
def read_only(source: Path, where: Path) -> Iterator[None]:
    """Show a folder at another place, where it cannot be written."""
    with mounted(where, "--bind", str(source)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(where)], check=True)
        yield


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in [folder, *folder.iterdir()]}


def test_nobody_but_its_owner_may_read_a_corpus_or_what_is_made_of_it(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with Corpus.open(tmp_path / "corpus", encoder=ENCODER, create=True) as corpus:
            corpus.add(articles(3))
            corpus.checkpoint()
            (tmp_path / "corpus" / "calibration.json").write_bytes(sealed({"curve": [1.0]}))
            (tmp_path / "corpus" / "calibration.json").chmod(0o600)
            with corpus.view():
                live = modes(tmp_path / "corpus")
            backup(corpus, tmp_path / "copy")
            backup(corpus, tmp_path / "copy.tar")
        restore(tmp_path / "copy.tar", tmp_path / "of a file")
        restore(tmp_path / "copy", tmp_path / "of a folder")
    finally:
        os.umask(before)
    assert {"catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.sqlite-shm", "LOCK"} <= live.keys()
    assert oct((tmp_path / "copy.tar").stat().st_mode & 0o777) == "0o600"
    for folder in ("corpus", "copy", "of a file", "of a folder"):
        found = modes(tmp_path / folder) | (live if folder == "corpus" else {})
        assert found.pop(folder) == "0o700"
        assert {name: mode for name, mode in found.items() if mode != "0o600"} == {}


def a_file(place: Path) -> Path:
    place.write_text("precious")
    return place


def below_a_file(place: Path) -> Path:
    return a_file(place) / "corpus"


def a_loop(place: Path) -> Path:
    place.symlink_to(place)
    return place


def a_link_to_nothing(place: Path) -> Path:
    place.symlink_to(place.with_name("nothing"))
    return place


@pytest.mark.parametrize("make", [a_file, below_a_file, a_loop, a_link_to_nothing])
def test_what_is_no_folder_is_refused_and_left_alone(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    place = make(tmp_path / "place")
    with pytest.raises(CorpusFull, match="is no folder"):
        Corpus.open(place, encoder=ENCODER, create=True)
    with pytest.raises(CorpusError):
        Corpus.open(place, encoder=ENCODER, writable=False)
    assert [path.name for path in tmp_path.iterdir()] == ["place"]
    assert not (tmp_path / "place").is_file() or (tmp_path / "place").read_text() == "precious"


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusFull, match="too long"):
        Corpus.open(tmp_path / ("x" * 300), encoder=ENCODER, create=True)


def test_a_folder_reached_by_a_link_is_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    with Corpus.open(tmp_path / "link", encoder=ENCODER) as corpus:
        corpus.add(articles(7)[6:])
    with Corpus.open(folder, encoder=ENCODER) as corpus:
        assert len(corpus.articles()) == 7
        assert corpus.verify().ok


@pytest.mark.parametrize("name", ["LOCK", "manifest.json", "catalogue.sqlite"])
def test_a_folder_in_the_place_of_a_file_of_the_corpus_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(CorpusError) as error:
        Corpus.open(folder, encoder=ENCODER)
    assert name in str(error.value) or str(folder) in str(error.value)


def test_a_file_that_can_neither_be_written_nor_removed_is_told_and_the_one_before_stays(tmp_path: Path) -> None:
    publish(tmp_path / "x", b"old")
    (tmp_path / "x.tmp").mkdir()
    with pytest.raises(CorpusFull, match="See to it that it can be written"):
        publish(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"


def test_a_corpus_on_a_medium_that_cannot_be_written_is_searched_verified_and_backed_up(
    folder: Path, tmp_path: Path
) -> None:
    with Corpus.open(folder, encoder=ENCODER) as corpus:
        expected = dense(corpus, "harbour", 5), lexical(corpus, "harbour", 5)
    before = sorted(path.name for path in folder.iterdir())
    with read_only(folder, tmp_path / "medium"):
        with Corpus.open(tmp_path / "medium", encoder=ENCODER, writable=False) as corpus:
            assert (dense(corpus, "harbour", 5), lexical(corpus, "harbour", 5)) == expected
            assert corpus.verify(sample=50).findings == []
            assert backup(corpus, tmp_path / "copy").ok
            corpus.write_when_free()
            with pytest.raises(CorpusReadOnly, match="was opened for reading"):
                corpus.delete(["a1"])
        with pytest.raises(CorpusUnwritable, match="Read-only file system"):
            Corpus.open(tmp_path / "medium", encoder=ENCODER)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_medium_taken_to_be_unchanging_is_not_read_once_it_is_changed(folder: Path, tmp_path: Path) -> None:
    with (
        read_only(folder, tmp_path / "medium"),
        Corpus.open(tmp_path / "medium", encoder=ENCODER, writable=False) as reader,
    ):
        assert len(reader.articles()) == 6
        with Corpus.open(folder, encoder=ENCODER) as writer:
            writer.add(articles(7)[6:])
            with pytest.raises(CorpusError, match="open it again"):
                reader.articles()
            with Corpus.open(tmp_path / "medium", encoder=ENCODER, writable=False) as again:
                assert len(again.articles()) == 7


def test_where_there_is_no_room_for_another_file_nothing_is_changed(folder: Path, tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", f"size=30m,nr_inodes={len(files) + 1}", "none"):
        for name, data in files.items():
            (tmp_path / "small" / name).write_bytes(data)
        for writable in (True, False):
            with pytest.raises(CorpusFull, match="Free some space"):
                Corpus.open(tmp_path / "small", encoder=ENCODER, writable=writable)
        with pytest.raises(CorpusFull, match="No space left"):
            Corpus.open(tmp_path / "small" / "new", encoder=ENCODER, create=True)
        kept = {path.name: path.read_bytes() for path in (tmp_path / "small").iterdir()}
        assert {name: data for name, data in kept.items() if name != "LOCK"} == {
            name: data for name, data in files.items() if name != "LOCK"
        }


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not stop an administrator")
def test_a_folder_of_somebody_else_is_told(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with pytest.raises(CorpusFull, match="Permission denied"):
            Corpus.open(folder / "new", encoder=ENCODER, create=True)
    finally:
        folder.chmod(0o700)
