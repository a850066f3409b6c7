"""Training groups whose negatives come from other articles too: the wrong subject in the right relation.

Owns their drawing: a question's answering sentence, the likeliest that do not answer of its own article, and those that
the encoder ranks highest of all others. Who asks when vaccination for one disease began must not be given the year of
another's. Questions are those typed on SQuAD's paragraphs, those of the articles written for this project, and some of
SQuAD's own, with and without an answer.

    python -m scripts.train.drawing.cross_document --data DATA --work WORK --recipe cross_again
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from index.encoders.base import Encoder
from index.encoders.onnx import OnnxEncoder
from qa.text.words import content_words
from scripts.sets import typed, written
from scripts.train.drawing.documents import (
    CROSS_RECIPES,
    Asked,
    CrossRecipe,
    Document,
    on_topic_documents,
    squad_documents,
    together,
    typed_documents,
    written_documents,
)
from scripts.train.drawing.groups import held_back_articles
from scripts.train.drawing.recipes import Recipe
from scripts.train.records import Candidate, Group, write_groups
from scripts.train.sources import raw_paragraphs, read_pool


class CrossMaker:
    """Draws groups from documents and the questions on them; seeded, so that the same give the same groups."""

    def __init__(self, documents: Sequence[Document], encoder: Encoder, recipe: CrossRecipe) -> None:
        """Encode every sentence under its title: about 150 a second on two cores."""
        self.documents, self.encoder, self.recipe = documents, encoder, recipe
        self.random = random.Random(recipe.seed)
        self._places = [(d, i) for d, document in enumerate(documents) for i in range(len(document.sentences))]
        titled = [f"{documents[d].title}. {documents[d].sentences[i]}" for d, i in self._places]
        self._vectors = encoder.encode_sentences(titled)
        self._words = [frozenset(content_words(" ".join((d.title, *d.sentences)))) for d in documents]
        articles: dict[str, set[str]] = defaultdict(set)
        for document, words in zip(documents, self._words, strict=True):
            articles[document.article] |= words
        self._articles_with = Counter(word for words in articles.values() for word in words)

    def group(self, asked: Asked) -> Group | None:
        """Make one group; None where no sentence is left that may stand for one that does not answer."""
        own, far = self._ranked(asked)
        # the likeliest of its own article always, for it is what the reader will meet
        drawn = own[:1] + self._some(own[1 : self.recipe.among], self.recipe.own - 1)
        drawn += self._some(far[: self.recipe.among], self.recipe.far + self.recipe.own - len(drawn))
        untitled = self.random.random() < self.recipe.untitled
        candidates = [self._candidate(asked, place, untitled=untitled) for place in drawn]
        kind, document = "on_topic", self.documents[asked.document]
        if asked.right and self.random.random() < self.recipe.taken_away:
            kind = "taken_away"
        elif asked.right:
            kind, sentence = "answered", self.random.choice(sorted(asked.right))
            gold = self._candidate(asked, (asked.document, sentence), untitled=untitled)
            gold = replace(gold, answers=True, origin="gold", span=asked.right[sentence])
            candidates = [gold, *candidates]
        return Group(asked.text, kind, document.fold, tuple(candidates)) if drawn else None

    def _ranked(self, asked: Asked) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Rank the sentences that do not answer: of the question's document, and of others."""
        scores = self._vectors @ self.encoder.encode_question(asked.text)
        most = min(len(scores), 60 * self.recipe.among)
        kept = np.argpartition(-scores, most - 1)[:most]
        order = [self._places[row] for row in kept[np.lexsort((kept, -scores[kept]))]]
        first = [(asked.document, i) for i in sorted(asked.wrong)]
        rank = {place: number for number, place in enumerate(order)}
        own = sorted(first, key=lambda place: rank.get(place, len(order)))
        naming = self._naming(asked)
        article = self.documents[asked.document].article
        far = [(d, i) for d, i in order if self.documents[d].article != article and not naming & self._words[d]]
        return own, far if naming else []

    def _naming(self, asked: Asked) -> frozenset[str]:
        """Return the words that name what is asked about: its own document holds them, and few articles do. Another
        article that has none of them cannot answer; where there are none, any article might."""
        words = set(content_words(asked.text)) & self._words[asked.document]
        return frozenset(word for word in words if self._articles_with[word] <= self.recipe.rare)

    def _some(self, places: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
        return self.random.sample(list(places), max(0, min(count, len(places))))

    def _candidate(self, asked: Asked, place: tuple[int, int], *, untitled: bool) -> Candidate:
        document = self.documents[place[0]]
        origin = "near" if place[0] == asked.document else "far"
        heading = document.headings[place[1]] if document.headings else ""
        title, section = ("", "") if untitled else (document.title, heading)
        return Candidate(document.sentences[place[1]], title, False, origin, section=section)


def cross_groups(data: Path, encoder: Encoder, recipe: CrossRecipe) -> Iterator[Group]:
    """Draw one group of every question, in a shuffled order."""
    pool = read_pool(data)
    held = held_back_articles(pool, Recipe())
    raw = ((title, article, paragraph["context"]) for title, article, paragraph in raw_paragraphs(data))
    articles, natural = written_documents(written.written(recipe.batches), recipe)
    natural = random.Random(recipe.seed + 3).sample(natural, min(recipe.written, len(natural)))
    documents, asked = together(
        (articles, natural),
        typed_documents(raw, typed.typed(recipe.typed), held),
        squad_documents(pool, recipe, held),
        on_topic_documents(pool, recipe, held),
    )
    maker = CrossMaker(documents, encoder, recipe)
    random.Random(recipe.seed + 2).shuffle(asked)
    yield from filter(None, map(maker.group, asked))


def main() -> None:
    """Write WORK/groups-RECIPE.jsonl.gz."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--recipe", choices=CROSS_RECIPES, default="cross_document")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    recipe = CROSS_RECIPES[options.recipe]
    groups = list(cross_groups(options.data, OnnxEncoder.open(options.work / "encoder"), recipe))
    write_groups(options.work / f"groups-{options.recipe}.jsonl.gz", groups, recipe=asdict(recipe))
    pairs = sum(len(g.candidates) for g in groups if g.fold == "train")
    print(sorted(Counter((g.fold, g.kind) for g in groups).items()), "pairs to train on:", pairs)


if __name__ == "__main__":
    main()
