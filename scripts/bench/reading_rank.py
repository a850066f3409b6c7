"""First-stage rankings for the reading bench: dense, BM25 and their fusion, and the candidates that every reader gets.

Owns a small BM25 of its own, an independent one. Knows nothing of files, readers or measures.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa.reader.base import ReaderInput
from qa.retrieval.fusion import fuse
from qa.text.words import content_words, stem
from scripts.sets.reading import ReadingSet

FIRST = 24

Vector = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(slots=True)
class Ranked:
    """One question's candidates (places of sentences) and each first-stage score of every one of them."""

    places: np.ndarray[Any, np.dtype[np.intp]]
    bare: Vector
    dense: Vector
    lexical: Vector
    fused: Vector


class Bm25:
    """BM25 (k1 1.2, b .75) over stemmed words of the sentence and, at half weight, of its title."""

    def __init__(self, sentences: Sequence[ReaderInput]) -> None:
        self.count = len(sentences)
        self.found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self.length = np.zeros(len(sentences))
        for place, candidate in enumerate(sentences):
            words: Counter[str] = Counter()
            for text, weight in ((candidate.text, 1.0), (candidate.title, 0.5)):
                for word in re.findall(r"\w+", text.lower()):
                    words[stem(word)] += weight  # type: ignore[assignment]
            self.length[place] = sum(words.values())
            for word, times in words.items():
                self.found[word].append((place, float(times)))
        self.mean = float(self.length.mean()) if len(sentences) else 1.0

    def scores(self, question: str) -> Vector:
        """Score every sentence: float32[n]."""
        out = np.zeros(self.count)
        for word in {stem(w) for w in content_words(question) or re.findall(r"\w+", question.lower())}:
            postings = self.found.get(word, [])
            idf = math.log(1 + (self.count - len(postings) + 0.5) / (len(postings) + 0.5))
            for place, times in postings:
                norm = 1.2 * (0.25 + 0.75 * self.length[place] / self.mean)
                out[place] += idf * times * 2.2 / (times + norm)
        return out.astype(np.float32)


def rank_all(chosen: ReadingSet, titled: Vector, questions: Vector, *, bare: Vector, bm25: Bm25) -> list[Ranked]:
    """Rank for every question; those without candidates of their own get the first 24 of the fused ranking."""
    out = []
    for question, vector in zip(chosen.questions, questions, strict=True):
        dense, lexical = titled @ vector, bm25.scores(question.text)
        fused_map = fuse(
            dict(enumerate(dense.tolist())), {i: float(lexical[i]) for i in np.flatnonzero(lexical).tolist()}
        )
        fused = np.array([fused_map[i] for i in range(len(dense))], np.float32)
        places = np.array(question.candidates, np.intp)
        if not question.candidates:
            order = np.lexsort((np.arange(len(fused)), -fused))[: FIRST + len(question.without)]
            places = np.array([i for i in order if i not in question.without][:FIRST], np.intp)
        out.append(Ranked(places, (bare @ vector)[places], dense[places], lexical[places], fused[places]))
    return out
