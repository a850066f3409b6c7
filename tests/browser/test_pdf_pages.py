"""A citation in a PDF opens its page as it looks, with the sentence marked; where that fails, the text is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.loaders import Draft, finish, load_stream
from index.originals.pages import page
from qa.engine import Engine
from tests.browser.conftest import Opener, Watch, ask, engine_over, lacks, serving
from tests.support.newspaper import ACROSS, BROKEN, newspaper
from tests.support.pdfs import Page, pdf

expect.set_options(timeout=20_000)
QUESTION = "Who left the island of Norvik on the last ferry of the winter?"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    (draft,) = load_stream(io.BytesIO(newspaper()), name="ice.pdf")
    assert isinstance(draft, Draft)
    with engine_over(tmp_path / "corpus", [finish(draft, "ice.pdf")[0]]) as opened:
        kept = opened.corpus.originals.path(opened.corpus.article(opened.corpus.articles()[0].id))
        assert kept is not None
        page(kept, 1)  # the process that draws is started: what follows waits for the page alone
        yield opened


@pytest.mark.parametrize("width", [390, 1280])
def test_a_citation_opens_its_page_with_the_sentence_marked(open_page: Opener, width: int) -> None:
    view = open_page(width=width)
    ask(view, QUESTION)
    assert view.locator(".said").first.inner_text() == ACROSS
    view.get_by_role("button", name="Show in article").first.click()
    mark = view.locator("#viewer .leaf mark.cited")
    expect(mark).to_have_count(2)
    expect(mark.first).to_have_text(ACROSS)
    expect(mark.first).to_be_in_viewport()
    expect(mark.first).to_be_focused()
    expect(view.locator("#viewer .pager")).to_contain_text("Page 1 of 2")
    # What is under the mark is drawn: dark letters on white paper.
    drawn = view.locator("#viewer canvas").evaluate(
        """(sheet) => {
          const box = document.querySelector('#viewer .leaf mark').style;
          const of = (share, whole) => Math.round(parseFloat(share) / 100 * whole);
          const data = sheet.getContext('2d').getImageData(of(box.left, sheet.width), of(box.top, sheet.height),
            of(box.width, sheet.width), of(box.height, sheet.height)).data;
          return [Math.min(...data.filter((_, i) => i % 4 === 0)), Math.max(...data.filter((_, i) => i % 4 === 0))];
        }"""
    )
    assert drawn[0] < 100
    assert drawn[1] > 240
    assert lacks(view) == []
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pages_are_turned_made_larger_and_left_for_the_text(open_page: Opener) -> None:
    view = open_page()
    ask(view, QUESTION)
    view.get_by_role("button", name="Show in article").first.click()
    viewer = view.locator("#viewer")
    expect(viewer.get_by_role("button", name="Previous page")).to_be_disabled()
    viewer.get_by_role("button", name="Next page").click()
    expect(viewer.locator(".pager")).to_contain_text("Page 2 of 2")
    expect(viewer.locator(".leaf mark")).to_have_count(2)
    expect(viewer.get_by_role("button", name="Next page")).to_be_disabled()
    before = viewer.locator("canvas").bounding_box()
    viewer.get_by_role("button", name="Larger").click()
    expect(viewer.get_by_role("button", name="Larger")).to_have_attribute("aria-pressed", "true")
    after = viewer.locator("canvas").bounding_box()
    assert before is not None
    assert after is not None
    assert round(after["width"] / before["width"]) == 2
    viewer.get_by_role("button", name="Show its text").click()
    expect(viewer.locator(".article-text mark.cited")).to_have_text(ACROSS)
    viewer.get_by_role("button", name="Show its pages").click()
    expect(viewer.locator(".pager")).to_contain_text("Page 1 of 2")


def test_a_sentence_on_a_page_that_stands_sideways_is_marked(open_page: Opener, tmp_path: Path, watch: Watch) -> None:
    lines = [*ACROSS.split(" with "), "Nobody was hurt."]
    lines[1] = f"with {lines[1]}"
    turned = pdf([Page().turned(lines, quarters=3)]).replace(b"/Type /Page /Parent", b"/Type /Page /Rotate 90 /Parent")
    (draft,) = load_stream(io.BytesIO(turned), name="turned.pdf")
    assert isinstance(draft, Draft)
    article = finish(draft, "turned.pdf")[0]
    with engine_over(tmp_path / "turned", [article]) as engine, serving(engine) as address:
        watch.origin = address
        view = open_page(base=address)
        ask(view, QUESTION)
        view.get_by_role("button", name="Show in article").first.click()
        mark = view.locator("#viewer .leaf mark.cited")
        expect(mark).to_have_count(2)
        expect(mark.first).to_have_text(ACROSS)
        box = mark.first.bounding_box()
        assert box is not None
        assert box["width"] > 5 * box["height"]  # the page is shown upright


def test_it_is_shown_after_a_restart_and_with_a_key(open_page: Opener, engine: Engine, watch: Watch) -> None:
    watch.expected = ("401",)
    with serving(engine, api_key="a-key-of-some-length") as address:
        watch.origin = address
        view = open_page(base=address)
        view.fill("#key-value", "a-key-of-some-length")
        view.keyboard.press("Enter")
        ask(view, QUESTION)
        view.get_by_role("button", name="Show in article").first.click()
        expect(view.locator("#viewer .leaf mark.cited")).to_have_count(2)


def test_without_its_file_the_text_is_shown(open_page: Opener, engine: Engine, watch: Watch) -> None:
    watch.expected = ("404",)
    view = open_page()
    ask(view, QUESTION)
    view.route("**/pages/1?*", lambda route: route.fulfill(status=404, json={"detail": "The file is damaged."}))
    view.get_by_role("button", name="Show in article").first.click()
    expect(view.locator("#viewer .notice")).to_contain_text("The file is damaged. Here is the text.")
    expect(view.locator("#viewer .article-text mark.cited")).to_have_text(ACROSS)
    for path in (engine.corpus.folder / "originals").iterdir():
        path.unlink()
    view.reload()
    view.get_by_role("button", name="Show in article").first.click()
    expect(view.locator("#viewer .article-text mark.cited")).to_have_text(ACROSS)
    expect(view.get_by_role("button", name="Show its pages")).to_have_count(0)


def test_the_articles_own_page_shows_the_page_above_the_text(open_page: Opener, engine: Engine) -> None:
    text = engine.corpus.article(engine.corpus.articles()[0].id).text
    start = text.index(BROKEN)
    article = engine.corpus.articles()[0].id
    view = open_page(f"/articles/{article}?start={start}&end={start + len(BROKEN)}#cited")
    expect(view.locator("mark.cited")).to_have_text(BROKEN)
    picture = view.locator(".page-picture img")
    expect(picture).to_be_attached()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == pytest.approx(1400, abs=2)
