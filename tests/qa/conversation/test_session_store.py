"""The conversations' file: what it keeps, for how long, and that nothing done to it can do harm."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qa.conversation.session_store import MOST_TURNS, NAME, SET_ASIDE, Bounds, ConversationFile, Place, StoredTurn
from qa.errors import ConversationError
from tests.support.examples import examples

TURN = StoredTurn("How many died in Dunvale?", (Place("raids", 3, 40, "ab12"), Place("wire", 0, 9, "cd34")))


class Clock:
    """A clock that is set by hand."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(tmp_path: Path, clock: Clock) -> ConversationFile:
    return ConversationFile(tmp_path, Bounds(hours=24, conversations=3), clock=clock)


def test_turns_come_back_in_order_and_apart_by_conversation(kept: ConversationFile) -> None:
    kept.begin("one")
    kept.begin("two")
    kept.add("one", TURN)
    kept.add("two", StoredTurn("Why?", ()))
    kept.add("one", StoredTurn("and in Kalat?", ()))
    assert kept.turns("one") == [TURN, StoredTurn("and in Kalat?", ())]
    assert kept.turns("two") == [StoredTurn("Why?", ())]


def test_nothing_is_written_before_a_conversation_is_begun(kept: ConversationFile, tmp_path: Path) -> None:
    assert kept.turns("one") is None
    assert kept.delete("one") is False
    assert not list(tmp_path.iterdir())


def test_only_its_owner_may_read_the_file_and_nothing_lies_beside_it(kept: ConversationFile, tmp_path: Path) -> None:
    kept.begin("one")
    kept.add("one", TURN)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_a_conversation_expires_after_its_last_use(kept: ConversationFile, clock: Clock) -> None:
    kept.begin("one")
    clock.now += 23 * 3600
    kept.add("one", TURN)
    clock.now += 23 * 3600
    assert kept.turns("one") == [TURN]
    clock.now += 2 * 3600
    assert kept.turns("one") is None
    kept.add("one", TURN)
    assert kept.turns("one") is None


def test_what_has_expired_is_gone_from_the_file_at_the_next_change(kept: ConversationFile, clock: Clock) -> None:
    kept.begin("one")
    kept.add("one", TURN)
    assert b"Dunvale" in kept.path.read_bytes()
    clock.now += 25 * 3600
    kept.begin("two")
    assert b"Dunvale" not in kept.path.read_bytes()


def test_what_is_deleted_leaves_no_bytes(kept: ConversationFile) -> None:
    kept.begin("one")
    kept.add("one", TURN)
    assert kept.delete("one") is True
    assert kept.turns("one") is None
    assert b"Dunvale" not in kept.path.read_bytes()
    assert kept.delete("one") is False


def test_a_turn_of_a_deleted_conversation_does_not_bring_it_back(kept: ConversationFile) -> None:
    kept.begin("one")
    kept.delete("one")
    kept.add("one", TURN)
    assert kept.turns("one") is None


def test_of_too_many_conversations_the_longest_unused_goes(kept: ConversationFile, clock: Clock) -> None:
    for name in ("one", "two", "three"):
        clock.now += 1
        kept.begin(name)
    clock.now += 1
    kept.add("one", TURN)
    clock.now += 1
    kept.begin("four")
    assert [kept.turns(name) is not None for name in ("one", "two", "three", "four")] == [True, False, True, True]


def test_of_too_many_turns_the_oldest_go(kept: ConversationFile) -> None:
    kept.begin("one")
    for number in range(MOST_TURNS + 3):
        kept.add("one", StoredTurn(f"question {number}", ()))
    turns = kept.turns("one")
    assert turns is not None
    assert [turn.question for turn in turns] == [f"question {n}" for n in range(3, MOST_TURNS + 3)]


def test_many_threads_may_use_it_at_once(tmp_path: Path) -> None:
    kept = ConversationFile(tmp_path, Bounds())

    def talk(number: int) -> list[StoredTurn] | None:
        other = ConversationFile(tmp_path, Bounds())  # as another process would
        kept.begin(f"c{number}")
        other.add(f"c{number}", StoredTurn(str(number), ()))
        return kept.turns(f"c{number}")

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(talk, range(24))) == [[StoredTurn(str(n), ())] for n in range(24)]
    assert not (tmp_path / SET_ASIDE).exists()


@pytest.mark.parametrize("damage", ["zeros", "half", "other database", "other form", "other turns", "text"])
def test_a_damaged_file_is_set_aside_with_a_notice_and_begun_anew(
    kept: ConversationFile, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept.begin("one")
    kept.add("one", TURN)
    _harm(kept.path, damage)
    assert kept.turns("one") is None
    assert (tmp_path / SET_ASIDE).exists()
    assert f"set aside as {SET_ASIDE}" in caplog.text
    kept.begin("two")
    kept.add("two", TURN)
    assert kept.turns("two") == [TURN]


def _harm(path: Path, damage: str) -> None:
    data = path.read_bytes()
    if damage == "zeros":
        path.write_bytes(bytes(len(data)))
    elif damage == "half":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "text":
        path.write_bytes(b"not a database " * 100)
    elif damage == "other database":
        path.unlink()
        _execute(path, "CREATE TABLE conversations (name TEXT)", "PRAGMA user_version=2")
    elif damage == "other form":
        _execute(path, "PRAGMA user_version=7")
    else:
        _execute(path, """UPDATE conversations SET turns = '[["Who died in Dunvale?", []]]'""")


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_damaged_file_does_not_stop_the_next_turn_either(kept: ConversationFile) -> None:
    kept.begin("one")
    kept.path.write_bytes(b"not a database " * 100)
    kept.add("one", TURN)
    assert kept.turns("one") is None


def test_a_header_that_lets_sqlite_only_read_is_damage_too(kept: ConversationFile, tmp_path: Path) -> None:
    kept.begin("one")
    data = kept.path.read_bytes()
    kept.path.write_bytes(data[:18] + b"\x40" + data[19:])  # a version that SQLite cannot write
    kept.begin("two")
    assert (tmp_path / SET_ASIDE).exists()
    assert kept.turns("two") == []


def test_the_form_before_this_one_is_begun_anew_without_a_notice(
    kept: ConversationFile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _execute(
        kept.path,
        "CREATE TABLE conversations (id TEXT PRIMARY KEY, used REAL NOT NULL)",
        "CREATE INDEX conversations_by_use ON conversations (used)",
        "CREATE TABLE turns (number INTEGER PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversations (id) "
        "ON DELETE CASCADE, question TEXT NOT NULL, places TEXT NOT NULL)",
        "CREATE INDEX turns_by_conversation ON turns (conversation)",
        "INSERT INTO conversations VALUES ('one', 1.7e9)",
        "INSERT INTO turns VALUES (1, 'one', 'How many died in Dunvale?', '[]')",
        "PRAGMA user_version=1",
    )
    assert kept.turns("one") is None
    kept.begin("two")
    kept.add("two", StoredTurn("Why?", ()))
    assert kept.turns("one") is None
    assert kept.turns("two") == [StoredTurn("Why?", ())]
    assert b"Dunvale" not in kept.path.read_bytes()
    assert not (tmp_path / SET_ASIDE).exists()
    assert not caplog.records


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, list[StoredTurn]]]:
    """The bytes of a file with conversations on several pages, a long one among them, and what was said in each."""
    kept, told = ConversationFile(tmp_path_factory.mktemp("sound"), Bounds()), {}
    for number, name in enumerate(("one", "two", "four", "five")):
        kept.begin(name)
        told[name] = [StoredTurn(f"question {n} " + "and why? " * 90 * number, TURN.places) for n in range(5)]
        for turn in told[name]:
            kept.add(name, turn)
    return kept.path.read_bytes(), told


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), flips=st.integers(1, 40))
@example(seed=15584, flips=1)  # an index that no longer held what its table did
def test_whatever_bits_are_flipped_each_conversation_is_whole_or_gone(
    tmp_path: Path, sound: tuple[bytes, dict[str, list[StoredTurn]]], seed: int, flips: int
) -> None:
    (tmp_path / SET_ASIDE).unlink(missing_ok=True)
    kept = ConversationFile(tmp_path, Bounds())
    chance, data, told = random.Random(seed), bytearray(sound[0]), sound[1]
    for _ in range(flips):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    kept.path.write_bytes(bytes(data))
    assert kept.turns("one") in (told["one"], None)
    kept.begin("three")
    kept.add("three", TURN)
    assert kept.turns("three") in ([TURN], None)  # None: the damage came to light only after it was begun
    for name, turns in told.items():
        assert kept.turns(name) in (turns, None)


def test_a_file_left_empty_by_a_crash_is_taken_up(kept: ConversationFile, tmp_path: Path) -> None:
    kept.path.touch()
    assert kept.turns("one") is None
    kept.begin("one")
    assert kept.turns("one") == []
    assert not (tmp_path / SET_ASIDE).exists()


def test_a_folder_that_is_not_there_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    kept = ConversationFile(tmp_path / "nowhere", Bounds())
    with pytest.raises(ConversationError, match="send the earlier turns as history"):
        kept.begin("one")


def test_a_damaged_file_that_cannot_be_set_aside_is_an_error(kept: ConversationFile, tmp_path: Path) -> None:
    kept.path.write_bytes(b"not a database " * 100)
    (tmp_path / SET_ASIDE).mkdir()
    with pytest.raises(ConversationError):
        kept.begin("one")
    assert kept.path.read_bytes().startswith(b"not a database")


def test_a_full_disk_is_an_error_and_leaves_what_was_kept(kept: ConversationFile, tmp_path: Path) -> None:
    kept.begin("one")
    kept.add("one", TURN)
    child = os.fork()
    if child == 0:  # pragma: no cover - a process of its own, whose files may not grow
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            kept.add("one", StoredTurn("x" * 20_000, ()))
        except ConversationError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert kept.turns("one") == [TURN]
