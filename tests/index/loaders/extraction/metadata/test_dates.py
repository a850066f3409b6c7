"""The date of publication: declared places in their order, and none where none is declared."""

# ruff: noqa: E501 - a case of a table stands on a line

from __future__ import annotations

import io

import pytest

from index.loaders import Draft
from index.loaders.extraction.metadata.dates import declared_change, declared_date
from index.loaders.html import load_html, parse

PROSE = (
    "The kilns at Vask were built on 3 May 1911 and have burned since 1920, the owner said on 4 June 2023, when the last "
    "of them was put out; the next meeting of the council is on 30 September 2025, and until then nothing is decided."
)
LD = '<script type="application/ld+json">{}</script>'


def date_of(head: str = "", body: str = "", *, url: str | None = None) -> str | None:
    page = f"<html><head>{head}</head><body><article><h1>Kilns</h1>{body}<p>{PROSE}</p></article></body></html>"
    return declared_date(parse(page), url=url)[0]


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (LD.format('{"@type":"NewsArticle","datePublished":"2024-03-05T06:00:00+01:00","dateModified":"2024-11-30"}'), "", "2024-03-05"),
        (LD.format('{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":["Article"],"datePublished":"2024-02-02"}]}'), "", "2024-02-02"),
        ('<meta property="article:published_time" content="2024-09-03T10:00:00Z"><meta property="article:modified_time" content="2025-01-01">', "", "2024-09-03"),
        ('<meta name="DC.date" content="2023-01-02">', "", "2023-01-02"),
        ('<meta itemprop="datePublished" content="2021-12-24">', "", "2021-12-24"),
        ("", '<time itemprop="datePublished" datetime="2022-07-01T09:00">yesterday</time>', "2022-07-01"),
        ("", '<time class="entry-date published" datetime="2022-07-02">2 July</time>', "2022-07-02"),
        ("", '<div class="byline">By <a rel=author>Nils Alm</a> | November 13, 2023 | Mail</div>', "2023-11-13"),
        ("", '<div class="autor">Por Nils Alm, 13 de noviembre de 2023</div>', "2023-11-13"),
        ("", '<p class="fecha">13 de noviembre de 2023</p>', "2023-11-13"),
        ("", '<p class="article-date">Veröffentlicht: 12. März 2021</p>', "2021-03-12"),
        ("", '<p class="date">2021年3月12日 9時30分</p>', "2021-03-12"),
        ('<meta name="pubdate" content="12-Mar-2021">', "", "2021-03-12"),
        ('<meta property="article:published_time" content="2021-03-12T9:30Z">', "", "2021-03-12"),
        ("", '<span class="date">05.11.2020</span>', "2020-11-05"),
        ('<script type="application/ld+json"><!--\n{"@type":"NewsArticle","datePublished":"2024-03-05"}\n--></script>', "", "2024-03-05"),
        ('<script type="application/ld+json">//<![CDATA[\n{"@type":"Article","datePublished":"2024-03-05"}\n//]]></script>', "", "2024-03-05"),
        ('<script type="Application/LD+JSON">{"@type":"Article","datePublished":"2024-03-05",}</script>', "", "2024-03-05"),
        (LD.format('{"@type":"NewsArticle","datePublished":{"@type":"Date","@value":"2024-03-05"}}'), "", "2024-03-05"),
        (LD.format('{"@type":"NewsArticle","datePublished":1709632800}'), "", "2024-03-05"),
        (LD.format('{"@type":"NewsArticle","dateCreated":"2024-03-05"}'), "", "2024-03-05"),
        (LD.format('[{"@type":"VideoObject","datePublished":"2020-01-01"},{"@type":"NewsArticle","datePublished":"5. März 2024, 10:00 Uhr"}]'), "", "2024-03-05"),
        ('<meta name="citation_date" content="2024/03/05"><meta name="bt:pubDate" content="x">', "", "2024-03-05"),
        ("", '<time itemprop="datePublished dateModified" datetime="2024-03-05T10:00">5 March</time>', "2024-03-05"),
        ("", '<span property="schema:datePublished" content="2024-03-05">5 March</span>', "2024-03-05"),
        ("", '<time class="entry-date published updated" datetime="2024-03-05">5 March</time>', "2024-03-05"),
        ("", '<div class="meta"><time datetime="2024-03-05T10:00:00Z">2 days ago</time></div>', "2024-03-05"),
        ("", '<p class="info">Published: 5 March 2024 | Last updated: 6 March 2024</p>', "2024-03-05"),
        ("", '<p class="dates"><span>Actualizado 6 de marzo de 2024</span> Publicado 5 de marzo de 2024</p>', "2024-03-05"),
        ("", '<div class="meta"><time datetime="2024-03-05">5 Mar</time> Updated: <time datetime="2024-03-06">6 Mar</time></div>', "2024-03-05"),
        ("", '<div class="meta">Gepubliceerd <time datetime="2024-03-05">5 mrt</time>, bijgewerkt <time datetime="2024-03-06">6 mrt</time></div>', "2024-03-05"),
        ("", '<div class="meta">Posted on <time datetime="2024-03-05">5 March</time> by Nils Alm</div>', "2024-03-05"),
        ("", '<div class="meta">Today in Vask | 5 March 2024</div>', "2024-03-05"),
    ],
)  # fmt: skip
def test_a_date_is_read_where_pages_declare_it(head: str, body: str, date: str) -> None:
    assert date_of(head, body) == date


def test_a_script_full_of_space_is_read_in_one_pass() -> None:
    # Looked through again from every blank, it would take hours.
    assert date_of(LD.format(" " * 400_000 + "x" + "\t" * 400_000)) is None
    assert date_of(LD.format(" " * 400_000 + '{"@type":"Article","datePublished":"2024-03-05"}')) == "2024-03-05"


def test_the_places_have_an_order_whichever_comes_first_on_the_page() -> None:
    meta = '<meta name="date" content="2020-06-06"><meta property="article:published_time" content="2020-05-05">'
    time = '<time pubdate datetime="2020-03-03"></time>'
    assert date_of(meta + LD.format('{"datePublished": "2020-04-04"}'), time) == "2020-04-04"
    assert date_of(meta, time) == "2020-05-05"
    assert date_of("", time, url="https://vask.example/2019/01/02/kilns") == "2020-03-03"
    assert date_of("", "", url="https://vask.example/2019/01/02/kilns") == "2019-01-02"
    assert date_of("", "", url="https://vask.example/2019/jan/02/kilns") == "2019-01-02"
    assert date_of("", "", url="https://vask.example/2019/1/2/kilns") == "2019-01-02"
    assert date_of("", "", url="https://vask.example/2019/91/2/kilns") is None


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        ('<meta property="article:modified_time" content="2024-11-30"><meta property="og:updated_time" content="2024-11-30">', ""),
        (LD.format('{"@type": "NewsArticle", "dateModified": "2024-11-30"}'), ""),
        (LD.format('{"@type": "Event", "startDate": "2024-11-30"}'), ""),
        ('<script>var offer = {"expires": "2031-01-31", "datePublished": "2030-01-01"}</script>', ""),
        ("", "<p>The kilns close on <time datetime=2024-09-30>30 September 2024</time> for good.</p>"),
        ("", '<div class="byline">Updated 12 May 2021</div>'),
        ("", '<time itemprop="dateModified" datetime="2021-05-12">12 May</time>'),
        ("", '<span class="date" property="schema:dateModified">12 May 2021</span>'),
        ("", '<time itemprop="birthDate" datetime="1950-05-12">12 May 1950</time>'),
        ("", '<div itemprop="startDate"><time datetime="2031-05-12">12 May 2031</time></div>'),
        ("", '<div class="last-modified"><time datetime="2021-05-12">12 May 2021</time></div>'),
        ("", '<div>Updated <time datetime="2021-05-12">12 May 2021</time></div>'),
        ("", '<div class="info"><span>Last reviewed:</span> <span class="date">12 May 2021</span></div>'),
        ("", '<div class="meta">Accessed 12 May 2021</div>'),
        ("", '<div class="meta">Valid until 12 May 2031</div>'),
        ("", '<div class="date">Stand: 12. Mai 2021</div>'),
        ("", '<div class="date">Aktualizacja: 12 maja 2021</div>'),
        ("", '<div class="date">Обновлено: <time datetime="2021-05-12">12 мая 2021</time></div>'),
        ("", '<ul><li class=date>12 May 2021</li></ul><ul><li class=date>13 May 2021</li></ul>'),
        (LD.format('{"@type": "VideoObject", "datePublished": "2024-11-30"}'), ""),
        ("", '<div class="event-date"><time datetime="2026-06-01">1 June 2026</time></div>'),
        ("", '<div class="comments"><div class="meta"><time datetime="2024-05-05">5 May 2024</time></div></div>'),
        ("", '<aside><time itemprop="datePublished" datetime="2022-01-01">1 January 2022</time></aside>'),
        ("", '<ul class="related"><li class="x"><time class="entry-date" datetime="2022-05-05">5 May</time></li></ul>'),
        ('<meta name="date" content="0001-01-01"><meta name="pubdate" content="1970-01-01T00:00:00Z">', ""),
        ('<meta name="date" content="03/04/2022">', ""),
        (LD.format('{"datePublished": '), ""),
        ('<meta name="date" content="2567-03-12">', ""),
        (LD.format("[" * 5_000), ""),
        (LD.format('{"datePublished": ["2024-01-01"]}'), ""),
    ],
)  # fmt: skip
def test_a_date_that_is_not_declared_is_none(head: str, body: str) -> None:
    assert date_of(head, body) is None


def test_a_page_without_a_date_says_so_and_what_was_not_understood() -> None:
    page = f"<html><head>{{}}</head><body><article><p>{PROSE}</p></article></body></html>"
    (draft,) = load_html(io.BytesIO(page.format("").encode()))
    assert isinstance(draft, Draft)
    assert draft.notices == ("the page declares no date of publication",)
    (draft,) = load_html(io.BytesIO(page.format('<meta name="date" content="03/04/2022">').encode()))
    assert isinstance(draft, Draft)
    assert draft.notices[0].endswith("it says '03/04/2022', which is not understood")


def test_the_date_of_the_last_change_is_read_where_it_is_declared() -> None:
    for head in (
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2025-03-05T08:00:00Z"}</script>',
        '<meta property="article:modified_time" content="2025-03-05T08:00:00Z">',
        '<meta itemprop="dateModified" content="2025-03-05">',
    ):
        assert declared_change(parse(f"<html><head>{head}</head><body><p>Text.</p></body></html>")) == "2025-03-05"
    assert declared_change(parse("<p>Updated on 5 March 2025</p>")) is None
