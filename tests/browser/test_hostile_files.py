"""Attacks in the files that are handed out as HTML, and in addresses that lead nowhere: shown as text, and inert."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from qa.checking import html as check_report
from qa.engine import Engine
from tests.browser.conftest import Opener, Watch
from tests.browser.test_hostile import PAYLOADS, WORDS, hostile

__all__ = ["hostile"]
_INERT = "document.querySelectorAll('img, script, iframe, form, input, object, embed, svg, [onerror], [onload]').length"


def _questions() -> list[str]:
    asked = [f"Who says that the {WORDS[n]} sang {PAYLOADS[n]} in Norvik on Monday?" for n in range(len(PAYLOADS))]
    return [question.replace("\0", "") for question in asked]


def _checked(engine: Engine) -> str:
    told = [f"“The {WORDS[n]} sang {PAYLOADS[n]} in Norvik on Monday,” said {PAYLOADS[n]}." for n in range(0, 60, 3)]
    draft = "\n\n".join(told).replace("\0", "")
    return check_report.render(engine.check(draft), draft, name=PAYLOADS[0])


def _cards(engine: Engine) -> str:
    return "<!DOCTYPE html><meta charset=utf-8>" + "".join(engine.ask(q)._repr_html_() for q in _questions())


def _evidence(engine: Engine) -> str:
    return engine.ask(_questions()[0]).export("evidence")


@pytest.mark.parametrize("bypass", [False, True], ids=["with the policy", "without the policy"])
@pytest.mark.parametrize("write", [_checked, _cards, _evidence])
def test_attacks_in_a_file_do_nothing(
    hostile: Engine,
    open_page: Opener,
    tmp_path: Path,
    watch: Watch,
    write: Callable[[Engine], str],
    bypass: bool,
) -> None:
    text = write(hostile)
    (tmp_path / "file.html").write_text(text, encoding="utf-8")
    watch.origin = tmp_path.as_uri()
    page = open_page("/file.html", base=tmp_path.as_uri(), bypass_csp=bypass)
    assert "window.__pwned" in page.inner_text("body")
    assert page.evaluate("window.__pwned") is None
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:", "file:"}
    own = 2 if write is _evidence else 0  # its check of itself, and what it checks
    assert page.evaluate("document.querySelectorAll('script').length") == own
    assert page.evaluate(_INERT.replace("script, ", "").replace("input, ", "")) == 0


@pytest.mark.parametrize("bypass", [False, True], ids=["with the policy", "without the policy"])
@pytest.mark.parametrize(
    "place", ["/{}", "/articles/{}", "/articles/{}/revisions", "/page/{}", "/c/{}/", "/ask?q=a&{}=1", "/docs/{}"]
)
def test_attacks_in_an_address_that_leads_nowhere_do_nothing(
    open_page: Opener, watch: Watch, place: str, bypass: bool
) -> None:
    watch.expected = ("400", "404", "422")
    page = open_page(bypass_csp=bypass)
    root = page.url.rstrip("/")
    for payload in PAYLOADS[::4]:
        page.goto(root + place.format(quote(payload, safe="<>\"'=&;:()")))
        assert page.evaluate("window.__pwned") is None
        assert page.evaluate(_INERT) == 0
