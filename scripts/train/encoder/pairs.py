"""Pairs that the encoder is trained on: a question, the sentence that answers it, and sentences near it that do not.

Owns how they are drawn: negatives are the likeliest sentences of the same article, by the encoder itself, that hold no
answer. Knows nothing of tokens or models.

    python -m scripts.train.encoder.pairs --data DATA --work WORK
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import DEFAULT_MODEL, Encoder, traits
from index.encoders.onnx import OnnxEncoder
from index.ingest.passages import recipe_named
from index.splitting.sentences import split
from scripts.sets.written import TRAINING, answering, written
from scripts.train.records import Pool
from scripts.train.sources import normal, read_pool

#: So many of the likeliest sentences that do not answer are kept, for a pass to draw one of.
NEAR = 12
#: Pairs of the articles of our own, so many times each.
WRITTEN_PASSES = 4
PAIRS = "pairs.jsonl.gz"
_RECIPE = recipe_named(traits(DEFAULT_MODEL).recipe)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the sentence that answers it, and sentences of the same article that do not, likeliest first."""

    question: str
    title: str
    sentence: str
    near: tuple[str, ...]


def pool_pairs(pool: Pool, encoder: Encoder) -> Iterator[Pair]:
    """Yield the pairs of every answered question of a pool."""
    by_article: dict[str, list[int]] = {}
    for number, paragraph in enumerate(pool.paragraphs):
        by_article.setdefault(paragraph.article, []).append(number)
    asked: dict[int, list[int]] = {}
    for number, question in enumerate(pool.questions):
        if question.sentence is not None:
            asked.setdefault(question.paragraph, []).append(number)
    for numbers in by_article.values():
        places = [(n, i) for n in numbers for i in range(len(pool.paragraphs[n].sentences))]
        texts = [pool.paragraphs[n].sentences[i] for n, i in places]
        title = pool.paragraphs[numbers[0]].title
        questions = [pool.questions[q] for n in numbers for q in asked.get(n, ())]
        if not questions:
            continue
        vectors = encoder.encode_sentences([_RECIPE.text(title, text) for text in texts])
        plain = [normal(text) for text in texts]
        where = {place: row for row, place in enumerate(places)}
        for question in questions:
            assert question.sentence is not None
            gold = where[question.paragraph, question.sentence]
            answers = [normal(a) for a in question.answers]
            holds = [any(a and a in text for a in answers) for text in plain]
            order = np.argsort(-(vectors @ encoder.encode_question(question.text)), kind="stable")
            near = _near(order, texts, [*np.flatnonzero(holds), gold])
            yield Pair(question.text, title, texts[gold], near)


def written_pairs(encoder: Encoder) -> Iterator[Pair]:
    """Yield the pairs of the answered questions of the articles of our own."""
    for article in written(TRAINING):
        spans = [(span.start, span.end) for span in split(article.text)]
        texts = [article.text[start:end] for start, end in spans]
        vectors = encoder.encode_sentences([_RECIPE.text(article.title, text) for text in texts])
        for question in article.questions:
            right = [i for i, span in enumerate(spans) if answering(article, question, *span)]
            order = np.argsort(-(vectors @ encoder.encode_question(question.text)), kind="stable")
            for place in right:
                yield Pair(question.text, article.title, texts[place], _near(order, texts, right))


def _near(order: NDArray[np.intp], texts: Sequence[str], answering: Sequence[int]) -> tuple[str, ...]:
    left = [int(place) for place in order[: NEAR + len(answering)] if place not in set(answering)]
    return tuple(texts[place] for place in left[:NEAR])


def main() -> None:
    """Draw the pairs and write them, in an order that a seed gives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--most", type=int, default=60_000, help="pairs of the open sets, drawn evenly")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    encoder = OnnxEncoder.open(options.work / "cache")
    pool = read_pool(options.data)
    kept = sorted(draw.sample(range(len(pool.questions)), min(options.most, len(pool.questions))))
    pool = Pool(pool.paragraphs, tuple(pool.questions[i] for i in kept))
    ours = list(written_pairs(encoder)) * WRITTEN_PASSES
    pairs = [*pool_pairs(pool, encoder), *ours]
    draw.shuffle(pairs)
    with gzip.open(options.work / PAIRS, "wt", encoding="utf-8") as lines:
        for pair in pairs:
            lines.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
    print(f"{len(pairs)} pairs, {len(ours)} of them of our own articles")


if __name__ == "__main__":
    main()
