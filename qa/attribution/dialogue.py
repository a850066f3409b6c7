"""Dialogues: interviews and transcripts, whose paragraphs begin with who speaks: "Lena Fox: Why did you leave?".

Owns when an article is such a one, and where each label stands. "Note:" and "Goals:" are nobody's names. Knows
nothing of how a short name is completed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import regex

from qa.attribution.noun_phrases import is_personal
from qa.text.names import PERSON_NAME

# A dialogue has at least two speakers, each of whom speaks more than once.
_FEWEST_SPEAKERS, _FEWEST_TURNS = 2, 2
# Who speaks with somebody says so; a table of results does not.
_SPOKEN = regex.compile(r"\b(?:I|I['’]\w+|[Yy]ou|[Ww]e|[Mm]y|[Yy]our)\b")
_LABEL = regex.compile(rf"(?P<name>{PERSON_NAME.pattern}):(?=\s)")


def labels_of(text: str, starts: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return where the label of each paragraph stands that begins with its speaker's name, by where the paragraph
    starts; none of a text that is no dialogue. ``starts``: where its paragraphs start."""
    labels = {start: label for start in starts if (label := _LABEL.match(text, start)) is not None}
    turns = Counter(label["name"].split()[-1] for label in labels.values())
    again = {surname for surname, times in turns.items() if times >= _FEWEST_TURNS}
    lines = (text[label.end() : text.find("\n", label.end()) % (len(text) + 1)] for label in labels.values())
    if len(again) < _FEWEST_SPEAKERS or not any(_SPOKEN.search(line) for line in lines):
        return {}
    names = [name.split() for name in PERSON_NAME.findall(text)]
    full = [name for name in names if name[-1] in again and is_personal([word.lower() for word in name])]
    if len({name[-1] for name in full}) < _FEWEST_SPEAKERS:
        return {}
    speakers = {" ".join(name) for name in full} | {name[-1] for name in full}
    return {start: label.span("name") for start, label in labels.items() if label["name"] in speakers}
