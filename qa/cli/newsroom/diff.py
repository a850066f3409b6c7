"""The command that shows what changed in an article. Knows how a comparison looks in a terminal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from index import Corpus, Revision
from qa.cli.output import chosen, counted, emit, text, with_corpus
from qa.cli.terminal import console
from qa.revisions import Diff, diff
from qa.visible import visible


@click.command("diff")
@click.argument("article_id", metavar="ID", type=text)
@click.option(
    "--from", "old", type=click.IntRange(min=1), metavar="N", help="The earlier revision; else the one before."
)
@click.option("--to", "new", type=click.IntRange(min=1), metavar="N", help="The later revision; else the newest.")
@click.option("--list", "only_list", is_flag=True, help="List the revisions that are kept, the newest first.")
@with_corpus
def diff_command(
    article_id: str, old: int | None, new: int | None, only_list: bool, corpus: Path | None, as_json: bool
) -> None:
    """Show what changed in the article with this ID, sentence by sentence, between two of its revisions."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened, opened.view() as view:
        if only_list:
            revisions = view.revisions(article_id)
            if as_json:
                emit({"article_id": article_id, "revisions": [asdict(one) for one in revisions]})
            else:
                _show_list(console(), revisions)
            return
        compared = diff(view, article_id, old=old, new=new)
    if as_json:
        emit(compared.to_dict())
    else:
        show(console(), compared)


def show(out: Console, compared: Diff) -> None:
    """Write a comparison for people: what went with -, what came with +."""
    for name, (was, now) in compared.fields.items():
        out.print(Text(visible(f"{name}: {was or '(none)'} -> {now or '(none)'}")))
    for one in compared.changes:
        out.print(Text(one.change, style="bold"))
        for mark, side in (("-", one.before), ("+", one.after)):
            if side is not None:
                out.print(Text(visible(f"{mark} {side.text}")))
    revisions = f"revision {compared.from_revision} to {compared.to_revision}"
    out.print(Text(f"{revisions}: {counted(compared.unchanged, 'sentence')} unchanged", style="dim"))


def _show_list(out: Console, revisions: list[Revision]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("revision", "known since", "stored", "title"):
        table.add_column(name)
    for one in revisions:
        cells = (str(one.revision), one.known or (one.published or "")[:10], one.stored, one.title)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    out.print(table)
