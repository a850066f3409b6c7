"""How an answer came about, for a terminal: each stage's sentences with their scores, the features and their weights,
and the decision. Answers "why was this sentence not quoted?"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa.answering.evidence import READ, Evidence
from qa.confidence.estimator import ConfidenceModel
from qa.confidence.features import QuestionFeatures
from qa.engine import Examination
from qa.retrieval.hybrid import Candidate
from qa.visible import visible

_MOST_CANDIDATES, _MOST_STATEMENTS = 20, 8
_SHOWN_CHARS = 72
#: Statements whose features are shown: as many as fit beside each other in 80 columns.
_MOST_COLUMNS = 6


def show_examination(out: Console, examined: Examination, *, model: ConfidenceModel) -> None:
    """Write what was looked at for an answer, stage by stage, and the decision."""
    _heading(out, f"1. Understood as: {visible(examined.understood.text)} ({examined.understood.kind})")
    _words(out, examined.question)
    _heading(out, f"2. Retrieved {len(examined.candidates)} sentences; the first {READ} are read")
    _candidates(out, examined.candidates)
    _heading(out, f"3. Ranked {len(examined.evidence)} statements; a score is the sum of feature times weight")
    _statements(out, examined.evidence, model)
    _heading(
        out, f"4. Decided: {examined.answer.status}" + (f", {examined.answer.reason}" * bool(examined.answer.reason))
    )
    thresholds, answer = examined.thresholds, examined.answer
    first = examined.evidence[0].confidence if examined.evidence else 0.0
    out.print(
        f"The first statement has confidence {first:.3f}; an answer needs {thresholds.answered:.3f}, "
        f"a sentence that may answer {thresholds.related:.3f}."
    )
    if answer.doubts:
        out.print(f"Doubts: {', '.join(answer.doubts)}.")
    out.print()


def _heading(out: Console, text: str) -> None:
    out.print(Text(text, style="bold"))


def _words(out: Console, question: QuestionFeatures) -> None:
    parts = [f"{visible(word)} {weight:.2f}" for word, weight in question.weights.items()]
    unknown = ", ".join(map(visible, question.unknown))
    out.print(f"Asks for: {question.kind}. Words by weight: {', '.join(parts) or 'none'}.")
    out.print(f"In no article: {unknown or 'none of them'}.\n")


def _candidates(out: Console, candidates: Sequence[Candidate]) -> None:
    table = _table(["", "fused", "cosine", "BM25", "place", "sentence"])
    for rank, one in enumerate(candidates[:_MOST_CANDIDATES], 1):
        lexical = "-" if one.lexical is None else f"{one.lexical:.2f}"
        sentence = one.sentence
        place = f"{sentence.article_id} s{sentence.position}"
        table.add_row(str(rank), f"{one.fused:.3f}", f"{one.dense:.3f}", lexical, visible(place), _cut(sentence.text))
    _print(out, table, left_out=len(candidates) - _MOST_CANDIDATES)


def _statements(out: Console, evidence: Sequence[Evidence], model: ConfidenceModel) -> None:
    table = _table(["", "confidence", "score", "relevance", "sentence"])
    for rank, one in enumerate(evidence[:_MOST_STATEMENTS], 1):
        score = f"{model.score(one.features):.2f}"
        text = _cut(one.candidate.sentence.text)
        table.add_row(str(rank), f"{one.confidence:.3f}", score, f"{one.relevance:.2f}", text)
    _print(out, table, left_out=len(evidence) - _MOST_STATEMENTS)
    if evidence:
        _features(out, evidence[:_MOST_COLUMNS], model)


def _features(out: Console, evidence: Sequence[Evidence], model: ConfidenceModel) -> None:
    """Write a line for each feature, with its weight and its value for each statement, by rank."""
    table = _table(["feature", "weight", *(str(rank) for rank, _ in enumerate(evidence, 1))])
    table.add_row("bias", f"{model.bias:.2f}")
    for name, weight in model.weights.items():
        table.add_row(name, f"{weight:.2f}", *(f"{one.features.named()[name]:.3f}" for one in evidence))
    _print(out, table, left_out=0)


def _table(columns: Iterable[str]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column not in ("sentence", "place"))
    return table


def _print(out: Console, table: Table, *, left_out: int) -> None:
    out.print(table)
    if left_out > 0:
        out.print(Text(f"and {left_out} more", style="dim"))
    out.print()


def _cut(text: str) -> str:
    flat = visible(" ".join(text.split()))
    return flat if len(flat) <= _SHOWN_CHARS else flat[: _SHOWN_CHARS - 1] + "…"
