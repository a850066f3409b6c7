"""trafilatura's two answers about a page: which text is the article, and what the page says about itself.

Fences trafilatura. Its choice of the text is taken, its writing of it only where the page's own elements cannot be
found again in it (an article that stands in the page's data alone). Knows nothing of how the text is written.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

import lxml.etree
import trafilatura
from trafilatura import metadata as pages

from index.errors import LoadError
from index.language.author_names import author_names, given_name_first
from index.loaders.extraction.blocks import tidy
from index.loaders.extraction.metadata.dates import linked_data
from index.loaders.extraction.metadata.declarations import declarations
from index.loaders.extraction.metadata.titles import letters, page_title, parts_of
from index.loaders.extraction.outline import Piece
from index.loaders.extraction.tree import Element

_BLOCKS = frozenset({"head", "p", "list", "item", "quote", "table", "row", "cell", "code", "div", "lb"})
_WRITTEN = _BLOCKS - {"item", "row", "cell", "lb"}
_NAMES = lxml.etree.XPath(
    "//*/@*[name()='class' or name()='id' or name()='rel' or name()='itemprop' or starts-with(name(), 'data-')]",
    smart_strings=False,
)
_CREATORS = frozenset({"dc.creator", "dcterms.creator", "citation_author"})
_AUTHOR = re.compile(
    r"(?i)author|byl|bbl|username|zuozhe|bianji|xiaobian|channel-name|submitted-by|posted-by|journalist-name|screenname"
    r"|writer"
)

_BRAND = re.compile(r"(?i)(?:^|[\s_-])(?:logo|brand(?:ing)?|site-?(?:title|name|logo|branding))(?:$|[\s_-])")
_HOME = frozenset({"", "/", "./", "/index.html"})

for _library in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    # Our own error reports a page that cannot be read; what these libraries log about it is dropped.
    logging.getLogger(_library).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Fields:
    """What a page says about itself, dates apart."""

    title: str
    author: str | None
    source: str | None
    url: str | None


def fields_of(tree: Element) -> Fields:
    """Read title, author, site and address of a page. Raises LoadError."""
    try:
        declared = declarations(tree, tidied=_tidied)
        page = pages.examine_meta(declared)
        if page.author and " " not in page.author:
            page.author = None  # an account's name
        with contextlib.suppress(Exception):  # data of any shape trips its reader; the rest of the page still counts
            page = pages.extract_meta_json(declared, page)
        page.sitename = page.sitename or next(linked_data(tree, "publisher"), None)
        sites = _sites(tree, page.sitename)
        page.author = page.author or (pages.extract_author(tree) if names_author(tree) else None)
        page.author = author_names(_catalogued(tree) or page.author)
        page.url = page.url or pages.extract_url(tree)
        page.sitename = page.sitename or pages.extract_sitename(tree)
        page.title = page_title(_titles(tree, page.title), sites=sites)
        page.clean_and_trim()
    except Exception as error:  # a page from anywhere may trip any of four libraries; it is one bad file
        raise LoadError(f"what the page says of itself cannot be read ({type(error).__name__}: {error})") from error
    source = (page.sitename or "").lstrip("@") or urlsplit(page.url or "").hostname
    return Fields(page.title or "", page.author, source, page.url)


def _tidied(linked_data: str) -> str:
    return str(pages.normalize_json(pages.JSON_MINIFY.sub(r"\1", linked_data)))


def _catalogued(tree: Element) -> str | None:
    """Return the authors as records of libraries give them, each "Marsh, Tilda", in its own element meta."""
    names = [
        given_name_first(" ".join((meta.get("content") or "").split()))
        for meta in tree.iter("meta")
        if (meta.get("name") or "").lower() in _CREATORS and ", " in (meta.get("content") or "")
    ]
    return "; ".join(dict.fromkeys(names)) or None


def names_author(tree: Element) -> bool:
    """Tell whether an element has a name that trafilatura takes for an author's. Only then is it asked for the author,
    because it copies the page for that."""
    return any(map(_AUTHOR.search, set(_NAMES(tree)))) or next(tree.iter("author", "rel"), None) is not None


def _titles(tree: Element, declared: str | None) -> Iterator[str | None]:
    """Yield the titles that a page offers, the best first."""
    yield declared
    yield pages.extract_title(tree)
    yield tree.findtext(".//title")
    yield from linked_data(tree, "headline")
    for name in ("h1", "h2"):
        yield from (heading.text_content() for heading in tree.iter(name))


def _sites(tree: Element, declared: str | None) -> list[str]:
    """Return the names of the site: the one declared, else those that the page links to its beginning or calls so, and
    what stands beside a heading of the page in the page's title."""
    if declared:
        return [declared.lstrip("@")]
    headings = list(tree.iter("h1", "h2", "h3"))
    titled = any(next(h.iterancestors("article", "main"), None) is not None for h in headings if h.tag == "h1")
    brands = [h.text_content() for h in headings if _is_brand(h) or (titled and _stands_above(h))]
    own = {letters(heading.text_content()) for heading in headings} - set(map(letters, brands))
    parts = parts_of(tree.findtext(".//title") or "")
    if letters(parts[0]) in own:
        return [*brands, *parts[1:]]
    return [*brands, *parts[:-1]] if letters(parts[-1]) in own else brands


def _stands_above(heading: Element) -> bool:
    """Tell whether a heading stands in the head of the page and not in that of an article."""
    holders = {holder.tag for holder in heading.iterancestors()}
    return not holders.isdisjoint(("header", "nav")) and holders.isdisjoint(("article", "main"))


def _is_brand(heading: Element) -> bool:
    """Tell whether a heading is the name of the site: it is called so, or leads to the site's first page."""
    holders = [heading, *islice(heading.iterancestors("div", "header", "a", "span"), 2)]
    if any(_BRAND.search(f"{holder.get('class') or ''} {holder.get('id') or ''}") for holder in holders):
        return True
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(link.get("href") is not None and urlsplit(link.get("href")).path in _HOME for link in links) and not any(
        "#" in link.get("href", "") for link in links
    )


def chosen(tree: Element) -> Element | None:
    """Return trafilatura's extraction of the article, in its own elements, or None. Raises LoadError."""
    try:
        page = trafilatura.bare_extraction(tree, with_metadata=False, include_comments=False)
    except Exception as error:  # a page from anywhere may trip any of four libraries; it is one bad file
        raise LoadError(f"the page's article cannot be extracted ({type(error).__name__}: {error})") from error
    return None if page is None else page.body


def lines_of(body: Element) -> list[str]:
    """Return the text of an extraction, by its lines."""
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(body, events=("start", "end")):
        apart = "\n" if element.tag in _BLOCKS else ""
        parts.append(apart + (element.text or "") if event == "start" else apart + (element.tail or ""))
    return [line for line in "".join(parts).split("\n") if line.strip()]


def extracted_pieces(element: Element) -> Iterator[Piece]:
    """Write an extraction as it is."""
    if element.tag == "code":
        yield from _piece("".join(element.itertext()).strip("\n"))
        return
    if element.tag in ("list", "table"):
        yield from _piece("\n".join(filter(None, map(_row, element))))
        return
    running = element.text or ""
    for child in element:
        if child.tag in _WRITTEN:
            yield from _piece(tidy(running), head=element.tag == "head")
            yield from extracted_pieces(child)
            running = ""
        else:
            running += "\n" if child.tag == "lb" else "".join(child.itertext())
        running += child.tail or ""
    yield from _piece(tidy(running), head=element.tag == "head")


def _piece(text: str, *, head: bool = False) -> Iterator[Piece]:
    if text:
        yield Piece(text.replace("\n", " "), "heading") if head else Piece(text)


def _row(element: Element) -> str:
    """Write a list item or a table row on a line (its own lists on the lines below)."""
    if element.tag == "row":
        return " | ".join(
            filter(None, (" ".join(" ".join(p.text for p in extracted_pieces(cell)).split()) for cell in element))
        )
    item = "\n".join(piece.text for piece in extracted_pieces(element))
    return f"- {item}" if item and element.tag == "item" else item
