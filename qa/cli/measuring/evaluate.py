"""The command that measures a question set. Knows how its measures look in a terminal, and nothing of how they are
taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa.cli.opening import opened_engine
from qa.cli.output import chosen, complain, emit, with_corpus
from qa.cli.terminal import console, progress
from qa.errors import EvaluationError
from qa.evaluation.measures import WHYS
from qa.evaluation.question_set import BadLine, read
from qa.evaluation.report.html import render
from qa.evaluation.report.labels import MEASURES, counted, interval, kinds, number
from qa.evaluation.result import Evaluation, evaluate
from qa.visible import visible

_LEFT_OUT = 1


@click.command("eval")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--html",
    "report",
    metavar="REPORT.html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report with pictures and every miss side by side.",
)
@with_corpus
def eval_command(file: Path, report: Path | None, corpus: Path | None, as_json: bool) -> int:
    """Measure how well the questions of FILE are answered, beside simpler ways of ranking.

    FILE holds one JSON object a line, in any of these forms:

    \b
    {"question": "...", "expected": "text the answering sentence holds or is"}
    {"question": "...", "article_id": "...", "quote": "the answering sentence"}
    {"question": "...", "expected": null}            the articles do not answer

    or is the feedback.jsonl of the service. A line that cannot be used is reported and the others go on; the exit code
    is then 1.
    """
    settings = chosen(corpus)
    if report is not None and not report.absolute().parent.is_dir():
        raise EvaluationError(f"there is no folder for {report}; make it, or write the report elsewhere")
    questions = read(file, most_chars=settings.max_question_chars)
    with opened_engine(settings) as engine, progress("Asking", len(questions.questions)) as advance:
        evaluation = evaluate(engine, questions, file=file, on_asked=advance)
    complain_of(file, evaluation.bad)
    if report is not None:
        _write(report, render(evaluation))
    if as_json:
        emit(evaluation.to_dict())
    else:
        show(console(), evaluation)
        if report is not None:
            click.echo(visible(f"\nThe misses, side by side: {report}"))
    return _LEFT_OUT if evaluation.bad else 0


def complain_of(file: Path, bad: Iterable[BadLine]) -> None:
    """Name each line that was left out, and why, on standard error."""
    for one in bad:
        complain(f"{file} line {one.line}: {one.reason}")


def show(out: Console, evaluation: Evaluation) -> None:
    """Write the measures, the baselines and the kinds of misses for people."""
    questions = counted(len(evaluation.outcomes), "question")
    out.print(Text(visible(f"{questions} of {evaluation.file}: {kinds(evaluation)}"), style="bold"))
    left_out = len(evaluation.bad) + len(evaluation.aside)
    if left_out:
        out.print(Text(f"{counted(left_out, 'line')} left out", style="dim"))
    table = _table("measure", "value", "95 % interval", "questions")
    for name, measure in evaluation.measures.items():
        table.add_row(MEASURES[name][0], number(measure.value), interval(measure), f"{measure.count:,}")
    baselines = _table("ranking", "P@1", "95 % interval", "MRR@10", "95 % interval")
    for way, measured in evaluation.rankings.items():
        first, reciprocal = measured["precision_at_1"], measured["mrr_at_10"]
        baselines.add_row(way, number(first.value), interval(first), number(reciprocal.value), interval(reciprocal))
    out.print("", table, "", baselines, "", sep="\n")
    counts = Counter(miss.why for miss in evaluation.misses)
    reasons = ", ".join(f"{counts[why]:,} {why}" for why in WHYS if counts[why])
    out.print(Text(f"{counted(len(evaluation.misses), 'miss')}" + (f": {reasons}" if reasons else "")))


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 3), pad_edge=False, header_style="dim")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    return table


def _write(report: Path, text: str) -> None:
    try:
        report.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise EvaluationError(
            f"{report} could not be written ({error.strerror}); write the report elsewhere"
        ) from error
