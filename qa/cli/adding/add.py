"""The commands that bring articles in: add, and failures, which shows what did not go in."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click

from index import Corpus
from index.fetching import OPEN_WEB, WITH_PRIVATE, Fetcher
from index.loaders import Loaded, path_of
from qa.adding.run import AddRun
from qa.adding.served import ServedCorpus
from qa.adding.source_reading import AddOptions
from qa.adding.sources import DataSource, Source, behind, files_below, is_address
from qa.cli.adding.outcomes import Outcomes, expected
from qa.cli.opening import corpus_to_change
from qa.cli.output import FILES_OFFERED, chosen, complain, counted, day_option, emit, on_one_line, text, with_corpus
from qa.cli.stopping import stoppable
from qa.cli.terminal import progress
from qa.settings import Settings

INTERRUPTED = 130
STANDARD_INPUT = "-"
#: What looks like an address: another scheme, or a host without one.
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://|(?:[\w-]+\.)+[A-Za-z]{2,}/|www\.")


@click.command("add")
@click.argument("targets", metavar="PATH|URL|FEED|-...", nargs=-1, shell_complete=FILES_OFFERED)
@click.option("--source", type=text, help="The source of all of them, whatever they say themselves.")
@day_option("--published", help="The day on which all of them were published.")
@day_option("--since", help="Leave out files and entries of feeds changed before this day.")
@click.option("--name", default="input.txt", type=text, help="With -: the name, whose ending tells the format.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, and store nothing.")
@click.option("--retry-failed", is_flag=True, help="Read again what failed, even if unchanged; alone: all of it.")
@click.option("--private-addresses", is_flag=True, help="Fetch from this machine and its own network too.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing of articles that went well.")
@with_corpus
def add_command(targets: tuple[str, ...], quiet: bool, **options: Any) -> int:
    """Add files, folders to any depth, pages and feeds by address, or standard input (-).

    An article whose id is there already is replaced, or left unchanged when it says the same; a file that has not
    changed since it went in is not read again. Every source gets its line, each written when it is safe on disk; one
    that cannot be read stops no other. Interrupted, it keeps what is in, and goes on from there when run again. Beside
    FILE, FILE.meta.json may say its id, title, url, source, author, published. With --json, a line of JSON each.
    """
    settings = chosen(options["corpus"])
    details = {name: options[name] for name in ("source", "published") if options[name]}
    add_options = AddOptions(
        details,
        since=day(options["since"]),
        retry_failed=options["retry_failed"],
        dry_run=options["dry_run"],
        most_chars=settings.max_article_chars,
        explain_fetch_errors=True,
    )
    _check_targets(targets)
    if not targets:
        targets = _failed_before(settings, is_wanted=options["retry_failed"])
    lines = Outcomes(as_json=options["as_json"], quiet=quiet)
    fetcher = Fetcher(WITH_PRIVATE if options["private_addresses"] else OPEN_WEB)
    with (
        stoppable() as stop,
        progress("Adding", expected(targets)) as lines.advance,
        _corpus(settings, add_options) as corpus,
    ):
        adding = AddRun(corpus, add_options, fetcher=fetcher, tell=lines.write, stop=stop)
        sources = chain.from_iterable(_sources(target, adding, fetcher, options["name"]) for target in targets)
        adding.run(lines.watched(sources, targets))
        if corpus is not None and not add_options.dry_run:
            corpus.ingest_log.tidy()
    if stop.is_set():
        return _interrupted(lines, dry_run=add_options.dry_run)
    lines.sum_up(dry_run=add_options.dry_run)
    return 1 if adding.counts["failed"] or lines.passed_over else 0


def _check_targets(targets: Iterable[str]) -> None:
    """Raise click.UsageError for a path where nothing is, before any is read."""
    for target in targets:
        if target != STANDARD_INPUT and not is_address(target) and not _path(target).exists():
            hint = " An address begins with http:// or https://." if _ADDRESS.match(target) else ""
            raise click.UsageError(f"Path {target!r} does not exist.{hint}")


def _interrupted(lines: Outcomes, *, dry_run: bool) -> int:
    if lines.counts:
        lines.sum_up(dry_run=dry_run)
        complain("interrupted; what is listed above is in, and the same command goes on from there")
    else:
        complain("interrupted before anything was stored; the same command begins again")
    return INTERRUPTED


def _failed_before(settings: Settings, *, is_wanted: bool) -> tuple[str, ...]:
    """Return the places of what did not go in. Raises click.UsageError where that is not what is wanted."""
    if not is_wanted:
        raise click.UsageError("Missing argument 'PATH|URL|FEED|-...'.")
    with Corpus.open(settings.corpus, writable=False) as corpus:
        return tuple(place if is_address(place) else str(path_of(place)) for place in _failed_places(corpus))


def _failed_places(corpus: Corpus | ServedCorpus) -> list[str]:
    """Return the places of what did not go in, in order."""
    return sorted(one.place for one in corpus.ingest_log.entries().values() if one.fate == "failed")


def _sources(target: str, adding: AddRun, fetcher: Fetcher, name: str) -> Iterable[Source | Loaded]:
    if target == STANDARD_INPUT:
        return [DataSource(sys.stdin.buffer.read(), name, key=name if name != "input.txt" else None)]
    if is_address(target):
        return behind(text(target), fetcher, known=adding.known, afresh=adding.options.retry_failed)
    return files_below(_path(target))


def _corpus(settings: Settings, options: AddOptions) -> Any:
    """Open the corpus to add to; for a trial, the one there is, or none."""
    if not options.dry_run:
        return corpus_to_change(settings, adding=True)
    return Corpus.open(settings.corpus, writable=False) if settings.corpus.is_dir() else nullcontext()


def _path(target: str) -> Path:
    """Return the path as the shell gave it: a name of other bytes than UTF-8 stays what it was."""
    return Path(target)


def day(since: str | None) -> float | None:
    """Return the beginning of a day in seconds since 1970."""
    if since is None:
        return None
    when = datetime.fromisoformat(since)
    return (when if when.tzinfo else when.astimezone()).timestamp()


@click.command("failures")
@click.option("--forget", is_flag=True, help="Forget them: they are read again as if new.")
@with_corpus
def failures_command(forget: bool, corpus: Path | None, as_json: bool) -> None:
    """Show what did not go in, and why; `qa add --retry-failed` tries again."""
    settings = chosen(corpus)
    with corpus_to_change(settings) if forget else Corpus.open(settings.corpus, writable=False) as opened:
        places, entries = _failed_places(opened), opened.ingest_log.entries()
        if forget:
            opened.ingest_log.record([], gone=places)
    failed = [entries[place] for place in places]
    if as_json:
        rows = [
            {"path": one.place, "reason": one.reason, "read": datetime.fromtimestamp(one.read_at, UTC).isoformat()}
            for one in failed
        ]
        emit({"failures": rows})
        return
    for one in failed:
        click.echo(on_one_line(f"{one.place}: {one.reason}"))
    click.echo(counted(len(failed), "failure") + (", forgotten" if forget and failed else ""))
