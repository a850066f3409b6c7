"""The command that serves the Model Context Protocol over standard input and output."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from qa.cli.opening import opened_engine
from qa.cli.output import chosen, corpus_option
from qa.errors import ExtraMissing
from qa.mcp.source import EngineSource, Profile


@click.command("mcp")
@click.option(
    "--profile",
    type=click.Choice(get_args(Profile)),
    default="full",
    show_default=True,
    help="Which tools: all, or the two that ChatGPT's connectors ask for.",
)
@corpus_option
def mcp_command(profile: Profile, corpus: Path | None) -> None:
    """Serve the Model Context Protocol over standard input and output, for a program that starts this command.

    Over HTTP, `qa serve` has it at /mcp, and at /mcp/search with two tools."""
    try:
        from qa.mcp.server import server_of  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise ExtraMissing(
            "the Model Context Protocol needs its SDK, which is not installed: pip install 'grounded-qa[mcp]'"
        ) from None
    with opened_engine(chosen(corpus)) as engine:
        server_of(EngineSource(engine), profile).run("stdio")
