"""The commands on Ray: serve, switch, node. They say how Ray is installed where it is not."""

from __future__ import annotations

import os
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from index import OnnxEncoder
from index.ray import engine
from index.ray.engine import Node
from index.ray.fleet import Origin
from index.ray.indexing import Options, index_files
from index.shards.store import is_address
from qa.cli.output import CommandGroup, chosen, counted, emit, on_one_line
from qa.cli.serve import address_of, check
from qa.cli.stopping import stoppable
from qa.cli.terminal import progress
from qa.opening import encoder_name, open_encoder
from qa.ray import service
from qa.ray.deployment import Plan
from qa.web.app import Deployment

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def size(text: str) -> int:
    """Read "4G" as a number of bytes. Raises click.BadParameter."""
    match = re.fullmatch(r"(\d{1,6})([KMG]?)", text.upper())
    if match is None or not int(match[1]):
        raise click.BadParameter(f"{text!r} is no size; write it as 500M or 4G")
    return int(match[1]) * _UNITS[match[2]]


FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


def place(text: str) -> str:
    """Read where a snapshot is to lie: an address, as s3://bucket/name, is itself; of a folder, its absolute path."""
    return text if is_address(text) else str(Path(text).absolute())


def snapshot_place(text: str) -> str:
    """Read where a snapshot lies. Raises click.BadParameter for a folder that is not there."""
    if not is_address(text) and not Path(text).is_dir():
        raise click.BadParameter(f"there is no folder {text!r}; give a snapshot's folder, or its address (s3://...)")
    return place(text)


memory_option = click.option(
    "--memory",
    type=size,
    metavar="SIZE",
    default="4G",
    show_default=True,
    help="What each process may use, as 500M.",
)
cluster_option = click.option(
    "--cluster", metavar="HOST:PORT", help="The head of a running cluster; else one is started on this machine alone."
)


@click.group("ray", cls=CommandGroup)
def ray_command() -> None:
    """Serve and index on more than one machine, by Ray: pip install 'grounded-qa[ray]'.

    Ray's processes let nobody in without the token in the file ray-token of QA_CACHE; copy it to every machine. It is
    not encryption: have a private network besides.
    """


@ray_command.command("serve", short_help="Serve a snapshot from several processes.")
@click.argument("snapshot", type=snapshot_place)
@click.option("--replicas", type=click.IntRange(1, 1000), default=2, show_default=True, help="Processes that answer.")
@click.option("--max-replicas", type=click.IntRange(1, 1000), help="Add replicas up to so many while there is a crowd.")
@click.option("--host", help="Address to listen on; else QA_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; else QA_PORT, else 8000.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="Also answer for this host; repeatable.")
@click.option("--keys", type=FOLDER, help="Folder whose keys (qa keys create) are demanded; else the snapshot.")
@memory_option
@cluster_option
@click.option("--json", "as_json", is_flag=True, help="Announce the address as JSON.")
def serve_command(
    snapshot: str,
    replicas: int,
    max_replicas: int | None,
    host: str | None,
    port: int | None,
    hosts: tuple[str, ...],
    keys: Path | None,
    memory: int,
    cluster: str | None,
    as_json: bool,
) -> None:
    """Serve SNAPSHOT, a folder that nobody changes (qa backup, qa ray index) or an address, from several processes.

    It is the service of `qa serve`, for reading only. Beyond this machine only with a key. All replicas on a machine
    read the same files. `qa ray switch` has it serve a newer snapshot while it runs.
    """
    folder = Origin(snapshot, chosen(None).cache).without_parts().absolute()
    settings = chosen(folder, host=host, port=port)
    deployment = Deployment(hosts=hosts, keys=(keys or folder).absolute(), frozen=True)
    check(settings, deployment)
    plan = Plan(settings, deployment, snapshot, replicas, max(replicas, max_replicas or 0), memory)
    address = address_of(settings.host, settings.port)

    def announce() -> None:
        if as_json:
            emit({"address": address, "replicas": replicas}, indent=None)
        else:
            click.echo(f"Ready at {address}, {replicas} replicas  (Ctrl-C stops)")

    with stoppable() as stop:
        service.run(plan, cluster=cluster, ready=announce, stop=stop)


@ray_command.command("switch", short_help="Have `qa ray serve` serve a newer snapshot.")
@click.argument("snapshot", type=snapshot_place)
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the service; else QA_PORT, else 8000.")
def switch_command(snapshot: str, port: int | None) -> None:
    """Have the running `qa ray serve` serve SNAPSHOT: each replica opens it beside the one in use."""
    settings = chosen(None, port=port)
    service.switch(settings.cache, settings.port, snapshot=snapshot)
    click.echo(f"serving {snapshot}")


@ray_command.command("node")
@click.option("--address", required=True, help="The address of this machine that the others reach.")
@click.option("--join", metavar="HOST:PORT", help="The head to join; without, this node is the head, on port 6379.")
@click.option("--cpus", type=click.IntRange(1, 10_000), help="Cores to offer; else all.")
@click.option(
    "--ports",
    type=click.IntRange(1024, 65_000),
    default=6380,
    show_default=True,
    help="The first of four ports of the node's own services; nodes on one machine need different ones.",
)
@click.option("--memory", type=size, metavar="SIZE", help="What its processes may use together; else 3/4 of all.")
def node_command(address: str, join: str | None, cpus: int | None, ports: int, memory: int | None) -> None:
    """Run a node of a cluster in the foreground. Nobody joins it, or runs anything on it, without the token."""
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
    node = Node(cpus=cpus or os.cpu_count() or 1, memory=memory or most, ports=ports)
    command, environment = engine.start_command(chosen(None).cache, node=node, address=address, join=join)
    os.execve(command[0], command, environment)  # noqa: S606 - the program is this Python


@ray_command.command("index", short_help="Index files by all nodes, into a snapshot.")
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
