"""How the commands that bring articles in tell of it: a line a source, the progress, the sum."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from index.loaders import Loaded, kinds_read
from qa.adding.run import ResultLine
from qa.adding.sources import Source, is_address
from qa.cli.output import counted, emit, on_one_line

#: Outcomes that are reported even when successes are not.
_LOUD = ("failed", "skipped", "removed", "gone")
#: What is the same as before.
_SAME = {"unchanged", "older", "skipped", "alias"}


class Outcomes:
    """Writes a line for every outcome, and counts them. ``advance`` moves the bar."""

    def __init__(self, *, as_json: bool, quiet: bool, changes_only: bool = False) -> None:
        self._as_json, self._quiet, self._changes_only = as_json, quiet, changes_only
        self.counts: Counter[str] = Counter()
        self.advance: Callable[[int, int], None] = lambda _files, _sentences: None
        self._named: set[str] = set()
        self._passed_over = self._changed = False
        self._lists_known = False

    @property
    def passed_over(self) -> bool:
        """Tell whether what was named was not added: itself skipped, or a folder with nothing in it to add.

        In a folder, files of other kinds may lie beside the articles."""
        return self._passed_over or (bool(self.counts) and self.counts.keys() == {"skipped"})

    def watched(self, sources: Iterable[Source | Loaded], targets: Iterable[str]) -> Iterator[Source | Loaded]:
        """Pass sources on; ``targets`` are what was named."""
        self._named = {os.fsencode(target).decode("utf-8", "replace") for target in targets}
        yield from sources

    def write(self, line: ResultLine) -> None:
        """Write one line: the result of one source, and why or how much."""
        self.counts[line.outcome] += 1
        self._passed_over = self._passed_over or (line.outcome == "skipped" and line.path in self._named)
        details = line.details
        self.advance(1, details.get("sentences", 0) if line.outcome != "unchanged" else 0)
        if self._changes_only and (line.outcome in _SAME or not line.is_new):
            return
        self._changed = True
        if self._as_json:
            emit({"outcome": line.outcome, "path": line.path, **details}, indent=None)
        elif not self._quiet or line.outcome in _LOUD:
            remark = counted(details["sentences"], "sentence") if "sentences" in details else details.get("reason", "")
            remark = counted(details["articles"], "article") if "articles" in details else remark
            if line.path not in self._named and self._lists_known:
                remark = remark.removesuffix(f"; {kinds_read()}")  # once is enough for a folder
            self._lists_known = self._lists_known or kinds_read() in remark
            remark = "; ".join(filter(None, [remark, *details.get("notices", ())]))
            click.echo(on_one_line(f"{line.outcome:<9} {line.path}" + (f": {remark}" if remark else "")))

    def sum_up(self, *, dry_run: bool = False) -> None:
        """Write the counts, for people."""
        if not self._as_json and (self._changed or not self._changes_only):
            counts = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(self.counts.items()))
            click.echo(("nothing was stored; it would be: " if dry_run else "") + (counts or "nothing to add"))


def expected(targets: Iterable[str]) -> int | None:
    """Count the outcomes to come, for the progress bar: a file is one, a file of lines has as many as lines. None
    where that is not known, or nobody sees the bar."""
    if not sys.stderr.isatty() or any(target == "-" or is_address(target) for target in targets):
        return None
    paths = map(Path, targets)
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    return sum(_lines_of(file) if file.name.endswith(".jsonl") else 1 for file in files)


def _lines_of(file: Path) -> int:
    try:
        with file.open("rb") as stream:
            return sum(1 for line in stream if line.strip())
    except OSError:  # told when its turn comes
        return 1
