"""Markdown: front matter, and what of the mark-up stays."""

from __future__ import annotations

import io

import pytest
from markdown_it import MarkdownIt

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.markdown import load_markdown
from index.splitting.sentences import split


def load(text: str) -> Draft:
    (draft,) = load_markdown(io.BytesIO(text.encode()))
    assert isinstance(draft, Draft)
    return draft


def test_front_matter_gives_the_fields() -> None:
    draft = load(
        "---\nid: bridge-1\ntitle: 'Toll rises: ten dead'\nurl: https://example.com/a\nsource: The Valley Post\n"
        "author: [Ann Lee, Omar Khan]\npublished: 2024-09-03\ntags: [road]\n---\n# Other\n\nThe road is closed.\n"
    )
    assert draft == Draft(
        text="Other\n\nThe road is closed.",
        title="Toll rises: ten dead",
        id="bridge-1",
        url="https://example.com/a",
        source="The Valley Post",
        author="Ann Lee; Omar Khan",
        published="2024-09-03",
        outline=((0, "heading"),),
    )


def test_values_in_front_matter_are_taken_as_written() -> None:
    draft = load("---\nid: 007\ntitle: yes\npublished: 2024-09-03T10:00:00Z\nauthor:\nsource: null\n---\nText.")
    assert (draft.id, draft.title, draft.published) == ("007", "yes", "2024-09-03T10:00:00Z")
    assert (draft.author, draft.source) == (None, None)


@pytest.mark.parametrize(
    "value", ["0x" + "f" * 8_000, ":".join(["59"] * 4_000), "9" * 10_000, "1e999999", "0b" + "1" * 9_000]
)
def test_a_number_of_any_length_in_front_matter_is_a_text(value: str) -> None:
    assert load(f"---\nauthor: {value}\n---\nText.").author == value


@pytest.mark.parametrize("deep", ["[" * 8_000, "{" * 8_000, "- " * 8_000, "[" * 8_000 + "]" * 8_000, "? " * 7_000])
def test_front_matter_that_is_nested_without_end_is_refused(deep: str) -> None:
    with pytest.raises(LoadError, match="front matter is not YAML"):
        load(f"---\ntitle: a\nx:\n {deep}\n---\nText.")


@pytest.mark.parametrize("text", ["---\n---\nText.", "---\n# only a comment\n---\nText.", "Text.", "---\n\nText."])
def test_front_matter_may_be_empty_or_absent(text: str) -> None:
    assert load(text) == Draft(text="Text.", outline=())


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: [a", "not YAML"),
        ("title: " + "[" * 10_000, "not YAML"),
        ("title: a: b", "not YAML"),
        ("- a", "of type list"),
        ("title: {a: 1}", "title in its front matter is of type dict"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(front: str, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load(f"---\n{front}\n---\nText.")


def test_the_first_heading_is_the_title_when_none_is_given() -> None:
    assert load("## Small\n\n# Bridge *closed*\n\nText.").title == "Bridge closed"
    assert load("Text.\n\n### Small\n\n## Other").title == "Small"
    assert load("Text.").title == ""


def test_text_is_left_readable_without_its_marks() -> None:
    draft = load(
        "A [link](http://x.y) and **bold**\nwrapped `code` &amp; <b>more</b>.  \nNew line.\n\n"
        "> Said she.\n\n- one\n- two\n  - three\n\n4. four\n5. five\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "![The bridge](x.png)\n\n![](y.png)\n\n```py\nx = 1\n```\n\n    y = 2\n\n<div>raw <b>text</b></div>\n\n"
        "<!-- note -->\n\n***\n\nEnd."
    )
    assert draft.text.split("\n\n") == [
        "A link and bold wrapped code & more.\nNew line.",
        "Said she.",
        "- one\n- two\n- three",
        "4. four\n5. five",
        "a: 1 | b: 2",
        "[Image: The bridge]",
        "x = 1",
        "y = 2",
        "raw text",
        "End.",
    ]


def test_headings_and_lists_keep_their_roles() -> None:
    text = load(
        "# Bridge closed\n\n- Forty villages are cut off.\n\nThe road was closed on Tuesday, officials said.\n\n"
        "## Who pays?\n\nThe ministry pays, its spokesman said on Tuesday.\n\n![The bridge](x.png)\n"
    ).text
    assert [span.role for span in split(text)] == [
        "headline",
        "highlight",
        "body",
        "question_heading",
        "body",
        "caption",
    ]


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LoadError, match="larger than 2,097,152 bytes"):
        load("a" * (2 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("marks", "depth"),
    [("*a  a*", 300), ("_b  b_", 300), ("**c  c**", 300), pytest.param("*a  a*", 20_000, marks=pytest.mark.slow)],
)
def test_marks_in_each_other_without_end_are_refused(marks: str, depth: int) -> None:
    opening, closing = marks.split("  ")
    with pytest.raises(LoadError, match="hundreds of times"):
        load(f"{opening} " * depth + f" {closing}" * depth)


@pytest.mark.parametrize("tag", ["!!timestamp", "!!bool", "!!int", "!!python/name:os.system", "!!binary", "!own"])
def test_a_tag_in_front_matter_means_nothing(tag: str) -> None:
    assert load(f"---\ntitle: {tag} soon\n---\nText.").title == "soon"


@pytest.mark.parametrize("unit", ["+ \n", "> \n", "x__y", "[z](w)", "~~q~~", "`c` "])
def test_too_many_marks_are_refused_before_they_are_parsed(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MarkdownIt, "parse", None)
    with pytest.raises(LoadError, match=r"more than (30|100),000; divide it"):
        list(load_markdown(io.BytesIO(unit.encode() * 110_000)))


@pytest.mark.slow
def test_a_long_chapter_with_many_marks_is_read() -> None:
    chapter = "The *harbour* of `Orsby` froze in [January](https://orsby.example).\n\n" * 2_000
    (draft,) = load_markdown(io.BytesIO(chapter.encode()))
    assert isinstance(draft, Draft)
    assert draft.text.count("Orsby") == 2_000


def test_front_matter_in_toml_gives_the_same_fields() -> None:
    front = (
        'title = "Bridge closed"\ndate = 2025-03-04T10:00:00Z\nauthors = ["Ann Lee", "Bo Ek"]\n'
        "weight = 3\n[params]\na = 1\n"
    )
    (draft,) = load_markdown(io.BytesIO(f"+++\n{front}+++\n\nThe road was closed.".encode()))
    assert isinstance(draft, Draft)
    assert (draft.text, draft.title, draft.author) == ("The road was closed.", "Bridge closed", "Ann Lee; Bo Ek")
    assert (draft.published or "")[:10] == "2025-03-04"
    for wrong in ("title = ", "a = " + "[" * 200):
        with pytest.raises(LoadError, match="front matter is not TOML"):
            list(load_markdown(io.BytesIO(f"+++\n{wrong}\n+++\nText.".encode())))
