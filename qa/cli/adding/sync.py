"""The command that keeps a corpus in step with folders and feeds, once or for as long as it runs."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import click

from index.errors import CorpusLocked, LoadError
from index.fetching import OPEN_WEB, WITH_PRIVATE, Fetcher
from qa.adding.run import AddRun
from qa.adding.source_reading import AddOptions
from qa.adding.sources import files_below, is_address
from qa.adding.syncing import check_there, in_step, remove
from qa.cli.adding.add import INTERRUPTED
from qa.cli.adding.outcomes import Outcomes
from qa.cli.opening import corpus_to_change
from qa.cli.output import FILES_OFFERED, chosen, complain, text, with_corpus
from qa.cli.stopping import stoppable
from qa.settings import Settings


@click.command("sync")
@click.argument("targets", metavar="PATH|FEED...", nargs=-1, required=True, shell_complete=FILES_OFFERED)
@click.option("--source", type=text, help="The source of all of them, whatever they say themselves.")
@click.option("--watch", is_flag=True, help="Go on, and look again and again until interrupted.")
@click.option("--every", type=click.IntRange(min=1), default=60, help="With --watch: seconds between looks (60).")
@click.option("--dry-run", is_flag=True, help="Say what would be added and removed, and do nothing.")
@click.option("--retry-failed", is_flag=True, help="Read again what failed before and has not changed since.")
@click.option("--private-addresses", is_flag=True, help="Fetch from this machine and its own network too.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing of articles that went well.")
@with_corpus
def sync_command(targets: tuple[str, ...], watch: bool, every: int, **options: Any) -> int:
    """Add what is new or changed, as `qa add` does, and remove the articles of files that are no longer in the folder.

    A page goes when its server says that it is gone, not when a feed no longer lists it; it is looked at again after
    ten minutes, or with --retry-failed at once. A folder that is empty or cannot be read removes nothing. With --watch,
    each look tells only of what changed.
    """
    settings = chosen(options["corpus"])
    add_options = AddOptions(
        {"source": options["source"]} if options["source"] else {},
        retry_failed=options["retry_failed"],
        dry_run=options["dry_run"],
        most_chars=settings.max_article_chars,
        explain_fetch_errors=True,
    )
    fetcher = Fetcher(WITH_PRIVATE if options["private_addresses"] else OPEN_WEB)
    failed = False
    with stoppable() as stop:
        while not stop.is_set():
            lines = Outcomes(as_json=options["as_json"], quiet=options["quiet"], changes_only=watch)
            try:
                failed = _look(targets, settings, add_options, fetcher=fetcher, telling=(lines, stop))
            except (CorpusLocked, LoadError) as error:
                if not watch:
                    raise
                complain(str(error))
            if not watch:
                break
            stop.wait(every)
        if stop.is_set():
            return 0 if watch else INTERRUPTED
    return 1 if failed else 0


def _look(
    targets: tuple[str, ...],
    settings: Settings,
    options: AddOptions,
    *,
    fetcher: Fetcher,
    telling: tuple[Outcomes, threading.Event],
) -> bool:
    """Look at every target once, and say whether something failed. The corpus is not held between looks. A target that
    cannot be read stops no other; raises LoadError when all have been looked at."""
    lines, stop = telling
    failed = False
    unread: list[LoadError] = []
    with corpus_to_change(settings, adding=True) as corpus:
        for target in targets:
            folder = None if is_address(target) else Path(target)
            try:
                if folder is not None:
                    check_there(corpus, folder)
                    if not os.path.lexists(folder):  # a name mistyped is no file that failed
                        raise LoadError(f"Path {target!r} does not exist")
                adding = AddRun(corpus, options, fetcher=fetcher, tell=lines.write, stop=stop)
                if folder is None:
                    adding.run(in_step(text(target), fetcher, known=adding.known, afresh=options.retry_failed))
                else:
                    adding.run(files_below(folder))
            except LoadError as error:
                unread.append(error)
                continue
            if stop.is_set():
                break
            remove(corpus, adding, folder=folder)
            failed = failed or bool(adding.counts["failed"])
        corpus.ingest_log.tidy()
    lines.sum_up(dry_run=options.dry_run)
    for failure in unread[:-1]:
        complain(str(failure))
    if unread:
        raise unread[-1]
    return failed
