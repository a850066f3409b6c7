"""How commands write: results to standard output as text or JSON, progress and complaints to standard error.

Text from articles is made harmless to terminals before it is shown (qa.visible). Knows nothing of what is written.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from index.records import is_iso_date
from qa.settings import Settings, load
from qa.visible import visible


def on_one_line(text: str) -> str:
    """Replace also what would begin a line of its own: names of files may hold line ends."""
    return re.sub(r"[\t\n\x85\u2028\u2029]", "\N{REPLACEMENT CHARACTER}", visible(text))


def complain(message: str) -> None:
    """Write one line to standard error."""
    click.echo("qa: " + " ".join(visible(message).split()), err=True)


class CommandGroup(click.Group):
    """A group of commands that names the nearest one where one is misspelt, as click does of options."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with. Raises click.UsageError."""
        names = self.list_commands(ctx)
        if args[0] not in names and (like := get_close_matches(args[0], names, n=1)):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {like[0]!r}?")
        return super().resolve_command(ctx, args)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: "1 article", "1,200 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def open_what_is_closed() -> None:
    """Have what a shell has closed (``>&-``) written to nowhere: commands count on both streams being there."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open to the end
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def show_whatever_can_be_shown() -> None:
    """Have what standard output and error cannot show, as under an 8-bit locale, written as escapes, not fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def text(argument: str) -> str:
    """Read an argument as UTF-8 wherever it can be, else as the locale has it: under cron that is seldom meant."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


def _offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    del ctx, param
    return [CompletionItem(incomplete, type="file")]


#: Lets a shell complete an argument that may be a file with the files that are there; as ``shell_complete``.
FILES_OFFERED = _offered


def emit(data: Any, *, indent: int | None = 2) -> None:
    """Write JSON to standard output; ``indent`` None writes it on one line."""
    as_ascii = codecs.lookup(sys.stdout.encoding).name != "utf-8"  # JSON's own escapes can be written in any encoding
    click.echo(json.dumps(data, ensure_ascii=as_ascii, indent=indent))


Command = Callable[..., Any]

CORPUS = click.Path(path_type=Path, file_okay=False)


def _before_the_command(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """Take ``qa --corpus DIR ask`` for ``qa ask --corpus DIR``; what stands behind the command wins."""
    del param
    return value or ctx.find_root().params.get("corpus")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return a day, or a time, as it is written. Raises click.BadParameter, which names the option."""
    if value is not None and not is_iso_date(text(value)):
        fault = f"{text(value)!r} is no date of the calendar; write it as YYYY-MM-DD, such as 2025-03-04."
        raise click.BadParameter(fault, ctx, param)
    return value


#: An option that takes a day.
day_option = partial(click.option, metavar="YYYY-MM-DD", callback=_day)

corpus_option = click.option(
    "--corpus", type=CORPUS, callback=_before_the_command, help="The corpus folder; else QA_CORPUS, else ./corpus."
)


def with_corpus(command: Command) -> Command:
    """Give a command the options that all have: --corpus and --json."""
    command = click.option("--json", "as_json", is_flag=True, help="Write JSON.")(command)
    return corpus_option(command)


def chosen(corpus: Path | None, **changes: Any) -> Settings:
    """Read the settings of this process; what the command line gave wins. Raises SettingsError."""
    return load().with_(corpus=corpus, **changes)
