"""The command that answers a question. Owns its options; knows nothing of how an answer looks, or how it is found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from index.errors import InvalidFilter, UnknownArticle
from index.records import Filters
from qa.answering.notices import unmatched_sources
from qa.cli.answers import show
from qa.cli.explain import show_examination
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, day_option, emit, text, with_corpus
from qa.cli.terminal import console
from qa.engine import AskOptions, Engine
from qa.errors import QuestionError
from qa.limits import MOST_QUOTES
from qa.records import Answer
from qa.rendering.exports import FORMATS


@click.command("ask")
@click.argument("question", nargs=-1, required=True, type=text)
@click.option("-k", "limit", type=click.IntRange(1, MOST_QUOTES), default=3, show_default=True, help="Most to quote.")
@click.option("--source", "sources", type=text, multiple=True, help="Only articles of this source; may be given again.")
@click.option("--article", "article_ids", type=text, multiple=True, help="Only this article; may be given again.")
@day_option("--from", "published_from", help="Only articles published on this day or later.")
@day_option("--to", "published_to", help="Only articles published on this day or before.")
@day_option("--as-of", help="Answer from what was known at the end of this day, or at this time.")
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
            _explain(engine, " ".join(question), conversation, options=options)
            return 0
        if question == ("-",):
            lines = (line.decode("utf-8", "surrogateescape") for line in sys.stdin.buffer)
            return _answer_lines(lines, ask, conversation)
        answer = ask(" ".join(question), conversation)
    _write(answer, form=form, as_json=as_json)
    return 0


def _ask(engine: Engine, question: str, conversation: str | None, *, options: AskOptions) -> Answer:
    if conversation is not None:
        options = replace(options, history=engine.conversations.named(conversation))
    return engine.ask(question, **options.named())


def _explain(engine: Engine, question: str, conversation: str | None, *, options: AskOptions) -> None:
    """Show how an answer comes about, and the answer. It is not kept as a turn of the conversation."""
    if conversation is not None:
        options = replace(options, history=engine.conversations.named(conversation, is_kept=False))
    examined = engine.examine(question, options)
    show_examination(console(), examined, model=engine.models.confidence_model)
    show(console(), examined.answer)


def _write(answer: Answer, *, form: str | None, as_json: bool) -> None:
    if form is not None:
        click.echo(answer.export(form), nl=False)
    elif as_json:
        emit(answer.to_dict())
    else:
        show(console(), answer)


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
