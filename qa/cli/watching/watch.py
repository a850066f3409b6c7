"""The commands of watches. Knows how they look in a terminal."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from qa.cli.opening import opened_engine
from qa.cli.output import CommandGroup, chosen, complain, counted, emit, text, with_corpus
from qa.cli.terminal import console
from qa.errors import QuestionError, UnknownWatch
from qa.visible import visible
from qa.watching.events import Event
from qa.watching.watches import Watches
from qa.watching.webhooks import accepted_webhook, deliver, described, host_of

_FOUND = 1


@click.group("watch", cls=CommandGroup)
def watch_command() -> None:
    """Watch questions: ask them again when the articles have changed, and tell what is new, changed or gone."""


@watch_command.command("add")
@click.argument("question", nargs=-1, required=True, type=text)
@click.option("--speaker", metavar="NAME", type=text, help="Watch this person's words alone; see `qa said`.")
@click.option("--webhook", metavar="URL", type=text, help="Send what runs find there; one of QA_WEBHOOKS.")
@with_corpus
def add(question: tuple[str, ...], speaker: str | None, webhook: str | None, corpus: Path | None, as_json: bool) -> int:
    """Watch QUESTION from now on."""
    settings = chosen(corpus)
    address = accepted_webhook(webhook, settings)
    watches, most_chars = Watches(settings.corpus), settings.max_question_chars
    one = watches.add(" ".join(question), most_chars=most_chars, webhook=address, speaker=speaker)
    if as_json:
        emit(described([one])[0])
    else:
        console().print(Text(f"watching {one.id}; run `qa watch run` when articles have changed"))
    return 0


@watch_command.command("list")
@with_corpus
def show(corpus: Path | None, as_json: bool) -> int:
    """List the questions that are watched."""
    watches = Watches(chosen(corpus).corpus).all()
    if as_json:
        emit(described(watches))
        return 0
    for one in watches:
        state = "not asked yet" if one.generation is None else counted(one.evidence, "sentence")
        whose = f", words of {one.speaker}" if one.speaker else ""
        console().print(Text(visible(f"{one.id}  {one.question}  ({state}{whose})")))
        if one.failure is not None and one.webhook is not None:
            failed = f"{counted(one.failure.times, 'sending')} to {host_of(one.webhook)} failed: {one.failure.why}"
            console().print(Text(visible(f"   {failed}")))
    return 0


@watch_command.command("remove")
@click.argument("watch_id", type=text)
@with_corpus
def remove(watch_id: str, corpus: Path | None, as_json: bool) -> int:
    """Watch a question no longer."""
    Watches(chosen(corpus).corpus).remove(watch_id)
    if as_json:
        emit({"removed": watch_id})
    return 0


@watch_command.command("run", short_help="Ask again, where the articles have changed.")
@click.argument("watch_id", required=False, type=text)
@with_corpus
def run(watch_id: str | None, corpus: Path | None, as_json: bool) -> int:
    """Ask again what is watched, where the articles have changed; the exit code is 1 when anything differs, and 2
    where there is no such watch."""
    with opened_engine(chosen(corpus)) as engine:
        watches = Watches(engine.corpus.folder)
        try:
            events = watches.run(engine, watch_id)
        except UnknownWatch as error:  # not 1, which says that something differs
            raise QuestionError(str(error)) from None
        for fault in deliver(watches, engine):
            complain(fault)
        questions = {one.id: one.question for one in watches.all()}
    if as_json:
        emit([event.to_dict() for event in events])
    else:
        _show(events, questions)
    return _FOUND if events else 0


def _show(events: list[Event], questions: dict[str, str]) -> None:
    out = console()
    heading = ""
    for event in events:
        if event.watch != heading:
            heading = event.watch
            out.print(Text(visible(questions.get(heading, heading)), style="bold"))
        out.print(Text(visible(f"{event.kind}: {event.text or '(no longer evidence)'}")))
        out.print(Text(visible(f"   {event.article_id} {event.start}:{event.end}"), style="dim"))
    if not events:
        out.print(Text("Nothing new.", style="dim"))
