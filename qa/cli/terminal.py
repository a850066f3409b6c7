"""What commands draw: the console that they write tables and coloured text to, and the bar of progress.

Apart from ``output``, because the help, the version and completion need no drawing. Knows nothing of what is drawn.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class _Console(Console):
    """A console that leaves a closed pipe to the outer edge, like everything else that is written."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """Make a console for standard output as it is now; piped, it keeps to 80 columns and uses no colour."""
    return _Console(file=sys.stdout, highlight=False, markup=False, width=None if sys.stdout.isatty() else 80)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[..., None]]:
    """Show a bar on standard error where that is a terminal; yields the function that advances it, by so many
    things, and, where its speed is of interest, so many sentences."""
    if not sys.stderr.isatty():
        yield lambda _done, _sentences=0: None
        return
    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    sentences, started = 0, time.monotonic()
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=total, rate="")

        def advance(done: int, more: int = 0) -> None:
            nonlocal sentences
            sentences += more
            rate = sentences / max(0.1, time.monotonic() - started)
            bar.update(task, advance=done, rate=f"{rate:,.0f} sentences/s" if sentences else "")

        yield advance
