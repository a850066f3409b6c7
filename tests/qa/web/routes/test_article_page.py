"""The page of one article: complete, escaped, every sentence an anchor."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Sentence
from index.splitting.sentences import split
from qa.web.routes.article_page import render

HOSTILE = '<script>alert(1)</script> & "it\'s" <img src=x onerror=alert(2)> went.'


def _sentences(article: Article) -> list[Sentence]:
    spans = split(article.text, title=article.title)
    return [
        Sentence(i, article.id, i, s.start, s.end, s.role, s.section, article.text[s.start : s.end])
        for i, s in enumerate(spans)
    ]


class _Reader(HTMLParser):
    """Reads a page back: its elements, and its text by the id of the element around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.by_id: dict[str, str] = {}
        self.open: list[str | None] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "link"):
            self.open.append(dict(attrs).get("id"))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for name in self.open:
            if name:
                self.by_id[name] = self.by_id.get(name, "") + data


@given(
    st.lists(
        st.sampled_from(["A dog ran.", "What now?", HOSTILE, "## Head", "He said so, too.", "\n\n", " "]), max_size=12
    )
)
def test_every_sentence_stands_under_its_anchor_word_for_word(parts: list[str]) -> None:
    article = Article("a", "Title", "".join(parts) + "The end.")
    sentences = _sentences(article)
    read = _Reader(render(article, sentences))
    assert {f"s{s.position}": s.text for s in sentences} == {k: v for k, v in read.by_id.items() if k.startswith("s")}
    assert "".join(article.text.split()) in "".join(read.text.split())


def test_nothing_of_the_article_becomes_markup() -> None:
    article = Article(
        "a", HOSTILE, HOSTILE, url="javascript:alert(1)", source=HOSTILE, author=HOSTILE, published=HOSTILE
    )
    read = _Reader(render(article, _sentences(article), cited=(0, 20)))
    assert not {"script", "img"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert not [value for _, value in read.attributes if value and value.startswith("javascript:")]
    assert read.text.count("<script>alert(1)</script>") >= 5


def test_what_has_letters_drawn_in_another_order_is_boxed_and_the_text_stays_word_for_word() -> None:
    text = "The mayor is \u202eevoL nhoJ\u202c, they say. \u202dNobody came."
    article = Article("a", f"On {text}", text, source=text, author=text)
    page = render(article, _sentences(article), cited=(0, 5))
    assert text in _Reader(page).text
    for mark in "\u202d\u202e":
        assert page.count(mark) == page.count(f'<span class="override">{mark}</span>') == 4
    assert page.index("<title>On The mayor is evoL")


def test_the_cited_stretch_is_marked_and_can_be_scrolled_to() -> None:
    article = Article("a", "T", "Ünü 😀 came. It left. Nobody knew.")
    start = article.text.index("It left.")
    read = _Reader(render(article, _sentences(article), cited=(start, start + len("It left."))))
    assert read.by_id["cited"] == "It left."


def test_a_stretch_over_two_sentences_is_marked_in_both_with_one_anchor() -> None:
    article = Article("a", "T", "It came. It left.")
    page = render(article, _sentences(article), cited=(3, 12))
    assert len(re.findall(r"<mark", page)) == 2
    assert len(re.findall(r'id="cited"', page)) == 1


@pytest.mark.parametrize(
    "url", ["https://[", "https://a\x01b/", "java\tscript:alert(1)", "https:x", "data:text/html,x", ""]
)
def test_what_is_no_web_address_becomes_no_link(url: str) -> None:
    assert "Original" not in render(Article("a", "T", "It came.", url=url), [])


def test_a_web_address_becomes_a_link_that_gives_nothing_away() -> None:
    page = render(Article("a", "T", "It came.", url='https://example.org/?a="b"', published="2024-09-03"), [])
    assert 'href="https://example.org/?a=&quot;b&quot;" rel="noopener noreferrer nofollow ugc"' in page
    assert "3 September 2024" in page
