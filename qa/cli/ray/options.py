"""What the options of several commands on Ray have in common: sizes, places, memory, the cluster."""

from __future__ import annotations

import re
from pathlib import Path

import click

from index.shards.store import is_address

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def size(text: str) -> int:
    """Read "4G" as a number of bytes. Raises click.BadParameter."""
    match = re.fullmatch(r"(\d{1,6})([KMG]?)", text.upper())
    if match is None or not int(match[1]):
        raise click.BadParameter(f"{text!r} is no size; write it as 500M or 4G")
    return int(match[1]) * _UNITS[match[2]]


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
