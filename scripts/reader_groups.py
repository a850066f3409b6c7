"""Training groups: a question with one answering sentence, or none, among sentences that do not answer it.

Owns the choice of negatives, which decides what the reader learns. Knows nothing of tokens or models. A group is
``{"q", "kind", "fold", "c": [[text, title, section, previous, label, start, end, cosine], ...]}``; label 1 answers,
start is -1 where the answer's place is unknown, cosine is the bi-encoder's of question and sentence.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.base import DEFAULT_MODEL, traits
from index.ingest.passages import recipe_named
from scripts.reader_mining import embed, sentence_table
from scripts.reader_sources import Pool, Question, normal, read_pool
from scripts.reader_synthetic import Swapper, ablate, asks_for, echo
from scripts.reader_titles import unname

Candidate = list[Any]
HELD_BACK = 0.06
_PRONOUNS = ("it ", "its ", "they ", "he ", "his ", "she ", "her ")


@dataclass(slots=True)
class Mined:
    """Embeddings and neighbours of the pool, and the ways from places and question numbers to their rows."""

    table: list[tuple[int, int]]
    sentences: np.ndarray
    questions: np.ndarray
    top: np.ndarray
    row: dict[tuple[int, int], int]
    asked: dict[int, int]

    @classmethod
    def load(cls, pool: Pool, work: Path) -> Mined:
        """Read what ``reader_mining.py`` wrote for this pool."""
        table = sentence_table(pool)
        sentences, questions, top, chosen = (
            np.load(work / f"{n}.npy") for n in ("sentences", "questions", "top", "chosen")
        )
        if len(sentences) != len(table) or chosen.max() >= len(pool.questions):
            raise SystemExit(
                f"{work} holds embeddings of another pool: empty it and run scripts/reader_mining.py again"
            )
        row = {key: i for i, key in enumerate(table)}
        return cls(table, sentences, questions, top, row, {int(n): i for i, n in enumerate(chosen)})


class GroupMaker:
    """Draws groups from the pool; seeded, so that the same pool gives the same groups."""

    def __init__(self, pool: Pool, mined: Mined, *, seed: int) -> None:
        self.pool, self.mined, self.random = pool, mined, random.Random(seed)
        self.swap = Swapper(pool, self.random)
        self.asked: dict[int, list[Question]] = defaultdict(list)
        for question in pool.questions:
            self.asked[question.paragraph].append(question)

    def candidate(
        self, paragraph: int, position: int, *, label: int = 0, span: tuple[int, int] = (-1, -1)
    ) -> Candidate:
        """Write out one sentence of the pool with its title and the sentence before it."""
        source = self.pool.paragraphs[paragraph]
        previous = source.sentences[position - 1] if position and source.has_order else ""
        return [source.sentences[position], source.title, "", previous, label, *span]

    def safe(self, question: Question, paragraph: int, position: int) -> bool:
        """Say whether a sentence may pass for not answering: no answer string in it, not nearly the gold sentence."""
        text = normal(self.pool.paragraphs[paragraph].sentences[position])
        if any(len(normal(a)) > 2 and normal(a) in text for a in question.answers) or len(text) < 8:
            return False
        gold = self.mined.row[(question.paragraph, question.positives[0])]
        here = self.mined.row[(paragraph, position)]
        return (
            float(self.mined.sentences[gold].astype(np.float32) @ self.mined.sentences[here].astype(np.float32)) < 0.8
        )

    def negatives(self, number: int, *, near: int, mined: int) -> list[Candidate]:
        """Draw ``near`` sentences of the paragraph, likeliest first, and ``mined`` that the retriever ranks high."""
        question = self.pool.questions[number]
        own = [i for i in range(len(self.pool.paragraphs[question.paragraph].sentences)) if i not in question.positives]
        asked = self.mined.asked[number]
        vector = self.mined.questions[asked].astype(np.float32)
        rows = [self.mined.row[(question.paragraph, i)] for i in own]
        order = [own[i] for i in np.argsort(-(self.mined.sentences[rows].astype(np.float32) @ vector))] if own else []
        first = [(question.paragraph, i) for i in order if self.safe(question, question.paragraph, i)]
        far = [self.mined.table[row] for row in self.mined.top[asked]]
        far = [(p, i) for p, i in far if p != question.paragraph and self.safe(question, p, i)]
        # half from the very top, half from further down, where a false negative is rarer
        head, tail = far[:8], far[8:]
        chosen = self.random.sample(head, min(len(head), (mined + 1) // 2))
        chosen += self.random.sample(tail, min(len(tail), mined - len(chosen)))
        if self.random.random() < 0.3:
            self.random.shuffle(first)
        return [self.candidate(p, i) for p, i in [*first[:near], *chosen]]

    def answered(self, number: int) -> list[Candidate]:
        """Make the candidates of a question that one of them answers."""
        question, draw = self.pool.questions[number], self.random.random
        position = question.positives[0]
        span = question.spans.get(position, (-1, -1))
        gold = self.candidate(question.paragraph, position, label=1, span=span)
        others = [q for q in self.asked[question.paragraph] if q is not question]
        out = [gold]
        if draw() < 0.6:
            unname(question.text, gold, self.pool.paragraphs[question.paragraph].sentences)
        if draw() < 0.25:
            out.append(echo(question, others, gold, self.random))
        if span[0] >= 0 and draw() < 0.4:
            out += ablate(question, others, gold, self.random)
        return out + self.negatives(number, near=1 + (draw() < 0.5), mined=max(1, 4 - len(out)))

    def unanswered(self, number: int) -> tuple[str, str, list[Candidate]]:
        """Make (kind, question, candidates) where nothing answers, in one of three ways."""
        question = self.pool.questions[number]
        gold = self.candidate(question.paragraph, question.positives[0])
        swapped = self.swap(question)
        if swapped and self.random.random() < 0.8:
            if self.random.random() < 0.6:
                unname(question.text, gold, self.pool.paragraphs[question.paragraph].sentences)
            return "swapped", swapped, [gold, *self.negatives(number, near=1, mined=2)]
        if self.random.random() < 0.25:
            other = asks_for(gold, self.random)
            if other:
                return "asks_for", other, [gold, *self.negatives(number, near=2, mined=1)]
        return "taken_away", question.text, self.negatives(number, near=2, mined=2)

    def group(self, number: int, *, nothing: float) -> dict[str, Any]:
        """Make one group; with probability ``nothing`` no candidate answers."""
        kind, text = "answered", self.pool.questions[number].text
        if self.random.random() < nothing:
            kind, text, candidates = self.unanswered(number)
        else:
            candidates = self.answered(number)
        keep_title, keep_previous, headed = (
            self.random.random() < 0.75 or candidates[0][0].lower().startswith(_PRONOUNS),
            self.random.random() < 0.5,
            self.random.random() < 0.04,
        )
        for candidate in candidates:
            candidate[1] = candidate[1] if keep_title else ""
            candidate[2] = text if headed else candidate[2]
            candidate[3] = candidate[3] if keep_previous else ""
        if self.random.random() < 0.15:
            text = text.rstrip("? ")
        return {"q": text, "kind": kind, "c": candidates}


def held_back_articles(pool: Pool, *, seed: int = 7) -> set[str]:
    """Choose the articles that training never sees, always the same."""
    articles = sorted({p.article for p in pool.paragraphs})
    return set(random.Random(seed + 1).sample(articles, int(len(articles) * HELD_BACK)))


def make_groups(pool: Pool, mined: Mined, *, seed: int, passes: int) -> list[dict[str, Any]]:
    """Make the groups of ``passes`` passes over the questions, held-back articles as ``fold: dev``, shuffled."""
    maker, out = GroupMaker(pool, mined, seed=seed), []
    chance, held = random.Random(seed + 1), held_back_articles(pool)
    for turn in range(passes):
        order = sorted(mined.asked)
        chance.shuffle(order)
        for number in order:
            dev = pool.paragraphs[pool.questions[number].paragraph].article in held
            if dev and turn:
                continue
            group = maker.group(number, nothing=0.4 if dev else 0.24)
            out.append({**group, "fold": "dev" if dev else "train", "number": number})
    return out


def add_cosines(groups: list[dict[str, Any]], cache: Path) -> None:
    """Append to every candidate the bi-encoder's cosine of question and sentence, as a corpus would have it, to three
    places."""
    recipe = recipe_named(traits(DEFAULT_MODEL).recipe)
    texts = sorted({g["q"] for g in groups} | {recipe.text(c[1], c[0]) for g in groups for c in g["c"]})
    vectors = embed(texts, cache)
    place = {text: i for i, text in enumerate(texts)}
    for group in groups:
        question = vectors[place[group["q"]]]
        for candidate in group["c"]:
            candidate.append(round(float(vectors[place[recipe.text(candidate[1], candidate[0])]] @ question), 3))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--passes", type=int, default=2)
    options = parser.parse_args()
    source = read_pool(options.data)
    groups = make_groups(source, Mined.load(source, options.work), seed=options.seed, passes=options.passes)
    add_cosines(groups, options.work / "cache")
    with (options.work / "groups.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(g, ensure_ascii=False) + "\n" for g in groups)
    print(
        Counter((g["fold"], g["kind"]) for g in groups),
        "pairs",
        sum(len(g["c"]) for g in groups if g["fold"] == "train"),
    )
