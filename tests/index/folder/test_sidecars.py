"""What stands beside the catalogue goes wherever the corpus goes, and is verified with it."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from index import Corpus
from index.backups import backup, restore
from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged
from index.folder import sidecars
from tests.support.articles import articles
from tests.support.doubles import HashEncoder

NAME = "calibration.json"
BODY = {"curve": [1.0, 2.5]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus with a sidecar."""
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(3))
    (tmp_path / "corpus" / NAME).write_bytes(sealed(BODY))
    return tmp_path / "corpus"


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_a_backup_takes_it_along_and_a_restored_corpus_has_it(folder: Path, tmp_path: Path, name: str) -> None:
    with Corpus.open(folder, writable=False) as corpus:
        assert corpus.verify().ok
        assert backup(corpus, tmp_path / name).ok
    assert restore(tmp_path / name, tmp_path / "new").ok
    assert unsealed(tmp_path / "new" / NAME, mend="") == BODY
    assert (tmp_path / "new" / NAME).read_bytes() == (folder / NAME).read_bytes()


def test_changes_and_maintenance_leave_it_alone(folder: Path) -> None:
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        corpus.add(articles(5))
        corpus.compact()
        assert corpus.repair().ok
        assert NAME in corpus.stats()["bytes"]
    assert unsealed(folder / NAME, mend="") == BODY


@pytest.mark.parametrize("content", [b"", b"{}", sealed(BODY)[:-9], sealed(BODY).replace(b"2.5", b"3.5")])
def test_damage_to_it_is_found_by_name_with_the_command_that_mends_it(
    folder: Path, tmp_path: Path, content: bytes
) -> None:
    (folder / NAME).write_bytes(content)
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        (finding,) = corpus.verify().findings
        assert finding.file == NAME
        assert "qa calibrate --remove" in finding.problem
        assert [found.file for found in corpus.repair().findings] == [NAME]
        with pytest.raises(CorpusDamaged, match=r"calibration\.json"):
            backup(corpus, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    (folder / NAME).unlink()
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert corpus.verify().ok


def test_a_damaged_one_in_a_backup_is_not_restored(folder: Path, tmp_path: Path) -> None:
    with Corpus.open(folder, writable=False) as corpus:
        backup(corpus, tmp_path / "copy")
    (tmp_path / "copy" / NAME).write_bytes(b"{")
    with pytest.raises(CorpusDamaged, match=r"calibration\.json"):
        restore(tmp_path / "copy", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_corpus_without_one_is_copied_without_one(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(3))
        backup(corpus, tmp_path / "copy.tar")
        assert list(sidecars.damaged(corpus.folder)) == []
    with tarfile.open(tmp_path / "copy.tar") as packed:
        assert NAME not in packed.getnames()
