"""What a page declares of itself, cut to what anybody could mean: hostile amounts of it, and all of it elsewhere."""

from __future__ import annotations

import io
import json

import pytest

from index.loaders import LOADERS, Draft
from index.loaders.extraction.metadata.declarations import declarations
from index.loaders.html import parse

BODY = "<article><p>A fire destroyed four warehouses at Norvik harbour on Monday night.</p></article>"


def linked(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(head: str) -> Draft:
    (draft,) = LOADERS[".html"](
        io.BytesIO(f"<html><head>{head}</head><body>{BODY}</body></html>".encode()), charset=None
    )
    assert isinstance(draft, Draft)
    return draft


PERSONS = [{"@type": "Person", "name": f"Ann Bell{n}"} for n in range(3_000)]


@pytest.mark.parametrize(
    "head",
    [
        "".join(f'<meta name="author" content="Ann Bell{n}">' for n in range(3_000)),
        '<meta name="author" content="' + ", ".join(f"Ann Bell{n}" for n in range(3_000)) + '">',
        linked({"@type": "NewsArticle", "author": PERSONS}),
        linked({"@graph": PERSONS}),
        linked({"@type": "NewsArticle", "author": {"@type": "Person", "name": "(" * 100_000}}),
        '<meta property="article:author" content="' + "[" * 100_000 + '">',
        '<meta property="og:title" content="' + "a" * 100_000 + '">',
    ],
)
def test_no_more_authors_and_no_longer_texts_are_handed_on_than_anybody_means(head: str) -> None:
    page = declarations(parse(f"<html><head>{head}</head><body>{BODY}</body></html>"), tidied=str)
    handed_on = "".join(
        [*(one.get("content") or "" for one in page.iter("meta")), *(one.text for one in page.iter("script"))]
    )
    assert handed_on.count("Bell") <= 50
    assert max(map(len, handed_on.split('"'))) <= 2_000
    assert "four warehouses" in read(head).text


def test_what_pages_do_declare_is_read_as_before() -> None:
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": 'Fire at "Pier 4" \\\\ harbour',
        "author": [{"@type": "Person", "name": "Ilse Marrowby"}, {"@type": "Person", "name": "Zoë Ørsted"}],
        "publisher": {"@type": "Organization", "name": "The Ledger"},
        "articleBody": "A long text. " * 1_000,
    }
    draft = read(f"<title>Fire</title>{linked(article)}")
    assert (draft.author, draft.source) == ("Ilse Marrowby; Zoë Ørsted", "The Ledger")
    assert "Pier 4" in draft.title
