"""A damaged file is refused or made good, by name; never served, and never repaired into other answers."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from index import Corpus
from index.catalogue.connection import FORMAT
from index.catalogue.snapshot import Snapshot
from index.errors import CorpusDamaged, CorpusError, FormatMismatch
from index.folder import manifest, opening
from index.records import Hit
from index.vectors import dense_search
from index.vectors.dense_search import DenseLeg
from index.vectors.faiss_index import VectorIndex
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS
from tests.support.searching import dense, lexical

Damage = Callable[[Path, random.Random], None]


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(keep: Callable[[int], int]) -> Damage:
    return lambda path, _: path.write_bytes(path.read_bytes()[: keep(path.stat().st_size)]) and None


DAMAGES: dict[str, Damage] = {
    "one flipped bit": flip,
    "one byte short": cut(lambda size: size - 1),
    "half": cut(lambda size: size // 2),
    "empty": cut(lambda size: 0),
    "zeros": lambda path, _: path.write_bytes(bytes(path.stat().st_size)) and None,
    "missing": lambda path, _: path.unlink(),
    "one byte more": lambda path, _: path.write_bytes(path.read_bytes() + b"\0") and None,
}


def answers(corpus: Corpus) -> list[list[Hit]]:
    return [
        hits
        for question in ("harbour record1", "orchard number9", "edition1")
        for hits in (dense(corpus, question, 7), lexical(corpus, question, 7))
    ]


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[Hit]]]:
    folder = tmp_path_factory.mktemp("sound") / "corpus"
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(30))
        corpus.delete(["a3"])
        expected = answers(corpus)
    return folder, expected


@pytest.mark.endurance
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_vector_index_is_rebuilt_with_a_notice(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, damage: str
) -> None:
    for seed in range(COUNTS.flips if damage == "one flipped bit" else 1):
        folder = tmp_path / str(seed)
        shutil.copytree(sound[0], folder)
        (file,) = folder.glob("vectors-*")
        DAMAGES[damage](file, random.Random(seed))
        with Corpus.open(folder, encoder=HashEncoder()) as corpus:
            assert len(corpus.notices) == 1
            assert file.name in corpus.notices[0]
            assert answers(corpus) == sound[1]
            assert [finding.file for finding in corpus.verify().findings] == [file.name]
            assert corpus.repair().ok
        with Corpus.open(folder, encoder=HashEncoder()) as corpus:
            assert corpus.notices == []
            assert answers(corpus) == sound[1]
        shutil.rmtree(folder)


@pytest.mark.endurance
@pytest.mark.parametrize("damage", sorted(set(DAMAGES) - {"one byte more"}))
def test_a_damaged_manifest_is_refused_by_name_and_can_be_repaired(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, damage: str
) -> None:
    for seed in range(COUNTS.flips if damage == "one flipped bit" else 1):
        folder = tmp_path / str(seed)
        shutil.copytree(sound[0], folder)
        DAMAGES[damage](folder / "manifest.json", random.Random(seed))
        try:
            Corpus.open(folder, encoder=HashEncoder()).close()
        except (CorpusDamaged, FormatMismatch) as error:
            assert "manifest.json" in str(error) or isinstance(error, FormatMismatch)  # noqa: PT017 - some flips are harmless
        else:
            # White space and the digits' spelling may change without changing what is said.
            assert damage in ("one flipped bit", "one byte short")
        with Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
            assert corpus.repair().ok
        with Corpus.open(folder, encoder=HashEncoder()) as corpus:
            assert answers(corpus) == sound[1]
        shutil.rmtree(folder)


def change(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()


def dump(folder: Path) -> list[object]:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    try:
        tables = ("articles", "sentences", "vectors", "state", "meta")
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]
    finally:
        connection.close()


@pytest.mark.endurance
def test_no_flipped_bit_in_the_catalogue_goes_unnoticed(sound: tuple[Path, list[list[Hit]]], tmp_path: Path) -> None:
    """SQLite's own check misses most of them. Each is refused, found by verify, or changes nothing that is stored."""
    expected = dump(sound[0])
    silent = []
    for seed in range(2 * COUNTS.flips):
        folder = tmp_path / str(seed)
        shutil.copytree(sound[0], folder)
        flip(folder / "catalogue.sqlite", random.Random(seed))
        try:
            with Corpus.open(folder, encoder=HashEncoder(), writable=False) as corpus:
                noticed = not corpus.verify().ok
        except (CorpusDamaged, FormatMismatch):
            noticed = True
        if not noticed and dump(folder) != expected:
            silent.append(seed)
        with suppress(CorpusError), Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
            corpus.repair()
        shutil.rmtree(folder)
    assert silent == []


def test_a_flipped_bit_in_what_the_catalogue_says_of_its_tables_is_refused_or_does_no_harm(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path
) -> None:
    """SQLite quotes it in its message, which then may be no text."""
    good = (sound[0] / "catalogue.sqlite").read_bytes()
    start = good.index(b"CREATE TABLE articles")
    path = tmp_path / "corpus" / "catalogue.sqlite"
    shutil.copytree(sound[0], path.parent)
    refused = 0
    for place in range(start, start + 500, 7):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x80]) + good[place + 1 :])
        try:
            Corpus.open(path.parent, encoder=HashEncoder(), writable=False).close()
        except (CorpusDamaged, FormatMismatch):
            refused += 1
    assert refused > 20


def test_numbers_out_of_their_order_are_damage(sound: tuple[Path, list[list[Hit]]], tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    change(folder, "UPDATE vectors SET number = -number WHERE number = 5")
    with Corpus.open_to_repair(folder) as corpus, corpus.view() as view:
        blocks = view._snapshot.vectors_after(-10)
        numbers, vectors = next(blocks)
    with pytest.raises(CorpusDamaged, match="is damaged"), dense_search._of_the_catalogue():
        VectorIndex(64).add(numbers, vectors)


@pytest.mark.parametrize("damage", ["half", "empty", "zeros", "missing"])
def test_a_catalogue_that_is_not_one_any_more_is_refused_by_name(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    DAMAGES[damage](folder / "catalogue.sqlite", random.Random(0))
    for writable in (True, False):
        with pytest.raises(CorpusDamaged, match=r"catalogue\.sqlite"):
            Corpus.open(folder, encoder=HashEncoder(), writable=writable)


def test_a_catalogue_that_went_backwards_is_noticed(sound: tuple[Path, list[list[Hit]]], tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        corpus.add(articles(33)[30:])
    shutil.copy(sound[0] / "catalogue.sqlite", folder)
    with pytest.raises(CorpusDamaged, match="at generation 2, older than the 3"):
        Corpus.open(folder, encoder=HashEncoder())
    with Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
        assert corpus.repair().ok
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert answers(corpus) == sound[1]


def test_the_catalogue_of_another_corpus_is_noticed(sound: tuple[Path, list[list[Hit]]], tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(2))
    shutil.copy(sound[0] / "catalogue.sqlite", folder)
    with pytest.raises(CorpusDamaged, match="belong to different corpora"):
        Corpus.open(folder, encoder=HashEncoder())


def test_losing_the_write_ahead_log_loses_nothing_acknowledged(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        for article in articles(5):
            corpus.add([article])
        shutil.copytree(tmp_path / "corpus", tmp_path / "copy", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    with Corpus.open(tmp_path / "copy", encoder=HashEncoder()) as corpus:
        assert len(corpus.articles()) == 5
        assert corpus.verify().ok


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE articles SET title = 'Other' WHERE id = 'a1'", "rows do not match"),
        ("UPDATE articles SET text = replace(text, 'keeps', 'loses') WHERE id = 'a1'", "text does not match"),
        ("UPDATE sentences SET text = 'No.' WHERE number = 5", "is not what its text says"),
        ("UPDATE sentences SET role = 'heading' WHERE number = 5", "rows do not match"),
        ("UPDATE sentences SET section = zeroblob(3) WHERE number = 5", "not of its kind"),
        ("UPDATE sentences SET start = 'x' WHERE number = 5", "rows do not match"),
        ("UPDATE vectors SET vector = zeroblob(128) WHERE number = 5", "vectors do not match"),
        ("UPDATE vectors SET vector = zeroblob(7) WHERE number = 5", "vectors do not match"),
        ("DELETE FROM vectors WHERE number = 5", "vectors where"),
        ("DELETE FROM sentences WHERE number = 5", "sentences where"),
        ("DELETE FROM articles WHERE id = 'a1'", "belong to no article"),
        ("UPDATE state SET last_number = 3", "numbered above 3"),
        ("DELETE FROM state", "lost its state"),
        ("INSERT INTO full_text (full_text) VALUES ('delete-all')", "full-text index does not match"),
        ("UPDATE full_text_docsize SET sz = x'0707' WHERE id = 3", "full-text index does not match"),
        ("UPDATE full_text_data SET block = x'050505' WHERE id = 1", "full-text index does not match"),
    ],
)
def test_verify_names_what_was_changed_behind_its_back(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, statement: str, said: str
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    change(folder, statement)
    try:
        with Corpus.open(folder, encoder=HashEncoder()) as corpus:
            problems = [finding.problem for finding in corpus.verify().findings]
    except CorpusDamaged as error:
        problems = [str(error)]
    assert any(said in problem for problem in problems), problems


def test_an_article_whose_text_was_changed_behind_its_back_is_not_served(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        stored = corpus.article("a1")
    for table in ("articles", "sentences"):  # both copies, so that they agree with each other
        change(folder, f"UPDATE {table} SET text = replace(text, 'number1 keeps', 'number9 keeps')")
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        with pytest.raises(CorpusDamaged, match="'a1' does not match its sha256"):
            corpus.article("a1")
        assert [one.status for one in corpus.add([stored])] == ["replaced"]
        assert corpus.article("a1").text == stored.text


@pytest.mark.parametrize("text", ["'No.'", "''", "CAST(x'c3' AS TEXT)"])  # the last is no UTF-8
def test_a_sentence_that_its_article_does_not_say_is_not_served_and_repair_copies_it_again(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, text: str
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    change(folder, f"UPDATE sentences SET text = {text} WHERE number = 5")
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        with corpus.view() as view, pytest.raises(CorpusError):
            view.sentences("a1")
        assert corpus.repair().ok
        assert answers(corpus) == sound[1]
        with corpus.view() as view:
            whole = view.article("a1").text
            assert [whole[s.start : s.end] for s in view.sentences("a1")] == [s.text for s in view.sentences("a1")]


@pytest.mark.parametrize("field", ["title", "url", "source", "author", "published"])
def test_what_was_changed_of_an_article_behind_its_back_is_not_cited(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, field: str
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    change(folder, f"UPDATE articles SET {field} = '1' || coalesce({field}, '') WHERE id = 'a1'")
    with Corpus.open(folder, encoder=HashEncoder()) as corpus, corpus.view() as view:
        with pytest.raises(CorpusDamaged, match="of article 'a1' does not match its sha256"):
            view.sentences("a1")
        assert len(view.sentences("a2")) == 3


def test_an_article_whose_text_cannot_be_read_is_damage_and_can_be_deleted_and_added_again(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        stored = corpus.article("a1")
    change(folder, "UPDATE articles SET text = CAST(x'c3' || text AS TEXT) WHERE id = 'a1'")
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        with pytest.raises(CorpusDamaged, match=r"is damaged \(a text in it is no UTF-8\)"):
            corpus.article("a1")
        assert ["'a1': it cannot be read" in finding.problem for finding in corpus.verify().findings] == [True]
        assert not corpus.repair().ok  # the others' indexes are built all the same
        assert corpus.delete(["a1"]) == ["a1"]
        assert [one.status for one in corpus.add([stored])] == ["added"]
        assert corpus.verify().ok


def test_verify_opens_the_catalogue_for_reading_only(sound: tuple[Path, list[list[Hit]]]) -> None:
    """Before 3.51.3 SQLite may lose commits when two processes write or move the log at once."""
    script = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, values: opened.append(values[0]) if event == 'sqlite3.connect' else None)\n"
        "from index import Corpus; from tests.support.doubles import HashEncoder\n"
        "with Corpus.open(sys.argv[1], encoder=HashEncoder(), writable=False) as corpus: assert corpus.verify().ok\n"
        "print(len(opened), [name for name in opened if 'mode=ro' not in str(name)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(sound[0])], capture_output=True, text=True, check=True, cwd=ROOT
    )
    count, _, others = done.stdout.strip().partition(" ")
    assert int(count) >= 2
    assert others == "[]"


def test_repair_makes_a_broken_full_text_index_answer_as_before(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute("INSERT INTO full_text (full_text) VALUES ('delete-all')")
    connection.commit()
    connection.close()
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert lexical(corpus, "harbour", 3) == []
        assert corpus.repair().ok
        assert answers(corpus) == sound[1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vectors SET vector = zeroblob(128) WHERE number = 5",
        "UPDATE vectors SET vector = zeroblob(7) WHERE number = 5",
        "DELETE FROM vectors WHERE number BETWEEN 4 AND 8",
        "UPDATE articles SET vectors_sha256 = 'no digest' WHERE id = 'a1'",
    ],
)
def test_damaged_vectors_are_encoded_again_by_repair_which_says_so(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, statement: str
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    change(folder, statement)
    with Corpus.open_to_repair(folder) as corpus:  # without an encoder there is nothing to make them from
        assert not corpus.verify().ok
    with Corpus.open_to_repair(folder, encoder=HashEncoder()) as corpus:
        assert corpus.repair().findings == []
        assert any("encoded again: those of 'a1'" in notice for notice in corpus.notices)
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert answers(corpus) == sound[1]
        assert corpus.verify(sample=100).ok


def test_vectors_are_not_made_for_text_that_is_damaged_itself(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    change(folder, "UPDATE vectors SET vector = zeroblob(128) WHERE number = 5")
    change(folder, "UPDATE sentences SET text = 'No.' WHERE number = 5")
    with pytest.raises(CorpusDamaged, match=r"a vector stored in catalogue\.sqlite is damaged"):
        Corpus.open_to_repair(folder, encoder=HashEncoder())
    with Corpus.open_to_repair(folder) as corpus:
        problems = [finding.problem for finding in corpus.verify().findings]
    assert any("is not what its text says" in problem for problem in problems)
    assert any("its vectors do not match" in problem for problem in problems)


def test_a_vector_that_the_encoder_would_not_give_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(3))
    other = HashEncoder(name="other")
    other.digest = HashEncoder().digest
    other.encode_question = lambda text: HashEncoder().encode_question(text + " changed")  # type: ignore[method-assign]
    with Corpus.open(folder, encoder=other) as corpus:
        assert "not what the encoder gives" in corpus.verify().findings[0].problem


def test_another_format_is_refused_naming_both(sound: tuple[Path, list[list[Hit]]], tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute("UPDATE meta SET value = json_set(value, '$.format', 99) WHERE key = 'description'")
    connection.commit()
    connection.close()
    with pytest.raises(FormatMismatch, match=f"format 99, this program reads format {FORMAT}"):
        Corpus.open(folder, encoder=HashEncoder())


def test_a_reader_takes_the_index_that_was_saved_while_it_opened(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    real = opening.load_vectors

    def late(opened: opening.Opened, snapshot: Snapshot) -> DenseLeg:
        monkeypatch.setattr(opening, "load_vectors", real)
        with Corpus.open(folder, encoder=HashEncoder()) as writer:
            writer.add(articles(31)[30:])
        return real(opened, snapshot)

    monkeypatch.setattr(opening, "load_vectors", late)
    with Corpus.open(folder, encoder=HashEncoder(), writable=False) as reader:
        assert reader.notices == []
        assert len(dense(reader, "keeps", 200)) == 90
        assert reader.verify().ok


def test_a_manifest_of_another_format_or_corpus_is_told_apart(
    sound: tuple[Path, list[list[Hit]]], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound[0], folder)
    with Corpus.open(folder, encoder=HashEncoder(), writable=False) as corpus:
        good = manifest.read(folder)
        manifest.write(folder, replace(good, description=replace(good.description, format=99)))
        with pytest.raises(FormatMismatch, match="format 99"):
            manifest.read(folder)
        assert [finding.file for finding in corpus.verify().findings] == ["manifest.json"]
        manifest.write(folder, replace(good, generation=77))
        assert "does not belong" in corpus.verify().findings[0].problem
        (folder / "manifest.json").unlink()
        assert "missing" in corpus.verify().findings[0].problem
