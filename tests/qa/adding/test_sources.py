"""What stands behind an address: pages, and lists of lists, each of them once."""

from __future__ import annotations

from collections import Counter

import pytest

from index.fetching import Fetched, Fetcher
from index.loaders import Loaded
from qa.adding import sources
from qa.adding.sources import ListSource, PageSource, behind

ROOT = "https://news.example/sitemap.xml"


class _Site(Fetcher):
    """A site of lists in memory. Counts what is asked of it."""

    def __init__(self, lists: dict[str, tuple[str, list[str]]]) -> None:
        super().__init__()
        self._lists = lists
        self.asked: Counter[str] = Counter()

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """Return a list by its address."""
        self.asked[url] += 1
        kind, places = self._lists[url]
        entries = "".join(f"<x><loc>{place}</loc></x>" for place in places)
        return Fetched(url, f"<{kind} xmlns='http://www.sitemaps.org/'>{entries}</{kind}>".encode())


def test_a_list_is_read_once_however_often_it_is_listed() -> None:
    part = "https://news.example/part.xml"
    site = _Site(
        {
            ROOT: ("sitemapindex", [part, ROOT, *[part] * 50, part + "?utm_source=x"]),
            part: ("urlset", ["https://news.example/a", "https://news.example/b", "https://news.example/a"]),
        }
    )
    came = list(behind(ROOT, site, known={}))
    assert site.asked == {ROOT: 1, part: 1}
    assert {one.link.url for one in came if isinstance(one, PageSource)} == {
        "https://news.example/a",
        "https://news.example/b",
    }
    assert sum(isinstance(one, ListSource) for one in came) == 2


def test_lists_without_end_are_given_up_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_LISTS", 5)
    parts = [f"https://news.example/{number}.xml" for number in range(20)]
    site = _Site({ROOT: ("sitemapindex", [*parts, parts[0]]), **dict.fromkeys(parts, ("sitemapindex", parts))})
    came = list(behind(ROOT, site, known={}))
    assert sum(site.asked.values()) == 5
    faults = [one for one in came if isinstance(one, Loaded)]
    assert faults
    assert all(f"more than 5 lists stand behind {ROOT}; add it by itself" == one.error for one in faults)
