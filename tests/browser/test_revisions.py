"""An article that changed, on the page: what became of the sentence, the earlier versions, and what differs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from qa.engine import Engine
from tests.browser.conftest import Opener, ask, lacks
from tests.qa.web.conftest import HARBOUR

QUESTION = "What caused the fire?"
WAS = "A faulty heater caused the fire, according to the harbour master."
NOW = "A faulty oven caused the fire, according to the harbour master."


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_both_texts_and_the_difference_are_shown(open_page: Opener, engine: Engine, width: int, scheme: str) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ask(page, QUESTION)
    engine.add([replace(HARBOUR, text=HARBOUR.text.replace("heater", "oven <b>"), content_sha256="")])
    engine.add([replace(HARBOUR, text=HARBOUR.text.replace("heater", "oven"), content_sha256="")])
    page.get_by_role("button", name="Show in article").first.click()
    notice = page.locator(".changed-since")
    expect(notice).to_contain_text("The sentence has changed since it was cited.")
    expect(notice.locator("del")).to_have_text(WAS)
    expect(notice.locator("ins")).to_have_text(NOW)
    expect(page.locator("mark.cited")).to_have_text(NOW)
    page.get_by_text("Earlier versions").click()
    expect(page.locator(".revisions > li")).to_have_count(2)
    page.get_by_role("button", name="What changed since version 1").click()
    expect(page.locator(".difference del")).to_have_text([WAS])
    expect(page.locator(".difference ins")).to_have_text([NOW])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert lacks(page) == []


def test_a_sentence_that_went_is_told_and_nothing_is_marked(open_page: Opener, engine: Engine) -> None:
    page = open_page()
    ask(page, QUESTION)
    engine.add([replace(HARBOUR, text=HARBOUR.text.replace(WAS, ""), content_sha256="")])
    page.get_by_role("button", name="Show in article").first.click()
    notice = page.locator(".changed-since")
    expect(notice).to_contain_text("The sentence has gone from the article since it was cited.")
    expect(notice.locator("del")).to_have_text(WAS)
    expect(page.locator("mark.cited")).to_have_count(0)
