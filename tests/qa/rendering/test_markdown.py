"""An answer as Markdown: a renderer shows the quote's words and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.rendering.markdown import escaped, markdown
from tests.qa.rendering.made import ABSTAINED, ANSWER, CITATION, QUOTE, RELATED

_INLINE = st.text("ab .)(-+=#*_`[]<>&~|\\!1$:;\"'", min_size=1)


def test_a_quote_is_a_block_quote_with_a_footnote() -> None:
    quoted, note = ANSWER.to_markdown().strip().split("\n\n")
    assert quoted == f"> {QUOTE.text}[^1]"
    assert note.startswith("[^1]: said by Ilse Brandt, Fire at the harbour, The Ledger")
    assert note.endswith(f"<{CITATION.fragment_url}>")


def test_each_status_is_told_apart() -> None:
    assert RELATED.to_markdown().startswith("**This may answer it:**")
    assert "Not sure (0.30)" in RELATED.to_markdown()
    assert ABSTAINED.to_markdown().startswith("**No sentence of 2 articles")
    assert "not an answer" in ABSTAINED.to_markdown()


def _texts(markdown: str) -> tuple[str, set[str]]:
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(markdown)
    kinds = {token.type for token in tokens} | {c.type for token in tokens for c in token.children or ()}
    lines = "".join("\n" if child.type == "softbreak" else child.content for t in tokens for child in t.children or ())
    return lines, kinds


@given(_INLINE)
@pytest.mark.filterwarnings("ignore")
def test_whatever_an_article_says_is_shown_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    shown, kinds = _texts(escaped(text))
    assert shown == text
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


def test_a_quote_of_several_lines_stays_one_quote() -> None:
    made = replace(ANSWER, quotes=(replace(QUOTE, text="1. One\n\n- two\n===\n    three <b>x</b>"),))
    text = made.to_markdown().split("\n\n")[0]
    shown, kinds = _texts(text)
    assert shown.removesuffix("[^1]") == "1. One\n- two\n===\nthree <b>x</b>"
    assert not kinds & {"heading_open", "bullet_list_open", "ordered_list_open", "html_inline", "code_block"}


def test_several_answers_are_numbered_through_below_their_questions() -> None:
    text = markdown([ANSWER.to_dict(), ABSTAINED.to_dict() | {"nearest": []}, RELATED.to_dict()])
    assert text.count(f"## {ANSWER.question}") == 3
    assert (
        text.index(f"> {QUOTE.text}[^1]")
        < text.index(f"> {QUOTE.text}[^2]")
        < text.index("[^1]: ")
        < text.index("[^2]: ")
    )
