"""The commands that look after a corpus: verify, repair, stats."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from index import Corpus, Report
from qa.cli.opening import opened_corpus
from qa.cli.output import chosen, complain, console, counted, emit, with_corpus
from qa.engine import open_encoder

DAMAGED = 4


@click.command("verify")
@with_corpus
def verify_command(corpus: Path | None, as_json: bool) -> int:
    """Check every byte of the corpus against its digests; change nothing. Exits with 4 when something is wrong."""
    with opened_corpus(chosen(corpus)) as opened:
        return _write(opened.verify(), as_json=as_json)


@click.command("repair")
@with_corpus
def repair_command(corpus: Path | None, as_json: bool) -> int:
    """Rebuild everything that can be rebuilt from the catalogue, and check the outcome."""
    settings = chosen(corpus)
    with Corpus.open_to_repair(settings.corpus, encoder=open_encoder(settings)) as opened:
        report = opened.repair()
        for notice in opened.notices:
            complain(notice)
    return _write(report, as_json=as_json)


def _write(report: Report, *, as_json: bool) -> int:
    if as_json:
        findings = [{"file": finding.file, "problem": finding.problem} for finding in report.findings]
        emit({"ok": report.ok, "articles": report.articles, "sentences": report.sentences, "findings": findings})
    else:
        for finding in report.findings:
            click.echo(f"{finding.file}: {finding.problem}")
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
