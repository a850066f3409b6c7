"""The page of a corpus with a name: it asks that corpus, and keeps nothing for another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from qa.engine import Engine
from qa.settings import Settings
from qa.web.additional_corpora import AdditionalCorpus
from qa.web.app import Deployment, create_app
from tests.browser.conftest import Opener, ask, engine_over
from tests.qa.web.conftest import ELECTION, HARBOUR
from tests.support.live import live


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a corpus is served with another beside it."""
    with engine_over(tmp_path / "first", [HARBOUR]) as first, engine_over(tmp_path / "news", [ELECTION]) as news:
        deployment = Deployment(further=(_further(news),))
        with live(create_app(first, Settings(), deployment=deployment)) as served:
            yield served


def _further(engine: Engine) -> AdditionalCorpus:
    return AdditionalCorpus("news", engine.corpus.folder, engine)


def test_the_page_of_a_corpus_asks_it_and_leads_into_it(open_page: Opener, address: str) -> None:
    page = open_page("/c/news")
    assert page.url == f"{address}/c/news/"
    ask(page, "Who won the election in Castellan?")
    expect(page.locator(".quotes")).to_contain_text("Maren Tolvaisa won the election")
    assert page.evaluate("Object.keys(sessionStorage)") == ["qa.conversation /c/news"]
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    page.goto(address)
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    page.goto(f"{address}/c/news/articles/election")
    expect(page.locator("h1")).to_have_text("Election in Castellan")
    page.locator(".nameplate a").click()
    page.wait_for_url(f"{address}/c/news/")
