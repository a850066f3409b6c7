"""One flipped bit in the write-ahead log of a process that was killed: repair saves what SQLite would drop."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from index import Corpus
from index.errors import CorpusDamaged, CorpusError
from index.folder import torn_log
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder

FIRST, LATER = 4, 30
LOG = "catalogue.sqlite-wal"
FRAME = 24 + 4096


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a kill leaves it whose changes were all acknowledged while somebody read: they stand in the log."""
    folder = tmp_path_factory.mktemp("killed")
    with Corpus.open(folder / "live", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(FIRST))
        with corpus.view():
            for number in range(FIRST, LATER):
                corpus.add([article(number)])
            shutil.copytree(folder / "live", folder / "left", ignore=shutil.ignore_patterns("*-shm", "LOCK"))
    return folder / "left"


def repaired(folder: Path) -> tuple[list[str], list[str]]:
    """Repair a folder; return the notices, and the ids of the articles that are as they were."""
    with Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
        corpus.repair()
        right = []
        for one in corpus.articles():
            try:
                if corpus.article(one.id).text == article(int(one.id[1:])).text:
                    right.append(one.id)
            except CorpusError:
                pass
        return corpus.notices, right


def flip(path: Path, place: int, bit: int = 3) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(data)


def test_a_log_that_is_whole_is_left_to_sqlite(killed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    notices, right = repaired(folder)
    assert (notices, len(right)) == ([], LATER)


@pytest.mark.parametrize("part", range(12))
def test_a_flipped_bit_costs_no_article_but_those_that_its_page_leads_to(
    killed: Path, tmp_path: Path, part: int
) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    size = (folder / LOG).stat().st_size
    chance = random.Random(part)
    flip(folder / LOG, 32 + int((size - 32) * (part + chance.random()) / 14), chance.randrange(8))
    with pytest.raises(CorpusDamaged, match="is damaged; run `qa repair`"):
        Corpus.open(folder, encoder=HashEncoder())
    notices, right = repaired(shutil.copytree(folder, tmp_path / "other") if part % 2 else folder)
    assert any("write-ahead log was damaged" in notice for notice in notices)
    # an inner page of the tree leads to leaves: without its newest form the newest leaf is not found
    assert len(right) >= LATER - 6


def test_a_damaged_frame_header_is_passed_over(killed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    for place in range(0, 24, 5):
        flip(folder / LOG, 32 + 7 * FRAME + place)
    assert len(repaired(folder)[1]) >= LATER - 3


def test_interrupted_it_is_taken_up_again(killed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    flip(folder / LOG, 32 + 20 * FRAME + 300)
    (folder / LOG).rename(folder / torn_log.ASIDE)
    notices, right = repaired(folder)
    assert "write-ahead log was damaged" in notices[0]
    assert len(right) >= LATER - 3
    assert not (folder / torn_log.ASIDE).exists()


def test_a_tail_that_nothing_committed_follows_is_dropped(killed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    with (folder / LOG).open("ab") as file:
        file.write(bytes(FRAME + 100))
    notices, right = repaired(folder)
    assert (notices, len(right)) == ([], LATER)


LAST_COMMIT = 16  # pages that the last change wrote, none of which comes again


@pytest.mark.parametrize("back", range(1, LAST_COMMIT + 1))
def test_what_a_flipped_bit_in_the_last_change_costs_is_named(killed: Path, tmp_path: Path, back: int) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    frames = ((folder / LOG).stat().st_size - 32) // FRAME
    chance = random.Random(back)
    flip(folder / LOG, 32 + (frames - back) * FRAME + 24 + chance.randrange(4096), chance.randrange(8))
    with Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
        report = corpus.repair()
        told = " ".join([*corpus.notices, *(finding.problem for finding in report.findings)])
        held = {one.id for one in corpus.articles()}
        for number in range(LATER):
            article_id = article(number).id
            assert article_id in held or f"'{article_id}'" in told
            if f"'{article_id}'" not in told:
                assert corpus.article(article_id).text == article(number).text


def test_articles_that_were_deleted_are_not_told_as_lost_when_none_is(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "live", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(FIRST))
        with corpus.view():
            for number in range(FIRST, LATER):
                corpus.add([article(number)])
            corpus.delete([article(number).id for number in range(2, LATER, 2)])
            shutil.copytree(tmp_path / "live", tmp_path / "left", ignore=shutil.ignore_patterns("*-shm", "LOCK"))
    flip(tmp_path / "left" / LOG, 32 + 9 * FRAME + 300)
    notices, right = repaired(tmp_path / "left")
    assert len(right) == LATER - len(range(2, LATER, 2))
    assert not any("lost" in notice for notice in notices)


def test_counts_and_indexes_that_fell_behind_are_made_again(killed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(killed, tmp_path / "corpus")
    with Corpus.open(folder, encoder=HashEncoder(), writable=True):
        pass  # the log is emptied
    with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
        catalogue.execute("UPDATE state SET articles = 29, sentences = 87, last_number = 87")
    with Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
        assert corpus.repair().ok
        corpus.add([article(LATER)])
        assert corpus.verify().ok
