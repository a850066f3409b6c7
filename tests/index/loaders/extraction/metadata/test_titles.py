"""Titles: never the site's name, and never none."""

# ruff: noqa: E501 - a case of a table stands on a line

from __future__ import annotations

import io

import pytest

from index.loaders import Draft, article_from_text
from index.loaders.drafts import finish
from index.loaders.extraction.metadata.titles import page_title, title_without, written_author, written_title
from index.loaders.html import load_html

PROSE = (
    "The observatory on Mount Kell closes its dome for the winter on Friday, and its two telescopes are brought down to the "
    "valley by cable car, its director said. The snow came three weeks early this year, and the road is shut already."
)


def title_of(head: str, body: str) -> str:
    page = f"<html><head>{head}</head><body>{body}<p>{PROSE}</p></article></body></html>"
    (draft,) = load_html(io.BytesIO(page.encode()))
    assert isinstance(draft, Draft)
    return draft.title


SITE = "<meta property='og:site_name' content='The Kell Courier'>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (SITE + "<title>Dome shut – The Kell Courier | News</title>", "<header><h1>The Kell Courier</h1></header><article><h2>Dome shut</h2>"),
        (SITE + "<meta property='og:title' content='Dome shut | The Kell Courier'>", "<article><h1>Dome shut for winter</h1>"),
        (SITE + "<meta property='og:title' content='The Kell Courier'><title>The Kell Courier - Dome shut</title>", "<article>"),
        ("<title>Dome shut | The Kell Courier</title>", "<div class=masthead><h1><a href=/>The Kell Courier</a></h1></div><article><h2>Dome shut</h2>"),
        ("<title>The Kell Courier</title>" + SITE, "<article><h1>Dome shut</h1>"),
        ("<title>x</title>", "<div><h1>The Kell Courier</h1></div><article><h1 class=headline>Dome shut</h1>"),
        ("<title>Dome shut</title>", "<article><h1>Dome shut</h1>"),
        ("<title>Home</title>", "<article><h2>Dome shut</h2>"),
        ("<title>Untitled Document</title>", "<h1>Dome shut</h1><article>"),
        ("<title>Startseite | The Kell Courier</title>" + SITE, "<article><h1>Dome shut</h1>"),
        ("<title>Index</title><meta property='og:title' content='Dome shut'>", "<article>"),
        ("<title>Главная</title>", "<article><h1>Dome shut</h1>"),
        (SITE + "<title>The Kell Courier: Dome shut</title>", "<article>"),
        (SITE + "<title>Dome shut :: The Kell Courier</title>", "<article>"),
        (SITE + "<title>Dome shut / The Kell Courier</title>", "<article>"),
        ("<title></title>", "<h1 class=logo>The Kell Courier</h1><article><h2>Dome shut</h2>"),
        ("<title>The Kell Courier</title>", "<h1><a href='/'>The Kell Courier</a></h1><article><h2>Dome shut</h2>"),
        ("<title>The Kell Courier</title>", "<header><h1>The Kell Courier</h1></header><article><h1>Dome shut</h1>"),
        ("<title>The Kell Courier | Dome shut</title>", "<h1 id=site-title>The Kell Courier</h1><article><h2>Dome shut</h2>"),
        (
            "<title>The Kell Courier</title><script type='application/ld+json'>{'@type': 'NewsArticle', 'headline': "
            "'Dome shut', 'publisher': {'name': 'The Kell Courier'}}</script>".replace("'", '"'),
            "<h1>The Kell Courier</h1><article>",
        ),
    ],
)  # fmt: skip
def test_the_title_of_a_page_is_not_the_name_of_its_site(head: str, body: str) -> None:
    assert title_of(head, body) in ("Dome shut", "Dome shut for winter")


def test_a_title_with_a_dash_keeps_both_halves() -> None:
    assert (
        page_title(["Kell - the mountain that moved"], sites=["The Kell Courier"]) == "Kell - the mountain that moved"
    )
    assert page_title([None, " ", "Courier", "Snow | Courier | Kell"], sites=["courier"]) == "Snow"
    assert page_title(["Courier"], sites=["courier"]) == ""


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("news/dome_shut-for-winter.txt", PROSE, "dome shut for winter"),
        ("Dome shut.html", PROSE, "Dome shut"),
        ("article.md", "The dome is shut. It snowed.", "The dome is shut."),
        ("a8f3.txt", "\n\n- Dome shut\n\nIt snowed.", "Dome shut"),
        ("untitled document.txt", "Dome shut\nIt snowed.", "Dome shut"),
        (None, "Dr. Olsen shut the dome. It snowed.", "Dr. Olsen shut the dome."),
        ("download (3).html", "x" * 300, "x" * 100 + "…"),
        (None, "Snow " * 40, "Snow " * 19 + "Snow…"),
        ("index.html", "…\n***\nSnow", "Snow"),
    ],
)
def test_a_text_without_a_title_has_the_name_of_its_file_or_its_first_line(
    name: str | None, text: str, title: str
) -> None:
    assert title_without(text, name=name) == title


def test_no_article_is_without_a_title() -> None:
    assert article_from_text("It snowed. The dome is shut.").title == "It snowed."
    assert finish(Draft("It snowed."), "news/first-snow-of-the-year.txt")[0].title == "first snow of the year"
    # a line of a file of many is not what the file is named for
    assert finish(Draft("It snowed.", where="line 3"), "all-news-of-the-year.jsonl:line 3")[0].title == "It snowed."


def test_a_title_of_nothing_but_space_and_marks_is_read_in_one_pass() -> None:
    # With a step for every pair of spaces it would not come back within the life of a test run.
    assert page_title(["Dome" + " " * 400_000 + "shut"], sites=[]) == "Dome shut"


@pytest.mark.parametrize("title", ["PowerPoint Presentation", "(anonymous)", "Unknown Title", "Document1", "a.docx"])
def test_a_title_that_a_program_wrote_is_none(title: str) -> None:
    assert written_title(title) == ""
    assert written_title(f"{title}s of the harbour") != ""


@pytest.mark.parametrize("author", ["python-docx", "anonymous", "Windows User", "(unspecified)", "Administrator", ""])
def test_an_author_that_a_program_wrote_is_none(author: str) -> None:
    assert written_author(author) is None
    assert written_author("Ann Author") == "Ann Author"
