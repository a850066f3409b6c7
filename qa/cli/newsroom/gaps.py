"""The command that shows the questions without a sure answer. Knows how it looks in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from index import Corpus
from qa.cli.output import chosen, complain, counted, emit, text, with_corpus
from qa.cli.terminal import console
from qa.gaps import Gap, Gaps, clusters
from qa.visible import visible

_KINDS = {"number": "a number", "time": "a time", "person": "a person"}


@click.command("gaps")
@click.option("--forget", "gap_id", metavar="ID", type=text, help="Forget one question.")
@click.option("--forget-all", is_flag=True, help="Forget all questions.")
@with_corpus
def gaps_command(gap_id: str | None, forget_all: bool, corpus: Path | None, as_json: bool) -> None:
    """Show the questions without a sure answer, asked most often first, with what the articles lack for it.

    Questions are kept only where QA_KEEP_GAPS is on: the last 500 that were not answered, or not surely."""
    settings = chosen(corpus)
    gaps = Gaps(settings.corpus)
    if gap_id is not None or forget_all:
        forgotten = 1 if gap_id is not None else gaps.forget_all()
        if gap_id is not None:
            gaps.forget(gap_id)
        if as_json:
            emit({"forgotten": forgotten})
        else:
            console().print(Text(f"{counted(forgotten, 'question')} forgotten"))
        return
    with Corpus.open(settings.corpus, writable=False) as opened, opened.view() as view:
        clustered = clusters(gaps.all(), view)
    if settings.keep_gaps == "off":
        complain("questions without a sure answer are not kept; QA_KEEP_GAPS=on keeps them from now on")
    if as_json:
        emit([gap.to_dict() for gap in clustered])
    else:
        show(console(), clustered)


def show(out: Console, gaps: Sequence[Gap]) -> None:
    """Write them for people: how often, the questions with their ids, and what was missing."""
    for gap in gaps:
        out.print(Text(visible(f"{gap.times} x {gap.questions[0].question}"), style="bold"))
        for one in gap.questions:
            out.print(Text(visible(f"   {one.id}  {one.question}  ({one.reason or one.status})"), style="dim"))
        if missing := _missing(gap):
            out.print(Text(visible(f"   {missing}")))
    if not gaps:
        out.print(Text("No question without a sure answer is kept.", style="dim"))


def _missing(gap: Gap) -> str:
    parts = [f"asks for {_KINDS[gap.wanted]}"] if gap.wanted in _KINDS else []
    if gap.names_missing:
        parts.append(f"no article names {', '.join(gap.names_missing)}")
    if gap.words_missing:
        parts.append(f"no article has the words {', '.join(gap.words_missing)}")
    return "; ".join(parts)
