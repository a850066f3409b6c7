"""What a block of an article is: headline, highlight, heading, question heading, caption, boilerplate or body.

Owns the rules of layout. Knows nothing of where sentences end or how boilerplate is worded. Headings are told by
what the source calls them. Where it has no way to say so, as in plain text, they are told by their layout (short, not
ended, something to head below, no sentence with a finite verb), questions by their mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Role
from index.splitting.boilerplate import boilerplate_role, is_byline, is_clock
from index.splitting.finite_verbs import has_finite_verb
from index.splitting.paragraphs import ROW, Block


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block with the spans of its sentences, at least one."""

    block: Block
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a paragraph looks like by itself. ``line``: short, stand-alone, not ended: what a heading looks like."""

    content: str
    fixed: Role | None
    bullet: bool
    line: bool
    question: bool

    @property
    def prose(self) -> bool:
        return not (self.bullet or self.line or self.fixed)


Outline = Sequence[tuple[int, Role]]

_QUESTION = re.compile(r"[?？؟;][\"'”’»“«‘›‹)]*\Z")
_UNENDED = re.compile(r"[\w)%’'”\"»“«‘›‹\]]\Z")
_OPENING_QUOTE = '"“„«»‘‚›‹「『'
_CLOSING = "\"'”’»“«‘›‹)]⁰¹²³⁴⁵⁶⁷⁸⁹"
# "Tickets: 9 crowns", "Died: 4 May 2001": a name and its value, which may be asked for.
_FACT = re.compile(r"[^:]{2,60}[^\W\d_]\)?:\s.*\d")
_LONGEST_LINE = 120
_MOST_WORDS = 16
_MOST_HIGHLIGHTS = 12


def block_roles(
    text: str, paragraphs: Sequence[Paragraph], *, title: str = "", outline: Outline | None = None
) -> list[Role]:
    """Give each paragraph its role; "body" stands also for what may turn out to be quoted speech.

    ``outline``: where lines begin -> what the source calls them; None where it cannot say so.
    """
    looks = [_look(text, paragraph) for paragraph in paragraphs]
    named = _named(paragraphs, outline or ())
    first_prose = next((i for i, look in enumerate(looks) if look.prose), len(looks))
    highlights = first_prose < len(looks) and sum(look.bullet for look in looks[:first_prose]) <= _MOST_HIGHLIGHTS
    roles: list[Role] = []
    for i, look in enumerate(looks):
        at_top = i < first_prose
        if i < min(3, len(looks) - 1) and title and _same_words(look.content, title):
            roles.append("headline")
        elif named[i] == "caption":
            roles.append("caption")
        elif look.fixed and not (named[i] == "heading" and is_clock(look.content)):
            roles.append(look.fixed)
        elif at_top and look.line and is_byline(look.content, first=i == 0):
            roles.append("boilerplate")
        elif look.bullet:
            roles.append("highlight" if at_top and highlights else "body")
        elif outline is not None:
            roles.append(_named_role(look, i, heading=named[i] == "heading"))
        else:
            roles.append(_line_role(looks, i))
    return roles


def may_head(content: str) -> bool:
    """Tell whether a line looks like a heading, by itself."""
    return _is_line(content, question=_asks(content))


def _named(paragraphs: Sequence[Paragraph], outline: Outline) -> list[Role | None]:
    """Return what the source calls each paragraph: a name belongs to the paragraph that ends first behind its place."""
    names: list[Role | None] = [None] * len(paragraphs)
    i = 0
    for at, role in outline:
        while i < len(paragraphs) and paragraphs[i].block.end <= at:
            i += 1
        if i < len(paragraphs):
            names[i] = role
    return names


def _named_role(look: _Look, i: int, *, heading: bool) -> Role:
    if not heading:
        return "body"
    if look.question:
        return "question_heading"
    return "headline" if i == 0 else "heading"


def _look(text: str, paragraph: Paragraph) -> _Look:
    block = paragraph.block
    content = text[block.start : block.end]
    question = _asks(content)
    line = not block.bullet and len(paragraph.sentences) == 1 and _is_line(content, question=question)
    return _Look(content, boilerplate_role(content, sentences=len(paragraph.sentences)), block.bullet, line, question)


def _asks(content: str) -> bool:
    return _QUESTION.search(content, max(0, len(content) - 4)) is not None


def _is_line(content: str, *, question: bool) -> bool:
    # A line that begins with a dash says who said what stands above it.
    if (
        len(content) > _LONGEST_LINE
        or content[0].islower()
        or content[0] in "-–—"
        or len(content.split()) > _MOST_WORDS
    ):
        return False
    if question:
        return content[0] not in _OPENING_QUOTE
    if _UNENDED.search(content) is None or "://" in content or "@" in content or ROW in content:
        return False
    if has_finite_verb(content) or _FACT.match(content):
        return False
    return content.rstrip(_CLOSING)[-1:] not in (".", "!", "?", ",", "…")


def _line_role(looks: Sequence[_Look], i: int) -> Role:
    """Tell headline, heading and question heading from body by layout."""
    look = looks[i]
    if not look.line or not _heads(looks, i):
        return "body"
    if look.question:
        return "question_heading"
    return "headline" if i == 0 else "heading"


def _heads(looks: Sequence[_Look], i: int) -> bool:
    """Tell whether prose or a list stands below a line, with at most one other line or piece of boilerplate between."""
    below = looks[i + 1 : i + 3]
    return bool(below) and (
        below[0].prose or below[0].bullet or (len(below) > 1 and (below[1].prose or below[1].bullet))
    )


def _same_words(content: str, title: str) -> bool:
    # Of an article without a title the first sentence serves as the title, and yet it is a sentence of the article.
    if content[-1:] in (".", "…") and (content[-1:] != title[-1:] or has_finite_verb(content)):
        return False
    return len(content) < 2 * len(title) + 20 and _letters(content) == _letters(title)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
