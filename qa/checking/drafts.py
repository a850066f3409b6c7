"""A draft -> what of it can be checked: its quotations, with who is said to speak, and its sentences without them.

Owns what in a draft is a quotation. Knows nothing of corpora.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index import Span, blocks, quotations, sentences_of
from index.records import Sentence
from qa.attribution.speakers import Speakers
from qa.checking.alignment import words_of

#: A quotation of fewer words is a term that is put in marks, not somebody's words.
LEAST_WORDS = 3
_BLANK = "\u00b7"
#: What a quotation is put in.
MARKS = "“”„«»‘’「」『』\"' \u00a0"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks in a draft, and who is said to have said it."""

    text: str
    start: int
    end: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a draft; in ``blanked`` its quotations are blanks, at the same offsets. ``speaker``: who said
    it where it reports what somebody said, and ``mention`` where it names or means that person: offsets of its text."""

    text: str
    blanked: str
    start: int
    speaker: str | None = None
    mention: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a draft can be checked, in order."""

    quotations: tuple[Quotation, ...]
    statements: tuple[Statement, ...]


def read_draft(text: str) -> Draft:
    """Read a draft of plain text or Markdown; one line or many."""
    spans = list(sentences_of(text))
    rows = [
        Sentence(i, "draft", i, s.start, s.end, s.role, s.section, text[s.start : s.end]) for i, s in enumerate(spans)
    ]
    marked = [place for block in blocks(text) for place in quotations(text, start=block.start, end=block.end)]
    speakers = Speakers(text, rows)
    quoted = tuple(_quotations(text, marked, rows, speakers))
    return Draft(quoted, tuple(_statements(text, marked, spans, speakers)))


def _quotations(
    text: str, marked: list[tuple[int, int]], rows: list[Sentence], speakers: Speakers
) -> Iterator[Quotation]:
    for start, end in marked:
        while start < end and text[start] in MARKS:
            start += 1
        while end > start and text[end - 1] in MARKS:
            end -= 1
        if len(words_of(text[start:end])) < LEAST_WORDS:
            continue
        around = [row for row in rows if row.start < end and row.end > start]
        speakers_around = [speakers.of(row.position).speaker for row in around]
        speaker = next((one.name for one in speakers_around if one is not None), None)
        yield Quotation(text[start:end], start, end, speaker)


def _statements(text: str, marked: list[tuple[int, int]], spans: list[Span], speakers: Speakers) -> Iterator[Statement]:
    blanked = list(text)
    for start, end in marked:
        blanked[start:end] = _BLANK * (end - start)
    rest = "".join(blanked)
    for position, span in enumerate(spans):
        if span.role == "question_heading":  # what is asked is not claimed
            continue
        statement = Statement(text[span.start : span.end], rest[span.start : span.end], span.start)
        whose, mention = speakers.of(position), speakers.mention(position)
        if whose.speech == "indirect" and whose.speaker is not None and mention is not None:
            start, end = (at - span.start for at in mention)
            statement = replace(statement, speaker=whose.speaker.name, mention=(start, end))
        yield statement
