"""Training groups: a question with one answering sentence, or none, among sentences that do not answer it.

Owns the choice of negatives, which decides what the reader learns, and its recipe. Knows nothing of tokens or models.

    python -m scripts.train.drawing.groups --data DATA --work WORK
    python -m scripts.train.drawing.groups --data DATA --work WORK --recipe near
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from index.encoders.base import Encoder
from index.encoders.onnx import OnnxEncoder
from scripts.sets.written import written
from scripts.train.drawing.mining import Miner, Place, VectorMiner, WordMiner, safe
from scripts.train.drawing.recipes import RECIPES, Recipe
from scripts.train.drawing.synthetic import Swapper, cut_answer, cut_other, dated, dateline, echo, headline, names
from scripts.train.drawing.written import written_groups
from scripts.train.records import Candidate, Group, Pool, Question, write_groups
from scripts.train.sources import read_pool

#: All recipes hold the same articles back.
_HELD_BACK_SEED = 8


class GroupMaker:
    """Draws groups from the pool; seeded, so that the same pool gives the same groups."""

    def __init__(self, pool: Pool, miner: Miner, recipe: Recipe) -> None:
        self.pool, self.miner, self.recipe = pool, miner, recipe
        self.random = random.Random(recipe.seed)
        self.swap = Swapper(pool, self.random)
        self.asked: dict[tuple[int, int], list[Question]] = defaultdict(list)
        for question in pool.questions:
            if question.sentence is not None:
                self.asked[question.paragraph, question.sentence].append(question)

    def group(self, question: Question, own: Sequence[Place], far: Sequence[Place], *, fold: str) -> Group:
        """Make one group from a question and the likeliest sentences of its article and of others."""
        others = self._negatives(question, own, far)
        text, kind, candidates = question.text, "on_topic", others
        if question.sentence is not None:
            text, kind, candidates = self._with_answer(question, others)
        candidates = self._as_news(question, candidates)
        if self._draw(self.recipe.untitled):
            candidates = [replace(c, title="") for c in candidates]
        if self._draw(self.recipe.unmarked):
            text = text.rstrip("? ")
        if self._draw(self.recipe.lower):
            text = text.lower()
        return Group(text, kind, fold, tuple(candidates))

    def _as_news(self, question: Question, candidates: list[Candidate]) -> list[Candidate]:
        paragraph = self.pool.paragraphs[question.paragraph]
        if self._draw(self.recipe.headlined):
            title = headline(self.random.choice(paragraph.sentences), self.random)
            candidates = [replace(c, title=title or c.title) if c.title == paragraph.title else c for c in candidates]
        if self._draw(self.recipe.dated):
            place = self.random.choice([*names(" ".join(paragraph.sentences)), "London"])
            prefix = dateline(place, self.random)
            candidates = [dated(c, prefix) if self._draw(1 / len(candidates)) else c for c in candidates]
        return candidates

    def _with_answer(self, question: Question, others: list[Candidate]) -> tuple[str, str, list[Candidate]]:
        gold = self._gold(question)
        if self._draw(self.recipe.unanswered):
            swapped = self.swap(question) if self._draw(self.recipe.swapped) else None
            if swapped:
                return swapped, "swapped", [replace(gold, answers=False, span=(-1, -1)), *others[:-1]]
            return question.text, "taken_away", others
        made: list[Candidate] = []
        if self._draw(self.recipe.cut):
            gold, cut = self._cut(question, gold)
            made += cut
        if self._draw(self.recipe.echo):
            made.append(echo(question.text, gold))
        return question.text, "answered", [gold, *made, *others][: 1 + self.recipe.negatives]

    def _gold(self, question: Question) -> Candidate:
        assert question.sentence is not None
        paragraph = self.pool.paragraphs[question.paragraph]
        cosine = self.miner.cosine(question, (question.paragraph, question.sentence))
        return Candidate(paragraph.sentences[question.sentence], paragraph.title, True, "gold", question.span, cosine)

    def _cut(self, question: Question, gold: Candidate) -> tuple[Candidate, list[Candidate]]:
        assert question.sentence is not None
        if self._draw(self.recipe.cut_other):
            for other in self.asked[question.paragraph, question.sentence]:
                kept = cut_other(gold, other.span) if other is not question else None
                if kept:
                    return kept, []
        cut = cut_answer(gold, question.answers)
        return gold, [cut] if cut else []

    def _negatives(self, question: Question, own: Sequence[Place], far: Sequence[Place]) -> list[Candidate]:
        """Draw the negatives, likeliest first: of the paragraph, of the article, and of another article."""
        recipe = self.recipe
        gold = (question.paragraph, question.sentence)
        size = len(self.pool.paragraphs[question.paragraph].sentences)
        ranked = {place: rank for rank, place in enumerate(own)}
        near = sorted(((question.paragraph, i) for i in range(size)), key=lambda place: ranked.get(place, len(ranked)))
        near = [p for p in near if p != gold and safe(self.pool, question, p)]
        article = [p for p in own if p[0] != question.paragraph and safe(self.pool, question, p)]
        others = [p for p in far if safe(self.pool, question, p)][: recipe.among]
        chosen: list[tuple[Place, str]] = []
        if near and self._draw(recipe.near):
            chosen.append((near[0], "near"))
        if others and self._draw(recipe.far):
            chosen.append((self.random.choice(others), "far"))
        rest = [(p, "near") for p in near[:3]] + [(p, "article") for p in article[: recipe.among]]
        if question.sentence is None:  # the question is on this very paragraph: its sentences are the test
            rest = [(p, "near") for p in near] or rest
        rest = [entry for entry in rest if entry not in chosen]
        chosen += self.random.sample(rest, max(0, min(len(rest), recipe.negatives - len(chosen))))
        return [self._candidate(question, place, origin) for place, origin in chosen]

    def _candidate(self, question: Question, place: Place, origin: str) -> Candidate:
        paragraph = self.pool.paragraphs[place[0]]
        cosine = self.miner.cosine(question, place)
        return Candidate(paragraph.sentences[place[1]], paragraph.title, False, origin, cosine=cosine)

    def _draw(self, share: float) -> bool:
        return self.random.random() < share


def held_back_articles(pool: Pool, recipe: Recipe) -> set[str]:
    """Choose the articles that training never asks about, always the same."""
    articles = sorted({p.article for p in pool.paragraphs})
    held = random.Random(_HELD_BACK_SEED).sample(articles, int(len(articles) * recipe.held_back))
    on_topic = [article for article in articles if article.startswith("squad2_dev#")]
    held += random.Random(_HELD_BACK_SEED + 2).sample(on_topic, min(recipe.held_back_on_topic, len(on_topic) // 2))
    return set(held)


def narrowed(pool: Pool, recipe: Recipe) -> Pool:
    """Return the pool of the recipe's articles: so many of SQuAD train, and all of squad2_dev."""
    if not recipe.articles:
        return pool
    own = sorted({p.article for p in pool.paragraphs if p.article.startswith("squad_train#")})
    chosen = set(random.Random(recipe.seed + 4).sample(own, min(recipe.articles, len(own))))
    kept = [p.article in chosen or p.article.startswith("squad2_dev#") for p in pool.paragraphs]
    number = {old: new for new, old in enumerate(old for old, keep in enumerate(kept) if keep)}
    questions = (replace(q, paragraph=number[q.paragraph]) for q in pool.questions if kept[q.paragraph])
    return Pool(tuple(p for p, keep in zip(pool.paragraphs, kept, strict=True) if keep), tuple(questions))


def chosen_questions(pool: Pool, recipe: Recipe) -> list[Question]:
    """Draw the questions to make groups of, shuffled."""
    by_set: dict[str, list[Question]] = defaultdict(list)
    for question in pool.questions:
        name = pool.paragraphs[question.paragraph].article.partition("#")[0].partition("/")[0]
        by_set[name].append(question)
    chance = random.Random(recipe.seed + 2)
    out = list(by_set.pop("squad2_dev", [])) * recipe.squad2_passes
    for name, most in (("squad_train", recipe.squad_train), ("squadshifts", recipe.squadshifts)):
        out += chance.sample(by_set[name], min(most, len(by_set[name])))
    chance.shuffle(out)
    return out


def make_groups(pool: Pool, recipe: Recipe, encoder: Encoder | None = None) -> Iterator[Group]:
    """Make the groups of all chosen questions. A question left with no candidate is left out. ``encoder``: for
    recipes that mine by vectors."""
    held, pool = held_back_articles(pool, recipe), narrowed(pool, recipe)
    questions = chosen_questions(pool, recipe)
    miner: Miner = VectorMiner(pool, encoder, questions) if encoder else WordMiner(pool)
    maker = GroupMaker(pool, miner, recipe)
    nearest = miner.nearest(questions, each=4 * recipe.among)
    for question, (own, far) in zip(questions, nearest, strict=True):
        fold = "dev" if pool.paragraphs[question.paragraph].article in held else "train"
        group = maker.group(question, own, far, fold=fold)
        if group.candidates:
            yield group


def main() -> None:
    """Write WORK/groups.jsonl.gz, or of another recipe WORK/groups-NAME.jsonl.gz."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="wide")
    options = parser.parse_args()
    recipe = RECIPES[options.recipe]
    options.work.mkdir(parents=True, exist_ok=True)
    needs_encoder = recipe.mined_by == "vectors" or recipe.written
    encoder = OnnxEncoder.open(options.work / "encoder") if needs_encoder else None
    groups = list(make_groups(read_pool(options.data), recipe, encoder if recipe.mined_by == "vectors" else None))
    for batches, passes in recipe.written:
        assert encoder is not None
        groups += written_groups(list(written(tuple(batches))), encoder, passes=passes, seed=recipe.seed)
    if recipe.written:
        random.Random(recipe.seed + 6).shuffle(groups)
    name = "groups" if options.recipe == "wide" else f"groups-{options.recipe}"
    write_groups(options.work / f"{name}.jsonl.gz", groups, recipe=asdict(recipe))
    pairs = sum(len(g.candidates) for g in groups if g.fold == "train")
    print(sorted(Counter((g.fold, g.kind) for g in groups).items()), "pairs to train on:", pairs)


if __name__ == "__main__":
    main()
