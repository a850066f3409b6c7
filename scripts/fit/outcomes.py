"""What confidence is fitted on: questions asked of real corpora, and whether each statement found for them was right.

Owns which questions are asked of which corpora. Knows nothing of weights or curves.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index import Corpus
from index.encoders.onnx import OnnxEncoder
from qa.answering.evidence import Evidence, rank_evidence
from qa.confidence.features import Features, QuestionFeatures
from qa.reader.base import ReaderInput, Reading
from qa.reader.onnx import OnnxReader
from qa.retrieval.hybrid import retrieve
from qa.text.spelling import spellings
from qa.text.words import content_words
from scripts.reader_groups import held_back_articles
from scripts.reader_sources import Pool as TrainedPool
from scripts.reader_sources import read_pool
from scripts.reader_synthetic import Swapper
from scripts.sets.retrieval import Pool, Question, split_by_title, squad

# Questions of a whole set, titles of which each is a corpus of its own, and questions to each: its own, and others.
_TOGETHER, _ALONE, _ASKED_ALONE, _STRANGE = 700, 12, 20, 4


class Remembering:
    """A reader that reads nothing twice, so that another weight of retrieval costs no reading."""

    def __init__(self, reader: OnnxReader) -> None:
        self.reader, self.name = reader, reader.name
        self.read: dict[tuple[str, ReaderInput], Reading] = {}

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        """Read what was not read before."""
        new = [c for c in dict.fromkeys(candidates) if (question, c) not in self.read]
        self.read |= {(question, c): r for c, r in zip(new, self.reader.score(question, new), strict=True)}
        return [self.read[question, c] for c in candidates]

    def close(self) -> None:
        """Close the reader."""
        self.reader.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A statement's features, whether it was right, its rank, and whether its question had an answer at all."""

    features: Features
    right: bool
    rank: int
    answerable: bool


def outcomes(
    corpus: Corpus,
    encoder: OnnxEncoder,
    questions: Sequence[Question],
    *,
    without_gold: bool,
    ranks: Callable[..., list[Evidence]] = rank_evidence,
) -> Iterator[Outcome]:
    """Ask every question and yield its best three statements; ``without_gold``: as if what answers was not there."""
    with corpus.view() as view:
        for question in questions:
            counts = view.document_frequency(content_words(question.text))
            other = spellings(view, question.text, counts=counts)
            asked = QuestionFeatures.of(question.text, counts, sentences=view.sentence_count, spellings=other)
            found = retrieve(view, question.text, vector=encoder.encode_question(question.text))
            if without_gold:
                gone = {article for article, _, _ in question.gold}
                found = [f for f in found if f.sentence.article_id not in gone]
            for rank, evidence in enumerate(ranks(view, asked, found=found)[:3]):
                right = not without_gold and question.answered_by(evidence.found.sentence)
                yield Outcome(evidence.features, right, rank, bool(question.gold) and not without_gold)


def built(pool: Pool, encoder: OnnxEncoder, work: Path) -> Corpus:
    """Open the pool's corpus in the work folder, building it first if it is not there."""
    corpus = Corpus.open(work / pool.name, encoder=encoder, create=True)
    corpus.add(pool.articles)
    return corpus


def gathered(data: Path, encoder: OnnxEncoder, work: Path) -> list[Outcome]:
    """Gather what the weights are fitted on: a whole set together, and some titles of two sets each alone."""
    wiki = squad(data / "squadshifts" / "new_wiki_v1.0.json", "wikip")
    xquad = squad(data / "xquad" / "xquad.en.json", "xquad")
    chance = random.Random(5)
    found: list[Outcome] = []
    with built(wiki, encoder, work) as corpus:
        asked = chance.sample(wiki.questions, _TOGETHER)
        found += outcomes(corpus, encoder, asked, without_gold=False)
        found += outcomes(corpus, encoder, asked[: _TOGETHER // 2], without_gold=True)
    for whole in (wiki, xquad):
        for part in chance.sample(split_by_title(whole), _ALONE):
            asked = chance.sample(part.questions, min(len(part.questions), _ASKED_ALONE))
            strange = [
                replace(q, gold=frozenset())
                for q in chance.sample(whole.questions, _STRANGE)
                if q not in part.questions
            ]
            with built(part, encoder, work) as corpus:
                found += outcomes(corpus, encoder, asked, without_gold=False)
                found += outcomes(corpus, encoder, asked[: _ASKED_ALONE // 2], without_gold=True)
                found += outcomes(corpus, encoder, strange, without_gold=False)
    return found


def gathered_read(
    data: Path, encoder: OnnxEncoder, work: Path, *, ranks: Callable[..., list[Evidence]]
) -> list[Outcome]:
    """Gather what the weights of a reader are fitted on: questions to the articles that its training never saw, those
    about a title asked of it alone and of all titles, those about a post asked of all posts; as they are, with the
    answering article taken away, and altered so that what is there no longer answers."""
    trained = read_pool(data)
    held = held_back_articles(trained)
    swap, chance = Swapper(trained, random.Random(5)), random.Random(5)
    found: list[Outcome] = []

    def ask(pool: Pool, questions: Sequence[Question], *, without: int, swapped: int) -> None:
        """Ask all the questions, every so manieth with the answer taken away, and every so manieth altered."""
        altered = [Question(text) for q in questions[::swapped] if (text := _altered(swap, q.text, trained))]
        with built(pool, encoder, work) as corpus:
            found.extend(outcomes(corpus, encoder, questions, without_gold=False, ranks=ranks))
            found.extend(outcomes(corpus, encoder, questions[::without], without_gold=True, ranks=ranks))
            found.extend(outcomes(corpus, encoder, altered, without_gold=False, ranks=ranks))

    wiki = squad(data / "squadshifts" / "new_wiki_v1.0.json", "wikip")
    parts = [
        part for part in split_by_title(wiki) if f"squadshifts/new_wiki_v1.0.json#{part.articles[0].title}" in held
    ]
    for part in parts:
        asked = chance.sample(part.questions, min(len(part.questions), _TOGETHER // len(parts)))
        strange = [replace(q, gold=frozenset()) for q in chance.sample(wiki.questions, _STRANGE * 5)]
        ask(wiki, asked, without=2, swapped=2)
        ask(part, asked[::2], without=2, swapped=1)
        with built(part, encoder, work) as corpus:
            own = {q.text for q in part.questions}
            strange = [q for q in strange if q.text not in own]
            found += outcomes(corpus, encoder, strange, without_gold=False, ranks=ranks)
    posts = squad(data / "squadshifts" / "reddit_v1.0.json", "reddit")
    posts.articles = [replace(post, title="") for post in posts.articles]
    kept = {f"reddit-0-{key.partition('#')[2]}" for key in held if key.startswith("squadshifts/reddit")}
    asked = [q for q in posts.questions if any(article in kept for article, _, _ in q.gold)]
    ask(posts, chance.sample(asked, min(len(asked), _TOGETHER // 2)), without=2, swapped=2)
    return found


def _altered(swap: Swapper, text: str, trained: TrainedPool) -> str | None:
    """Swap a name, year or number of a question for another that its paragraph does not hold."""
    asked = next((q for q in trained.questions if q.text == text.strip()), None)
    return swap(asked) if asked else None
