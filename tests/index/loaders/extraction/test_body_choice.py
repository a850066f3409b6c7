from __future__ import annotations

import re

import pytest
from trafilatura.xpaths import AUTHOR_XPATHS

from index.loaders.extraction.body_choice import fields_of, names_author
from index.loaders.html import parse

PAGE = (
    "<html><head><title>Ferry late</title></head>"
    "<body><{0}>Mira Sandow</{1}><p>The ferry to Norvik was late.</p></body></html>"
)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ('a rel="author"', "a"),
        ('span id="zuozhe"', "span"),
        ('p class="submitted-by"', "p"),
        ('span itemprop="author name"', "span"),
        ('div data-testid="AuthorCard"', "div"),
        ('h5 data-component="BylineBlock"', "h5"),
        ("author", "author"),
    ],
)
def test_an_author_is_found_by_whichever_name_marks_them(opens: str, closes: str) -> None:
    assert fields_of(parse(PAGE.format(opens, closes))).author == "Mira Sandow"


def test_no_name_that_trafilatura_looks_for_is_passed_over() -> None:
    names = [name for path in AUTHOR_XPATHS for name in re.findall(r"'([^']+)'", path.path)]
    plain = [one for name in names for one in re.sub(r"\[(.)\w*\]", r"\1", name).replace("?", "").split("|")]
    assert len(plain) > 20
    for name in plain:
        if name != "me":  # the text of an element, which alone makes trafilatura look
            page = f'<html><body><div id="{name}">Mira Sandow</div></body></html>'
            assert names_author(parse(page)), name
