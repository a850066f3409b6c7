"""The commands that change and show what a corpus holds: add, remove, list, show."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from index import Corpus, Outcome
from index.errors import InvalidArticle
from index.loaders import Loaded, load_paths
from index.records import Article
from qa.cli.opening import opened_corpus
from qa.cli.output import chosen, console, counted, emit, on_one_line, progress, text, with_corpus
from qa.limits import check_storable
from qa.visible import visible


@click.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--quiet", "-q", is_flag=True, help="Say nothing of articles that went well.")
@with_corpus
def add_command(paths: tuple[Path, ...], quiet: bool, corpus: Path | None, as_json: bool) -> int:
    """Add files or folders of articles, to any depth: text, pages, PDF, documents, mails, feeds, tables, archives.

    An article whose id is there already is replaced, or left unchanged when it says the same. Every file gets its line,
    each written when it is safe on disk; one that cannot be read stops no other. With --json, a line of JSON each.
    """
    lines, settings = _Lines(as_json=as_json, quiet=quiet), chosen(corpus)
    with (
        opened_corpus(settings, writable=True, create=True) as opened,
        progress("Adding", _expected(paths)) as advance,
    ):
        adding = _Adding(lines, advance, settings.max_article_chars)
        opened.add(adding.articles(load_paths(paths)), on_outcome=adding.done)
    lines.sum_up()
    return 1 if lines.counts["failed"] or adding.passed_over(paths) else 0


class _Lines:
    """Writes a line for every outcome, and counts them."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self._as_json = as_json
        self._quiet = quiet
        self.counts: Counter[str] = Counter()

    def write(self, outcome: str, path: str, **details: Any) -> None:
        """Write one line: what became of what, and why or how much."""
        self.counts[outcome] += 1
        if self._as_json:
            emit({"outcome": outcome, "path": path, **details}, indent=None)
        elif not self._quiet or outcome in ("failed", "skipped"):
            said = counted(details["sentences"], "sentence") if "sentences" in details else details.get("reason", "")
            said = "; ".join(filter(None, [said, *details.get("notices", ())]))
            click.echo(on_one_line(f"{outcome:<9} {path}" + (f": {said}" if said else "")))

    def sum_up(self) -> None:
        """Write the counts, for people."""
        if not self._as_json:
            click.echo(
                ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.counts.items())) or "nothing to add"
            )


@dataclass
class _Adding:
    """Hands articles to the corpus and tells, as each becomes durable, what became of its file."""

    lines: _Lines
    advance: Callable[[int], None]
    most_chars: int
    found: dict[str, Loaded] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)

    def passed_over(self, paths: Iterable[Path]) -> bool:
        """Tell whether a path that was named was not added: itself skipped, or a folder with nothing in it to add.

        In a folder, files of other kinds may lie beside the articles.
        """
        named = {os.fsencode(path).decode("utf-8", "replace") for path in paths}
        return not self.skipped.isdisjoint(named) or (bool(self.skipped) and self.lines.counts.keys() == {"skipped"})

    def articles(self, found: Iterable[Loaded]) -> Iterator[Article]:
        """Yield the articles that can be stored; tell of the others at once."""
        for one in found:
            if one.error or one.skipped:
                self.lines.write("failed" if one.error else "skipped", one.path, reason=one.error or one.skipped)
                self.advance(1)
                if one.skipped:
                    self.skipped.add(one.path)
            for article in one.articles:
                try:
                    check_storable(article, most_chars=self.most_chars)
                except InvalidArticle as error:
                    self.lines.write("failed", one.path, reason=str(error))
                    self.advance(1)
                    continue
                self.found[article.id] = one
                yield article

    def done(self, outcome: Outcome) -> None:
        """Tell of an article that is stored."""
        one = self.found.pop(outcome.article_id)
        noticed = {"notices": list(one.notices)} if one.notices else {}
        self.lines.write(outcome.status, one.path, id=outcome.article_id, sentences=outcome.sentences, **noticed)
        self.advance(1)


def _expected(paths: Iterable[Path]) -> int:
    """Count the outcomes to come, for the progress bar: a file is one, a file of lines has as many as lines."""
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    return sum(_lines_of(file) if file.name.endswith(".jsonl") else 1 for file in files)


def _lines_of(file: Path) -> int:
    try:
        with file.open("rb") as stream:
            return sum(1 for line in stream if line.strip())
    except OSError:  # told when its turn comes
        return 1


@click.command("remove")
@click.argument("ids", nargs=-1, required=True, type=text)
@with_corpus
def remove_command(ids: tuple[str, ...], corpus: Path | None, as_json: bool) -> None:
    """Remove the articles with these IDS, and everything derived from them; none if one is unknown."""
    with Corpus.open(chosen(corpus).corpus) as opened:
        removed = opened.delete(ids)
    if as_json:
        emit({"removed": removed})
    else:
        for article_id in removed:
            click.echo(on_one_line(f"removed   {article_id}"))


@click.command("list")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave out so many from the start.")
@click.option("--limit", type=click.IntRange(min=1), help="List at most so many.")
@with_corpus
def list_command(offset: int, limit: int | None, corpus: Path | None, as_json: bool) -> None:
    """List the articles in the order in which they were last stored."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened, opened.view() as view:
        listed, total = view.articles(offset=offset, limit=limit), view.article_count
    if as_json:
        emit({"total": total, "offset": offset, "articles": [asdict(article) for article in listed]})
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("id", overflow="fold", ratio=2)
    table.add_column("title", ratio=3)
    table.add_column("published", no_wrap=True)
    table.add_column("sentences", justify="right")
    for article in listed:
        day = (article.published or "")[:10]
        table.add_row(*(Text(visible(cell)) for cell in (article.id, article.title, day, str(article.sentences))))
    out = console()
    out.print(table)
    if len(listed) < total:
        out.print(f"{len(listed):,} of {counted(total, 'article')}")


@click.command("show")
@click.argument("article_id", metavar="ID", type=text)
@click.option("--sentences", is_flag=True, help="Show how the text was divided, with offsets and roles.")
@with_corpus
def show_command(article_id: str, sentences: bool, corpus: Path | None, as_json: bool) -> None:
    """Show the article with this ID."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened, opened.view() as view:
        article, divided = view.article(article_id), view.sentences(article_id)
    if as_json:
        parts = [{k: v for k, v in asdict(s).items() if k not in ("number", "article_id", "text")} for s in divided]
        emit(asdict(article) | {"sentences": parts})
        return
    out = console()
    out.print(Text(visible(article.title or "Untitled"), style="bold"))
    head = (article.source, article.author, article.published, article.url, f"revision {article.revision}")
    out.print(Text(visible(", ".join(part for part in head if part)), style="dim"))
    out.print()
    if not sentences:
        out.print(Text(visible(article.text)))
        return
    for s in divided:
        out.print(
            Text(f"{s.position:>4}  {s.start}:{s.end}  {s.role}", style="dim"),
            Text("      " + visible(s.text)),
            sep="\n",
        )
