"""A snapshot at an address is downloaded as it was uploaded, is uploaded once, and is never read incomplete or damaged.

The store is a folder; `tests.cluster.test_on_s3` asks the same of S3."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Article, Corpus, open_snapshot
from index.errors import CorpusDamaged, CorpusLocked, FetchError, TargetTaken
from index.shards import store
from tests.support.divided import articles, bytes_of, divided_folder
from tests.support.doubles import HashEncoder

pytestmark = pytest.mark.usefixtures("released_markers")
ENCODER = HashEncoder(64)
_DOWNLOAD = """
import sys
from pathlib import Path
from index.shards import store
print(store.download(sys.argv[1], Path(sys.argv[2])), flush=True)
"""


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"file://{tmp_path}/store/snapshot"


@pytest.fixture
def divided(tmp_path: Path) -> Path:
    return divided_folder(tmp_path, ENCODER)


def test_what_is_downloaded_is_what_was_uploaded(divided: Path, address: str, tmp_path: Path) -> None:
    store.upload(divided, address)
    there = store.download(address, tmp_path / "cache")
    assert bytes_of(there) == bytes_of(divided)
    with open_snapshot(there, encoder=ENCODER) as corpus:
        assert corpus.verify().ok
    assert store.local_folder(address, tmp_path / "cache") == there
    assert store.local_folder(str(divided), tmp_path / "cache") == divided


def test_a_corpus_in_one_folder_is_put_without_what_its_writer_needs(address: str, tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "one", encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(3))
    store.upload(tmp_path / "one", address)
    there = store.download(address, tmp_path / "cache")
    assert "LOCK" not in bytes_of(there)
    with Corpus.open(there, encoder=ENCODER, writable=False) as brought:
        assert [one.id for one in brought.articles()] == ["a0000", "a0001", "a0002"]


def test_only_what_is_wanted_is_downloaded_and_the_rest_when_it_is(divided: Path, address: str, tmp_path: Path) -> None:
    store.upload(divided, address)
    there = store.download(address, tmp_path / "cache", wanted=lambda name: not name.startswith("part-001"))
    assert {name.partition("/")[0] for name in bytes_of(there)} == {"shards.json", "part-000"}
    assert bytes_of(store.download(address, tmp_path / "cache")) == bytes_of(divided)


@pytest.mark.slow
@pytest.mark.parametrize(("days", "stays"), [(8, False), (6, True)])
def test_a_snapshot_that_no_process_has_used_for_a_week_goes(
    address: str, tmp_path: Path, days: int, stays: bool
) -> None:
    older = _published(address, tmp_path, "2026-01-01", days=days)
    newer = _published(f"{address}-2", tmp_path, "2026-01-02")
    left = [path.name for path in (tmp_path / "cache" / "snapshots").iterdir()]
    assert sorted(left) == sorted([newer.name, f"{newer.name}.json", *[older.name, f"{older.name}.json"] * stays])
    if not stays:
        assert bytes_of(store.download(address, tmp_path / "cache"))  # and is there again when it is wanted


@pytest.mark.slow
def test_a_snapshot_that_another_process_uses_stays(address: str, tmp_path: Path) -> None:
    older = _published(address, tmp_path, "2026-01-01")
    command = [sys.executable, "-c", f"{_DOWNLOAD}\nsys.stdin.read()", address, str(tmp_path / "cache")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == str(older)
        _age(older, 8)
        _published(f"{address}-2", tmp_path, "2026-01-02")
        assert older.is_dir()
    _published(f"{address}-3", tmp_path, "2026-01-03")
    assert not older.exists()


def _published(address: str, tmp_path: Path, day: str, *, days: int = 0) -> Path:
    """Publish a corpus of one article of a day; return its folder in the cache, used last so many days ago. Nothing of
    this process holds it."""
    with Corpus.open(tmp_path / day, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(1))
        corpus.add([Article(day, "Day", f"It was the day {day}.")])
    store.upload(tmp_path / day, address)
    command = [sys.executable, "-c", _DOWNLOAD, address, str(tmp_path / "cache")]
    folder = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    _age(folder, days)
    return folder


def _age(folder: Path, days: int) -> None:
    then = time.time() - days * 86_400
    os.utime(folder.with_name(f"{folder.name}.json"), (then, then))


def test_of_several_uploads_to_an_address_one_succeeds(divided: Path, address: str, tmp_path: Path) -> None:
    def put(_: int) -> str:
        try:
            store.upload(divided, address)
        except TargetTaken:
            return "taken"
        return "put"

    with ThreadPoolExecutor(4) as writers:
        outcomes = sorted(writers.map(put, range(4)))
    assert outcomes == ["put", "taken", "taken", "taken"]
    with pytest.raises(TargetTaken):
        store.check_free(address)
    assert bytes_of(store.download(address, tmp_path / "cache")) == bytes_of(divided)
    assert len(list((tmp_path / "store" / "snapshot").iterdir())) == 2  # of the others nothing is left


def test_a_snapshot_that_was_not_put_to_its_end_is_none(divided: Path, address: str, tmp_path: Path) -> None:
    store.upload(divided, address)
    (tmp_path / "store" / "snapshot" / store.NAME).unlink()
    with pytest.raises(FetchError, match=address):
        store.download(address, tmp_path / "cache")
    store.check_free(address)


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def test_where_another_has_begun_to_write_the_manifest_the_address_is_taken(divided: Path, address: str) -> None:
    place = Path(address.removeprefix("file://"))
    place.mkdir(parents=True)
    (place / store.NAME).touch()
    for use in (lambda: store.upload(divided, address), lambda: store.check_free(address)):
        with pytest.raises(TargetTaken):
            use()
    assert [path.name for path in place.iterdir()] == [store.NAME]


@pytest.mark.parametrize("damage", [_cut_short, _flipped])
@pytest.mark.parametrize("name", [store.NAME, "files-*/part-001/catalogue.sqlite"])
def test_what_is_damaged_is_not_downloaded(
    divided: Path, address: str, tmp_path: Path, damage: Callable[[Path], None], name: str
) -> None:
    store.upload(divided, address)
    (file,) = (tmp_path / "store" / "snapshot").glob(name)
    damage(file)
    with pytest.raises(CorpusDamaged, match="upload the snapshot again"):
        store.download(address, tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("part-001/catalogue.sqlite*"))


def test_a_corpus_that_is_being_changed_is_not_uploaded(address: str, tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "one", encoder=ENCODER, create=True):
        (tmp_path / "one" / "catalogue.sqlite-wal").write_bytes(b"x")
        with pytest.raises(CorpusLocked, match="qa backup"):
            store.upload(tmp_path / "one", address)
        (tmp_path / "one" / "catalogue.sqlite-wal").write_bytes(b"")


def test_an_address_of_another_kind_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="nonsense://"):
        store.download("nonsense://bucket/one", tmp_path)
