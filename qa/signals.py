"""Signals: what can be measured about a candidate to judge whether it answers. Pure arithmetic over words and scores.

Owns the signals' definitions; which of them count, and how much, is fitted (``qa.assurance``). Knows nothing of
corpora: word counts and texts in, numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from qa.questions import Wanted, could_hold, wanted
from qa.words import content_words, names, numbers, stem, stems


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its telling words weighed by their rarity in the corpus, those of them that no sentence holds, those
    that are names, the numbers it states, and what kind of thing it asks for."""

    question: str
    weights: Mapping[str, float]
    unknown: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]
    kind: Wanted

    @classmethod
    def of(cls, question: str, counts: Mapping[str, int], *, sentences: int) -> Asked:
        """Weigh a question's words. ``counts``: how many of the corpus's sentences hold each of its content words."""
        words = content_words(question)
        return cls(
            question,
            {word: rarity(counts.get(word, 0), sentences) for word in words},
            tuple(word for word in words if counts.get(word, 0) == 0),
            names(question),
            numbers(question),
            wanted(question),
        )

    @property
    def unknown_share(self) -> float:
        """Return the weight of the words that no sentence holds, as a share of all."""
        return self._share(frozenset(map(stem, self.unknown)))

    def coverage(self, *texts: str) -> float:
        """Return the weight of the words that a text holds in some form, as a share of all; 0 without telling words."""
        return self._share(frozenset().union(*map(stems, texts)))

    def strange(self, *texts: str) -> float:
        """Return the share of the question's names and numbers that no text holds; 0 for a question without any."""
        held = frozenset().union(*map(stems, texts), *map(numbers, texts))
        given = frozenset(word for word in self.names if word in self.weights and not word[0].isdigit()) | self.numbers
        return sum(word not in held and stem(word) not in held for word in given) / len(given) if given else 0.0

    def _share(self, held: frozenset[str]) -> float:
        total = sum(self.weights.values())
        return sum(w for word, w in self.weights.items() if stem(word) in held) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known about one candidate. Shares and cosines lie between 0 and 1; logits are unbounded.

    ``coverage``: of the question's words by the sentence, its neighbours, title and section; ``own_coverage``: by the
    sentence alone; ``unknown``: share of words that stand nowhere in the corpus; ``lacking``: 1 when the sentence holds
    no number, time or name though one is asked for; ``lead``: merit above the best statement of another answer;
    ``strange``: share of the question's names and numbers that neither the sentence nor what surrounds it holds;
    ``reading``: the reader's logit, 0 without a reader; ``ahead``: relevance above the best of another answer.
    """

    dense: float
    fused: float
    coverage: float
    own_coverage: float
    unknown: float
    lacking: float
    lead: float
    strange: float = 0.0
    reading: float = 0.0
    ahead: float = 0.0

    def named(self) -> dict[str, float]:
        """Return the signals by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def rarity(count: int, sentences: int) -> float:
    """Return a word's weight: the inverse document frequency of BM25, never negative."""
    return math.log(1.0 + (max(sentences, count) - count + 0.5) / (count + 0.5))


def lacks(kind: Wanted, text: str) -> float:
    """Return 1.0 when a text cannot hold what is asked for, by its form; else 0.0."""
    return 0.0 if could_hold(kind, text) else 1.0
