"""Thumbs under answers and abstentions: kept by the server, undone, said aloud, from the keyboard."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import expect

from index.folder.notes import NAME
from qa.engine import Engine
from tests.browser.conftest import Opener, Watch, ask
from tests.qa.web.conftest import HARBOUR

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
UNANSWERABLE = "Who discovered the zyzzyva beetle in Qatar?"


def _lines(engine: Engine) -> list[dict[str, Any]]:
    path = engine.corpus.folder / NAME
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_verdict_on_a_quote_is_kept_changed_and_undone(open_page: Opener, engine: Engine) -> None:
    page = open_page()
    ask(page, QUESTION)
    quote = page.locator(".quote").first
    right, wrong = (quote.get_by_role("button", name=name) for name in ("Right answer", "Wrong answer"))
    right.click()
    expect(right).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#announcer")).to_have_text("Noted: Right answer")
    (line,) = _lines(engine)
    assert (line["question"], line["right"], line["status"]) == (QUESTION, True, "answered")
    assert HARBOUR.text[line["start"] : line["end"]] == line["quote"] == quote.locator("blockquote .said").inner_text()
    wrong.click()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    expect(right).to_have_attribute("aria-pressed", "false")
    assert [line["right"] for line in _lines(engine)] == [False]
    page.reload()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    quote.get_by_role("button", name="Undo the verdict").click()
    expect(page.locator("#announcer")).to_have_text("Verdict withdrawn")
    expect(wrong).to_have_attribute("aria-pressed", "false")
    assert _lines(engine) == []


def test_an_abstention_can_be_called_wrong_from_the_keyboard(open_page: Opener, engine: Engine) -> None:
    page = open_page()
    ask(page, UNANSWERABLE)
    wrong = page.get_by_role("button", name="Wrong, there is an answer")
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if wrong.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(wrong).to_have_attribute("aria-pressed", "true")
    (line,) = _lines(engine)
    assert (line["right"], line["status"], line["quote"]) == (False, "abstained", None)
    undo = page.get_by_role("button", name="Undo the verdict")
    undo.focus()
    page.keyboard.press("Enter")
    expect(wrong).to_be_focused()
    assert _lines(engine) == []


def test_each_quote_has_its_own_verdict(open_page: Opener, engine: Engine) -> None:
    page = open_page()
    ask(page, "What did the fire at Norvik harbour destroy, and what caused the fire?")
    figures = page.locator(".quotes .quote")
    for number in range(figures.count()):
        figures.nth(number).get_by_role("button", name="Wrong answer").click()
        expect(figures.nth(number).get_by_role("button", name="Undo the verdict")).to_be_visible()
    assert [line["quote"] for line in _lines(engine)] == figures.locator("blockquote .said").all_inner_texts()


def test_a_verdict_that_is_refused_says_so_and_one_that_has_gone_is_undone(
    open_page: Opener, engine: Engine, watch: Watch
) -> None:
    watch.expected = ("422", "404")
    page = open_page()
    ask(page, QUESTION)
    right = page.get_by_role("button", name="Right answer").first
    right.click()
    expect(right).to_have_attribute("aria-pressed", "true")
    engine.add([type(HARBOUR)("harbour", HARBOUR.title, "Corrected. " + HARBOUR.text)])
    assert _lines(engine) == []
    right.click()
    expect(right).to_have_attribute("aria-pressed", "false")
    right.click()
    expect(page.locator(".thumbs .said").first).to_contain_text("does not stand in the article")
    expect(right).to_have_attribute("aria-pressed", "false")
    assert _lines(engine) == []
