"""The shell door: the list of commands, and what each kind of failure means to the shell.

Exit codes:
  0    done; for ``ask`` also when the articles do not answer (the status says so)
  1    done in part: a file was not added (in a folder, files of other kinds are passed over), a line was left out,
       an id is unknown, nothing is from the source or place to remove; of ``check``: something in the draft is altered,
       contradicted or said by another; of ``verify`` with a citation or a quotation: it no longer stands so; of
       ``watch run``: something is new, changed or gone; of ``doctor``: there is a fault
  2    the command, an option, a setting, the question, a file of questions or the name of a backup cannot be used
  3    another process is changing the corpus
  4    the corpus is missing, damaged (also as verify finds it), or of another format
  5    a model is missing, damaged, or not the one the corpus was built with
  6    the disk is full, or refuses to be read or written; nothing was changed
  70   an unexpected error: a defect of this program
  130  interrupted
  141  the reader of the output went away

Commands are imported when they are called: ``qa --help``, ``--version`` and completion load no model and no index.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import click
from click.shell_completion import CompletionItem, shell_complete

import index.errors as indexing
from qa import errors
from qa.cli.output import CORPUS, CommandGroup, complain, open_what_is_closed, show_whatever_can_be_shown
from qa.settings import completion_wanted

# What the library calls a filter, as the shell's option is called.
_OPTIONS = {
    "published_from": "--from",
    "published_to": "--to",
    "as_of": "--as-of",
}
_FIELD = re.compile(rf"\b(?:{'|'.join(_OPTIONS)})\b(?!')")
EXITS: dict[type[Exception], int] = {
    indexing.IndexingError: 1,
    indexing.InvalidFilter: 2,
    indexing.CorpusError: 4,
    indexing.CorpusReadOnly: 2,
    indexing.ClusterError: 2,
    indexing.ShardsDown: 4,
    indexing.ShardLost: 4,
    indexing.CorpusLocked: 3,
    indexing.CorpusFull: 6,
    indexing.TargetTaken: 2,
    indexing.EncoderError: 5,
    indexing.EncoderMismatch: 5,
    OSError: 6,
    errors.QAError: 1,
    errors.QuestionError: 2,
    errors.SettingsError: 2,
    errors.ReaderError: 5,
    errors.CalibrationError: 5,
    errors.EvaluationError: 2,
    errors.ExtraMissing: 2,
    errors.KeyRefused: 2,
    errors.UnknownKey: 1,
    errors.NotVerbatim: 4,
}
#: Where a shell says that it wants a script or words for completion; click's own name for a command "qa".
COMPLETION = "_QA_COMPLETE"
USAGE, UNEXPECTED, INTERRUPTED, PIPE_CLOSED = 2, 70, 130, 141

# name -> (module, what it does): the help needs no import of the module.
COMMANDS = {
    "add": ("qa.cli.adding.add", "Add files, folders, pages, feeds."),
    "sync": ("qa.cli.adding.sync", "Keep the corpus in step with a folder or feed."),
    "failures": ("qa.cli.adding.add", "Show what did not go in, and why."),
    "remove": ("qa.cli.articles", "Remove articles by id, source, place, or the key that sent them."),
    "list": ("qa.cli.articles", "List the articles."),
    "show": ("qa.cli.articles", "Show one article."),
    "ask": ("qa.cli.ask", "Answer a question."),
    "said": ("qa.cli.newsroom.said", "Show what a person said, when."),
    "diff": ("qa.cli.newsroom.diff", "Show what changed in an article."),
    "check": ("qa.cli.newsroom.check", "Check a draft's quotations, names and numbers."),
    "watch": ("qa.cli.watching.watch", "Watch questions: what is new, changed or gone."),
    "gaps": ("qa.cli.newsroom.gaps", "Show the questions without a sure answer, and what would have answered."),
    "chat": ("qa.cli.chat", "Ask, and ask on, until /quit."),
    "eval": ("qa.cli.measuring.evaluate", "Measure on questions of your own."),
    "calibrate": ("qa.cli.measuring.calibrate", "Fit confidence to questions of your own."),
    "serve": ("qa.cli.serve", "Serve the page and the HTTP API."),
    "mcp": ("qa.cli.mcp", "Serve the Model Context Protocol over standard input."),
    "ray": ("qa.cli.ray.commands", "Serve and index on more than one machine."),
    "keys": ("qa.cli.operation.keys", "Make, list and revoke keys of the service."),
    "doctor": ("qa.cli.operation.doctor", "Check whether a service can run here; say what to do."),
    "verify": ("qa.cli.operation.integrity", "Check the corpus, a citation or a quotation."),
    "repair": ("qa.cli.operation.integrity", "Rebuild what can be rebuilt."),
    "compact": ("qa.cli.operation.maintenance", "Free the space and the bytes of what was deleted."),
    "backup": ("qa.cli.operation.maintenance", "Write a verified copy, while the corpus is in use."),
    "restore": ("qa.cli.operation.maintenance", "Make a corpus of a backup."),
    "reembed": ("qa.cli.operation.maintenance", "Change to another embedding model."),
    "stats": ("qa.cli.operation.integrity", "Tell what the corpus holds."),
}


class _Commands(CommandGroup):
    """A group whose commands are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), f"{cmd_name}_command")
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer commands by the table; ``click.Group`` would import the module of each."""
        names = [CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items() if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        codes = re.findall(r"^  (\d+) +(.+(?:\n {7}.+)*)", __doc__ or "", flags=re.MULTILINE)
        with formatter.section("Exit codes"):
            formatter.write_dl([(code, " ".join(text.split())) for code, text in codes])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="grounded-qa", prog_name="qa")
@click.option("--corpus", type=CORPUS, help="The corpus folder; also behind the command.")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
def cli(corpus: Path | None, debug: bool) -> None:
    """Ask questions of articles; get the sentences that answer, each with its citation.

    The corpus folder is --corpus DIR, or QA_CORPUS.
    """
    del corpus  # read by each command's own --corpus
    del debug  # read by main, which must know it even when a command failed to load


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and exit with one of the codes above."""
    open_what_is_closed()
    show_whatever_can_be_shown()
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(words, debug="--debug" in takewhile(lambda word: word not in COMMANDS, words)))


def _run(arguments: list[str], *, debug: bool) -> int:
    try:
        if wanted := completion_wanted(COMPLETION):
            return shell_complete(cli, {}, prog_name="qa", complete_var=COMPLETION, instruction=wanted)
        # Not cli.main: it takes a closed pipe for a failure like any other.
        with cli.make_context("qa", arguments) as context:
            code = cli.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Python would complain again when it flushes the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the outer edge: whatever it is, the shell gets one line and a code
        if debug:
            traceback.print_exc()
        return _exit_code(error)


def _exit_code(error: Exception) -> int:
    known = next((kind for kind in type(error).__mro__ if kind in EXITS), None)
    if known is not None:
        message = str(error)
        if known is indexing.InvalidFilter:
            message = _FIELD.sub(lambda field: _OPTIONS[field[0]], message)
        complain(message)
        return EXITS[known]
    complain(f"unexpected {type(error).__name__}: {error}; run 'qa --debug ...' to see where it comes from")
    return UNEXPECTED


if __name__ == "__main__":
    main()
