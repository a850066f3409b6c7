"""What stands behind an address: pages, and lists of lists, each of them once."""

from __future__ import annotations

from collections import Counter

import pytest

from index.errors import FetchError
from index.fetching import Fetched, Fetcher, Link, feeds
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
        #: What was fetched because the open web led there.
        self.led: list[str] = []

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, from_open_web: bool = False
    ) -> Fetched:
        """Return a list by its address."""
        self.asked[url] += 1
        self.led += [url] if from_open_web else []
        if url not in self._lists:
            raise FetchError(url)
        kind, places = self._lists[url]
        entries = "".join(f"<x><loc>{place}</loc></x>" for place in places)
        body = f"<{kind} xmlns='http://www.sitemaps.org/'>{entries}</{kind}>".encode()
        return Fetched(url, body, is_open=url.startswith("https://news.example"))


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


def test_pages_without_end_are_given_up_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_PAGES", 5)
    parts = [f"https://news.example/{number}.xml" for number in range(20)]
    lists = {part: ("urlset", [f"{part}/{page}" for page in range(3)]) for part in parts}
    site = _Site({ROOT: ("sitemapindex", parts), **lists})
    came = list(behind(ROOT, site, known={}))
    pages = [one.link.url for one in came if isinstance(one, PageSource)]
    assert pages == [f"{parts[0]}/{page}" for page in range(3)] + [f"{parts[1]}/{page}" for page in range(2)]
    assert site.asked == {ROOT: 1, parts[0]: 1, parts[1]: 1}
    (fault,) = [one for one in came if isinstance(one, Loaded)]
    assert (fault.path, fault.error) == (
        parts[1],
        f"more than 5 pages stand behind {ROOT}; the rest was left out: add the lists that it leads to by themselves",
    )
    assert [one.url for one in came if isinstance(one, ListSource)] == [ROOT, parts[0]]


def test_as_many_pages_as_may_stand_behind_an_address_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_PAGES", 3)
    pages = [f"https://news.example/{page}" for page in range(3)]
    parts = [f"https://news.example/{number}.xml" for number in range(2)]
    site = _Site({ROOT: ("sitemapindex", parts), **dict.fromkeys(parts, ("urlset", [*pages, *pages]))})
    came = list(behind(ROOT, site, known={}))
    assert [one.link.url for one in came if isinstance(one, PageSource)] == pages
    assert not [one for one in came if isinstance(one, Loaded)]


@pytest.mark.slow
def test_what_a_long_list_has_beyond_what_is_read_of_it_is_told() -> None:
    site = _Site({ROOT: ("urlset", [f"https://news.example/{page}" for page in range(feeds.MOST_LINKS + 2)])})
    came = list(behind(ROOT, site, known={}))
    assert sum(isinstance(one, PageSource) for one in came) == feeds.MOST_LINKS
    assert [(one.path, one.error) for one in came if isinstance(one, Loaded)] == [
        (ROOT, "it lists too much: the last 2 were left out")
    ]


def test_what_a_list_of_the_open_web_leads_to_is_fetched_from_there_alone() -> None:
    part, page, inside = "https://news.example/part.xml", "https://news.example/a", "http://10.0.0.1/part.xml"
    lists = {ROOT: ("sitemapindex", [part]), part: ("urlset", [page]), inside: ("urlset", [page])}
    for start, is_open in ((ROOT, True), (inside, False)):
        site = _Site(lists)
        (led_to,) = [one for one in behind(start, site, known={}) if isinstance(one, PageSource)]
        assert led_to == PageSource(Link(page), from_open_web=is_open)
        assert site.led == ([ROOT, part] if is_open else [inside])[1:]
    (typed,) = behind(page, _Site({}), known={})
    assert typed == PageSource(Link(page))
