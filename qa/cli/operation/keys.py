"""The commands of keys: make one, list them, revoke one. They open no corpus and no model."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from qa.cli.output import CommandGroup, chosen, complain, emit, on_one_line, with_corpus
from qa.cli.terminal import console
from qa.keys import SCOPES, Key, KeyFile

_SCOPES = "; ".join(f"{name}: {says}" for name, says in SCOPES.items())


@click.group("keys", cls=CommandGroup)
def keys_command() -> None:
    """Make, list and revoke the keys of the service over a corpus.

    From the first key on the service demands one of every request: Authorization: Bearer KEY. They lie in the corpus
    folder as digests, and what is changed here holds at once for a service that runs.
    """


@keys_command.command("create")
@click.argument("name")
@click.option("--scope", type=click.Choice(list(SCOPES)), default="read", show_default=True, help=_SCOPES + ".")
@click.option("--days", type=float, metavar="N", help="Valid for so many days; else until it is revoked.")
@with_corpus
def create(name: str, scope: str, days: float | None, corpus: Path | None, as_json: bool) -> None:
    """Make a key for NAME, and show it, this once."""
    text, key = KeyFile(chosen(corpus).corpus).create(name, scope=scope, days=days)
    if as_json:
        emit({"key": text, **key.to_dict()})
        return
    click.echo(text)
    complain(f"this is the only time that it is shown; to revoke it: qa keys revoke {key.id}")


@keys_command.command("list")
@with_corpus
def list_keys(corpus: Path | None, as_json: bool) -> None:
    """List the keys, without their text."""
    keys, now = KeyFile(chosen(corpus).corpus).read(), time.time()
    if as_json:
        emit([{**key.to_dict(), "state": key.state(now)} for key in keys])
        return
    table = Table.grid(padding=(0, 2))
    for key in keys:
        ends = "" if key.expires is None else f"until {_day(key.expires)}"
        parts = (key.id, key.scope, key.state(now), f"since {_day(key.created)}", ends, on_one_line(key.name))
        table.add_row(*map(Text, parts))
    console().print(table)


@keys_command.command("revoke")
@click.argument("key_id")
@with_corpus
def revoke(key_id: str, corpus: Path | None, as_json: bool) -> None:
    """Make the key with this id invalid, at once and for good."""
    file = KeyFile(chosen(corpus).corpus)
    key = file.revoke(key_id)
    if as_json:
        emit(key.to_dict())
        return
    click.echo(f"revoked {key.id} ({on_one_line(key.name)})")
    if not _any_valid(file.read()):
        complain("no key is valid now, and the service goes on demanding one: make another with qa keys create")


def _any_valid(keys: list[Key]) -> bool:
    now = time.time()
    return any(key.state(now) == "valid" for key in keys)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
