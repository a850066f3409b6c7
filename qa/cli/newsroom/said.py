"""The command that shows what a person said. Knows how lines look in a terminal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.records import Filters
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, counted, day_option, emit, text, with_corpus
from qa.cli.terminal import console
from qa.speech import Ledger
from qa.visible import visible


@click.command("said")
@click.argument("name", nargs=-1, type=text)
@click.option("--about", metavar="TOPIC", type=text, help="Only what is about this.")
@day_option("--as-of", help="What was known at the end of this day, or at this time.")
@with_corpus
def said_command(
    name: tuple[str, ...], about: str | None, as_of: str | None, corpus: Path | None, as_json: bool
) -> int:
    """Show what NAME said in the articles, the earliest first, each line with its citation; without NAME, who speaks.

    NAME is a name ("Marrowby") or what the articles call somebody ("the mayor of Elmsford").
    """
    filters = None if as_of is None else Filters(as_of=as_of)
    with opened_engine(chosen(corpus, reader="none")) as engine:
        if not name:
            people, is_complete = engine.speakers(as_of=as_of)
            if as_json:
                emit({"speakers": [asdict(one) for one in people], "is_complete": is_complete})
                return 0
            grid = Table.grid(padding=(0, 2))
            for one in people:
                where = counted(one.articles, "article")
                grid.add_row(Text(visible(one.name)), Text(f"{counted(one.sentences, 'sentence')} in {where}"))
            console().print(grid)
            return 0
        ledger = engine.said(" ".join(name), about=about, filters=filters)
    if as_json:
        emit(ledger.to_dict())
    else:
        show(console(), ledger)
    return 0


def show(out: Console, ledger: Ledger) -> None:
    """Write a ledger for people: day, how it was said, the sentence, and where it stands."""
    for line in ledger.lines:
        grid = Table.grid(padding=(0, 1))
        c = line.citation
        grid.add_row(Text((line.published or "undated")[:10], style="bold"), Text(visible(line.text)))
        reprints = f", and in {counted(len(line.occurrences), 'other place')}" if line.occurrences else ""
        where = ", ".join(filter(None, [c.title or "Untitled", c.source, f"{c.article_id} {c.start}:{c.end}"]))
        grid.add_row("", Text(visible(f"{line.speaker}, {line.speech}: {where}{reprints}"), style="dim"))
        out.print(grid)
    if not ledger.lines:
        about = f" about {ledger.about}" if ledger.about else ""
        out.print(Text(visible(f"No words of {ledger.name}{about} were recognised in the articles.")))
    if not ledger.is_complete:
        out.print(Text(f"Not all: {counted(ledger.articles_read, 'article')} of those that name them were read."))
