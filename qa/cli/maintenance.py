"""The commands that look after a corpus as a whole: verify, repair, stats, compact, backup, restore, reembed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from index import Corpus, Report, backup, reembed, restore
from qa.cli.opening import opened_corpus
from qa.cli.output import chosen, complain, console, counted, emit, progress, with_corpus
from qa.engine import open_encoder

DAMAGED = 4


@click.command("verify")
@with_corpus
def verify_command(corpus: Path | None, as_json: bool) -> int:
    """Check every byte of the corpus against its digests; change nothing. Exits with 4 when something is wrong."""
    with opened_corpus(chosen(corpus)) as opened:
        return _tell_findings(opened.verify(), as_json=as_json)


@click.command("repair")
@with_corpus
def repair_command(corpus: Path | None, as_json: bool) -> int:
    """Rebuild everything that can be rebuilt from the catalogue, and check the outcome."""
    settings = chosen(corpus)
    with Corpus.open_to_repair(settings.corpus, encoder=open_encoder(settings)) as opened:
        report = opened.repair()
        for notice in opened.notices:
            complain(notice)
    return _tell_findings(report, as_json=as_json)


def _tell_findings(report: Report, *, as_json: bool) -> int:
    if as_json:
        findings = [{"file": found.file, "problem": found.problem} for found in report.findings]
        emit({"ok": report.ok, "articles": report.articles, "sentences": report.sentences, "findings": findings})
    else:
        for found in report.findings:
            click.echo(f"{found.file}: {found.problem}")
        click.echo(
            f"{counted(report.articles, 'article')} and {counted(report.sentences, 'sentence')}: "
            + ("whole" if report.ok else "DAMAGED")
        )
    return 0 if report.ok else DAMAGED


@click.command("stats")
@with_corpus
def stats_command(corpus: Path | None, as_json: bool) -> None:
    """Tell what the corpus holds and with what it was built."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened:
        stats = opened.stats()
    if as_json:
        emit(stats)
        return
    sizes = stats.pop("bytes")
    table = Table.grid(padding=(0, 2))
    for name, value in stats.items():
        if value is not None:
            table.add_row(Text(name, style="dim"), Text(f"{value:,}" if isinstance(value, int) else str(value)))
    for name, size in sizes.items():
        table.add_row(Text(name, style="dim"), Text(f"{size:,} bytes"))
    console().print(table)


@click.command("compact")
@with_corpus
def compact_command(corpus: Path | None, as_json: bool) -> None:
    """Rewrite the corpus's files without the bytes of anything that was deleted."""
    with opened_corpus(chosen(corpus), writable=True) as opened:
        before = _size(opened)
        opened.compact()
        after = _size(opened)
    if as_json:
        emit({"bytes_before": before, "bytes_after": after})
    else:
        click.echo(f"{before:,} bytes before, {after:,} after")


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_corpus
def backup_command(target: Path, corpus: Path | None, as_json: bool) -> None:
    """Write a verified copy of the corpus to TARGET: one file if its name ends in .tar, else a folder.

    Others may use and change the corpus meanwhile; the copy is of one moment."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened:
        report = backup(opened, target)
    _tell("stored", report, where=target, as_json=as_json)


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@with_corpus
def restore_command(source: Path, corpus: Path | None, as_json: bool) -> None:
    """Make a corpus of the backup SOURCE, in a folder that is empty or not there, and verify it."""
    settings = chosen(corpus)
    _tell("restored", restore(source, settings.corpus), where=settings.corpus, as_json=as_json)


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


def _tell(what: str, report: Report, *, where: Path, as_json: bool) -> None:
    if as_json:
        emit({what: str(where), "articles": report.articles, "sentences": report.sentences})
    else:
        held = f"{counted(report.articles, 'article')} and {counted(report.sentences, 'sentence')}"
        click.echo(f"{what} {held} in {where}, verified")
