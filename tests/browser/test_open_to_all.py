"""Every state of the page is open to all: axe-core finds nothing serious, nothing sticks out of a phone's screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from index import Article
from qa.engine import Engine
from tests.browser.conftest import Opener, Watch, amend, ask, lacks

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
UNANSWERABLE = "Who discovered the zyzzyva beetle in Qatar?"
LONG = Article(
    "long",
    "Quillbrook raises its wall " + "and raises it again " * 12,
    "The Quillbrook committee agreed "
    + "after a long quarrel about the pumps and the nets " * 25
    + "to raise the wall "
    "by 2.4 metres, as https://"
    + "very-long-address" * 20
    + ".example says.\n\nنصّ عربي عن حريق في الميناء. 港口大火。",
    source="The Extraordinarily Long-Named Intelligencer " * 4,
    author="Bartholomew Featherstonehaugh-Cholmondeley " * 3,
)


def _answered(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "Who said that?")
    page.get_by_role("button", name="Right answer").first.click()
    page.get_by_role("button", name="Undo the verdict").wait_for()


def _abstained(page: Page) -> None:
    ask(page, UNANSWERABLE)


def _asked_back(page: Page) -> None:
    meant = [{"name": "The mayor", "question": "What did the mayor say?"}]
    amend(page, lambda answer: answer.update(could_mean=meant))
    ask(page, "What did he say?")
    page.locator(".abstained .suggestion").wait_for()


def _spoken(page: Page) -> None:
    def say(answer: dict[str, Any]) -> None:
        answer["quotes"][0] |= {"said_by": {"name": "the mayor", "via": "pronoun", "start": 0, "end": 9}}
        answer["quotes"][0]["occurrences"] = [{"article_id": "election", "start": 0, "end": 5}]

    amend(page, say)
    ask(page, QUESTION)
    page.locator(".places summary").first.click()
    page.locator(".places .link").wait_for()


def _waiting(page: Page) -> None:
    page.route("**/ask/stream", lambda route: None)
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    page.locator(".waiting").wait_for()


def _refused(page: Page) -> None:
    problem = json.dumps({"detail": "The server has as many requests as it can take; try again shortly."})
    page.route("**/ask/stream", lambda route: route.fulfill(status=503, body=problem))
    ask(page, QUESTION)


def _offline(page: Page) -> None:
    for path in ("**/ask/stream", "**/about"):
        page.route(path, lambda route: route.abort())
    ask(page, QUESTION)
    page.locator("#offline").wait_for()


def _filtered(page: Page) -> None:
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("The Courier").check()


def _reading(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Show in article").first.click()
    page.locator("mark.cited").wait_for()


def _listing(page: Page) -> None:
    page.get_by_role("button", name="Articles").click()
    page.locator(".article-list li").first.wait_for()
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"\xff" * 9} for name in ("a.txt", "b.png")]
    page.locator("#picker").set_input_files(files)
    page.locator(".outcomes li").nth(1).wait_for()
    page.get_by_role("button", name="Delete Fire").click()


def _remembering(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="History").click()
    page.locator(".chats .title").wait_for()


def _long(page: Page) -> None:
    page.route("**/feedback", lambda route: route.abort())
    ask(page, "By how many metres does the Quillbrook committee raise the wall?")
    page.locator(".long").wait_for()
    page.get_by_role("button", name="Wrong answer").first.click()
    page.locator(".said").get_by_text("cannot be reached").wait_for()


def _welcome(page: Page) -> None:
    page.locator(".suggestion").first.wait_for()


STATES: list[Callable[[Page], None]] = [
    _welcome,
    _waiting,
    _answered,
    _spoken,
    _long,
    _abstained,
    _asked_back,
    _refused,
    _offline,
    _filtered,
    _reading,
    _listing,
    _remembering,
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
def test_nothing_serious_stands_in_the_way_of_anyone(
    open_page: Opener, engine: Engine, watch: Watch, state: Callable[[Page], None]
) -> None:
    watch.expected = ("ERR_FAILED", "503", "422")
    engine.add([LONG])
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
            page.locator("#folio").get_by_text("articles").wait_for()
            state(page)
            assert lacks(page) == [], (scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(_STICKING_OUT) == []
            page.context.close()


# What is wider than the screen, or cut off at its right edge, without a box around it that scrolls.
_STICKING_OUT = """[...document.querySelectorAll("main *, .composer *, dialog[open] *")].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.right > innerWidth + 1 && !e.closest(".visually-hidden, .kicker");
}).map((e) => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("has_touch", [True, False])
def test_what_is_pressed_is_large_enough_to_be_hit(open_page: Opener, has_touch: bool) -> None:
    page = open_page(width=390, has_touch=has_touch, is_mobile=has_touch)
    _answered(page)
    least = 40 if has_touch else 24
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("button, summary, .actions a")].filter((e) => {
          const box = e.getBoundingClientRect();
          return box.height > 0 && box.height < least;
        }).map((e) => `${e.textContent} ${e.getBoundingClientRect().height}`)""",
        least,
    )
    assert small == []


@pytest.mark.parametrize("path", ["/articles/harbour#s2", "/docs"])
def test_the_other_pages_are_as_open_to_all(open_page: Opener, path: str) -> None:
    for scheme in ("light", "dark"):
        page = open_page(path, width=390, color_scheme=scheme)
        page.locator("h1").wait_for()
        page.locator(".article-text, #routes details").first.wait_for()
        assert lacks(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
