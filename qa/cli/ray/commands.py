"""The commands on Ray: serve, switch, node, index. They say how Ray is installed where it is not.

Owns the commands that start at once: switch and node. The two others are in modules of their own.
"""

from __future__ import annotations

import importlib
import os

import click

from index.ray import engine
from index.ray.engine import Node
from qa.cli.output import CommandGroup, chosen
from qa.cli.ray.options import size, snapshot_place
from qa.ray import exchange

#: Name -> module: what `qa ray node` and `qa ray switch` do without, which takes seconds to import.
_IMPORTED = {"serve": "qa.cli.ray.serving", "index": "qa.cli.ray.indexing"}


class _Commands(CommandGroup):
    """A group of which what answers and what reads articles is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *_IMPORTED))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _IMPORTED:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(importlib.import_module(_IMPORTED[cmd_name]), f"{cmd_name}_command")
        return command


@click.group("ray", cls=_Commands)
def ray_command() -> None:
    """Serve and index on more than one machine, by Ray: pip install 'grounded-qa[ray]'.

    Ray's processes let nobody in without the token in the file ray-token of QA_CACHE; copy it to every machine. It is
    not encryption: have a private network besides.
    """


@ray_command.command("switch", short_help="Have `qa ray serve` serve a newer snapshot.")
@click.argument("snapshot", type=snapshot_place)
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the service; else QA_PORT, else 8000.")
def switch_command(snapshot: str, port: int | None) -> None:
    """Have the running `qa ray serve` serve SNAPSHOT: each replica opens it beside the one in use."""
    settings = chosen(None, port=port)
    exchange.switch(settings.cache, settings.port, snapshot=snapshot)
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
