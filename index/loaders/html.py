"""Web pages saved as files -> the article on them: title, author, date, site, address and body.

Owns the extraction with trafilatura and what of the page's structure stays in the text: headings, paragraphs, list
items and table rows on lines of their own. What the page hides from its reader is left out. Nothing is
fetched. A page built to exhaust the parser (nested without end, a tag of a thousand attributes) is refused.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from typing import BinaryIO

import lxml.etree
import lxml.html
import trafilatura

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.text import declared, decode, read_limited

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_ATTRIBUTE = rb"""[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++))?+"""
# libxml2 compares each attribute of a tag with all before it: 100,000 of them cost a minute.
_TAG = re.compile(rb"<[a-zA-Z][^\s/>]*+(?:" + _ATTRIBUTE + rb"){0,999}+(?P<many>" + _ATTRIBUTE + rb")?+")
_MOST_ELEMENTS = 100_000
_HIDDEN = re.compile(
    r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d]))"
)
# Elements that stand for lines of their own, or hold or end some: all others are marks within a line.
_STANDING = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html li link main menu meta nav ol option
        p picture pre script section select source style summary table tbody td template tfoot th thead title tr ul""",
    )
)
# trafilatura takes a time that grows with the square of the marks: 16,000 of them in one line cost 19 s.
_MOST_MARKS_A_LINE = 1000
_MOST_MARKS = 20_000
_BLOCKS = frozenset({"head", "p", "list", "item", "quote", "table", "row", "code", "div"})

for _library in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    # What they log about a page that cannot be read is said by our own error.
    logging.getLogger(_library).addHandler(logging.NullHandler())


def load_html(stream: BinaryIO) -> Iterator[Draft | LoadError]:
    """Read the one article of a web page."""
    tree = parse(read_limited(stream))
    for element in list(tree.iter(lxml.etree.Element)):
        if _is_hidden(element) and element.getparent() is not None:
            element.drop_tree()
    unmark(tree)
    yield _extract(tree)


def parse(data: bytes) -> lxml.html.HtmlElement:
    """Parse a page. Raises LoadError for what is not a page, or was built to exhaust the parser."""
    if any(tag["many"] for tag in _TAG.finditer(data)):
        raise LoadError("a tag of the page has more than 1,000 attributes; it is damaged or hostile and was not read")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml.html.document_fromstring(_text(data).encode("utf-8"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise LoadError(f"the page cannot be parsed ({error}); save it again as HTML") from error
    fatal = next((entry.message for entry in parser.error_log if entry.level_name == "FATAL"), None)
    if fatal:
        raise LoadError(f"the page goes beyond what the parser allows ({fatal.strip()}); it is damaged or hostile")
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise LoadError(f"the page has more than {_MOST_ELEMENTS:,} elements; divide it")
    return tree


def _text(data: bytes) -> str:
    """Decode a page: by its byte order mark, as UTF-8, else by the character set it declares."""
    if b"\x00" in data and not declared(data):
        raise LoadError("it holds a NUL, so it is not a web page; save it as UTF-8")
    try:
        return decode(data)
    except LoadError:
        charset = _CHARSET.search(data, 0, _HEAD)
        if charset is None:
            raise
    try:
        codecs.lookup(encoding := charset[1].decode("ascii"))
        return data.decode(encoding, errors="replace")
    except (LookupError, UnicodeError) as error:
        raise LoadError(
            f"it declares the character set {charset[1]!r}, which is not known; save it as UTF-8"
        ) from error


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    if element.get("hidden") is not None or element.tag in ("template", "noscript"):
        return True
    return _HIDDEN.search(element.get("style") or "") is not None


def unmark(tree: lxml.html.HtmlElement) -> None:
    """Take the marks (links, spans, emphasis) out of lines that hold very many, and out of all of a page that does; the
    text stays."""
    marks: dict[lxml.html.HtmlElement, list[str]] = {}
    line_of: dict[lxml.html.HtmlElement, lxml.html.HtmlElement] = {}
    for element in tree.iter(lxml.etree.Element):
        parent = element.getparent()
        stands = parent is None or element.tag in _STANDING
        line_of[element] = element if stands else line_of[parent]
        if not stands:
            marks.setdefault(line_of[element], []).append(element.tag)
    many = sum(map(len, marks.values())) > _MOST_MARKS
    for line, tags in marks.items():
        if many or len(tags) > _MOST_MARKS_A_LINE:
            lxml.etree.strip_tags(line, *set(tags))
            for element in line.iter():
                # the pieces of text that stood about the marks become one: they are what costs the time
                element.text, element.tail = element.text, element.tail


def _extract(tree: lxml.html.HtmlElement) -> Draft:
    try:
        page = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    except Exception as error:  # a page from anywhere may trip any of four libraries; it is one bad file
        raise LoadError(f"the page's article cannot be extracted ({type(error).__name__}: {error})") from error
    text = "\n\n".join(_blocks(page.body)) if page is not None and page.body is not None else ""
    if not text:
        raise LoadError("no article was found on the page; give its text as .txt or .md instead")
    return Draft(
        text=text,
        title=page.title or "",
        url=page.url,
        source=page.sitename or page.hostname,
        author=page.author,
        published=page.date,
    )


def _blocks(element: lxml.etree._Element) -> Iterator[str]:
    """Write an extracted element as blocks of plain text."""
    if element.tag == "code":
        yield from filter(None, ["".join(element.itertext()).strip("\n")])
        return
    if element.tag in ("list", "table"):
        lines = (_row(child) for child in element)
        yield from filter(None, ["\n".join(line for line in lines if line)])
        return
    running = element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            yield from filter(None, [_tidy(running)])
            yield from _blocks(child)
            running = ""
        else:
            running += "\n" if child.tag == "lb" else "".join(child.itertext())
        running += child.tail or ""
    yield from filter(None, [_tidy(running)])


def _row(element: lxml.etree._Element) -> str:
    """Write a list item or a table row on a line (its own lists on the lines below)."""
    if element.tag == "row":
        return " | ".join(filter(None, (" ".join("\n".join(_blocks(cell)).split()) for cell in element)))
    item = "\n".join(_blocks(element))
    return f"- {item}" if item and element.tag == "item" else item


def _tidy(text: str) -> str:
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))
