"""An answer in a notebook: cards with links, and nothing of an article that becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qa.visible import visible
from tests.qa.rendering.made import ABSTAINED, ANSWER, CITATION, QUOTE, RELATED


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(html: str) -> _Reading:
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return reading


def test_a_quote_is_a_card_with_a_link_and_its_answering_words_marked() -> None:
    html = ANSWER._repr_html_()
    assert "<mark>four warehouses</mark>" in html
    assert _read(html).links == [CITATION.fragment_url]
    assert html.count('class="qa-quote"') == 1


def test_each_status_is_told_apart() -> None:
    assert "This may answer it:" in _read(RELATED._repr_html_()).text
    assert "Not sure (0.30)" in _read(RELATED._repr_html_()).text
    assert "not an answer" in _read(ABSTAINED._repr_html_()).text
    assert "not an answer" not in _read(ANSWER._repr_html_()).text


@given(st.text(min_size=1), st.text(), st.text())
def test_whatever_an_article_says_is_shown_and_is_no_markup(text: str, title: str, source: str) -> None:
    cited = replace(CITATION, title=title, source=source, url=title, fragment_url=None)
    made = replace(ANSWER, quotes=(replace(QUOTE, text=text, answer_span=None, citation=cited),))
    reading = _read(made._repr_html_())
    assert f"“{visible(text)}”" in reading.text
    assert set(reading.tags) <= {"div", "p", "strong", "a", "mark"}


def test_an_address_that_runs_a_script_is_no_link() -> None:
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a.example/" onclick="x',
        "https://u@a.example/",
    ):
        cited = replace(CITATION, url=address, fragment_url=None)
        html = replace(ANSWER, quotes=(replace(QUOTE, citation=cited),))._repr_html_()
        assert " onclick=" not in html.replace("&quot; onclick=", "")
        assert _read(html).links == []


def test_in_a_list_an_answer_takes_few_words() -> None:
    text = "The council met. " * 9
    long = replace(ANSWER, quotes=(replace(QUOTE, text=text),))
    shown = repr([long])
    assert shown.startswith(f"[Answer(question={ANSWER.question!r}, status='answered', confidence={ANSWER.confidence}")
    assert f"quotes=(Quote(text={text[:59] + '…'!r}, " in shown
    assert f"citation=Citation(article_id={QUOTE.citation.article_id!r}, start=" in shown
    assert len(shown) < 400
