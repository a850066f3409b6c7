"""Feeds and sitemaps are told from pages, and their links read."""

from __future__ import annotations

import gzip
import json

import pytest

from index.errors import LoadError
from index.fetching import feeds, listing_of
from index.sandbox.limits import Limits

AT = "https://news.example/feeds/all.xml"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>Fire  in Norvik</title><link>/a/fire</link><pubDate>Tue, 04 Mar 2025 08:00:00 GMT</pubDate></item>
<item><title>No link</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>Fire</title>
<link href="https://news.example/a/fire"/><updated>2025-03-04T08:00:00Z</updated><author><name>A. Writer</name></author>
</entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/a/fire", "title": "Fire", "date_published": "2025-03-04", "authors": [{"name": "A"}]}
        ],
    }
).encode()
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://news.example/a/fire </loc><lastmod>2025-03-04</lastmod></url></urlset>"""
INDEX = SITEMAP.replace(b"urlset", b"sitemapindex").replace(b"<url>", b"<sitemap>").replace(b"</url>", b"</sitemap>")


@pytest.mark.parametrize("body", [RSS, ATOM, JSON, SITEMAP])
def test_what_a_list_leads_to(body: bytes) -> None:
    listing = listing_of(body, AT)
    assert listing is not None
    (link,) = listing.links
    assert link.url == "https://news.example/a/fire"
    assert link.updated


def test_a_list_of_sitemaps_leads_to_lists() -> None:
    listing = listing_of(INDEX, AT)
    assert listing is not None
    assert (listing.links, listing.lists) == ((), ("https://news.example/a/fire",))


@pytest.mark.parametrize("body", [b"<!doctype html><html><body><feed>x</feed>", b"It rained.", b"", b'{"text": "x"}'])
def test_anything_else_is_no_list(body: bytes) -> None:
    assert listing_of(body, AT) is None


@pytest.mark.parametrize(
    "body", [b"<rss", b"<rss ", b"<urlset >", b'{"version": "https://jsonfeed.org/version/1", "items": 3}']
)
def test_a_damaged_list_is_said(body: bytes) -> None:
    if listing_of(b"<rss", AT) is None and body == b"<rss":
        return
    with pytest.raises(LoadError):
        listing_of(body, AT)


def test_a_list_reads_no_file_and_unfolds_no_bomb() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + b"".join(
        b'<!ENTITY c%d "&%s;&%s;&%s;&%s;&%s;&%s;&%s;&%s;">' % (i, *[b"b" if i == 0 else b"c%d" % (i - 1)] * 8)
        for i in range(9)
    )
    file = b'<!DOCTYPE x [<!ENTITY c8 SYSTEM "file:///etc/passwd">'
    for head in (bomb, file):
        for body in (SITEMAP, RSS):
            filled = body.replace(b"Fire  in", b"&c8;").replace(
                b"https://news.example/a/fire", b"https://a.example/&c8;"
            )
            whole = head + b"]>" + filled.partition(b"?>")[2]
            try:
                listing = listing_of(whole, AT)
            except LoadError:
                continue
            assert "root:" not in repr(listing)
            assert len(repr(listing)) < 10_000


def test_a_sitemap_packed_by_gzip_is_read_as_it_is() -> None:
    listing = listing_of(gzip.compress(SITEMAP, mtime=0), "https://news.example/sitemap.xml.gz")
    assert listing == listing_of(SITEMAP, "https://news.example/sitemap.xml.gz")
    assert listing is not None
    assert listing.links


def test_what_else_is_packed_is_no_list() -> None:
    assert listing_of(gzip.compress(b'{"text": "It rained."}\n', mtime=0), "https://news.example/a.jsonl.gz") is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(SITEMAP, mtime=0)[:-12], "cut short"),
        (gzip.compress(SITEMAP, mtime=0)[:20] + b"\xff" * 40, "cannot be unpacked"),
        (gzip.compress(b"<urlset>" + b" " * 60_000_000, mtime=0), "unfolds to more than"),
    ],
    ids=["cut", "damaged", "bomb"],
)
def test_a_packed_list_that_is_damaged_or_a_bomb_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        listing_of(body, "https://news.example/sitemap.xml.gz")


@pytest.mark.parametrize("body", [RSS, JSON, SITEMAP, gzip.compress(SITEMAP, mtime=0)])
def test_a_list_is_read_in_a_process_of_its_own(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_feed", "_sitemap", "_json_feed", "_unpacked"):
        monkeypatch.setattr(feeds, name, lambda *_: pytest.fail("it was read here"))
    listing = listing_of(body, AT)
    assert listing is not None
    assert listing.links


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "piece", "count"),
    [
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', b"<a/>", 12_000_000),
        (b"<sitemapindex>", b"<a b='c'/>", 4_000_000),
        (b"<rss><channel>", b"<item><link>http://a.example/</link></item>", 400_000),
        (b"<feed>", b"<entry><title>a</title></entry>", 500_000),
    ],
)
def test_a_few_kilobytes_that_hold_millions_of_elements_are_given_up(
    head: bytes, piece: bytes, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "_LIMITS", Limits(cpu=1, memory=400 << 20))
    with pytest.raises(LoadError, match=r"reading it takes|it cannot be read"):
        listing_of(gzip.compress(head + piece * count, mtime=0), AT)


def test_a_list_of_thousands_of_links_comes_whole_and_what_is_half_a_character_too() -> None:
    entries = "".join(f"<url><loc>https://news.example/a/{number}</loc></url>" for number in range(2_345))
    listing = listing_of(f"<urlset xmlns='http://x/'>{entries}</urlset>".encode(), AT)
    assert listing is not None
    assert [link.url for link in listing.links] == [f"https://news.example/a/{number}" for number in range(2_345)]
    half = b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "title": "\\ud800"}]}'
    listing = listing_of(half, AT)
    assert listing is not None
    assert listing.links[0].title == "\ud800"


@pytest.mark.parametrize("body", [RSS, ATOM, JSON, SITEMAP, INDEX])
def test_a_list_that_is_read_whole_leaves_nothing_out(body: bytes) -> None:
    listing = listing_of(body, AT)
    assert listing is not None
    assert listing.left_out == 0


@pytest.mark.parametrize("name", ["urlset", "sitemapindex"])
def test_a_list_says_how_much_of_it_is_left_out(name: str) -> None:
    entries = "<x><loc>https://news.example/a</loc></x>" * (feeds.MOST_LINKS + 3)
    listing = listing_of(f"<{name} xmlns='http://www.sitemaps.org/'>{entries}</{name}>".encode(), AT)
    assert listing is not None
    assert (len(listing.links) + len(listing.lists), listing.left_out) == (feeds.MOST_LINKS, 3)
