"""The command that answers a question. Knows how an answer looks in a terminal, and nothing of how it is found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.errors import InvalidFilter, UnknownArticle
from index.records import Filters
from qa.answering.notices import unmatched_sources
from qa.cli.explain import show_examination
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, counted, emit, text, with_corpus
from qa.cli.terminal import console
from qa.conversation.sessions import Conversation
from qa.engine import AskOptions, Engine
from qa.errors import QuestionError
from qa.limits import MOST_QUOTES
from qa.records import Answer, Citation, Quote
from qa.rendering.exports import FORMATS
from qa.rendering.messages import MAY_ANSWER, NEAREST, abstention, disagreements, doubt
from qa.visible import visible

_LEVELS = ((0.85, "very likely"), (0.65, "likely"), (0.4, "possibly"), (0.0, "uncertain"))


@click.command("ask")
@click.argument("question", nargs=-1, required=True, type=text)
@click.option("-k", "limit", type=click.IntRange(1, MOST_QUOTES), default=3, show_default=True, help="Most to quote.")
@click.option("--source", "sources", type=text, multiple=True, help="Only articles of this source; may be given again.")
@click.option("--article", "article_ids", type=text, multiple=True, help="Only this article; may be given again.")
@click.option("--from", "published_from", metavar="DATE", help="Only articles published on or after YYYY-MM-DD.")
@click.option("--to", "published_to", metavar="DATE", help="Only articles published on or before YYYY-MM-DD.")
@click.option("--as-of", metavar="DATE", help="Answer from what was known at the end of YYYY-MM-DD.")
@click.option("--language", "languages", type=text, multiple=True, help="Only articles in it (en); may be given again.")
@click.option("--speaker", metavar="NAME", type=text, help="Answer from this person's words alone; see `qa said`.")
@click.option("--max-error", type=float, metavar="SHARE", help="Share of wrong answers to accept, such as 0.05.")
@click.option("--explain", is_flag=True, help="Show what was found and read, its scores, and the decision.")
@click.option(
    "--as", "form", type=click.Choice(list(FORMATS)), help="Write the answer, or what it cites, in this form."
)
@click.option("--conversation", metavar="ID", help='Go on with a conversation, or begin one: "new".')
@with_corpus
def ask_command(
    question: tuple[str, ...],
    limit: int,
    sources: tuple[str, ...],
    article_ids: tuple[str, ...],
    published_from: str | None,
    published_to: str | None,
    as_of: str | None,
    languages: tuple[str, ...],
    speaker: str | None,
    max_error: float | None,
    explain: bool,
    form: str | None,
    conversation: str | None,
    corpus: Path | None,
    as_json: bool,
) -> int:
    """Answer QUESTION with sentences from the articles, each with its citation.

    With - for QUESTION, questions are read from standard input, one a line (the question itself, or JSON with a field
    "question"), and each is answered by a line of JSON.
    """
    if form is not None and (as_json or explain or question == ("-",)):
        raise click.UsageError("--as writes one answer in a form of its own; leave --json, --explain and - away")
    filters = Filters(article_ids, sources, published_from, published_to, as_of, languages)
    options = AskOptions((), limit, filters or None, max_error, speaker)
    with opened_engine(chosen(corpus)) as engine:
        _check_names(engine, filters)
        ask = partial(_ask, engine, options=options)
        if explain:
            named = options if conversation is None else replace(options, history=_kept(engine, conversation))
            examined = engine.examine(" ".join(question), named)
            show_examination(console(), examined, model=engine.models.confidence_model)
            show(console(), examined.answer)
            return 0
        if question == ("-",):
            lines = (line.decode("utf-8", "surrogateescape") for line in sys.stdin.buffer)
            return _answer_lines(lines, ask, conversation)
        answer = ask(" ".join(question), conversation)
    if form is not None:
        click.echo(answer.export(form), nl=False)
    elif as_json:
        emit(answer.to_dict())
    else:
        show(console(), answer)
    return 0


def _ask(engine: Engine, question: str, conversation: str | None, *, options: AskOptions) -> Answer:
    if conversation is not None:
        options = replace(options, history=engine.conversations.named(conversation))
    return engine.ask(question, **options.named())


def _kept(engine: Engine, conversation: str) -> Conversation:
    """Return a conversation to read: what is explained is not kept as a turn of it."""
    return engine.conversations.named(conversation, is_kept=False)


def _answer_lines(lines: Iterable[str], ask: Callable[[str, str | None], Answer], conversation: str | None) -> int:
    """Answer a question a line. One that cannot be asked gets a line that says why, and stops no other."""
    code = 0
    for line in filter(None, map(str.strip, lines)):
        try:
            answer = ask(_question_of(line), conversation)
        except QuestionError as error:
            code = 1
            emit({"question": line.encode("utf-8", "replace").decode("utf-8"), "error": str(error)}, indent=None)
            continue
        conversation = answer.conversation
        emit(answer.to_dict(), indent=None)
    return code


def _question_of(line: str) -> str:
    """Return the question of a line. Raises QuestionError for a JSON object that has none."""
    if not line.startswith("{"):
        return line
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise QuestionError("the line begins with { and is not JSON; write the question, or JSON with it") from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise QuestionError('the line has no text "question"; write the question, or JSON with it')
    question: str = row["question"]
    return question


def _check_names(engine: Engine, filters: Filters) -> None:
    """Raise UnknownArticle for an id, and InvalidFilter for a source or a language, that no article has: whoever typed
    it meant another."""
    with engine.corpus.view() as view:
        if unknown := view.unknown(filters.article_ids):
            raise UnknownArticle(f"no article has the id {', '.join(map(repr, unknown))}; `qa list` shows the ids")
        if view.article_count == 0 or filters.as_of is not None:  # at an earlier moment the corpus had other articles
            return
        if unmatched := unmatched_sources(view, filters.sources):
            raise InvalidFilter(unmatched)
        for language in filters.languages:
            if view.searched(Filters(languages=(language,)))[0] == 0:
                raise InvalidFilter(f"no article is in the language {language!r}; `qa list` shows their languages")


def show(out: Console, answer: Answer, *, first: int | None = None) -> None:
    """Write an answer for people: its quotes with their sources, or why there is none.

    With ``first`` every sentence gets a number from there on, so that it can be called by it, those too that only may
    answer or do not."""
    for number, quote in enumerate(answer.quotes, first or 1):
        _show_quote(out, quote, label=str(number), note=_likelihood(quote))
    if answer.evidence_set:
        numbers = [str(place + (first or 1)) for place in answer.evidence_set]
        out.print(Text(f"{', '.join(numbers[:-1])} and {numbers[-1]} answer together", style="dim"))
    if answer.status == "related":
        _show_related(out, answer, first)
    if answer.status == "abstained":
        _show_abstention(out, answer, first)
    for line in disagreements(answer.to_dict()):
        out.print(Text(visible(line), style="" if line.startswith("“") else "bold"))
    for notice in answer.notices:
        out.print(Text(visible(f"{notice[:1].upper()}{notice[1:]}.")))
    searched = counted(answer.searched_sentences, "sentence"), counted(answer.searched_articles, "article")
    out.print(Text(f"searched {' in '.join(searched)}", style="dim"))
    if answer.understood_as != answer.question:
        out.print(Text(f"understood as: {visible(answer.understood_as)}", style="dim"))
    if answer.conversation is not None:
        out.print(Text(f"go on with: --conversation {answer.conversation}", style="dim"))


def _show_related(out: Console, answer: Answer, first: int | None) -> None:
    out.print(Text(MAY_ANSWER, style="bold"))
    for place, quote in enumerate(answer.nearest):
        label = "?" if first is None else f"{first + place}?"
        _show_quote(out, quote, label=label, note="" if quote is answer.nearest[0] else _likelihood(quote))
    out.print(Text(doubt(answer.to_dict()), style="bold"))


def _show_abstention(out: Console, answer: Answer, first: int | None) -> None:
    out.print(Text(abstention(answer.to_dict()), style="bold"))
    _ask_back(out, answer)
    for quote in () if answer.could_mean else answer.nearest[:1]:
        out.print(Text(f"\n{NEAREST}", style="dim"))
        _show_quote(out, quote, label="–" if first is None else f"{first}–", note="")


def _ask_back(out: Console, answer: Answer) -> None:
    if answer.could_mean:
        out.print(Text("It could mean:", style="dim"))
    for one in answer.could_mean:
        out.print(Text(f"  {visible(one.name)}: {visible(one.question)}"))


def _show_quote(out: Console, quote: Quote, *, label: str, note: str) -> None:
    words = Text(visible(quote.text))
    if quote.answer_span is not None and note:
        words.stylize("bold underline", *quote.answer_span)
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(label, style="bold"), words)
    if quote.said_by is not None:
        grid.add_row("", Text(f"said by {visible(quote.said_by.name)}"))
    grid.add_row("", Text(_reference(quote.citation), style="dim"))
    for line in _known_since(quote.citation):
        grid.add_row("", Text(visible(line), style="dim"))
    if note:
        grid.add_row("", Text(note, style="dim"))
    out.print(grid)
    out.print()


def _known_since(c: Citation) -> Iterator[str]:
    """Yield which days a sentence names, and what happened to it where an earlier revision is cited."""
    for day in c.dates:
        yield f"{day.text}: {day.first}" + (f" to {day.last}" if day.last != day.first else "")
    if c.changed_since is not None:
        became = c.changed_since
        yield f"revision {c.revision}; {became.status} in revision {became.revision}" + (
            f": {became.text}" if became.status == "edited" else ""
        )


def _likelihood(quote: Quote) -> str:
    words = next(words for least, words in _LEVELS if quote.confidence >= least)
    return f"{words} the answer ({quote.confidence:.2f}){_said_in(quote)}"


def _said_in(quote: Quote) -> str:
    """Say in how many places that know of it by themselves a quote stands, and how many articles these are."""
    if quote.articles < 2:
        return ""
    if quote.articles == quote.origins:
        return f", said in {quote.origins} places"
    return f", said in {counted(quote.origins, 'place')} ({quote.articles} articles)"


def _reference(c: Citation) -> str:
    parts = [c.title or "Untitled", c.source, c.author, c.published, c.place, f"{c.article_id} {c.start}:{c.end}"]
    return visible(", ".join(part for part in parts if part))
