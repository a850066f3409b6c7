"""The command that asks and goes on asking: follow-ups, and sentences with numbers that can be opened.

The conversation is held in memory and is gone with the command. Knows nothing of how answers are found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from index.errors import IndexingError
from qa.cli.answers import show
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, corpus_option, on_one_line
from qa.cli.terminal import console
from qa.engine import Engine
from qa.errors import QAError
from qa.limits import MOST_QUOTES
from qa.records import Answer, Quote, Turn
from qa.rendering.exports import FORMATS, SUFFIXES
from qa.rendering.messages import link, shown
from qa.visible import visible

with suppress(ImportError):  # some builds of Python have none
    import readline  # noqa: F401 - input() then lets a line be edited, and earlier ones be called back

#: As many turns as the answering looks at.
_MOST_TURNS = 12
#: Characters of an article that are shown before and after an opened sentence: a paragraph or two.
_AROUND = 600
_HELP = """\
Write a question. Or:
  /open N    show sentence N where it stands in its article
  /web N     open the article of sentence N in a browser
  /history   list what was asked
  /save FILE write the conversation: .md, .html (evidence), or what it cites as .bib, .json (CSL), .jsonld (W3C)
  /new       begin anew: the next question is no follow-up
  /help      show this
  /quit      end (or Ctrl-D)"""


@click.command("chat")
@click.option(
    "-k", "limit", type=click.IntRange(1, MOST_QUOTES), default=3, show_default=True, help="Most sentences to quote."
)
@corpus_option
def chat_command(limit: int, corpus: Path | None) -> None:
    """Answer questions until /quit, each in the light of those before.

    Sentences are numbered through; /open N shows one in its article, /help lists all that can be said."""
    with opened_engine(chosen(corpus)) as engine:
        chat = Chat(engine, console(), limit=limit)
        if sys.stdin.isatty():
            click.echo("Ask a question; /help says what else there is, /quit ends.")
        for line in _lines():
            if not chat.hear(line):
                return


@dataclass(slots=True)
class Chat:
    """One conversation in a terminal."""

    engine: Engine
    out: Console
    limit: int
    turns: list[Turn] = field(default_factory=list)
    sentences: list[Quote] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def hear(self, line: str) -> bool:
        """Answer a line, a question or a command; return False when it ends the conversation."""
        name, _, argument = line.strip().partition(" ")
        if name in ("/quit", "/exit", "/q"):
            return False
        try:
            if name in _COMMANDS:
                _COMMANDS[name](self, argument.strip())
            elif name.startswith("/"):
                self._say(f"There is no {name}; /help lists what there is.")
            elif line.strip():
                self._ask(line.strip())
        except (QAError, IndexingError) as error:  # the next question may be better
            self._say(str(error))
        return True

    def _ask(self, question: str) -> None:
        answer = self.engine.ask(question, history=tuple(self.turns), limit=self.limit)
        show(self.out, answer, first=len(self.sentences) + 1)
        seen = _seen(answer)
        self.sentences += seen
        self.answers.append(answer)
        listed = seen if answer.status != "abstained" else []
        self.turns.append(Turn(question, tuple(quote.text for quote in listed)))
        del self.turns[:-_MOST_TURNS]

    def open(self, argument: str) -> None:
        """Show a sentence where it stands."""
        if (quote := self._named(argument)) is None:
            return
        cited = quote.citation
        text = self.engine.corpus.article(cited.article_id).text
        if text[cited.start : cited.end] != quote.text:
            self._say(f"Article {cited.article_id} has changed since; ask again.")
            return
        start, end = max(0, cited.start - _AROUND), min(len(text), cited.end + _AROUND)
        self.out.print(Text(visible(cited.title or "Untitled"), style="bold"))
        before, after = ("…" if start else "") + text[start : cited.start], text[cited.end : end]
        marked = (visible(quote.text), "bold underline")
        self.out.print(Text.assemble(visible(before), marked, visible(after) + ("…" if end < len(text) else "")))
        self._say(link({"citation": _addresses(quote)}) or cited.article_id)

    def browse(self, argument: str) -> None:
        """Open the original of a sentence in a browser."""
        if (quote := self._named(argument)) is None:
            return
        address = link({"citation": _addresses(quote)})
        if address is None:
            self._say(f"Its article has no address; /open {argument} shows it here.")
            return
        click.launch(address)
        self._say(address)

    def history(self, _argument: str) -> None:
        """List the questions."""
        for number, turn in enumerate(self.turns, 1):
            self._say(f"{number:>3}  {turn.question}")

    def save(self, argument: str) -> None:
        """Write the answers so far to a file, in the form that the end of its name says."""
        path = Path(argument).expanduser()
        form = SUFFIXES.get(path.suffix.lower())
        if form is None:
            self._say(f"Name a file that ends in {', '.join(SUFFIXES)}.")
            return
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(FORMATS[form]([answer.to_dict() for answer in self.answers]))
        except OSError as error:
            self._say(f"{path} was not written: {error.strerror or error}.")
            return
        self._say(f"written to {path}")

    def begin_anew(self, _argument: str) -> None:
        """Forget what was asked; the numbers of sentences go on."""
        self.turns.clear()
        self.answers.clear()

    def help(self, _argument: str) -> None:
        """Say what there is."""
        self.out.print(Text(_HELP))

    def _named(self, argument: str) -> Quote | None:
        """Return the sentence with a number; None, and a word about it, when there is none."""
        if argument.isdecimal() and 1 <= int(argument) <= len(self.sentences):
            return self.sentences[int(argument) - 1]
        count = len(self.sentences)
        self._say(f"Give the number of a sentence, 1 to {count}." if count else "There is no sentence yet; ask first.")
        return None

    def _say(self, text: str) -> None:
        # Not wrapped, so that an address can be clicked.
        self.out.print(Text(on_one_line(text), style="dim"), soft_wrap=True)


_COMMANDS: dict[str, Callable[[Chat, str], None]] = {
    "/open": Chat.open,
    "/web": Chat.browse,
    "/history": Chat.history,
    "/save": Chat.save,
    "/new": Chat.begin_anew,
    "/help": Chat.help,
}


def _seen(answer: Answer) -> list[Quote]:
    """Return the sentences that ``show`` writes, in its order."""
    count = len(shown(answer.to_dict()))
    return list((answer.quotes or answer.nearest)[:count])


def _addresses(quote: Quote) -> dict[str, str | None]:
    return {"fragment_url": quote.citation.fragment_url, "url": quote.citation.url}


def _lines() -> Iterator[str]:
    """Yield what is typed, line by line, until it ends."""
    if not sys.stdin.isatty():
        yield from (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        return
    while True:
        try:
            yield input("\n? ")
        except EOFError:
            click.echo()
            return
