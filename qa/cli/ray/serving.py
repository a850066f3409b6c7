"""`qa ray serve`: what it serves, and its announcement."""

from __future__ import annotations

from pathlib import Path

import click

from index.ray.fleet import Origin
from qa.cli.output import chosen, emit
from qa.cli.ray.options import cluster_option, memory_option, snapshot_place
from qa.cli.serve import address_of, check
from qa.cli.stopping import stoppable
from qa.ray import service
from qa.ray.deployment import Plan
from qa.web.app import Deployment

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command("serve", short_help="Serve a snapshot from several processes.")
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
