"""The commands that look after a corpus: verify, repair, stats."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from index import Corpus, Report
from qa.cli.opening import opened_corpus
from qa.cli.operation.citations import verify_citations, verify_quotation
from qa.cli.output import FILES_OFFERED, chosen, complain, counted, emit, text, with_corpus
from qa.cli.terminal import console
from qa.engine import open_encoder

DAMAGED = 4


@click.command("verify")
@click.argument(
    "citation", required=False, type=click.Path(path_type=Path, allow_dash=True), shell_complete=FILES_OFFERED
)
@click.option("--quote", metavar="TEXT", type=text, help="Hold this quotation against the articles.")
@with_corpus
def verify_command(citation: Path | None, quote: str | None, corpus: Path | None, as_json: bool) -> int:
    """Check every byte of the corpus against its digests; change nothing. Exits with 4 when something is wrong.

    With CITATION, a file of JSON or -: check what it cites instead. It holds a citation, a quote, or an answer as
    `qa ask --json` writes it, or a list of these. A line each: unchanged, moved, changed (with both texts), gone, or
    deleted with its article. With --quote: whether the articles hold these words: verbatim, moved (but for marks and
    white space), altered, or absent. Exits with 1 when anything is neither unchanged, verbatim nor moved.
    """
    if citation is not None and quote is not None:
        raise click.UsageError("give a citation or a quotation, not both")
    if citation is not None:
        return verify_citations(chosen(corpus, reader="none"), citation, as_json=as_json)
    if quote is not None:
        return verify_quotation(chosen(corpus, reader="none"), quote, as_json=as_json)
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
