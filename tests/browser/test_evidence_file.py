"""An evidence file opened from a disk in a browser: it checks itself, without a network, and tells what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from qa.engine import Engine
from tests.browser.conftest import Opener, lacks
from tests.browser.test_hostile import PAYLOADS, WORDS, hostile
from tests.qa.web.conftest import HARBOUR

__all__ = ["hostile"]
QUESTION = "What caused the fire?"


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Where the files are."""
    return tmp_path.as_uri()


def written(engine: Engine, folder: Path, question: str = QUESTION) -> str:
    text = engine.ask(question).export("evidence")
    (folder / "evidence.html").write_text(text, encoding="utf-8")
    return text


def test_a_file_as_it_was_made_is_found_right(open_page: Opener, engine: Engine, tmp_path: Path) -> None:
    written(engine, tmp_path)
    page = open_page("/evidence.html", offline=True)
    expect(page.locator("#verdict")).to_contain_text("nothing was changed")
    expect(page.locator("#verdict")).to_have_class("right")


@pytest.mark.parametrize("part", ["shown", "sealed", "both", "link", "added"])
def test_a_change_is_told(open_page: Opener, engine: Engine, tmp_path: Path, part: str) -> None:
    text = written(engine, tmp_path)
    quote = engine.ask(QUESTION)
    said = (*quote.quotes, *quote.nearest)[0].text
    word = max(said.split(), key=len)
    head, data = text.split('<script type="application/json"')
    forged = {
        "shown": head.replace(word, "Nobody", 1) + '<script type="application/json"' + data,
        "sealed": head + '<script type="application/json"' + data.replace(word, "Nobody"),
        "both": text.replace(word, "Nobody"),
        "link": text.replace('href="https://', 'href="https://evil.'),
        "added": text.replace("<blockquote>", "<p>Nobody said so.</p><blockquote>", 1),
    }[part]
    assert forged != text
    (tmp_path / "evidence.html").write_text(forged, encoding="utf-8")
    page = open_page("/evidence.html", offline=True)
    expect(page.locator("#verdict")).to_contain_text("Changed since it was sealed")


def test_a_copy_of_the_article_bears_it_out(open_page: Opener, engine: Engine, tmp_path: Path) -> None:
    written(engine, tmp_path)
    (tmp_path / "right.txt").write_bytes(HARBOUR.text.encode())
    (tmp_path / "longer.txt").write_bytes((HARBOUR.text + "More.\n").encode())
    (tmp_path / "other.txt").write_bytes(b"Another text.\n")
    page = open_page("/evidence.html", offline=True)
    for name, words in (
        ("right", "to the letter, and"),
        ("longer", "not the article to the letter"),
        ("other", "No quote"),
    ):
        page.set_input_files("#copy", tmp_path / f"{name}.txt")
        expect(page.locator("#compared")).to_contain_text(words)


def test_attacks_in_every_text_do_nothing(open_page: Opener, hostile: Engine, tmp_path: Path) -> None:
    for number, payload in list(enumerate(PAYLOADS))[:6]:
        written(
            hostile,
            tmp_path,
            f"Who says that the {WORDS[number]} sang in Norvik on Monday? {payload}".replace("\0", ""),
        )
        page = open_page("/evidence.html", offline=True)
        expect(page.locator("#verdict")).to_contain_text("nothing was changed")
        assert page.evaluate("window.__pwned") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_can_be_read(open_page: Opener, engine: Engine, tmp_path: Path, scheme: str, width: int) -> None:
    written(engine, tmp_path)
    page = open_page("/evidence.html", width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert lacks(page) == []
