"""A text-fragment link leads to the quote and to nothing else, or is not made."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.text_fragments import fragment_url

URL = "https://news.example/story"
TEXT = (
    "MUZHGOR: At least 23 passengers were killed on Monday.\n"
    "Separately, at least ten people died in a gun attack in Kalat.\n"
    "What happened?\n"
    "At least 23 passengers were killed on Monday.\n"
    "Officials said so."
)


def link(quote: str, *, text: str = TEXT, url: str | None = URL, occurrence: int = 0) -> str | None:
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(quote, start + 1)
    return fragment_url(url, text, start=start, end=start + len(quote))


def test_a_unique_quote_needs_no_context() -> None:
    quote = "Separately, at least ten people died in a gun attack in Kalat."
    assert link(quote) == (
        URL + "#:~:text=Separately%2C%20at%20least%20ten%20people%20died%20in%20a%20gun%20attack%20in%20Kalat."
    )


def test_the_first_of_two_needs_no_context_and_the_second_is_told_apart_by_it() -> None:
    quote = "At least 23 passengers were killed on Monday."
    assert link(quote) == f"{URL}#:~:text={quote.replace(' ', '%20')}"
    assert link(quote, occurrence=1) == (
        f"{URL}#:~:text=What%20happened%3F-,{quote.replace(' ', '%20')},-Officials%20said%20so."
    )


def test_a_short_quote_is_given_context_even_when_unique() -> None:
    assert link("What happened?") == f"{URL}#:~:text=attack%20in%20Kalat.-,What%20happened%3F,-At%20least%2023"


def test_a_long_quote_becomes_a_range() -> None:
    quote = " ".join(f"word{i}" for i in range(80)) + "."
    text = f"Before.\n{quote}\nAfter."
    url = link(quote, text=text)
    assert url is not None
    assert (
        unquote(url.split("text=")[1])
        == "word0 word1 word2 word3 word4 word5,word74 word75 word76 word77 word78 word79."
    )


def test_syntax_characters_are_escaped() -> None:
    quote = "Shoulder-to-shoulder, they said: R&D 100% – naïve."
    url = link(quote, text=quote)
    assert url is not None
    fragment = url.split("text=")[1]
    assert not re.search(r"[-,&\s]", fragment)
    assert unquote(fragment) == quote


def test_two_identical_paragraphs_in_identical_surroundings_get_no_link() -> None:
    text = "Same words said again here.\n" * 200
    start = text.index("Same", 2800)
    assert fragment_url(URL, text, start=start, end=start + 27) is None


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "file:///etc/passwd", "//news.example/x", "https://", "http://[", "https://a b"],
)
def test_only_web_addresses_get_links(url: str | None) -> None:
    assert link("Officials said so.", url=url) is None


def test_an_existing_fragment_is_kept_and_an_existing_text_directive_replaced() -> None:
    quote = "Separately, at least ten people died in a gun attack in Kalat."
    plain = link(quote)
    assert plain is not None
    directive = plain.split(":~:")[1]
    assert link(quote, url=URL + "#top") == f"{URL}#top:~:{directive}"
    assert link(quote, url=URL + "#:~:text=old") == plain


words = st.text(alphabet="ab -,.", min_size=1, max_size=60)


@given(st.lists(words.filter(lambda w: w.strip() != ""), min_size=1, max_size=6), st.integers(0, 5))
def test_the_first_match_of_any_link_is_the_quote(lines: list[str], pick: int) -> None:
    lines = [" ".join(line.split()) for line in lines]
    text, chosen = "\n".join(lines), pick % len(lines)
    start = sum(len(line) + 1 for line in lines[:chosen])
    url = fragment_url(URL, text, start=start, end=start + len(lines[chosen]))
    if url is None:
        return
    prefix, term, suffix = _parts(url.split("text=")[1])
    page = text.replace("\n", " ")
    pattern = rf"(?<!\w){_lead(prefix)}(?P<quote>{re.escape(term)}){_tail(suffix)}(?!\w)"
    found = re.search(pattern, page)
    assert found is not None
    assert found.span("quote") == (start, start + len(lines[chosen]))


def _parts(directive: str) -> tuple[str, str, str]:
    parts = directive.split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    assert len(parts) == 1
    return prefix, unquote(parts[0]), suffix


def _lead(prefix: str) -> str:
    return rf"{re.escape(prefix)}\s*" if prefix else ""


def _tail(suffix: str) -> str:
    return rf"\s*{re.escape(suffix)}" if suffix else ""


def test_an_article_in_which_a_quote_seems_to_begin_and_end_everywhere_is_run_through_but_once() -> None:
    """Each beginning looked through to the end of the article for an ending would not be done in an hour."""
    beginning, ending = "a b c d e f", "u v w x y z"
    quote = f"{beginning} {'middle ' * 60}{ending}"
    text = f"cut{quote} {f'{beginning} ' * 40_000}{f'{ending}s ' * 40_000}"
    # Cut in mid-word, the quote alone is found nowhere: a browser begins only where a word does.
    assert (
        fragment_url(URL, text, start=3, end=3 + len(quote))
        == f"{URL}#:~:text=cut-,{_range(beginning, ending)},-a%20b%20c"
    )
    assert (
        fragment_url(URL, f" {text[3:]}", start=1, end=1 + len(quote)) == f"{URL}#:~:text={_range(beginning, ending)}"
    )


def test_context_without_a_break_for_a_thousand_characters_is_not_put_in_a_link() -> None:
    text = f"{'-' * 900_000}x{'-' * 900_000} Short one. {'-' * 900_000}"
    start = text.index("Short")
    assert fragment_url(URL, text, start=start, end=start + 10) is None


def _range(first: str, last: str) -> str:
    return f"{first.replace(' ', '%20')},{last.replace(' ', '%20')}"
