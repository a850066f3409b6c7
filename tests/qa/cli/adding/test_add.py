"""Adding: what is done once is not done again, what failed is remembered, an interruption keeps what is in."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index import Corpus, IngestEntry
from qa.adding import source_reading
from qa.adding.run import AddRun
from tests.qa.cli.conftest import Shell
from tests.support.doubles import HashEncoder


def folder_of(tmp_path: Path, count: int = 3) -> Path:
    """Write files of an article each, last changed long ago."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(count):
        write(folder / f"n{number}.txt", f"Item {number} was sold in Norvik.\n")
    return folder


def write(path: Path, text: str | bytes, *, age: float = 3_600) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def outcomes(shell: Shell) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in shell.out.splitlines()]
    return sorted((Path(line["path"]).name, line["outcome"]) for line in lines)


def entries(shell: Shell) -> dict[str, IngestEntry]:
    with Corpus.open(shell.corpus, writable=False) as corpus:
        return {Path(place).name: entry for place, entry in corpus.ingest_log.entries().items()}


def test_files_of_one_name_in_several_folders_are_articles_of_their_own(shell: Shell, tmp_path: Path) -> None:
    paths = []
    for town in ("Norvik", "Halden", "Orell"):
        (tmp_path / town).mkdir()
        paths.append(write(tmp_path / town / "notes.txt", f"The mill of {town} was sold.\n"))
    assert shell("add", str(paths[0]), str(paths[1])) == 0
    assert shell("add", str(paths[2])) == 0
    ids = {entry.place: entry.articles for entry in whole_entries(shell)}
    assert len(set(ids.values())) == 3
    # each keeps its own when it changes, and so does one that is moved
    write(paths[1], "The mill of Halden was bought again.\n", age=60)
    assert shell("add", str(paths[1])) == 0
    assert {entry.place: entry.articles for entry in whole_entries(shell)} == ids
    (tmp_path / "Moved").mkdir()
    moved = paths[0].rename(tmp_path / "Moved" / "notes.txt")
    assert shell("add", str(moved)) == 0
    assert {entry.place: entry.articles for entry in whole_entries(shell)}[str(moved)] == ids[str(paths[0])]
    with Corpus.open(shell.corpus, writable=False) as corpus:
        assert len(corpus.articles()) == 3


def whole_entries(shell: Shell) -> list[IngestEntry]:
    with Corpus.open(shell.corpus, writable=False) as corpus:
        return list(corpus.ingest_log.entries().values())


def test_what_has_not_changed_is_not_read_again(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path)
    assert shell("add", str(folder), "--json") == 0
    assert outcomes(shell) == [(f"n{n}.txt", "added") for n in range(3)]
    write(folder / "n1.txt", "Item 1 was given away in Norvik.\n", age=60)
    read: list[str] = []
    loading = source_reading.outcomes_of

    def counted(file: Path, *rest: object, **named: object) -> object:
        read.append(file.name)
        return loading(file, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(source_reading, "outcomes_of", counted)
    assert shell("add", str(folder), "--json") == 0
    assert outcomes(shell) == [("n0.txt", "unchanged"), ("n1.txt", "replaced"), ("n2.txt", "unchanged")]
    assert read == ["n1.txt"]


def test_a_file_that_was_only_touched_or_written_just_before_is_told_by_its_bytes(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert shell("add", str(folder)) == 0
    (folder / "n0.txt").touch()
    stamp = (folder / "n1.txt").stat()
    (folder / "n1.txt").write_text("Item 9 was sold in Norvik.\n")  # of the same length
    os.utime(folder / "n1.txt", ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
    assert shell("add", str(folder), "--json") == 0
    assert outcomes(shell) == [("n0.txt", "unchanged"), ("n1.txt", "replaced"), ("n2.txt", "unchanged")]


def test_a_change_within_the_tick_of_the_clock_is_noticed(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Item 1 was sold in Norvik.\n")
    stamp = file.stat()
    assert shell("add", str(file)) == 0
    file.write_text("Item 2 was sold in Norvik.\n")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert shell("add", str(file)) == 0
    assert shell.out.startswith("replaced")


def test_what_was_removed_from_the_corpus_goes_in_again_and_leaves_no_trace_before(
    shell: Shell, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path)
    assert shell("add", str(folder)) == 0
    gone = entries(shell)["n1.txt"].articles[0]
    assert shell("remove", gone) == 0
    assert gone not in (shell.corpus / "intake.jsonl").read_text()
    assert shell("add", str(folder), "--json") == 0
    assert outcomes(shell) == [("n0.txt", "unchanged"), ("n1.txt", "added"), ("n2.txt", "unchanged")]


def test_failures_are_remembered_with_their_reason_and_retried_when_wished(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    write(folder / "bad.txt", b"\x00\x01\x02")
    assert shell("add", str(folder)) == 1
    reason = shell.json("failures")["failures"][0]["reason"]
    assert "NUL" in reason
    assert shell("add", str(folder)) == 1
    assert "as before" in shell.out
    assert shell("add", str(folder), "--retry-failed") == 1
    assert "as before" not in shell.out
    write(folder / "bad.txt", "It is mended in Norvik.\n", age=10)
    assert shell("add", str(folder)) == 0
    assert shell.json("failures") == {"failures": []}


def test_all_that_failed_is_read_again_without_naming_it(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    bad = write(folder / "bad.txt", b"\x00\x01\x02")
    other = write(tmp_path / "other.txt", b"\x00")
    assert shell("add", "--retry-failed") == 4  # no corpus yet
    assert shell("add", str(folder), str(other)) == 1
    write(bad, "It is mended in Norvik.\n", age=10)
    assert shell("add", "--retry-failed", "--json") == 1
    assert outcomes(shell) == [("bad.txt", "added"), ("other.txt", "failed")]
    assert shell("failures", "--forget") == 0
    assert shell("add", "--retry-failed") == 0
    assert shell.out == "nothing to add\n"
    assert shell("add") == 2
    assert "Missing argument" in shell.err


@pytest.mark.parametrize(("place", "told"), [(0, "before anything was stored"), (1, "what is listed above is in")])
def test_an_interruption_says_whether_anything_is_in(
    place: int, told: str, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path)
    real = AddRun.run

    def interrupted(adding: AddRun, sources: Iterable[Any]) -> None:
        real(adding, islice(sources, place))
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(AddRun, "run", interrupted)
    assert shell("add", str(folder)) == 130
    assert told in shell.err
    assert "nothing to add" not in shell.out


def test_failures_can_be_forgotten(shell: Shell, tmp_path: Path) -> None:
    write(tmp_path / "bad.txt", b"\x00")
    assert shell("add", str(tmp_path / "bad.txt")) == 1
    assert shell("failures", "--forget") == 0
    assert shell.json("failures") == {"failures": []}


def test_the_corpus_that_lies_in_the_folder_is_not_added_to_itself(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    shell.corpus = folder / "corpus"
    for outcome in ("added", "unchanged"):
        assert shell("add", str(folder), "--json") == 0
        assert outcomes(shell) == [("corpus", "skipped"), *((f"n{n}.txt", outcome) for n in range(3))]


def test_two_lines_of_a_file_that_have_one_identifier_by_chance_both_go_in(shell: Shell, tmp_path: Path) -> None:
    lines = [""] * 25_988
    lines[4_133], lines[25_987] = '{"text": "The road is closed."}', '{"text": "The ferry is late."}'
    write(tmp_path / "large.jsonl", "\n".join(lines))
    assert shell("add", str(tmp_path / "large.jsonl")) == 0
    assert shell.out.splitlines()[-1] == "2 added"
    assert shell("add", str(tmp_path / "large.jsonl"), str(tmp_path / "large.jsonl")) == 0
    assert "added" not in shell.out


def test_what_kinds_are_read_is_said_once_for_a_folder(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    for name in ("a.log", "b.log", "~$n1.docx", "Thumbs.db"):
        write(folder / name, "2025-03-04 started\n")
    assert shell("add", str(folder), "--dry-run") == 0
    skipped = [line for line in shell.out.splitlines() if line.startswith("skipped")]
    assert len(skipped) == 2
    assert "a .log file is not read; read are .txt" in skipped[0]
    assert skipped[1].endswith("a .log file is not read")
    assert shell("add", str(folder / "a.log"), "--dry-run") == 1
    assert "read are .txt" in shell.out


@pytest.mark.parametrize("target", ["www.example.com", "example.com/story", "htp://example.com/a", "file:///a.txt"])
def test_a_target_that_looks_like_an_address_is_told_how_one_begins(shell: Shell, target: str) -> None:
    assert shell("add", target) == 2
    assert "An address begins with http:// or https://." in shell.err
    assert shell("add", "story.txt") == 2
    assert "An address" not in shell.err


def test_a_trial_stores_nothing_and_makes_no_corpus(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert shell("add", str(folder), "--dry-run") == 0
    assert shell.out.splitlines()[-1] == "nothing was stored; it would be: 3 added"
    assert "sentences" not in shell.out
    assert not shell.corpus.exists()
    assert shell("add", str(folder)) == 0
    write(folder / "n1.txt", "Item 1 was given away.\n", age=60)
    assert shell("add", str(folder), "--dry-run", "--json") == 0
    assert ("n1.txt", "replaced") in outcomes(shell)
    assert shell("add", str(folder), "--json") == 0
    assert ("n1.txt", "replaced") in outcomes(shell)


def test_only_what_changed_since_a_day_is_added(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    write(folder / "old.txt", "It was long ago.\n", age=40 * 86_400)
    since = time.strftime("%Y-%m-%d", time.localtime(time.time() - 10 * 86_400))
    assert shell("add", str(folder), "--since", since, "--json") == 0
    assert outcomes(shell) == [("n0.txt", "added"), ("old.txt", "older")]
    assert shell("add", str(folder), "--since", "yesterday") == 2


def test_source_and_date_can_be_said_and_saying_others_reads_again(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    assert shell("add", str(folder), "--source", "The Ledger", "--published", "2025-02-03") == 0
    (listed,) = shell.json("list")["articles"]
    assert (listed["source"], listed["published"]) == ("The Ledger", "2025-02-03")
    assert shell("add", str(folder), "--source", "The Courier", "--published", "2025-02-03") == 0
    assert shell.out.startswith("replaced")
    assert shell("add", str(folder), "--published", "soon") == 2


def test_metadata_beside_a_file_is_said_of_it_and_is_no_article(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    beside = write(folder / "n0.txt.meta.json", '{"author": "A. Writer", "title": "Sold"}')
    assert shell("add", str(folder)) == 0
    (listed,) = shell.json("list")["articles"]
    assert (listed["author"], listed["title"]) == ("A. Writer", "Sold")
    write(beside, '{"author": "B. Writer"}', age=30)
    assert shell("add", str(folder)) == 0
    assert shell.out.startswith("replaced")
    for wrong in ('{"editor": "C"}', "[]", '{"title": 3}', "{"):
        write(beside, wrong, age=20)
        assert shell("add", str(folder)) == 1
        assert "n0.txt.meta.json" in shell.out


def test_addresses_of_one_article_are_one_article(shell: Shell, tmp_path: Path) -> None:
    addresses = (
        "https://news.example/a/fire",
        "http://news.example/a/fire?utm_source=mail&utm_medium=x",
        "https://NEWS.example:443/a/fire/#xtor=1",
        "https://news.example/a/fire/amp/",
        "https://news.example/a/fire?fbclid=123",
    )
    lines = [json.dumps({"url": one, "text": "A fire burnt in Norvik."}) for one in addresses]
    write(tmp_path / "m.jsonl", "\n".join(lines))
    assert shell("add", str(tmp_path / "m.jsonl")) == 0
    assert shell.out.splitlines()[-1] == "1 added, 4 alias"
    assert shell("add", str(tmp_path / "m.jsonl")) == 0
    assert shell.out.splitlines()[-1] == "1 unchanged"


def test_standard_input_is_added(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b'{"text": "It rained in Norvik."}\n{"text": "It snowed in Norvik."}\n'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert shell("add", "-", "--name", "all.jsonl") == 0
    assert shell.out.splitlines()[-1] == "2 added"


def test_a_link_that_leads_out_of_the_folder_is_passed_over(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    (tmp_path / "secret.txt").write_text("The code is 4711.\n")
    (folder / "memo.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "again.txt").symlink_to(folder / "n0.txt")
    assert shell("add", str(folder), "--json") == 0
    assert outcomes(shell) == [("again.txt", "added"), ("memo.txt", "skipped"), ("n0.txt", "added")]


def test_all_of_a_source_or_folder_can_be_removed(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    other = write(tmp_path / "other.txt", "It rained.\n")
    assert shell("add", str(other), "--source", "Rain") == 0
    assert shell("add", str(folder)) == 0
    assert shell("remove", "--under", str(folder), "--dry-run") == 0
    assert shell.json("list")["total"] == 4
    assert len(shell.json("remove", "--under", str(folder))["removed"]) == 3
    assert shell("remove", "--source", "Rain") == 0
    assert shell.json("list")["total"] == 0
    assert shell("remove") == 2


PROGRAM = """
import sys
import qa.cli.opening
from index import Corpus
from qa.cli import main
from tests.support.doubles import HashEncoder

class Slow(HashEncoder):
    def encode_sentences(self, sentences):
        print("encoding", file=sys.stderr, flush=True)
        return super().encode_sentences(sentences)

def opened(settings, *, writable=False, create=False):
    return Corpus.open(settings.corpus, encoder=Slow(), writable=writable, create=create)

qa.cli.opening.open_corpus = opened
qa.cli.opening.is_compiled = lambda *_: True
main.main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_what_is_in_and_goes_on_from_there(tmp_path: Path, number: int) -> None:
    folder = folder_of(tmp_path, 0)
    for count in range(40):
        lines = "".join(f"Item {count}-{line} was sold in Norvik.\n" for line in range(200))
        write(folder / f"n{count:02}.txt", lines)
    arguments = [sys.executable, "-c", PROGRAM, "add", str(folder), "--corpus", str(tmp_path / "corpus"), "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as adding:
        assert adding.stderr is not None
        for _ in range(25):  # calls of the encoder: the second batch is being encoded
            adding.stderr.readline()
        adding.send_signal(number)
        out, err = adding.communicate()
    assert adding.returncode == 130, err
    added = {json.loads(line)["path"] for line in out.splitlines()}
    assert 0 < len(added) < 40
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder()) as corpus:
        assert len(corpus.articles()) == len(added)
        assert set(corpus.ingest_log.entries()) == added
        assert corpus.verify().findings == []
    again = subprocess.run(arguments, capture_output=True, check=True)
    told = [json.loads(line)["outcome"] for line in again.stdout.splitlines()]
    assert (told.count("unchanged"), told.count("added")) == (len(added), 40 - len(added))
