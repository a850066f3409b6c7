"""`qa ray index`: the encoder, the progress, and what it says in the end."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from index import OnnxEncoder
from index.ray import engine
from index.ray.engine import Node
from index.ray.indexing import Options, index_files
from qa.cli.output import chosen, counted, emit, on_one_line
from qa.cli.ray.options import cluster_option, memory_option, place
from qa.cli.terminal import progress
from qa.opening import encoder_name, open_encoder


@click.command("index", short_help="Index files by all nodes, into a snapshot.")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=place, metavar="PLACE", help="The snapshot to make; not there yet.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what lies in between, which all nodes reach; an address needs it, else it is beside the snapshot.",
)
@click.option("--parts", type=click.IntRange(1, 999), default=1, show_default=True, help="Parts that it is divided in.")
@memory_option
@cluster_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def index_command(
    sources: tuple[Path, ...],
    out: str,
    work: Path | None,
    parts: int,
    memory: int,
    cluster: str | None,
    as_json: bool,
) -> int:
    """Index files and folders by all nodes of a cluster, into a new snapshot: a folder, or an address (s3://...).

    All of them must be reachable by the same path on every node. Interrupted, the same command goes on where it was.
    With more than one part each part is searched by a process of its own: for what does not fit one machine.
    """
    settings = chosen(None)
    cpus = os.cpu_count() or 1
    encoder = open_encoder(settings)  # compiled once here, before all workers want it
    opened = partial(OnnxEncoder.open, settings.cache, encoder_name(settings), threads=1)
    with (
        engine.running(settings.cache, node=Node(cpus, memory * cpus), address=cluster),
        progress("Encoding", None) as advance,
    ):
        before = 0

        def tell(done: int, of: int) -> None:
            nonlocal before
            del of
            advance(done - before)
            before = done

        result = index_files(sources, out, encoder=encoder, opened=opened, options=Options(parts, memory, tell, work))
    if as_json:
        emit({"snapshot": out, **asdict(result)})
        return 1 if result.failed else 0
    for why, lines in (("failed", result.failed), ("skipped", result.skipped)):
        for path, reason in lines:
            click.echo(on_one_line(f"{why:<8}  {path}: {reason}"))
    click.echo(f"{counted(result.articles, 'article')}, {counted(result.sentences, 'sentence')} in {out}")
    return 1 if result.failed else 0
