"""Notes are left whole, by many at once, and none outlives the sentence that it is about."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Corpus
from index.backups import backup, restore
from index.durable import fault_points
from index.errors import CorpusFull, CorpusLocked, CorpusReadOnly, NotesFull
from index.folder import notes
from index.folder.notes import NAME, Notes
from tests.index.durable.test_files import files_limited_to
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.examples import examples
from tests.support.killed import PROCESSES


def about(number: int, place: int = 0) -> dict[str, Any]:
    """A note about a sentence of an article of tests."""
    text = article(number).text
    quote = text.split(". ")[place]
    start = text.index(quote)
    return {"article_id": f"a{number}", "quote": quote, "start": start, "end": start + len(quote), "says": "é\u2028"}


def leave(folder: Path, *left: dict[str, Any]) -> None:
    for note in left:
        with Notes(folder).locked() as notes:
            notes.append(note)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(6))
    return tmp_path / "corpus"


def test_notes_are_read_as_they_were_left_one_a_line(folder: Path) -> None:
    leave(folder, about(1), {"article_id": None, "says": "nothing"})
    assert Notes(folder).read() == [about(1), {"article_id": None, "says": "nothing"}]
    lines = (folder / NAME).read_text(encoding="ascii").splitlines()
    assert [json.loads(line) for line in lines] == Notes(folder).read()


def test_without_any_there_is_no_file(folder: Path) -> None:
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        corpus.delete(["a1"])
        corpus.add([article(2, version=2)])
        corpus.compact()
        assert corpus.notes.read() == []
    assert not (folder / NAME).exists()


@given(cut=st.integers(1, 300), torn=st.booleans())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_line_cut_short_spoils_neither_those_before_nor_those_after(tmp_path: Path, cut: int, torn: bool) -> None:
    (tmp_path / NAME).unlink(missing_ok=True)
    leave(tmp_path, about(1), about(2))
    whole = (tmp_path / NAME).read_bytes()
    last = whole.split(b"\n")[1]
    kept = last[: max(0, len(last) - cut)] if torn else last  # all of it but its end is a note
    (tmp_path / NAME).write_bytes(whole.split(b"\n")[0] + b"\n" + kept)
    left = [about(1)] if torn else [about(1), about(2)]
    assert Notes(tmp_path).read() == left
    leave(tmp_path, about(3))
    assert Notes(tmp_path).read() == [*left, about(3)]
    assert (tmp_path / NAME).read_bytes().endswith(b"}\n")


def _die_leaving(folder: Path, step: str) -> None:
    fault_points.arm(fault_points.kill_at(step))
    leave(folder, about(2))


@pytest.mark.slow
@pytest.mark.parametrize("step", ["note written", "note synced"])
def test_a_process_killed_while_it_leaves_a_note_loses_none_before(folder: Path, step: str) -> None:
    leave(folder, about(1))
    process = PROCESSES.Process(target=_die_leaving, args=(folder, step))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    leave(folder, about(3))
    assert [note["article_id"] for note in Notes(folder).read()][0::2] == ["a1", "a3"]


def _leave_many(folder: Path, who: int) -> None:
    for number in range(40):
        leave(folder, {"article_id": None, "who": who, "number": number})


@pytest.mark.slow
def test_what_many_leave_at_once_is_all_there_also_while_others_are_taken_away(folder: Path) -> None:
    processes = [PROCESSES.Process(target=_leave_many, args=(folder, who)) for who in (1, 2)]
    threads = [threading.Thread(target=_leave_many, args=(folder, who)) for who in (3, 4)]
    for one in (*processes, *threads):
        one.start()
    for number in range(6):
        leave(folder, about(number))
        with Notes(folder).without([f"a{number}"]):
            pass
    for one in (*processes, *threads):
        one.join(60)
    found = {(note["who"], note["number"]) for note in Notes(folder).read()}
    assert found == {(who, number) for who in (1, 2, 3, 4) for number in range(40)}
    assert len(Notes(folder).read()) == 160


def test_a_deleted_article_takes_its_notes_with_it(folder: Path) -> None:
    leave(folder, about(1), about(2), about(1, 1), {"article_id": None})
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        corpus.delete(["a1"])
        assert corpus.notes.read() == [about(2), {"article_id": None}]
        corpus.compact()
    for path in folder.iterdir():
        assert b"number1 keeps" not in path.read_bytes(), path.name


def test_a_replaced_article_keeps_the_notes_whose_sentence_still_stands(folder: Path) -> None:
    leave(folder, about(1), about(1, 2), about(2))
    newer = article(1)
    newer = type(newer)(newer.id, newer.title, newer.text.replace("record2", "record9"))
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        corpus.add([newer])
        assert corpus.notes.read() == [about(1), about(2)]


@pytest.mark.slow
def test_killed_between_notes_and_catalogue_no_quote_outlives_its_article(folder: Path) -> None:
    leave(folder, about(1), about(2))
    process = PROCESSES.Process(target=_die_deleting, args=(folder,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert corpus.verify().ok
        assert corpus.notes.read() == [about(2)]


def _die_deleting(folder: Path) -> None:
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        fault_points.arm(fault_points.kill_at("rows written"))
        corpus.delete(["a1"])


def test_compacting_drops_what_is_no_note_and_what_quotes_nothing_that_is_there(folder: Path) -> None:
    leave(folder, about(1), {"article_id": "a1", "quote": "x", "start": 0, "end": 1}, {"article_id": 7})
    leave(folder, {"article_id": "gone", "quote": "x", "start": 0, "end": 1}, {"article_id": "a1", "quote": None})
    with (folder / NAME).open("ab") as file:
        file.write(b"not JSON\n[1]\n\n")
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        corpus.compact()
        assert corpus.verify().ok
    assert (folder / NAME).read_bytes() == json.dumps(about(1)).encode() + b"\n"


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_a_backup_holds_the_notes_and_a_restored_corpus_too(folder: Path, tmp_path: Path, name: str) -> None:
    leave(folder, about(1), {"article_id": "gone", "quote": "x", "start": 0, "end": 1})
    with Corpus.open(folder, writable=False) as corpus:
        backup(corpus, tmp_path / name)
    restore(tmp_path / name, tmp_path / "again")
    assert Notes(tmp_path / "again").read() == [about(1)]


def test_the_file_has_a_bound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(folder, about(1))
    before = (folder / NAME).read_bytes()
    monkeypatch.setattr(notes, "MOST_BYTES", len(before) + 5)
    with pytest.raises(NotesFull, match="move it away"):
        leave(folder, about(2))
    assert (folder / NAME).read_bytes() == before


def test_a_full_disk_leaves_the_notes_as_they_were(folder: Path) -> None:
    leave(folder, about(1))
    before = (folder / NAME).read_bytes()
    with files_limited_to(len(before) + 20), pytest.raises(CorpusFull):
        leave(folder, about(2))
    assert (folder / NAME).read_bytes() == before


def test_a_file_that_must_not_be_written_is_said(folder: Path) -> None:
    (folder / NAME).mkdir()
    with pytest.raises(CorpusFull, match="could not be written"):
        leave(folder, about(1))
    (folder / NAME).rmdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        with pytest.raises(CorpusReadOnly):
            leave(folder, about(1))
        folder.chmod(0o700)


def test_who_cannot_have_the_lock_is_told(folder: Path) -> None:
    with Notes(folder).locked(), pytest.raises(CorpusLocked, match="another process"):
        Notes(folder, patience=0.05).read()
