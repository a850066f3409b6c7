"""Every labelled question put to an engine: what it answered, and how it and the baselines ranked what is right.

Owns the baselines (dense alone, BM25 alone, their fusion), what makes an answer right, and which labels can be found in
a corpus. Knows nothing of measures or files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index import View
from index.errors import UnknownArticle
from index.records import Hit, Sentence
from qa.answering.evidence import Evidence
from qa.engine import Engine, Examination
from qa.errors import EvaluationError
from qa.evaluation.question_set import BadLine, Label, Labelled, QuestionSet, words_of
from qa.records import Answer, Quote
from qa.retrieval.hybrid import ANSWERING, POOL

FULL, FUSED, LEXICAL, DENSE = "full", "fused", "BM25", "dense"
#: The ways of ranking that are compared; the first is what the service answers with.
WAYS = (FULL, FUSED, LEXICAL, DENSE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one question. ``rankings`` hold, by way, whether each ranked sentence or statement is right, best
    first. ``right`` is whether the first statement is, None when that is not known; ``confidence`` is how sure it is,
    and ``score`` what that was made of, None when nothing was found. ``sentence`` is the best ranked right one."""

    labelled: Labelled
    answer: Answer
    rankings: Mapping[str, tuple[bool, ...]]
    right: bool | None
    confidence: float
    score: float | None
    sentence: str | None = None

    @property
    def answered(self) -> bool:
        """Tell whether the engine answered."""
        return self.answer.status == "answered"

    @property
    def first(self) -> Quote | None:
        """Return the quote that stands first, also when it is not given as an answer."""
        return next(iter((*self.answer.quotes, *self.answer.nearest)), None)

    def rank(self, way: str) -> int | None:
        """Return the rank of the first right one, from 1; None when it is not among those ranked."""
        return next((rank for rank, right in enumerate(self.rankings[way], start=1) if right), None)


def ask_all(
    engine: Engine, questions: Sequence[Labelled], *, on_asked: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Ask every question, in order; ``on_asked`` is told of each."""
    outcomes = []
    for labelled in questions:
        outcomes.append(outcome(engine, labelled))
        on_asked(1)
    return outcomes


def outcome(engine: Engine, labelled: Labelled) -> Outcome:
    """Ask one question, of the engine and of the baselines."""
    examined = engine.examine(labelled.question)
    rankings = {FULL: tuple(_is_right(e, labelled.right) for e in examined.evidence)}
    rankings[FUSED] = _ranking([c.sentence for c in examined.candidates], labelled.right)
    if labelled.right:
        vector = engine.encoder.encode_question(labelled.question)
        with engine.corpus.view() as view:
            for way, hits in (
                (DENSE, view.dense(vector, POOL)),
                (LEXICAL, view.lexical(labelled.question, POOL)),
            ):
                rankings[way] = _ranking(_sentences(view, hits), labelled.right)
    right = _judged(examined, labelled)
    if not examined.evidence:
        return Outcome(labelled, examined.answer, rankings, right, 0.0, None)
    first = examined.evidence[0]
    score = engine.models.confidence_model.score(first.features)
    return Outcome(labelled, examined.answer, rankings, right, first.confidence, score, _best(examined, rankings))


def borne_out(engine: Engine, questions: QuestionSet) -> tuple[list[Labelled], list[BadLine]]:
    """Keep the questions that can be measured on an engine's corpus, and name the lines whose text is not in it.

    Raises EvaluationError when the corpus is empty or no question is left."""
    with engine.corpus.view() as view:
        if view.article_count == 0:
            raise EvaluationError(f"there are no articles in {engine.corpus.folder}; add some with `qa add PATH`")
        lost = unplaced(view, [label for labelled in questions.questions for label in labelled.right])
    kept, bad = [], list(questions.bad)
    for labelled in questions.questions:
        right = tuple(label for label in labelled.right if label not in lost)
        bad += [BadLine(label.line, lost[label]) for label in labelled.right if label in lost]
        if right or labelled.answerable is not True:
            kept.append(Labelled(labelled.question, labelled.lines, right, labelled.wrong, labelled.answerable))
    bad.sort(key=lambda one: one.line)
    if not kept:
        why = f": line {bad[0].line}: {bad[0].reason}" if bad else ""
        raise EvaluationError(f"no question can be measured on {engine.corpus.folder}{why}")
    return kept, bad


def unplaced(view: View, labels: Iterable[Label]) -> dict[Label, str]:
    """Return the labels that match no sentence of the corpus, each with the reason."""
    lost: dict[Label, str] = {}
    sought: list[Label] = []
    for label in dict.fromkeys(labels):
        if label.article_id is None:
            if not any(map(label.marks, _sentences(view, view.lexical(label.text, POOL)))):
                sought.append(label)
            continue
        try:
            if not any(map(label.marks, view.sentences(label.article_id))):
                lost[label] = f"no sentence of the article {label.article_id!r} holds {label.text[:80]!r}"
        except UnknownArticle:
            lost[label] = f"no article has the id {label.article_id!r}; give one that `qa list` shows"
    return lost | {
        label: f"no sentence of the articles holds {label.text[:80]!r}; copy the text from one"
        for label in _nowhere(view, sought)
    }


def _nowhere(view: View, labels: Sequence[Label]) -> list[Label]:
    """Look through every article, for what the words of a text alone do not find."""
    left = list(labels)
    for listed in view.articles() if left else []:
        words = words_of(view.article(listed.id).text)
        likely = [label for label in left if words_of(label.text) in words]
        if likely:
            sentences = view.sentences(listed.id)
            left = [label for label in left if label not in likely or not any(map(label.marks, sentences))]
    return left


def _judged(examined: Examination, labelled: Labelled) -> bool | None:
    first = examined.evidence[:1]
    if labelled.answerable is not None:
        return any(_is_right(evidence, labelled.right) for evidence in first)
    return False if any(_is_right(evidence, labelled.wrong) for evidence in first) else None


def _best(examined: Examination, rankings: Mapping[str, tuple[bool, ...]]) -> str | None:
    """Return the right sentence that was ranked best, of those read or else of those found."""
    read = [evidence.candidate.sentence.text for evidence in examined.evidence]
    texts = [candidate.sentence.text for candidate in examined.candidates]
    marked = [*zip(read, rankings[FULL], strict=True), *zip(texts, rankings[FUSED], strict=True)]
    return next((text for text, right in marked if right), None)


def _is_right(evidence: Evidence, labels: Sequence[Label]) -> bool:
    """Tell whether a statement is meant, in any of the places where it stands."""
    return any(
        label.marks(sentence) for label in labels for sentence in (evidence.candidate.sentence, *evidence.others)
    )


def _ranking(sentences: Sequence[Sentence], labels: Sequence[Label]) -> tuple[bool, ...]:
    return tuple(any(label.marks(sentence) for label in labels) for sentence in sentences)


def _sentences(view: View, hits: Sequence[Hit]) -> list[Sentence]:
    rows = view.rows([hit.number for hit in hits])
    return [rows[hit.number] for hit in hits if rows[hit.number].role in ANSWERING]
