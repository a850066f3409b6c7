"""A parsed page -> the page as its reader sees it: what is hidden, struck out or a control leaves the tree, and marks
within a line mean what they mean to a reader.

Owns the meaning of single elements. Done once, before anything chooses among the parts of the page, so that no choice
can change what a sentence says. Knows nothing of which part is the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import lxml.etree
import lxml.html

from index.language.word_lists import listed
from index.loaders.extraction.hidden_elements import is_hidden, is_marked_hidden, is_template
from index.loaders.extraction.tables import ITEMS, hold_loose, limit_spans, make_table

Element: TypeAlias = lxml.html.HtmlElement

# Elements that stand for lines of their own, or hold or end some: all others are marks within a line.
STANDING = listed("""
    address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html li legend link main menu meta nav
    noscript ol optgroup option p picture pre script search section select source style summary table tbody td template
    tfoot th thead title tr ul
""")
# The classes by which the larger style sheets strike a text out within a line.
_STRUCK_CLASS = re.compile(
    r"(?i)(?:^|\s)(?:(?:text|has|is|u|td|decoration|tx)-)*(?:line-?through|strike-?thr(?:ough|u)|str[iu]ck-?(?:through|out)|strike-?out"
    r"|stricken|crossed-?out|cross-?out|deleted-?text|text-deleted|diff-?del(?:eted)?)(?=\s|$)"
)
_STRUCK = re.compile(r"(?i)text-decoration(?:-line)?\s*:[^;]*line-through")
#: Controls, and what stands for a picture, sound or advert: their text is a label, or is shown only when they fail.
_CONTROLS = listed("""
    button input select textarea datalist svg canvas audio video object iframe applet map rp annotation
    annotation-xml amp-ad amp-embed amp-sticky-ad amp-consent amp-user-notification amp-iframe amp-video
""")
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
#: Marks within a line that an extractor takes for controls or boilerplate, with the text that they hold.
_PLAIN = listed("time data mark ins label output abbr acronym math rt rtc ruby meter progress")
#: Outer and inner quotation marks of an element ``q``, by language (CLDR); English ones where none is known.
_QUOTES = {
    language: marks
    for languages, marks in {
        "de cs sk sl hr bg": "„“‚‘", "fr": "«»«»", "es it el": "«»“”", "pl ro hu": "„”«»", "ru uk no nb nn": "«»„“",
        "ja": "「」『』",
    }.items()
    for language in languages.split()
}  # fmt: skip
_LETTER = re.compile(r"\w")
_IN_MARKS = re.compile(r"\s*[“„«»「『\"][^“”„«»「」『』\"]*[”“»«」』\"]\s*")
_RAISED = re.compile(r"[\s,+−–()-]*\d[\d\s,+−–()-]*")
_AS_RAISED = str.maketrans("0123456789+−–-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
_AS_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_TITLES = listed("h1 h2 h3 h4 h5 h6 dt summary")
_FEWEST_IN_TITLE = 3
_ROLES = frozenset({"heading", "table", "grid", "tooltip"})
_LEVELS = frozenset({"sup", "sub", "mfrac", "msup"})
_PROGRAMS = frozenset({"script", "style"})
_OTHERS = frozenset({"q", "noscript", "template", "dialog", "figure", *ITEMS})
_NOT_PLAIN = _PROGRAMS | _CONTROLS | _STRUCK_TAGS | _PLAIN | _LEVELS | _OTHERS
# trafilatura takes a time that grows with the square of the marks: 16,000 of them in one line cost 19 s.
_MOST_MARKS_A_LINE = 1000
_MOST_MARKS = 20_000
TIME = "data-time"
"""The attribute that marks what was an element ``time``."""
OPENED, CLOSES = "\ufdd0", "\ufdd1"
"""What stands inside quotation marks that were set here: white space beside it is to go. No text holds these two."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text that the page hides, and the element that it stood in."""

    text: str
    parent: Element


def as_read(tree: Element, *, noscript: bool = False) -> list[Hidden]:
    """Change a page into what its reader sees, in place, and return what it hides. ``noscript``: show what stands for a
    script."""
    hidden: list[Hidden] = []
    quotes: list[Element] = []
    for element in list(tree.iter(lxml.etree.Element)):
        if not _may_change(element) or (parent := element.getparent()) is None:
            continue
        if element.tag == "button" and _opens_text(element):
            element.tag = "summary" if parent.tag not in _TITLES else "span"
        elif _is_left_out(element):
            element.drop_tree()
        elif is_hidden(element, noscript=noscript):
            if not is_template(element) and element.tag != "noscript":
                hidden.append(Hidden(" ".join(element.text_content().split()), parent))
            element.drop_tree()
        else:
            if element.tag == "q":
                quotes.append(element)
            elif element.tag in _LEVELS:
                _keep_level(element)
            _make_plain(element)
    for element in quotes:  # after all that is left out, outer ones first
        _quote(element)
    limit_spans(tree)
    _unmark(tree)
    return hidden


def _may_change(element: Element) -> bool:
    """Tell whether an element could be anything but read as it stands, as nearly all of a page are."""
    if element.tag in _NOT_PLAIN or element.get("hidden") is not None or element.get("aria-hidden") is not None:
        return True
    if element.get("role") in _ROLES or (element.tag == "a" and _is_own_address(element)):
        return True
    return _is_marked(element.get("class") or "", element.get("style") or "")


@lru_cache(4096)
def _is_marked(names: str, style: str) -> bool:  # the elements of a page have few different ones
    struck = _STRUCK_CLASS.search(names) or _STRUCK.search(style)
    return struck is not None or is_marked_hidden(names, style)


def _opens_text(button: Element) -> bool:
    """Tell whether a button is the title of a text that it opens and shuts, as of a question and its answer."""
    is_title = any(holder.tag in _TITLES for holder in button.iterancestors())
    opens = not {"aria-controls", "aria-expanded"}.isdisjoint(button.keys())
    return is_title or (opens and len(button.text_content().split()) >= _FEWEST_IN_TITLE)


def _is_own_address(link: Element) -> bool:
    """Tell whether a link without letters ("¶", "#") leads to the place where it stands, as beside a heading."""
    return link.get("href", "")[:1] == "#" and bool(link.text) and not _LETTER.search(link.text_content())


def _is_left_out(element: Element) -> bool:
    """Tell whether an element is struck out, a control or a program; data about the page is none."""
    if element.tag in _PROGRAMS:
        return "json" not in (element.get("type") or "").lower()
    if element.tag in _CONTROLS or element.tag in _STRUCK_TAGS or element.get("role") == "tooltip":
        return True
    if element.tag not in STANDING and _STRUCK_CLASS.search(element.get("class") or ""):
        return True
    if element.tag == "a" and _is_own_address(element):
        return True
    return _STRUCK.search(element.get("style") or "") is not None


def _keep_level(element: Element) -> None:
    """Write raised and lowered digits so that they stay apart from the number or word they stand at: "10²⁶", "1/2"."""
    if element.tag == "mfrac":
        for above in element[:1]:
            above.tail = "/"
        return
    level = element[-1] if element.tag == "msup" and len(element) else element
    text, before = level.text_content(), _character_before(level)
    if not _RAISED.fullmatch(text):
        return
    if element.tag == "sub":
        signs = _AS_LOWERED if before.isdigit() or before in ("/", "⁄") else None
    else:  # "m3" and "CO2" are written so, too; a note is a link, or stands behind a mark
        is_note = any("#" in (link.get("href") or "") for link in (*level.iter("a"), *level.iterancestors("a")))
        signs = None if before.isalpha() and not is_note else _AS_RAISED
    if signs:
        for part in level.iter(lxml.etree.Element):
            part.text = (part.text or "").translate(signs)
            if part is not level:
                part.tail = (part.tail or "").translate(signs)


def _character_before(element: Element) -> str:
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        text = parent.text if parent is not None else ""
    else:
        text = previous.tail or previous.text_content()
    return (text or "")[-1:]


def _make_plain(element: Element) -> None:
    """Give an element the form in which its words are read. What is hidden from screen readers alone stays: an icon
    has no letters, and prose that has it is behind a paywall's script."""
    if element.get("aria-hidden") is not None:
        del element.attrib["aria-hidden"]
    if element.get("role") == "heading" and element.tag in ("div", "p", "span"):
        level = element.get("aria-level", "")
        element.tag = f"h{level}" if level in ("1", "2", "3", "4", "5", "6") else "h2"
    elif element.get("role") in ("table", "grid") and element.tag in ("div", "section"):
        make_table(element)
    elif element.tag == "q":
        element.tag = "span"
    elif element.tag in ("noscript", "template", "dialog"):
        element.tag = "div"
    elif element.tag in ITEMS:
        hold_loose(element)
        if element.tag in ("menu", "dir"):  # trafilatura takes these for the page's own menu, whatever they hold
            element.tag = "ul"
    elif element.tag == "figure":
        element.tag = "figure" if next(element.iter("pre"), None) is None else "div"
    elif element.tag in _PLAIN:
        if element.tag == "time":
            element.set(TIME, "")
        elif element.tag == "rt":
            element.text, element.tail = f"({element.text or ''}", f"){element.tail or ''}"
        element.tag = "span"


def _quote(element: Element) -> None:
    """Write the quotation marks that a browser shows about an element ``q``."""
    ancestors = list(element.iterancestors())
    language = next((a.get("lang") for a in (element, *ancestors) if a.get("lang")), "")
    marks = _QUOTES.get(language[:2].lower(), "“”‘’")
    # an outer one was made plain before its inner ones, so it is known by its mark
    inner = sum(a.get("data-q") is not None for a in ancestors) % 2
    element.set("data-q", "")
    opening, closing = marks[2 * inner], marks[2 * inner + 1]
    if _IN_MARKS.fullmatch(element.text_content()):
        return
    element.text = f"{opening}{OPENED}{element.text or ''}"
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}{CLOSES}{closing}"
    else:
        element.text += CLOSES + closing


def _unmark(tree: Element) -> None:
    """Take the marks (links, spans, emphasis) out of lines that hold very many, and out of all of a page that does; the
    text stays."""
    if sum(element.tag not in STANDING for element in tree.iter(lxml.etree.Element)) <= _MOST_MARKS_A_LINE:
        return
    marks: dict[Element, list[str]] = {}
    line_of: dict[Element, Element] = {}
    for element in tree.iter(lxml.etree.Element):
        parent = element.getparent()
        stands = parent is None or element.tag in STANDING
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
