"""What groups with negatives of other articles are drawn from: documents, and the questions on them.

Owns bringing three sources into one form: the articles written for this project, the paragraphs of SQuAD that typed
questions are about, and some of SQuAD's own questions. Knows nothing of vectors.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.splitting.sentences import split
from scripts.sets.typed import TRAINING, TRAINING_AGAIN, TypedQuestion, digest
from scripts.sets.written import EVERYDAY, WrittenArticle, answering
from scripts.sets.written import TRAINING as WRITTEN
from scripts.train.drawing.mining import safe
from scripts.train.records import NO_SPAN, Pool, Question


@dataclass(frozen=True, slots=True)
class CrossRecipe:
    """How groups are drawn. Shares are probabilities; the recipe is stored with the groups."""

    seed: int = 83
    #: files of the questions as typed
    typed: tuple[str, ...] = TRAINING
    #: batches of the written articles
    batches: tuple[str, ...] = WRITTEN
    #: paragraphs of SQuAD train in the pool beside those that are asked about, and questions of SQuAD's own; questions
    #: of squad2_dev; questions of the written articles
    paragraphs: int = 5_000
    squad: int = 3_000
    on_topic: int = 0
    written: int = 6_000
    #: negatives of the own article and of others, and among how many of the likeliest they are drawn
    own: int = 2
    far: int = 2
    among: int = 8
    #: a word names a question's subject when at most so many articles hold it
    rare: int = 8
    #: groups whose answering sentence is taken away, groups without titles; SQuAD's questions as typed
    taken_away: float = 0.12
    untitled: float = 0.12
    plain: float = 0.3
    #: one written article of so many is held back
    held_back: int = 15


#: The recipes by name: "cross_document" is what the second reader's stretch 7 learned from, the others stretch 8.
CROSS_RECIPES = {
    "cross_document": CrossRecipe(),
    "cross_again": CrossRecipe(seed=97, typed=TRAINING_AGAIN, squad=600, on_topic=3_000, written=1_500),
    "everyday": CrossRecipe(
        seed=101, typed=(), batches=EVERYDAY, paragraphs=1_500, squad=0, on_topic=0, written=10_000
    ),
}


@dataclass(frozen=True, slots=True)
class Document:
    """What is asked about as a whole: an article, or a paragraph of one, with its sentences in order, and the heading
    that each stands under, where there are any."""

    title: str
    article: str
    fold: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a document (its number): the sentences that answer with the span of the answer in each, and those
    of its own document that may stand for sentences that do not."""

    text: str
    document: int
    right: dict[int, tuple[int, int]]
    wrong: frozenset[int]


def written_documents(articles: Iterable[WrittenArticle], recipe: CrossRecipe) -> tuple[list[Document], list[Asked]]:
    """Return the articles that were written for this project, and their questions."""
    documents: list[Document] = []
    asked: list[Asked] = []
    for number, article in enumerate(articles):
        spans = [(span.start, span.end) for span in split(article.text)]
        texts = tuple(article.text[start:end] for start, end in spans)
        fold = "dev" if number % recipe.held_back == recipe.held_back - 1 else "train"
        for question in article.questions:
            right = {
                i: _place(texts[i], question.span) for i, s in enumerate(spans) if answering(article, question, *s)
            }
            asked.append(Asked(question.text, len(documents), right, frozenset(range(len(texts))) - set(right)))
        headings = tuple(article.heading(start) for start, _ in spans)
        documents.append(Document(article.title, article.id, fold, texts, headings))
    return documents, asked


def _place(text: str, answer: str) -> tuple[int, int]:
    start = text.find(answer) if answer else -1
    return (start, start + len(answer)) if start >= 0 else NO_SPAN


def typed_documents(
    paragraphs: Iterable[tuple[str, str, str]], questions: Iterable[TypedQuestion], held: set[str]
) -> tuple[list[Document], list[Asked]]:
    """Return the paragraphs, given as (title, article, text), that typed questions are about, and the questions."""
    by_paragraph = defaultdict(list)
    for question in questions:
        by_paragraph[question.paragraph].append(question)
    documents: list[Document] = []
    asked: list[Asked] = []
    for title, article, text in paragraphs:
        on_it = by_paragraph.pop(digest(title, text), [])
        if not on_it:
            continue
        spans = [(span.start, span.end) for span in split(text)]
        for question in on_it:
            right = {i: _overlap(question, *s) for i, s in enumerate(spans) if _answers(question, *s)}
            asked.append(Asked(question.text, len(documents), right, frozenset(range(len(spans))) - set(right)))
        fold = "dev" if article in held else "train"
        documents.append(Document(title, article, fold, tuple(text[s:e] for s, e in spans)))
    return documents, asked


def _answers(question: TypedQuestion, start: int, end: int) -> bool:
    return any(2 * (min(end, e) - max(start, s)) > end - start for s, e in question.answers)


def _overlap(question: TypedQuestion, start: int, end: int) -> tuple[int, int]:
    if question.span and start <= question.span[0] and question.span[1] <= end:
        return question.span[0] - start, question.span[1] - start
    return NO_SPAN


def squad_documents(pool: Pool, recipe: CrossRecipe, held: set[str]) -> tuple[list[Document], list[Asked]]:
    """Return some of SQuAD's paragraphs, and some of the questions on them that have an answer."""
    chance = random.Random(recipe.seed + 1)
    own = [p for p, paragraph in enumerate(pool.paragraphs) if paragraph.article.startswith("squad_train#")]
    chosen = sorted(chance.sample(own, min(recipe.paragraphs, len(own))))
    within = set(chosen)
    answered = [q for q in pool.questions if q.paragraph in within and q.sentence is not None]
    return _of_pool(pool, chosen, chance.sample(answered, min(recipe.squad, len(answered))), held, chance, recipe)


def on_topic_documents(pool: Pool, recipe: CrossRecipe, held: set[str]) -> tuple[list[Document], list[Asked]]:
    """Return the paragraphs of squad2_dev, and some of the questions on them: half have no answer in their own.
    Nothing where a recipe has none of them: what stretch 7 learned from is drawn as it was."""
    if not recipe.on_topic:
        return [], []
    chance = random.Random(recipe.seed + 4)
    chosen = [p for p, paragraph in enumerate(pool.paragraphs) if paragraph.article.startswith("squad2_dev#")]
    within = set(chosen)
    questions = [q for q in pool.questions if q.paragraph in within]
    return _of_pool(pool, chosen, chance.sample(questions, min(recipe.on_topic, len(questions))), held, chance, recipe)


def _of_pool(
    pool: Pool,
    paragraphs: Sequence[int],
    questions: Iterable[Question],
    held: set[str],
    chance: random.Random,
    recipe: CrossRecipe,
) -> tuple[list[Document], list[Asked]]:
    documents = []
    for paragraph in (pool.paragraphs[p] for p in paragraphs):
        fold = "dev" if paragraph.article in held else "train"
        documents.append(Document(paragraph.title, paragraph.article, fold, paragraph.sentences))
    number = {p: at for at, p in enumerate(paragraphs)}
    asked = []
    for question in questions:
        size = range(len(pool.paragraphs[question.paragraph].sentences))
        right = {} if question.sentence is None else {question.sentence: question.span}
        wrong = frozenset(i for i in size if i not in right and safe(pool, question, (question.paragraph, i)))
        plain = chance.random() < recipe.plain
        text = question.text.rstrip("? ").lower() if plain else question.text
        asked.append(Asked(text, number[question.paragraph], right, wrong))
    return documents, asked


def together(*parts: tuple[list[Document], list[Asked]]) -> tuple[list[Document], list[Asked]]:
    """Join documents and the questions on them into one pool."""
    documents: list[Document] = []
    asked: list[Asked] = []
    for own, questions in parts:
        asked += [Asked(q.text, q.document + len(documents), q.right, q.wrong) for q in questions]
        documents += own
    return documents, asked
