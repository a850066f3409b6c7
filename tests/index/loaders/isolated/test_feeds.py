from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import Draft, load_paths
from index.loaders.isolated.feeds import load_feed, load_json
from tests.support.files import BODY, GOOD_ATOM, GOOD_JSON_FEED, GOOD_RSS, SECOND


def test_each_entry_is_an_article_with_the_whole_of_its_text() -> None:
    first, second = load_feed(io.BytesIO(GOOD_RSS))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.text == f"{BODY}\n\n{SECOND}"
    assert (first.title, first.url, first.source) == ("Bridge closed", "https://example.com/bridge", "The Ledger")
    assert second.text == SECOND


def test_atom_and_json_feeds_say_the_same() -> None:
    (atom,), (jsonfeed,) = load_feed(io.BytesIO(GOOD_ATOM)), load_json(io.BytesIO(GOOD_JSON_FEED))
    for draft in (atom, jsonfeed):
        assert isinstance(draft, Draft)
        assert (draft.text, draft.title, draft.author) == (BODY, "Bridge closed", "Ann Lee")
        assert (draft.source, draft.published) == ("The Ledger", "2025-03-04T08:00:00Z")


def test_an_entry_has_all_its_authors_and_a_whole_address() -> None:
    rss = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>https://a.example/news/</link>'
        "<item><link>/2025/weir</link><dc:creator>Ida Krok</dc:creator><dc:creator>Per Ek</dc:creator>"
        f"<description>{BODY}</description></item></channel></rss>"
    )
    (draft,) = load_feed(io.BytesIO(rss.encode()))
    assert isinstance(draft, Draft)
    assert (draft.author, draft.url) == ("Ida Krok; Per Ek", "https://a.example/2025/weir")
    item = {"id": "https://a.example/2025/weir", "content_text": BODY}
    (draft,) = load_json(
        io.BytesIO(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}).encode())
    )
    assert isinstance(draft, Draft)
    assert draft.url == "https://a.example/2025/weir"


def test_an_entry_without_a_text_is_an_error_and_stops_no_other() -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"title": "x"}, 7, {"content_text": BODY}]}
    outcomes = list(load_json(io.BytesIO(json.dumps(feed).encode())))
    assert [str(one)[:9] for one in outcomes[:2]] == ["entry 1: ", "entry 2: "]
    assert isinstance(outcomes[2], Draft)


def test_a_feed_that_looks_like_an_address_is_not_fetched() -> None:
    with pytest.raises(LoadError, match="no entry of a feed"):
        list(load_feed(io.BytesIO(b"http://127.0.0.1:9/feed")))


def test_a_list_of_articles_is_read_as_lines_of_them_are(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps([{"id": "a", "text": BODY}, {"title": "none"}, {"id": "b", "text": SECOND}])
    )
    outcomes = list(load_paths([tmp_path]))
    assert [[article.id for article in one.articles] or one.error for one in outcomes] == [
        ["a"],
        "entry 2: it has no text; give the article's text in the field 'text'",
        ["b"],
    ]
