"""Web pages saved as files -> the article on them: title, author, date, site, address and body.

Owns the order of the steps and the parser with its limits. Nothing is fetched. A page built to exhaust the parser or
the extractor (nested without end, a tag of a thousand attributes) is refused before either has worked on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import lxml.etree
import lxml.html

from index.errors import LoadError
from index.language.possessive import possessive
from index.loaders import charsets
from index.loaders.drafts import Draft
from index.loaders.extraction.article import article_of
from index.loaders.extraction.blocks import blocks_of
from index.loaders.extraction.body_choice import chosen, extracted_pieces, fields_of, lines_of
from index.loaders.extraction.metadata.dates import declared_change, declared_date
from index.loaders.extraction.outline import Outline, joined
from index.loaders.extraction.pieces import pieces
from index.loaders.extraction.tree import Element, as_read
from index.loaders.text import read_limited

_COMMENT = re.compile(rb"<!--(?:.*?-->|.*)", re.DOTALL)
_XML_CHARSET = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.-]{2,40})")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
#: Browsers look at 1,024 bytes first, but begin again when the declaration comes later.
_HEAD = 65_536
#: The parser does not know that this tag holds nothing: what follows it in a cell would stand in it.
_MAY_BREAK = re.compile(rb"(?i)</?wbr\s*/?>")
_ATTRIBUTE = rb"""[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++))?+"""
_TAG = re.compile(possessive(rb"<[a-zA-Z][^\s/>]*+((?:" + _ATTRIBUTE + rb")++)"))
_ATTRIBUTES = re.compile(possessive(_ATTRIBUTE))
#: libxml2 compares each attribute of a tag with all before it. No saved page that was measured has over 40 in a tag and
#: 8,000 in all.
_MOST_ATTRIBUTES_A_TAG = 250
_MOST_ATTRIBUTES = 60_000
#: trafilatura's time grows with the square of the elements. No saved page that was measured has over 10,000.
_MOST_ELEMENTS = 30_000
#: Its helpers' time grows with the depth of each: an element in 20 others counts 20. No saved page has over 200,000.
_MOST_DEPTH = 600_000
#: As many characters as an article may have by default.
_MOST_TEXT = 2_000_000
#: lxml.html's own look-up asks Python for the class of each element, each time that it is touched.
_ONE_CLASS = lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


def load_html(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read the one article of a web page. ``charset``: what was declared with the file, as by an HTTP header."""
    data = read_limited(stream)
    decoded = charsets.read(data, labels=(charset, _meta_charset(data)))
    tree = parse(decoded.text)
    fields = fields_of(tree)
    published, unread = declared_date(tree, url=fields.url)
    updated, language = declared_change(tree), _language(tree)
    try:
        text, outline, notices = _body(tree)
        if not text:  # the page is written by a script, with the article for readers without one
            text, outline, notices = _body(parse(decoded.text), noscript=True)
    except RecursionError:
        raise LoadError("its elements stand in each other hundreds of times; it is damaged or hostile") from None
    if not text:
        raise LoadError("no article was found on the page; give its text as .txt or .md instead")
    undated = f"; it says {unread[:60]!r}, which is not understood" if unread else ""
    dated = () if published else (f"the page declares no date of publication{undated}",)
    yield Draft(
        text=text,
        title=fields.title,
        url=fields.url,
        source=fields.source,
        author=fields.author,
        published=published,
        updated=updated,
        language=language,
        outline=outline,
        notices=(*decoded.notices, *dated, *notices),
    )


def _language(tree: Element) -> str | None:
    """Return the language that a page declares: of its root, else of its headers, else for those who share it."""
    declared = {
        (meta.get("http-equiv") or meta.get("property") or "").lower(): meta.get("content")
        for meta in tree.iter("meta")
    }
    return tree.get("lang") or declared.get("content-language") or declared.get("og:locale")


def _meta_charset(data: bytes) -> str | None:
    head = _COMMENT.sub(b"", data[:_HEAD])
    declared = _CHARSET.search(head) or _XML_CHARSET.match(head)
    return declared[1].decode("ascii", "replace") if declared else None


def parse(text: str) -> Element:
    """Parse a page. Raises LoadError for what is not a page, or was built to exhaust the parser."""
    data = _MAY_BREAK.sub(b"", text.encode("utf-8", "replace"))
    _check_attributes(data)
    parser = lxml.etree.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise LoadError(f"the page cannot be parsed ({error}); save it again as HTML") from error
    fatal = next((entry.message for entry in parser.error_log if entry.level_name == "FATAL"), None)
    if fatal:
        raise LoadError(f"the page goes beyond what the parser allows ({fatal.strip()}); it is damaged or hostile")
    _check_size(tree, size=len(data))
    return tree


def _check_size(tree: Element, *, size: int) -> None:
    """Refuse a page with too many elements, too much text or too deep a tree. ``size``: its bytes, of which each
    character of its text takes one or more. Raises LoadError."""
    elements = depth = deep = 0
    level = [tree]
    while level:
        depth += 1
        elements += len(level)
        deep += depth * len(level)
        level = [child for element in level for child in element]
    if elements > _MOST_ELEMENTS:
        raise LoadError(f"the page has more than {_MOST_ELEMENTS:,} elements; divide it")
    if size > _MOST_TEXT and _characters(tree) > _MOST_TEXT:
        raise LoadError(f"the page has more than {_MOST_TEXT:,} characters of text; divide it")
    if deep > _MOST_DEPTH:
        raise LoadError(f"the elements of the page stand in each other {_MOST_DEPTH:,} times in all; divide it")


def _characters(tree: Element) -> int:
    texts = (e for e in tree.iter() if e.tag not in ("script", "style"))
    return sum(len(element.text or "") + len(element.tail or "") for element in texts)


def _check_attributes(data: bytes) -> None:
    total = 0
    for tag in _TAG.finditer(data):
        many = len(_ATTRIBUTES.findall(data, tag.start(1), tag.end(1)))
        total += many
        if many > _MOST_ATTRIBUTES_A_TAG or total > _MOST_ATTRIBUTES:
            raise LoadError(
                f"a tag of the page has more than {_MOST_ATTRIBUTES_A_TAG:,} attributes, or all together more than "
                f"{_MOST_ATTRIBUTES:,}; it is damaged or hostile and was not read"
            )


def _body(tree: Element, *, noscript: bool = False) -> tuple[str, Outline, tuple[str, ...]]:
    """Return the article's text, its outline, and remarks on what was left out; an empty text when there is none."""
    hidden = as_read(tree, noscript=noscript)
    extracted = chosen(tree)
    lines = lines_of(extracted) if extracted is not None else []
    if extracted is None or not lines:
        return "", (), ()
    choice = article_of(blocks_of(tree), lines, hidden=hidden)
    if choice is None:  # the text stands in the page's data and not on the page
        return *joined(extracted_pieces(extracted)), ()
    return *joined(pieces(choice.blocks)), choice.notices
