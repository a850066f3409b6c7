"""The report of a question set in a browser: inert, readable in light and dark, on a desk and on a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.engine import Engine
from qa.evaluation.question_set import gathered
from qa.evaluation.report.html import render
from qa.evaluation.result import evaluate
from tests.browser.conftest import Opener, lacks
from tests.browser.test_hostile import PAYLOADS, WORDS, hostile

__all__ = ["hostile"]


@pytest.fixture(scope="module")
def report(hostile: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which every question, label, title and quote holds an attack, and most are misses."""
    rows: list[dict[str, object]] = [{"question": "Who?", "article_id": p, "quote": p + " x"} for p in PAYLOADS[:5]]
    for number, payload in enumerate(PAYLOADS):
        asked = f"Who says that the {WORDS[number]} sang {payload} in Norvik on Monday?".replace("\0", "")
        expected = None if number % 2 else f"Nobody {payload} listened to it."
        rows.append({"question": asked, "expected": expected})
    asked_for = gathered([json.dumps(row).encode() for row in rows], most_chars=20_000)
    path = tmp_path_factory.mktemp("report") / "report.html"
    evaluation = evaluate(hostile, asked_for, file=Path("<b>set</b>.jsonl"))
    assert len(evaluation.misses) > len(PAYLOADS) // 2
    path.write_text(render(evaluation), encoding="utf-8")
    return path


@pytest.fixture
def address(report: Path) -> str:
    """Where the report is."""
    return report.parent.as_uri()


@pytest.mark.parametrize("bypass", [False, True], ids=["with the policy", "without the policy"])
def test_attacks_in_every_text_do_nothing(open_page: Opener, bypass: bool) -> None:
    page = open_page("/report.html", bypass_csp=bypass)
    page.locator("summary").click()
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.querySelectorAll('img, script, iframe, form, input, object, [onerror]').length") == 0
    assert page.evaluate("document.querySelectorAll('svg').length") == 2
    links = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    assert all(link.startswith("#why-") for link in links)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_and_can_be_read(open_page: Opener, scheme: str, width: int) -> None:
    page = open_page("/report.html", width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert lacks(page) == []
