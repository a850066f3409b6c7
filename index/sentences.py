"""Text -> sentence spans with roles: ``text[span.start:span.end]`` is the sentence."""

from __future__ import annotations

from index.boundaries import sentence_spans
from index.records import Span


def split(text: str) -> list[Span]:
    """Split a text into sentences: ordered, disjoint spans without surrounding white space."""
    spans: list[Span] = []
    begin = 0
    for line in text.split("\n"):
        spans += [Span(start, end, "body") for start, end in sentence_spans(text, begin, begin + len(line))]
        begin += len(line) + 1
    return spans
