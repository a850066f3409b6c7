"""The commands that show what a corpus holds, and remove of it: remove, list, show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from index import Article, Corpus, is_web_address
from index.loaders import identity, path_text
from qa.adding.sent import sent_with
from qa.adding.target import Target
from qa.cli.opening import corpus_to_change
from qa.cli.output import chosen, complain, counted, emit, on_one_line, text, with_corpus
from qa.cli.terminal import console
from qa.visible import visible


@click.command("remove")
@click.argument("ids", nargs=-1, type=text)
@click.option("--source", "sources", multiple=True, type=text, help="Remove all of this source. May be repeated.")
@click.option(
    "--under",
    multiple=True,
    help="Remove all that came from below this folder, or whose address begins so. May be repeated.",
)
@click.option(
    "--key", "keys", multiple=True, metavar="ID", help="Remove all that was sent with this key. May be repeated."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@with_corpus
def remove_command(
    ids: tuple[str, ...], sources: tuple[str, ...], under: tuple[str, ...], dry_run: bool, **options: Any
) -> int:
    """Remove the articles with these IDS, and everything derived from them; none if one is unknown."""
    keys = options["keys"]
    if not (ids or sources or under or keys):
        raise click.UsageError("say what to remove: ids, --source, --under or --key")
    settings = chosen(options["corpus"])
    sent: list[str] = []
    if keys:
        with Corpus.open(settings.corpus, writable=False) as reading:
            sent = list(sent_with(reading, *keys))
    with Corpus.open(settings.corpus, writable=False) if dry_run else corpus_to_change(settings) as opened:
        wanted = [*ids, *sent, *_meant(opened, sources, under)]
        removed = list(dict.fromkeys(wanted)) if dry_run else opened.delete(wanted)
    if options["as_json"]:
        emit({"removed": [] if dry_run else removed} | ({"would_remove": removed} if dry_run else {}))
        return 0 if removed else 1
    for article_id in removed:
        click.echo(on_one_line(f"{'would go' if dry_run else 'removed'}   {article_id}"))
    if not removed:
        complain("no article is of that source or from there, or was sent so; `qa list` shows what there is")
    return 0 if removed else 1


def _meant(corpus: Target, sources: tuple[str, ...], under: tuple[str, ...]) -> Iterator[str]:
    """Yield the ids of the articles of these sources, and of those that came from under these places."""
    addresses = tuple(map(text, under))
    folders = tuple(f"{path_text(Path(one).absolute())}/" for one in under)
    files = {path_text(Path(one).absolute()) for one in under}
    for entry in corpus.ingest_log.entries().values():
        if entry.place in files or entry.place.startswith(folders):
            yield from entry.articles
    for one in corpus.articles():
        if one.source in sources or (one.url is not None and under and one.url.startswith(addresses)):
            yield one.id


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
    table.add_column("language")
    table.add_column("sentences", justify="right")
    for article in listed:
        day = (article.published or "")[:10]
        cells = (article.id, article.title, day, article.language or "", str(article.sentences))
        table.add_row(*(Text(visible(cell)) for cell in cells))
    out = console()
    out.print(table)
    if len(listed) < total:
        out.print(f"{len(listed):,} of {counted(total, 'article')}")


def _came_from(corpus: Corpus, article: Article) -> list[str]:
    """Return the files that held an article, the further addresses that led to it, and the keys it was sent with."""
    own = identity(article.url) if article.url else None
    entries = [e for e in corpus.ingest_log.entries().values() if article.id in e.articles and e.place != own]
    return sorted(f"key {e.key}" if e.key else e.place for e in entries)


@click.command("show")
@click.argument("article_id", metavar="ID", type=text)
@click.option("--sentences", is_flag=True, help="Show how the text was divided, with offsets and roles.")
@with_corpus
def show_command(article_id: str, sentences: bool, corpus: Path | None, as_json: bool) -> None:
    """Show the article with this ID, the files that held it and the further addresses that led to it."""
    with Corpus.open(chosen(corpus).corpus, writable=False) as opened, opened.view() as view:
        article, divided = view.article(article_id), view.sentences(article_id)
        came_from = _came_from(opened, article)
    if as_json:
        parts = [{k: v for k, v in asdict(s).items() if k not in ("number", "article_id", "text")} for s in divided]
        emit(asdict(article) | {"came_from": came_from, "sentences": parts})
        return
    out = console()
    out.print(Text(visible(article.title or "Untitled"), style="bold"))
    head = (
        article.source,
        article.author,
        article.published,
        article.language,
        article.url,
        f"revision {article.revision}",
    )
    out.print(Text(visible(", ".join(part for part in head if part)), style="dim"))
    for place in came_from:
        out.print(Text(visible(f"also at {place}" if is_web_address(place) else f"from {place}"), style="dim"))
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
