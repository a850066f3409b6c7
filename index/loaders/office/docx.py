"""Word documents -> articles. Fences mammoth, which turns one into HTML with its headings, lists, tables and footnotes;
tracked insertions are read, deletions are not.

Owns what is changed before, because mammoth reads it as it does not look: hidden words, tables of contents, formulas.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import lxml.etree

from index.errors import LoadError
from index.extras import library
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import joined
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.office.package import Package, properties

#: What mammoth has no rule for by itself.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Caption'] => figcaption:fresh
"""

#: Marks of notes in the text, and the arrows back from them.
_NOTE_MARKS = re.compile(r'(?:<sup>)?<a href="#(?:foot|end)note-[^>]*>[^<]*</a>(?:</sup>)?')
#: Several paragraphs in a cell of a table, which holds no other: it is a cell all the same.
_CELL = re.compile(r"<t[dh]\b[^>]*>(?:(?!</?t(?:able|d|h)\b).)*</t[dh]>", re.DOTALL)
_NEXT_PARAGRAPH = re.compile(r"</p>\s*<p>")
#: The names of the styles of tables of contents and of figures, and of indexes, in Word of any language.
_LISTING = re.compile(r"(?i)toc \d|toc heading|table of figures|index \d")
_OFF = ("0", "false", "off")
#: Elements that mammoth reads nothing of, and what stands in them is text: fields of one piece, directions, base texts.
_WRAPPERS = ("{*}fldSimple", "{*}dir", "{*}bdo", "{*}ruby", "{*}rubyBase")
#: How a word is spoken, in small letters above it.
_READINGS = ("{*}rubyPr", "{*}rt")


def load_docx(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a Word document. ``charset`` is not used. Raises LoadError."""
    del charset
    mammoth: Any = library("mammoth", extra="office")
    with Package(stream) as package:
        about = properties(package)
        package.needed("word/document.xml")
        data = _as_it_looks(package)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=_no_image, external_file_access=False
        ).value
    except Exception as error:  # a damaged file trips mammoth, and what it stands on, in many ways
        raise LoadError(f"it cannot be read as a Word document ({error}); it is damaged, or save it again") from error
    html = _CELL.sub(lambda cell: _NEXT_PARAGRAPH.sub("<br />", cell[0]), _NOTE_MARKS.sub("", html))
    text, outline = joined(fragment_pieces(html))
    yield Draft(text=text, outline=outline, **about)


def _no_image(_: Any) -> list[Any]:
    return []


def _as_it_looks(package: Package) -> bytes:
    """Pack the parts of a document that hold text again, without what it does not show. All are parsed with limits, as
    mammoth has none."""
    styles = package.xml("word/styles.xml")
    listings = set() if styles is None else {_value(one, "styleId") for one in styles.iter("{*}style") if _lists(one)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in dict.fromkeys(package.names()):
            if name.startswith("word/") and name.endswith(".xml"):
                part = package.needed(name)
                _show(part, listings)
                packed.writestr(name, lxml.etree.tostring(part))
            elif name.endswith((".xml", ".rels")):
                packed.writestr(name, package.data(name) or b"")
    return out.getvalue()


def _lists(style: lxml.etree._Element) -> bool:
    name = style.find("{*}name")
    return name is not None and _LISTING.match(_value(name, "val")) is not None


def _show(part: lxml.etree._Element, listings: set[str]) -> None:
    """Leave out of a part what it does not show, and put formulas as text."""
    lxml.etree.strip_elements(part, *_READINGS, with_tail=False)
    lxml.etree.strip_tags(part, *_WRAPPERS)
    for element in list(part.iter("{*}vanish", "{*}cr", "{*}docPartGallery", "{*}pStyle", "{*}oMath")):
        tag = lxml.etree.QName(element).localname
        if tag == "vanish" and _value(element, "val") not in _OFF:
            _drop(element, "r")
        elif tag == "cr":
            element.tag = f"{{{lxml.etree.QName(element).namespace}}}br"
        elif tag == "docPartGallery" and _value(element, "val") == "Table of Contents":
            _drop(element, "sdt")
        elif tag == "pStyle" and _value(element, "val") in listings:
            _drop(element, "p")
        elif tag == "oMath":
            _write_formula(element, space=part.nsmap.get("w", ""))


def _value(element: lxml.etree._Element, name: str) -> str:
    """Return an attribute, in whichever name space of Word's it stands."""
    return next((str(value) for key, value in element.attrib.items() if lxml.etree.QName(key).localname == name), "")


def _drop(element: lxml.etree._Element, holder: str) -> None:
    """Leave out the innermost element of this name around another."""
    around = next(element.iterancestors(f"{{*}}{holder}"), None)
    parent = None if around is None else around.getparent()
    if around is not None and parent is not None:
        parent.remove(around)


def _write_formula(formula: lxml.etree._Element, *, space: str) -> None:
    parent = formula.getparent()
    if parent is not None and space:
        run = lxml.etree.Element(f"{{{space}}}r")
        text = lxml.etree.SubElement(run, f"{{{space}}}t")
        text.text = _formula(formula)
        parent.replace(formula, run)


def _formula(element: lxml.etree._Element) -> str:
    """Write a formula on a line: "a/b", "x^2", "x_1"."""
    before = {"den": "/", "sup": "^", "sub": "_"}.get(lxml.etree.QName(element).localname, "")
    inner = "".join(_formula(child) for child in element.iterchildren(lxml.etree.Element))
    own = (element.text or "") if lxml.etree.QName(element).localname == "t" else ""
    return before + own + inner if own or inner else ""
