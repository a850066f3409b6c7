"""Pairs of sentences of our own: most only look like a disagreement, by place, time, act, part, unit, forecast, bound,
sum, share, event, party or date; the others are one.

The rules were mended on the "first" part; then 4 of 20 pairs of the "second" that only look so were flagged, and 5 of
10 that are one. After these kinds had been mended too, it was 5 of 14 and 3 of 6 of the "third", which was written
after that; three of the five were mended then.

Before claims were compared word for word without their speakers, none of the 65 pairs of the "fourth" that only look so
was flagged, and 4 of the 25 that are one. The rules were mended on it, and each further part was written when the ones
before it had been mended, and measured at first sight: of the "fifth" 1 of 40 and 16 of 20, of the "sixth" 2 of 32 and
16 of 18 (3 of 32 and 6 of 18 under the rules before).

Of the "seventh" the rules before flagged none of 14 and 1 of 10; they were mended on it. Of the "eighth", written after
that, they flagged 2 of 14 and 7 of 8 at first sight (2 and 3 under the rules before); the two were mended then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index import Article, Sentence
from qa.disagreement import conflicts

PAIRS = Path(__file__).parents[2] / "data/disagreement_pairs.jsonl"


def is_flagged(pair: dict[str, Any]) -> bool:
    """Hold the two sentences, each in an article of its own paper that begins alike, against each other."""
    articles, sentences = {}, []
    for name, side in zip(("Post", "Echo"), pair["sides"], strict=True):
        text = f"{pair['lead']} {side['text']}"
        articles[name] = Article(name, "Report", text, published=side["published"], source=name)
        start = text.index(side["text"])
        sentences.append(Sentence(2 * len(articles), name, 1, start, len(text), "body", "", side["text"]))
    return bool(conflicts(sentences[:1], among=sentences, articles=articles, are_one=lambda one, other: one == other))


def test_of_pairs_that_only_look_like_a_disagreement_next_to_none_is_flagged() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    wrong = [pair["sides"] for pair in pairs if not pair["right"] and is_flagged(pair)]
    right = [pair["sides"] for pair in pairs if pair["right"] and is_flagged(pair)]
    assert (len(pairs), sum(pair["right"] for pair in pairs)) == (326, 107)
    assert len(wrong) <= 2, wrong
    assert len(right) >= 93
