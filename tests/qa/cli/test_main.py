"""The command line as a shell sees it: what is written where, and the exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import click
import httpx
import pytest
from starlette.testclient import TestClient

import index.errors
import qa.cli.ask
import qa.cli.opening
import qa.cli.operation.integrity
import qa.cli.serve
import qa.errors
from index import Corpus
from qa.cli import main as cli
from qa.engine import Engine
from qa.settings import Settings
from tests.qa.cli.conftest import Shell
from tests.qa.web.conftest import HARBOUR
from tests.support.doubles import HashEncoder

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
STORM = "Storm in Norvik\n\nA storm hit Norvik on Monday and sank nine boats. Nobody was hurt.\n"


@pytest.fixture
def filled(shell: Shell, tmp_path: Path) -> Shell:
    """A shell over a corpus of one article, ``storm``."""
    file = tmp_path / "storm.md"
    file.write_text(f"---\nid: storm\nsource: The Ledger\npublished: 2025-03-04\n---\n{STORM}")
    assert shell("add", str(file)) == 0
    return shell


def test_each_file_gets_its_line_and_one_bad_file_stops_no_other(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORM)
    (folder / "b.txt").write_bytes(b"\xff\xff")
    (folder / "c.bin").write_bytes(b"\x00\x01")
    (folder / "d.txt").write_text("***")
    (folder / "e.jsonl").write_text('{"text": "It rained in Castellan."}\n{}\n')
    assert shell("add", str(folder)) == 1
    lines = [line.split(maxsplit=2)[:2] for line in shell.out.splitlines()[:-1]]
    assert sorted((outcome, Path(path.rstrip(":")).name) for outcome, path in lines) == [
        ("added", "a.txt"),
        ("added", "e.jsonl"),
        ("failed", "b.txt"),
        ("failed", "d.txt"),
        ("failed", "e.jsonl"),
        ("skipped", "c.bin"),
    ]
    assert shell.out.splitlines()[-1] == "2 added, 3 failed, 1 skipped"
    assert shell.err == ""


def test_a_file_that_was_named_and_not_added_is_no_success(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "pictures").mkdir(parents=True)
    (folder / "a.txt").write_text(STORM)
    picture = folder / "pictures" / "b.png"
    picture.write_bytes(b"PNG")
    assert shell("add", str(folder)) == 0  # a folder may hold other things beside articles
    assert "skipped" in shell.out
    assert shell("add", str(folder), str(picture)) == 1
    assert shell("add", str(picture), "-q") == 1
    assert "skipped" in shell.out
    assert shell("add", str(folder / "pictures")) == 1  # but not nothing else


def test_one_is_told_as_one(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained in Norvik.")
    (tmp_path / "b.txt").write_text("It snowed in Norvik. It was cold.")
    shell("add", str(tmp_path / "a.txt"))
    assert ": 1 sentence\n" in shell.out
    for command in (["verify"], ["ask", "Where did it rain?"], ["backup", str(tmp_path / "copy")]):
        shell(*command)
        assert re.search(r"\b1 (?:article|sentence)\b", shell.out)
        assert not re.search(r"\b1 (?:articles|sentences)\b", shell.out)
    shell("add", str(tmp_path / "b.txt"))
    assert ": 2 sentences\n" in shell.out
    shell("verify")
    assert "2 articles and 3 sentences" in shell.out


def test_a_name_cannot_forge_a_line_of_its_own(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\nadded     forged.txt\u2028\x85: 3 sentences.txt").write_text(STORM)
    (folder / "b\rc.txt").write_bytes(b"\xff\xff")
    assert shell("add", str(folder)) == 1
    assert len(shell.out.splitlines()) == 3
    assert shell.out.splitlines()[-1] == "1 added, 1 failed"


def test_a_file_that_cannot_be_read_stops_no_other(shell: Shell, tmp_path: Path) -> None:
    unreadable = Path("/proc/self/mem")
    if not unreadable.is_file():
        pytest.skip("there is no file here that even an administrator cannot read")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").symlink_to(unreadable)
    (folder / "b.txt").symlink_to(unreadable)
    (folder / "c.txt").write_text(STORM)
    (folder / "d").symlink_to(folder)
    assert shell("add", *(str(folder / name) for name in ("a.jsonl", "b.txt", "c.txt"))) == 1
    assert [line.split()[0] for line in shell.out.splitlines()] == ["failed", "failed", "added", "1"]
    assert shell("add", str(folder)) == 0  # what leads out of a folder is not of it
    assert [line.split()[0] for line in shell.out.splitlines()] == ["skipped", "skipped", "unchanged", "skipped", "3"]


def test_what_was_left_out_of_an_article_is_said_with_its_outcome(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\nurl: javascript:alert(1)\npublished: soon\n---\n{STORM}")
    assert shell("add", str(tmp_path / "a.md")) == 0
    assert "date 'soon' is not understood" in shell.out.splitlines()[0]
    assert "is not one of http or https and was left out" in shell.out.splitlines()[0]
    (tmp_path / "a.md").write_text(f"---\npublished: soon\n---\n{STORM}")
    (outcome,) = [
        json.loads(line) for line in (shell("add", str(tmp_path / "a.md"), "--json"), shell.out)[1].splitlines()
    ]
    assert len(outcome["notices"]) == 1


def test_an_article_longer_than_the_setting_is_refused(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_MAX_ARTICLE_CHARS", "1000")
    (tmp_path / "a.txt").write_text(STORM * 20)
    (tmp_path / "b.txt").write_text(STORM)
    assert shell("add", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")) == 1
    assert "more than 1,000; divide it, or raise QA_MAX_ARTICLE_CHARS" in shell.out
    assert shell.out.splitlines()[-1] == "1 added, 1 failed"


def test_adding_again_changes_nothing_and_a_new_text_replaces(filled: Shell, tmp_path: Path) -> None:
    assert filled("add", str(tmp_path / "storm.md")) == 0
    assert filled.out.splitlines()[-1] == "1 unchanged"
    (tmp_path / "storm.md").write_text("---\nid: storm\n---\nIt passed.\n")
    assert filled("add", str(tmp_path / "storm.md"), "--quiet") == 0
    assert filled.out == "1 replaced\n"


def test_outcomes_as_json_are_a_line_each(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORM)
    (tmp_path / "b.txt").write_bytes(b"")
    assert shell("add", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--json") == 1
    failed, added = sorted(map(json.loads, shell.out.splitlines()), key=lambda line: line["outcome"], reverse=True)
    assert (added["outcome"], added["sentences"]) == ("added", 3)
    assert (failed["outcome"], bool(failed["reason"])) == ("failed", True)


def test_an_answer_is_shown_with_its_source_at_eighty_columns(news: Shell) -> None:
    assert news("ask", QUESTION) == 0
    assert "four warehouses" in news.out
    assert "The Ledger" in news.out
    assert "the answer (0." in news.out
    assert max(map(len, news.out.splitlines())) <= 80


def test_the_json_of_an_answer_is_the_engines(news: Shell) -> None:
    shown = news.json("ask", *QUESTION.split())
    with Engine.open(news.corpus, settings=Settings()) as engine:
        told = engine.ask(QUESTION).to_dict()
    assert told["status"] == "answered"
    assert isinstance(shown, dict)
    assert {k: v for k, v in shown.items() if k not in ("id", "created")} == {
        k: v for k, v in told.items() if k not in ("id", "created")
    }


def _from_stdin(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_questions_from_standard_input_are_answered_a_line_each(news: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    _from_stdin(f'{QUESTION}\n\n{{"question": "Who won the election in Castellan?", "expected": null}}\n', monkeypatch)
    assert news("ask", "-", "-k", "1") == 0
    first, second = map(json.loads, news.out.splitlines())
    assert (first["question"], first["status"], len(first["quotes"])) == (QUESTION, "answered", 1)
    assert second["question"] == "Who won the election in Castellan?"


def test_an_answer_is_written_for_other_programs(news: Shell) -> None:
    for form, words in {
        "bibtex": "@misc{harbour,",
        "csl": '"id": "harbour"',
        "markdown": "[^1]: ",
        "annotations": "@",
    }.items():
        assert news("ask", QUESTION, "-k", "1", "--as", form) == 0
        assert words in news.out
    assert news("ask", QUESTION, "--as", "csl", "--json") == 2
    assert news("ask", "-", "--as", "csl") == 2


def test_a_conversation_in_the_shell_ends_with_quit_or_with_its_input(
    news: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    _from_stdin(f"{QUESTION}\n/open 1\n/quit\nWho won the election in Castellan?\n", monkeypatch)
    assert news("chat", "-k", "1") == 0
    assert "Fire at the harbour" in news.out
    assert "Castellan" not in news.out
    _from_stdin("Who won the election in Castellan?", monkeypatch)
    assert news("chat") == 0
    assert "Maren Tolvaisa" in news.out


def test_a_line_that_is_no_question_stops_no_other(news: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = ['{"question": 7}', "{", "[" * 9 + "\0", '{"question": ' + "[" * 100_000]
    _from_stdin("\n".join([*bad, QUESTION]).encode() + b"\n\xff\n", monkeypatch)
    assert news("ask", "-") == 1
    lines = [json.loads(line) for line in news.out.splitlines()]
    assert ["error" in line for line in lines] == [True] * 4 + [False, True]
    assert "Traceback" not in news.err


def test_questions_from_standard_input_may_be_one_conversation(news: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    _from_stdin(f"{QUESTION}\nWhen was that published?\n", monkeypatch)
    assert news("ask", "-", "--conversation", "new") == 0
    first, second = map(json.loads, news.out.splitlines())
    assert first["conversation"] == second["conversation"]
    assert QUESTION in second["understood_as"]


def test_a_conversation_goes_on_from_command_to_command(news: Shell) -> None:
    assert news("ask", QUESTION, "--conversation", "new") == 0
    name = news.out.split("--conversation ")[1].split()[0]
    assert news("ask", "When was that published?", "--conversation", name) == 0
    assert f"understood as: {QUESTION}" in news.out
    told = news.json("ask", "more", "--conversation", name)
    assert isinstance(told, dict)
    assert (told["conversation"], told["operation"]) == (name, "more")
    assert news("ask", "Why?", "--conversation", "conv_none") == 1
    assert "begin another" in news.err


def test_no_answer_is_said_and_is_no_failure(filled: Shell) -> None:
    assert filled("ask", "Who discovered the zyzzyva in Qatar?") == 0
    assert "No sentence of 1 article was recognised as an answer" in filled.out
    assert "not an answer" in filled.out


def test_filters_restrict_the_search(filled: Shell) -> None:
    answer = filled.json(
        "ask", "How many boats?", "--source", "The Ledger", "--from", "1999-01-01", "--to", "1999-12-31"
    )
    assert isinstance(answer, dict)
    assert answer["searched"]["articles"] == 0


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["--from", "03/04/2025"], "'03/04/2025'"),
        (["--to", "yesterday"], "'yesterday'"),
        (["--from", "2024-13-01"], "'2024-13-01'"),
        (["--as-of", "2023-02-29"], "'--as-of': '2023-02-29' is no date"),
        (["--from", "2025-02-01", "--to", "2025-01-01"], "'2025-02-01', which is after --to, '2025-01-01'"),
    ],
)
def test_a_date_that_cannot_be_used_is_refused(filled: Shell, dates: list[str], said: str) -> None:
    assert filled("ask", "How many boats?", *dates) == 2
    assert said in filled.err
    assert filled.out == ""


@pytest.mark.parametrize(
    "words",
    [
        ["said", "--as-of"],
        ["check", "draft.md", "--as-of"],
        ["compact", "--revisions-before"],
        ["add", "draft.md", "--published"],
        ["add", "draft.md", "--since"],
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_every_option_that_takes_a_day_is_named_where_it_has_none(filled: Shell, words: list[str]) -> None:
    for wrong in ("soon", "2024-02-30"):
        assert filled(*words, wrong) == 2
        assert f"'{words[-1]}': '{wrong}' is no date of the calendar" in filled.err


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (["aks", "Who?"], "'ask'"),
        (["evaluate"], "'eval'"),
        (["keys", "creat"], "'create'"),
        (["watch", "ad"], "'add'"),
        (["ask", "--speeker", "x"], "'--speaker'"),
    ],
)
def test_a_command_or_an_option_that_is_misspelt_names_the_nearest(
    shell: Shell, words: list[str], nearest: str
) -> None:
    assert shell(*words) == cli.USAGE
    assert f"Did you mean {nearest}?" in shell.err


def test_a_command_like_none_is_refused_without_a_guess(shell: Shell) -> None:
    assert shell("xyzzy") == cli.USAGE
    assert "Did you mean" not in shell.err


def test_an_id_that_no_article_has_is_an_error(filled: Shell) -> None:
    assert filled("ask", "How many boats?", "--article", "strom", "--article", "storm") == 1
    assert "no article has the id 'strom'" in filled.err


def test_a_source_that_no_article_has_is_an_error_that_names_those_there_are(filled: Shell) -> None:
    assert filled("ask", "How many boats did the storm sink?", "--source", "the legder") == 2
    assert "no article has the source 'the legder'; the sources are 'The Ledger'" in filled.err
    assert filled.out == ""


def test_a_language_that_no_article_is_in_is_an_error(filled: Shell) -> None:
    assert filled("ask", "How many boats did the storm sink?", "--language", "engl") == 2
    assert "no article is in the language 'engl'" in filled.err
    assert filled("ask", "How many boats did the storm sink?", "--language", "en") == 0


def test_a_source_or_a_place_that_nothing_is_from_is_an_unknown_one_to_remove(filled: Shell) -> None:
    assert filled("remove", "--source", "the legder", "--dry-run") == 1
    assert filled("remove", "--under", "nowhere") == 1
    assert filled("remove", "--source", "The Ledger", "--dry-run") == 0


def test_the_corpus_may_stand_before_the_command_and_what_stands_behind_it_wins(
    filled: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert filled("--corpus", nowhere, "list") == 0
    for folder, code in ((nowhere, 4), (str(filled.corpus), 0)):
        with pytest.raises(SystemExit) as left:
            cli.main(["--corpus", folder, "list"])
        assert left.value.code == code
    assert nowhere in capsys.readouterr().err


def test_what_a_date_leaves_out_for_want_of_a_date_is_counted(filled: Shell, tmp_path: Path) -> None:
    (tmp_path / "calm.txt").write_text("The sea was calm at Norvik. No boats sailed.")
    filled("add", str(tmp_path / "calm.txt"))
    assert filled("ask", "How many boats did the storm sink?", "--from", "2025-01-01") == 0
    assert "1 article has no date, so the filter of dates leaves it out." in " ".join(filled.out.split())


def test_the_list_and_the_article_are_shown(filled: Shell) -> None:
    assert filled("list") == 0
    assert "storm" in filled.out
    assert filled.json("list") == {"total": 1, "offset": 0, "articles": [_listed(filled)]}
    assert filled("show", "storm") == 0
    assert "sank nine boats. Nobody was hurt." in filled.out
    assert filled("show", "storm", "--sentences") == 0
    assert re.search(r"\d+:\d+  body", filled.out)
    stored = filled.json("show", "storm")
    assert isinstance(stored, dict)
    sentences = [stored["text"][s["start"] : s["end"]] for s in stored["sentences"]]
    assert "Nobody was hurt." in sentences


def _listed(shell: Shell) -> dict[str, object]:
    with Corpus.open(shell.corpus, writable=False) as opened:
        one = opened.articles()[0]
        return {name: getattr(one, name) for name in one.__slots__}


def test_a_long_list_says_how_much_is_left_out(filled: Shell, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("It rained.")
    filled("add", str(tmp_path / "two.txt"))
    assert filled("list", "--limit", "1") == 0
    assert "1 of 2 articles" in filled.out


def test_removing_is_all_or_nothing(filled: Shell) -> None:
    assert filled("remove", "storm", "nothing") == 1
    assert "nothing" in filled.err
    assert filled("remove", "storm") == 0
    assert filled.out == "removed   storm\n"
    assert filled("show", "storm") == 1
    assert filled("remove", "storm", "--json") == 1


def test_what_is_removed_is_told_as_json(filled: Shell) -> None:
    assert filled.json("remove", "storm") == {"removed": ["storm"]}


def test_a_whole_corpus_verifies_and_a_damaged_one_is_repaired(filled: Shell) -> None:
    assert filled("verify") == 0
    assert "whole" in filled.out
    vectors = next(filled.corpus.glob("vectors*.faiss"))
    data = bytearray(vectors.read_bytes())
    data[len(data) // 2] ^= 1
    vectors.write_bytes(data)
    assert filled("verify") == 4
    assert vectors.name in filled.out + filled.err
    assert filled("repair") == 0
    report = filled.json("verify")
    assert report == {"ok": True, "articles": 1, "sentences": 3, "findings": []}


def test_stats_tell_what_there_is(filled: Shell) -> None:
    stats = filled.json("stats")
    assert isinstance(stats, dict)
    assert (stats["articles"], stats["sentences"], stats["encoder"]) == (1, 3, "hash")
    assert filled("stats") == 0
    assert "catalogue.sqlite" in filled.out
    with Corpus.open(filled.corpus, encoder=HashEncoder()) as writer:
        writer.add([HARBOUR])
        files = {file.name: file.stat().st_size for file in filled.corpus.iterdir()}
        sizes = writer.stats()["bytes"]
    assert {"LOCK", "catalogue.sqlite-shm", "catalogue.sqlite-wal"} <= files.keys()
    assert {"LOCK", "catalogue.sqlite-shm", "catalogue.sqlite-wal"}.isdisjoint(sizes)
    assert sizes["catalogue.sqlite"] == files["catalogue.sqlite"] + files["catalogue.sqlite-wal"]


def test_reading_beside_a_writer_says_nothing_of_how_the_index_came_to_be(shell: Shell) -> None:
    with Corpus.open(shell.corpus, encoder=HashEncoder(), create=True) as writer:
        writer.add([HARBOUR])
        assert shell("ask", QUESTION) == 0
        assert (shell.err, "four warehouses" in shell.out) == ("", True)


def test_text_of_articles_cannot_command_the_terminal(shell: Shell, tmp_path: Path) -> None:
    evil = STORM.replace(" and ", "\x1b]0;owned\x07\x1b[31m \u202e\x9b2J and ")
    (tmp_path / "evil.jsonl").write_text(json.dumps({"id": "evil", "title": evil, "text": evil}) + "\n")
    shell("add", str(tmp_path / "evil.jsonl"))
    for command in (["ask", "How many boats did the storm sink in Norvik?"], ["list"], ["show", "evil"]):
        shell(*command)
        assert "nine boats" in " ".join(shell.out.split())
        assert not set("\x1b\x07\x9b\u202e") & set(shell.out)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask"], 2, "Missing argument"),
        (["ask", "x", "-k", "0"], 2, "-k"),
        (["ask", "x", "--max-error", "2"], 2, "max_error"),
        (["ask", " "], 2, "empty"),
        (["ask", "x\0"], 2, "NUL"),
        (["add", "nowhere.txt"], 2, "nowhere.txt"),
        (["brew"], 2, "brew"),
        (["show", "nothing"], 1, "nothing"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(filled: Shell, arguments: list[str], code: int, said: str) -> None:
    assert filled(*arguments) == code
    assert said in filled.err
    assert "Traceback" not in filled.err


@pytest.mark.parametrize("command", [["ask", "x"], ["list"], ["stats"], ["verify"], ["remove", "x"], ["show", "x"]])
def test_a_missing_corpus_is_its_own_code(shell: Shell, command: list[str]) -> None:
    assert shell(*command) == 4
    assert shell.err.startswith("qa: ")
    assert len(shell.err.splitlines()) == 1


def test_a_corpus_that_another_changes_is_its_own_code(filled: Shell, tmp_path: Path) -> None:
    with Corpus.open(filled.corpus, encoder=HashEncoder()):
        assert filled("remove", "storm") == 3
        assert filled("list") == 0


def test_an_unknown_setting_is_named(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_CORPSE", "x")
    assert filled("stats") == 2
    assert "QA_CORPUS" in filled.err


def test_a_defect_is_one_line_and_with_debug_its_place(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("odd\nthing")

    monkeypatch.setattr(qa.cli.ask, "show", broken)
    assert filled("ask", "How many boats?") == 70
    assert filled.err == "qa: unexpected RuntimeError: odd thing; run 'qa --debug ...' to see where it comes from\n"
    assert filled("--debug", "ask", "How many boats?") == 70
    assert "Traceback" in filled.err


def test_what_the_system_refuses_is_no_defect_of_ours(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", "/elsewhere")

    monkeypatch.setattr(qa.cli.ask, "show", refused)
    assert filled("ask", "How many boats?") == 6
    assert filled.err == "qa: [Errno 13] Permission denied: '/elsewhere'\n"


def test_an_interruption_is_its_own_code(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(qa.cli.ask, "show", interrupted)
    assert filled("ask", "How many boats?") == 130
    assert "interrupted" in filled.err


def _classes(module: ModuleType) -> list[type[Exception]]:
    defined = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    return [one for one in defined if issubclass(one, Exception)]


# What each class of error is to the shell. A new class has to be put here, and so to be thought about.
MEANT = {
    1: "UnknownKey KeyEnded IndexingError LoadError FetchError FetchGone "
    "UnknownArticle UnknownPage UnknownRevision InvalidArticle QAError ConversationError UnknownConversation "
    "MisquotedFeedback UnknownFeedback UnknownJob ServiceError UnknownWatch UnknownGap ProcessEnded",
    2: "CorpusReadOnly InvalidFilter TargetTaken QuestionError SettingsError EvaluationError ExtraMissing KeyRefused "
    "ClusterError",
    3: "CorpusLocked",
    4: "CorpusClosed CorpusError CorpusMissing CorpusDamaged ForkedCorpus FormatMismatch NotVerbatim "
    "ShardsDown ShardLost",
    5: "EncoderError EncoderMismatch ReaderError CalibrationError",
    6: "CorpusFull CorpusUnwritable NotesFull",
}


def test_every_class_of_error_ends_with_the_code_that_is_meant(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {kind.__name__: kind for kind in (*_classes(index.errors), *_classes(qa.errors))}
    meant = {name: code for code, names in MEANT.items() for name in names.split()}
    assert meant.keys() == kinds.keys()
    for name, kind in kinds.items():

        def fails(*_arguments: object, kind: type[Exception] = kind, **_options: object) -> None:
            raise kind("what happened")

        monkeypatch.setattr(qa.cli.ask, "show", fails)
        assert (name, filled("ask", "How many boats?")) == (name, meant[name])
        assert filled.err == "qa: what happened\n"


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_the_shell_has_closed_is_no_defect(filled: Shell, closed: str) -> None:
    command = " ".join(map(shlex.quote, _qa("list", "--corpus", str(filled.corpus))))
    done = subprocess.run(["/bin/sh", "-c", f"{command} {closed}"], env=_environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_every_documented_code_is_reached_by_a_command(filled: Shell, tmp_path: Path) -> None:
    file, code = str(tmp_path / "storm.md"), {}
    code[0] = filled("verify")
    code[1] = filled("show", "nothing")
    code[2] = filled("ask", "How many boats?", "-k", "0")
    with Corpus.open(filled.corpus, encoder=HashEncoder()):
        code[3] = filled("add", file)
    whole, filled.corpus = filled.corpus, tmp_path / "nowhere"
    code[4] = filled("list")
    code[5] = subprocess.run(
        _qa("ask", "x", "--corpus", str(whole)), env=_environment(QA_ENCODER="/nowhere"), capture_output=True
    ).returncode
    filled.corpus = tmp_path / "storm.md" / "within a file"
    code[6] = filled("add", file)
    # 70, 130 and 141: test_a_defect_..., test_an_interruption_..., test_a_reader_that_goes_away_...
    assert code == {number: number for number in range(7)}


def test_every_error_class_has_its_code_and_every_code_is_documented() -> None:
    documented = {int(code) for code in re.findall(r"^  (\d+) ", cli.__doc__ or "", re.MULTILINE)}
    used = {
        *cli.EXITS.values(),
        cli.USAGE,
        cli.UNEXPECTED,
        cli.INTERRUPTED,
        cli.PIPE_CLOSED,
        qa.cli.operation.integrity.DAMAGED,
        0,
    }
    assert used == documented


# What follows runs the installed command as a process of its own.


def _qa(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "qa.cli.main", *arguments]


def _environment(**changes: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("QA_")} | changes


def test_help_is_shown_at_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    context = click.Context(cli.cli)
    groups = {name: cli.cli.get_command(context, name) for name in cli.COMMANDS}
    below = [
        (n, one)
        for n, group in groups.items()
        if isinstance(group, click.Group)
        for one in group.list_commands(context)
    ]
    for words in ((), *((name,) for name in groups), *below):
        with pytest.raises(SystemExit) as left:
            cli.main([*words, "--help"])
        assert left.value.code == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80
        assert not [line for line in lines[1:] if line.endswith("...")]  # no description is cut


@pytest.mark.slow
def test_help_names_every_command_and_exit_codes() -> None:
    told = subprocess.run(_qa("--help"), capture_output=True, text=True, check=True)
    assert all(name in told.stdout for name in cli.COMMANDS)
    assert "Exit codes" in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 80


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "words"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef qa"), ("fish", "complete --no-files --command qa")],
)
def test_each_shell_has_a_script_for_completion(shell: str, words: str) -> None:
    script = subprocess.run(_qa(), env=_environment(_QA_COMPLETE=f"{shell}_source"), capture_output=True, text=True)
    assert (script.returncode, words in script.stdout, "Usage" in script.stdout) == (0, True, False)


@pytest.mark.slow
def test_a_shell_can_complete_commands() -> None:
    typed = _environment(_QA_COMPLETE="bash_complete", COMP_WORDS="qa ba", COMP_CWORD="1")
    words = subprocess.run(_qa(), env=typed, capture_output=True, text=True, check=True)
    assert words.stdout.split() == ["plain,backup"]


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_trouble(filled: Shell) -> None:
    command = _qa("show", "storm", "--corpus", str(filled.corpus))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == cli.PIPE_CLOSED


def test_off_this_machine_it_serves_only_with_a_key(filled: Shell) -> None:
    assert filled("serve", "--host", "0.0.0.0") == 2
    assert "QA_API_KEY" in filled.err


def test_a_port_in_use_is_said(filled: Shell) -> None:
    with qa.cli.serve.listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        assert filled("serve", "--port", port) == 2
    assert port in filled.err


def _listening(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Serve for a moment: answer one request in this process, then stop as if a signal had come."""
    seen: list[object] = []

    def serve(app: object, taken: object, *, announce: Callable[[], None], **_options: object) -> None:
        announce()
        client = TestClient(app, base_url="http://127.0.0.1")  # type: ignore[arg-type]
        seen.append(client.get("/about").json())
        seen.append(client.post("/articles", json={"text": "It rained in Norvik."}).status_code)

    monkeypatch.setattr(qa.cli.serve, "serve", serve)
    return seen


def test_serving_samples_fills_an_empty_corpus_once(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _listening(monkeypatch)
    assert shell("serve", "--samples", "--port", "0") == 0
    assert "Ready at http://127.0.0.1:" in shell.out
    assert shell.out.count("?") == 3
    assert "indexing" in shell.err
    assert shell("serve", "--samples", "--port", "0", "--json") == 0
    assert len(json.loads(shell.out)["questions"]) == 3
    assert shell.err == ""
    assert [added for added in seen if isinstance(added, int)] == [201, 200]


def test_a_folder_without_a_corpus_is_served_empty(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _listening(monkeypatch)
    assert shell("serve", "--port", "0") == 0
    assert "no articles" in shell.err
    assert isinstance(seen[0], dict)
    assert (seen[0]["articles"], seen[1]) == (0, 201)


def test_articles_of_ones_own_come_with_no_sample_questions(news: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _listening(monkeypatch)
    assert news("serve", "--samples", "--host", "::1", "--port", "0", "--json") == 0
    assert json.loads(news.out)["questions"] == []
    assert json.loads(news.out)["address"].startswith("http://[::1]:")
    assert isinstance(seen[0], dict)
    assert seen[0]["articles"] == 2


def test_beside_another_writer_it_serves_for_reading_only(news: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _listening(monkeypatch)
    with Corpus.open(news.corpus, encoder=HashEncoder()):
        assert news("serve", "--port", "0") == 0
    assert "for reading only" in news.err
    assert seen[1] == 503


@pytest.mark.model
def test_the_server_fills_an_empty_corpus_answers_and_leaves_cleanly(tmp_path: Path) -> None:
    command = _qa("serve", "--samples", "--port", "0", "--json", "--corpus", str(tmp_path / "corpus"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert len(ready["questions"]) == 3
        for question in ready["questions"]:
            answer = httpx.get(ready["address"] + "/ask", params={"q": question}, timeout=60).json()
            assert answer["status"] == "answered"
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(60) == 0
        assert time.monotonic() - started < 30
