"""The commands that change a corpus as a whole: compact, backup, restore, reembed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from index import Corpus, Report, backup, reembed, restore
from qa.cli.opening import opened_corpus
from qa.cli.output import chosen, complain, counted, day_option, emit, with_corpus
from qa.cli.terminal import progress
from qa.engine import open_encoder


@click.command("compact")
@day_option(
    "--revisions-before",
    help="Also drop earlier revisions that were replaced before this day, for good.",
)
@with_corpus
def compact_command(revisions_before: str | None, corpus: Path | None, as_json: bool) -> None:
    """Rewrite the corpus's files without the bytes of anything that was deleted."""
    with opened_corpus(chosen(corpus), writable=True) as opened:
        before = _size(opened)
        dropped = opened.compact(superseded_before=revisions_before)
        after = _size(opened)
    if as_json:
        emit({"bytes_before": before, "bytes_after": after, "revisions_dropped": dropped})
    else:
        if revisions_before is not None:
            click.echo(f"{counted(dropped, 'earlier revision')} dropped")
        click.echo(f"{before:,} bytes before, {after:,} after")


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_corpus
def backup_command(target: Path, corpus: Path | None, as_json: bool) -> None:
    """Write a verified copy of the corpus to TARGET: one file if its name ends in .tar, else a folder.

    Others may use and change the corpus meanwhile; the copy is of one moment."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened:
        report = backup(opened, target)
    _write("stored", report, where=target, as_json=as_json)


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@with_corpus
def restore_command(source: Path, corpus: Path | None, as_json: bool) -> None:
    """Make a corpus of the backup SOURCE, in a folder that is empty or not there, and verify it."""
    settings = chosen(corpus)
    _write("restored", restore(source, settings.corpus), where=settings.corpus, as_json=as_json)


@click.command("reembed")
@click.option("--encoder", metavar="MODEL", help="The name or folder of the model; else QA_ENCODER, else the default.")
@with_corpus
def reembed_command(encoder: str | None, corpus: Path | None, as_json: bool) -> None:
    """Give the corpus the vectors of another embedding model, from the sentences that it holds.

    Interrupted, it goes on where it stopped; until it is done the corpus is what it was."""
    settings = chosen(corpus, encoder=encoder)
    model = open_encoder(settings)
    with _Telling() as telling:
        changed = reembed(settings.corpus, model, on_start=telling.start, on_progress=telling.more)
    if as_json:
        emit({"changed": changed, "encoder": model.name, "articles": telling.done})
    elif changed:
        click.echo(f"the vectors are now those of {model.name}; `qa compact` frees the space of the old ones")
    else:
        click.echo(f"the vectors are those of {model.name} already")


class _Telling(ExitStack):
    """Tells how far the re-embedding is; the number of articles is known only once it has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.done = 0
        self._advance: Callable[[int], None] | None = None

    def start(self, there: int, left: int) -> None:
        if there:
            have = "has its" if there == 1 else "have their"
            complain(f"{counted(there, 'article')} {have} new vectors from an earlier run")
        self._advance = self.enter_context(progress("re-embedding", left))

    def more(self, articles: int) -> None:
        self.done += articles
        if self._advance is not None:
            self._advance(articles)


def _size(corpus: Corpus) -> int:
    sizes: dict[str, int] = corpus.stats()["bytes"]
    return sum(sizes.values())


def _write(what: str, report: Report, *, where: Path, as_json: bool) -> None:
    if as_json:
        emit({what: str(where), "articles": report.articles, "sentences": report.sentences})
    else:
        held = f"{counted(report.articles, 'article')} and {counted(report.sentences, 'sentence')}"
        click.echo(f"{what} {held} in {where}, verified")
