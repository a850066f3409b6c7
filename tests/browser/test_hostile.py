"""Articles that attack the page: whatever stands in them, in every field, is shown as text and does nothing.

The page is also run with its policy taken away: it must be inert by how it is built, not by what browsers forbid.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index import Article
from qa.engine import Engine
from tests.browser.conftest import Opener, Watch, amend, ask, engine_over
from tests.qa.web.http.test_addresses import BAD, GOOD

PAYLOADS: list[str] = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
# Words that no other article has, so that a question finds one article for certain.
WORDS = [f"canary{chr(97 + n // 26)}{chr(97 + n % 26)}bird" for n in range(len(PAYLOADS))]


def _article(number: int) -> Article:
    payload = PAYLOADS[number]
    text = f"The {WORDS[number]} sang {payload} in Norvik on Monday.\n\nNobody {payload} listened to it."
    # Stored straight into the corpus: the doors would refuse such an address, an older corpus might hold one.
    url = payload if payload.lower().startswith(("javascript", "vbscript")) else f"https://news.example/{number}"
    return Article(f"a{number}", f"{payload} {WORDS[number]}", text, url=url, source=payload, author=payload)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine over nothing but attacks."""
    with engine_over(tmp_path_factory.mktemp("hostile"), [_article(n) for n in range(len(PAYLOADS))]) as opened:
        yield opened


@pytest.fixture
def engine(hostile: Engine) -> Engine:
    """What is served here."""
    return hostile


def _check(page: Page) -> None:
    assert page.evaluate("window.__pwned") is None
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:"}
    assert (
        page.evaluate(
            "document.querySelectorAll('main img, main svg, dialog img, iframe, main form, [onerror]').length"
        )
        == 0
    )
    assert page.locator("#composer").count() == 1


def _text(page: Page, place: str) -> str:
    """Return the text that stands there, without white space: line ends are drawn as blocks."""
    return "".join(page.locator(place).first.evaluate("e => e.textContent").split())


def test_there_are_many_attacks() -> None:
    assert len(PAYLOADS) >= 60
    assert len(set(PAYLOADS)) == len(PAYLOADS)


@pytest.mark.parametrize("bypass", [False, True], ids=["with the policy", "without the policy"])
def test_every_attack_is_shown_as_text_and_does_nothing(open_page: Opener, bypass: bool) -> None:
    page = open_page(bypass_csp=bypass)
    for number, payload in enumerate(PAYLOADS):
        article = _article(number)
        ask(page, f"Who says that the {WORDS[number]} sang {payload} in Norvik on Monday?")
        quote = page.locator(".turn figure").filter(has_text=WORDS[number]).first
        assert quote.locator("blockquote .said").evaluate("e => e.textContent") in article.text
        assert _text(page, f'.turn cite:has-text("{WORDS[number]}")') == "".join(article.title.split())
        quote.get_by_role("button", name="Show in article").click()
        page.locator("#viewer mark.cited").wait_for()
        assert _text(page, "#viewer .article-text") == "".join(article.text.split())
        page.get_by_role("button", name="New chat").click()
    page.get_by_role("button", name="Articles").click()
    page.locator(".article-list li").nth(len(PAYLOADS) - 1).wait_for()
    _check(page)


@pytest.mark.parametrize("bypass", [False, True], ids=["with the policy", "without the policy"])
def test_attacks_in_a_speaker_or_in_what_may_be_meant_are_text_too(open_page: Opener, bypass: bool) -> None:
    page = open_page(bypass_csp=bypass)
    words = [" ".join(payload.split()) for payload in PAYLOADS]

    def attack(answer: dict[str, Any]) -> None:
        quotes = answer["quotes"] + answer["nearest"]
        quotes[0]["said_by"] = {"name": "".join(words), "via": "pronoun", "start": 0, "end": 1}
        asked = [{"name": payload, "question": payload} for payload in words]
        answer |= {"status": "abstained", "reason": "below_threshold", "quotes": [], "nearest": quotes}
        answer |= {"could_mean": asked, "understood_as": "".join(words), "carried": [{"start": 0, "end": 9}]}

    amend(page, attack)
    ask(page, f"Where did the {WORDS[0]} sing?")
    assert page.locator(".abstained .suggestion bdi").all_text_contents() == words
    assert page.locator(".speaker bdi, .speaker strong").text_content() == "".join(words)
    assert page.locator(".scope q").text_content() == "".join(words)
    _check(page)
    page.get_by_role("button", name="History").click()
    _check(page)


def test_attacks_in_the_question_are_text_too(open_page: Opener) -> None:
    page = open_page()
    for payload in PAYLOADS[:8]:
        ask(page, payload)
        expect(page.locator("h2.question").last).to_have_text(payload.strip())
    _check(page)
    page.reload()
    page.locator(".turn").nth(7).wait_for()
    _check(page)


def test_attacks_in_an_address_are_text_too(open_page: Opener, watch: Watch) -> None:
    watch.expected = ("422",)
    page = open_page("/?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.__pwned%3D1%3E&source=%3Cscript%3E&published_from=x")
    page.locator(".quotes, .abstained, .failed").first.wait_for()
    _check(page)


@pytest.mark.parametrize("bypass", [False, True], ids=["with the policy", "without the policy"])
def test_the_articles_own_pages_are_inert(open_page: Opener, bypass: bool) -> None:
    page = open_page("/docs", bypass_csp=bypass)
    root = page.url.removesuffix("/docs")
    for number in range(len(PAYLOADS)):
        page.goto(f"{root}/articles/a{number}?start=4&end=60#cited")
        assert page.evaluate("window.__pwned") is None
        assert page.evaluate("document.querySelectorAll('main img, main svg, iframe, form, main script').length") == 0
        assert _text(page, ".article-text") == "".join(_article(number).text.split())


def test_a_name_that_reorders_cannot_reach_its_neighbours(open_page: Opener) -> None:
    number = next(n for n, payload in enumerate(PAYLOADS) if payload.startswith("\u202e\u202e"))
    page = open_page()
    ask(page, f"Where did the {WORDS[number]} sing?")
    isolated = page.locator(".turn cite bdi, .turn .detail bdi").evaluate_all(
        "nodes => nodes.every((n) => getComputedStyle(n).unicodeBidi.startsWith('isolate'))"
    )
    assert isolated


_ORDER = """place => {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf("decrof");
    if (at < 0) continue;
    return [at, at + 5].map((offset) => {
      const range = document.createRange();
      range.setStart(node, offset);
      range.setEnd(node, offset + 1);
      return range.getBoundingClientRect().left;
    });
  }
}"""


def test_letters_are_drawn_in_the_order_in_which_they_are_written(open_page: Opener) -> None:
    """What a person reads and quotes is what the article holds, whatever marks within it turn round."""
    number = next(n for n, payload in enumerate(PAYLOADS) if payload.startswith("\u202edecrof"))
    page = open_page()
    ask(page, f"Where did the {WORDS[number]} sing?")
    page.locator(".turn figure").filter(has_text=WORDS[number]).first.get_by_role(
        "button", name="Show in article"
    ).click()
    page.locator("#viewer mark.cited").wait_for()
    places = [page.locator(place).first for place in (".turn blockquote .said", "#viewer .article-text", ".turn cite")]
    drawn = [place.evaluate(_ORDER) for place in places]
    page.goto(f"{page.url.partition('/?')[0]}/articles/a{number}")
    drawn += [page.locator(place).first.evaluate(_ORDER) for place in (".article-text", "h1")]
    assert all(first < last for first, last in drawn), drawn


def test_the_page_links_to_what_the_service_links_to(open_page: Opener) -> None:
    link = (
        "async (all) => { const d = await import('./page/dom.js'); return all.map((a) => d.webAddress(a) !== null); }"
    )
    assert open_page().evaluate(link, [*GOOD, *BAD]) == [True] * len(GOOD) + [False] * len(BAD)
