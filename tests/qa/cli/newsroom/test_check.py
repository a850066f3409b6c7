"""``qa check`` as a shell sees it: a line a finding, a report, and an exit code that tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.qa.cli.conftest import Shell

CLEAN = "The fire at Norvik harbour destroyed four warehouses.\n"
FAULTY = "The fire at Norvik harbour destroyed nine warehouses.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return tmp_path / "draft.txt"


def test_a_clean_draft_exits_with_0(news: Shell, draft: Path) -> None:
    draft.write_text(CLEAN)
    assert news("check", str(draft)) == 0
    assert "supported" in news.out


def test_a_contradicted_number_exits_with_1_and_says_what_the_article_has(news: Shell, draft: Path) -> None:
    draft.write_text(FAULTY)
    assert news("check", str(draft)) == 1
    assert "1: contradicted number: nine" in news.out
    assert "nine -> four" in news.out
    assert all(len(line) <= 80 for line in news.out.splitlines())


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("draft.md", f"---\ntitle: Fire at the harbour\n---\n\n# The *fire*\n\n{FAULTY}"),
        (
            "draft.html",
            f"<html><head>\n<title>Fire</title>\n</head><body>\n<h1>The fire</h1>\n\n\n<p>{FAULTY}</p></body></html>",
        ),
    ],
)
def test_a_finding_has_the_line_of_the_file_that_is_checked(
    news: Shell, tmp_path: Path, name: str, written: str
) -> None:
    (tmp_path / name).write_text(written)
    assert news("check", str(tmp_path / name)) == 1
    assert "7: contradicted number: nine" in news.out


def test_json_holds_every_finding(news: Shell, draft: Path) -> None:
    draft.write_text(FAULTY)
    assert news("check", str(draft), "--json") == 1
    checked = json.loads(news.out)
    assert checked["counts"]["contradicted"] == 1
    assert not checked["is_clean"]


def test_the_report_shows_the_draft_as_text_with_notes(news: Shell, draft: Path, tmp_path: Path) -> None:
    draft.write_text(FAULTY + "\n<script>alert(1)</script> stands here.\n")
    report = tmp_path / "report.html"
    assert news("check", str(draft), "--html", str(report)) == 1
    page = report.read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "contradicted" in page
    assert news("check", str(draft), "--html", str(tmp_path / "no" / "report.html")) == 2


def test_a_draft_that_is_not_there_is_told(news: Shell, draft: Path) -> None:
    assert news("check", str(draft)) == 2
    assert "cannot be read as a draft" in news.err


@pytest.mark.slow
def test_a_draft_of_ten_megabytes_is_refused_at_once(news: Shell, draft: Path) -> None:
    draft.write_text("Norvik burnt. " * 700_000)
    assert news("check", str(draft)) == 2
    assert "split it" in news.err


def test_a_check_looks_back_to_what_was_known(news: Shell, draft: Path) -> None:
    draft.write_text(CLEAN)
    assert news("check", str(draft), "--as-of", "2001-01-01") == 0
    assert "supported" not in news.out
    assert news("check", str(draft), "--as-of", "soon") == 2
