"""The articles held back from training, as a set to fit confidence on: a corpus, questions with and without answers.

Owns that set. Knows nothing of encoders, readers or curves.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from reader_sources import read_pool

sys.path.insert(0, str(Path(__file__).resolve().parent / "bench"))
from reading_sets import Asked, ReadingSet

from qa.reader import Candidate


def held_back(data: Path, work: Path, *, limit: int) -> ReadingSet:
    """Build the set from the pool and the ``fold: dev`` groups in ``work``, at most ``limit`` questions.

    A question whose paragraph was taken away gets the corpus without it; a swapped one gets all of it."""
    pool = read_pool(data)
    with (work / "groups.jsonl").open(encoding="utf-8") as lines:
        groups = [group for group in map(json.loads, lines) if group["fold"] == "dev"][:limit]
    numbers = {group["number"] for group in groups}
    articles = {pool.paragraphs[pool.questions[n].paragraph].article for n in numbers}
    out, places = ReadingSet("held_back"), defaultdict(list)
    for number, paragraph in enumerate(pool.paragraphs):
        if paragraph.article in articles:
            for position, text in enumerate(paragraph.sentences):
                previous = paragraph.sentences[position - 1] if position and paragraph.has_order else ""
                places[number].append(len(out.sentences))
                out.sentences.append(Candidate(text, paragraph.title, "", previous))
    for group in groups:
        question = pool.questions[group["number"]]
        own = places[question.paragraph]
        answered = group["kind"] == "answered"
        gold = frozenset(own[i] for i in question.positives) if answered else frozenset()
        without = frozenset(own) if group["kind"] == "taken_away" else frozenset()
        out.questions.append(Asked(group["q"], gold, answerable=answered, without=without))
    return out
