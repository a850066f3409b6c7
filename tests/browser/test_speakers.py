"""Who speaks, and what somebody said, in a browser: with a key the page that asks for it draws them."""

from __future__ import annotations

from playwright.sync_api import expect

from index import Article
from qa.engine import Engine
from tests.browser.conftest import Opener, Watch, lacks, serving

SPOKEN = Article(
    "weir",
    "Weir bursts",
    "The weir above Elmsford burst. “Nobody can say that we did not look,” Piet <b>Sandoval</b> said on Friday.\n\n"
    "The mayor, Nora Quist, said that the school was open. She said that the mill was lost.",
    published="2025-03-04",
)


def test_speakers_are_drawn_for_who_gives_a_key(open_page: Opener, engine: Engine, watch: Watch) -> None:
    watch.expected = ("401", "422")
    engine.add([SPOKEN])
    with serving(engine, api_key="right") as keyed:
        watch.origin = keyed
        page = open_page("/speakers/Quist?about=mill", base=keyed)
        page.locator("#key-value").fill("right")
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("#speakers-title")).to_have_text("What Quist said about mill")
        expect(page.locator("#speakers blockquote").last).to_have_text("She said that the mill was lost.")
        assert lacks(page) == []
        page.get_by_role("button", name="Show in article").last.click()
        expect(page.locator("#viewer mark.cited").first).to_have_text("She said that the mill was lost.")
        page.goto(keyed + "/speakers")
        page.get_by_role("button", name="Nora Quist").click()
        expect(page.locator("#speakers blockquote")).to_have_count(2)
        page.goto(keyed + "/speakers/%3Cb%3Enobody%3C%2Fb%3E")
        expect(page.locator("#speakers-title")).to_have_text("No words of <b>nobody</b> were recognised")
        page.goto(keyed + "/speakers/...")
        expect(page.locator("#speakers .failed")).to_contain_text("names nobody")


def test_without_keys_speakers_are_a_page_that_needs_no_script(open_page: Opener, engine: Engine) -> None:
    engine.add([SPOKEN])
    page = open_page("/speakers")
    page.get_by_role("link", name="Nora Quist").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Nora Quist said")
    expect(page.locator(".ledger blockquote")).to_have_count(2)
