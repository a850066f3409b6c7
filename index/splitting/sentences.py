"""Text -> sentence spans with roles: ``text[span.start:span.end]`` is the sentence.

Owns the order of the steps: blocks, their sentences, their roles, the heading each stands under. The rules live in
index.splitting.paragraphs, index.splitting.boundaries, index.splitting.roles and index.language.quotations. They are
our own because they are as good as the best library, and need none. How many of the 48 golden rules, and the F1 of
sentence ends on UD English-EWT (its odd documents, which were not looked at while the rules were written), measured by
scripts/bench/splitting.py:

    ours 42 .921 | sentencex 44 .906 | pysbd 47 .890 | nupunkt 36 .858 | blingfire 37 .808 | syntok 36 .720

sentencex keeps quoted speech of several sentences in one piece and misses "$3.5 m. Then"; pysbd is slow and was last
released in 2021; blingfire ships no library for ARM. What ours misses of the golden rules are lists run into one line.
In the 282 texts of tests/data/sentences.txt, all kinds of doubtful full stops in fifteen languages, ours misses none.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.language.quotations import is_quoted, quotations
from index.records import SPOKEN, Role, Span
from index.splitting.boundaries import sentence_spans
from index.splitting.full_stops.text_facts import TextFacts
from index.splitting.paragraphs import blocks
from index.splitting.roles import Outline, Paragraph, block_roles

_HEADINGS = frozenset({"heading", "question_heading"})


def split(text: str, *, title: str = "", outline: Outline | None = None) -> list[Span]:
    """Split a text into sentences, each with its role and the heading it stands under.

    Spans are ordered, disjoint, without surrounding white space, each with a letter or digit, none longer than
    index.splitting.boundaries.LONGEST. ``title``: the article's title, to know it again when the text begins with it.
    ``outline``: where lines begin -> what the source calls them, where it says so; else headings are told by layout.
    "body" ends the section of the last heading: its box is over, and what stood above it stands above this line again.
    """
    facts = TextFacts(text)
    paragraphs = [
        Paragraph(block, sentences)
        for block in blocks(text)
        if (sentences := tuple(sentence_spans(text, start=block.start, end=block.end, facts=facts)))
    ]
    spans: list[Span] = []
    sections = [""]
    ended = [at for at, role in reversed(outline or ()) if role == "body"]
    for paragraph, role in zip(paragraphs, block_roles(text, paragraphs, title=title, outline=outline), strict=True):
        heading = role in _HEADINGS
        while ended and ended[-1] < paragraph.block.end:
            ended.pop()
            if len(sections) > 1:
                sections.pop()
        spans += _paragraph_spans(text, paragraph, role, "" if heading else sections[-1])
        # A question on the very first line is the title: the whole article does not stand under it.
        if heading and paragraph is not paragraphs[0]:
            sections.append(" ".join(text[paragraph.block.start : paragraph.block.end].split()))
    return spans


def _paragraph_spans(text: str, paragraph: Paragraph, role: Role, section: str) -> Iterator[Span]:
    quotes = quotations(text, start=paragraph.block.start, end=paragraph.block.end) if role == "body" else []
    at = 0
    for sentence in paragraph.sentences:
        # Quotations that end before this sentence are skipped once, which keeps this linear.
        while at < len(quotes) and quotes[at][1] <= sentence[0]:
            at += 1
        spoken = bool(quotes) and is_quoted(text, sentence, quotes=quotes[at : at + 1])
        yield Span(sentence[0], sentence[1], SPOKEN if spoken else role, section)
