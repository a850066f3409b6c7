"""``qa eval`` as a shell sees it: a clean table, every bad line named, a report, and an exit code that tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.qa.cli.conftest import Shell

GOOD = [
    {"question": "How many warehouses did the fire at Norvik harbour destroy?", "expected": "four warehouses"},
    {"question": "Who won the election in Castellan?", "article_id": "election", "quote": "Maren Tolvaisa won"},
    {"question": "What is the capital of Zanzibar?", "expected": None},
]
BAD = [{"question": "Who?"}, {"question": "Who rang?", "expected": "nobody knows what"}]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return written(tmp_path / "questions.jsonl", GOOD)


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_the_measures_stand_in_a_table_of_80_columns_beside_the_baselines(news: Shell, questions: Path) -> None:
    assert news("eval", str(questions)) == 0
    lines = news.out.splitlines()
    assert lines[0] == "3 questions of questions.jsonl: 2 answerable, 1 not"
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)
    first = [line.split() for line in lines]
    assert ["P@1", "1.000", "0.158", "–", "1.000", "2"] in first
    assert [words[0] for words in first if words and words[0] in ("full", "fused", "BM25", "dense")] == [
        "full",
        "fused",
        "BM25",
        "dense",
    ]
    assert "miss" in lines[-1]
    assert news.err == ""


def test_bad_lines_are_named_the_good_ones_measured_and_the_code_says_so(news: Shell, tmp_path: Path) -> None:
    mixed = written(tmp_path / "mixed.jsonl", [GOOD[0], *BAD, GOOD[1]])
    assert news("eval", str(mixed)) == 1
    assert news.out.splitlines()[:2] == ["2 questions of mixed.jsonl: 2 answerable, 0 not", "2 lines left out"]
    told = news.err.splitlines()
    assert told[0].startswith(f"qa: {mixed} line 2: it says neither expected")
    assert told[1].startswith(f"qa: {mixed} line 3: no sentence of the articles holds 'nobody knows what'")


def test_the_report_is_written_where_it_was_asked_for(news: Shell, questions: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert news("eval", str(questions), "--html", str(report)) == 0
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert news.out.splitlines()[-1] == f"The misses, side by side: {report}"


def test_json_is_the_whole_result(news: Shell, questions: Path, tmp_path: Path) -> None:
    told = news.json("eval", str(questions), "--html", str(tmp_path / "r.html"))
    assert isinstance(told, dict)
    assert told["object"] == "qa.evaluation"
    assert told["questions"] == {"answerable": 2, "unanswerable": 1, "known_wrong": 0}
    assert (tmp_path / "r.html").exists()


def test_a_report_without_a_folder_is_refused_before_anything_is_asked(
    news: Shell, questions: Path, tmp_path: Path
) -> None:
    assert news("eval", str(questions), "--html", str(tmp_path / "gone" / "r.html")) == 2
    assert "there is no folder for" in news.err
    assert news.out == ""


def test_a_report_that_cannot_be_written_is_an_error_that_names_it(
    news: Shell, questions: Path, tmp_path: Path
) -> None:
    name = "r" * 300
    assert news("eval", str(questions), "--html", str(tmp_path / name)) == 2
    assert "could not be written" in news.err


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), ("", "it is empty"), ('{"question": "Who?"}', "line 1: it says neither")],
)
def test_a_file_without_a_question_is_refused(news: Shell, tmp_path: Path, content: str | None, said: str) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_text(content)
    assert news("eval", str(path)) == 2
    assert said in news.err


def test_a_corpus_without_articles_is_refused(shell: Shell, questions: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert shell("add", str(tmp_path / "empty")) == 0
    assert shell("eval", str(questions)) == 2
    assert "add some with `qa add PATH`" in shell.err


def test_what_the_articles_and_questions_hold_cannot_drive_the_terminal(news: Shell, tmp_path: Path) -> None:
    path = written(tmp_path / "\x1b[31mset.jsonl", [GOOD[0], {"question": "Who?", "expected": "x\x1b[2J"}])
    assert news("eval", str(path)) == 1
    assert "\x1b" not in news.out + news.err
