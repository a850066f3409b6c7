"""Reports that differ, on the page: both sentences, a line of steps for a count that grew, and the evidence file."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Opener, amend, ask, lacks

QUESTION = "What caused the fire?"


def _differing(answer: dict[str, Any]) -> None:
    quote = (answer["quotes"] or answer["nearest"])[0]
    side = {"text": "Nine people <b>left</b>.", "start": 0, "end": 4, "value": 9.0, "citation": quote["citation"]}
    side |= {"first": "2025-04-16", "latest": "2025-04-16", "articles": 1, "origins": 1}
    later = {"text": "Eleven people left.", "end": 6, "value": 11.0, "first": "2025-04-18", "latest": "2025-04-19"}
    one = {"kind": "number", "about": "people", "sides": [side, side | later | {"origins": 2, "articles": 3}]}
    answer["disagreements"] = [one]


def test_both_sentences_are_shown_and_a_count_that_grew_as_steps(open_page: Opener) -> None:
    page = open_page()
    amend(page, _differing)
    ask(page, QUESTION)
    told = page.locator(".disagreement")
    expect(told.locator("h3")).to_have_text("Independent reports give different numbers of people")
    expect(told.locator("blockquote")).to_have_text(["Nine people <b>left</b>.", "Eleven people left."])
    expect(told.locator("li").last).to_contain_text("2 origins")
    path = told.locator(".steps path").get_attribute("d")
    assert path is not None
    assert path.count("V") == 1
    assert lacks(page) == []


def test_an_answer_can_be_kept_as_a_file_that_checks_itself(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Evidence file").first.click()
    text = kept.value.path().read_text(encoding="utf-8")
    assert 'id="seal"' in text
    assert QUESTION in text
