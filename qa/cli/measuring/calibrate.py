"""The command that fits confidence to questions of one's own. Knows how the fit looks in a terminal, and nothing of how
it is made."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa.cli.measuring.evaluate import complain_of
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, complain, emit, with_corpus
from qa.cli.terminal import console, progress
from qa.confidence.corpus_calibration import NAME, remove, store
from qa.confidence.curves import GUARANTEE_LEVEL, Guarantee, Kind
from qa.evaluation.calibrate import Calibrated, calibrate
from qa.evaluation.cross_validation import Errors
from qa.evaluation.question_set import read
from qa.evaluation.report.labels import counted, number
from qa.settings import Settings
from qa.visible import visible

_IN_PART = 1
_KINDS: dict[Kind, str] = {"platt": "Platt", "isotonic": "isotonic"}


@click.command("calibrate")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--write", is_flag=True, help="Store the calibration beside the corpus, to be used from then on.")
@click.option("--remove", "removing", is_flag=True, help="Take the corpus's own calibration away.")
@with_corpus
def calibrate_command(file: Path | None, write: bool, removing: bool, corpus: Path | None, as_json: bool) -> int:
    """Fit confidence to the labelled questions of FILE, which has the form that `qa eval` reads.

    Says how far the shipped confidence and the fitted one are from the truth, on questions that were not fitted on.
    With --write the corpus uses the fitted one, as long as it is opened with the same models; backups take it along. A
    running server uses it once it is started again; QA_CALIBRATION=shipped leaves it unused.
    """
    settings = chosen(corpus, calibration="shipped")
    if removing == (file is not None) or (removing and write):
        raise click.UsageError("give a FILE of labelled questions, or --remove alone")
    return _remove(settings, as_json=as_json) if file is None else _fit(settings, file, write=write, as_json=as_json)


def _fit(settings: Settings, file: Path, *, write: bool, as_json: bool) -> int:
    questions = read(file, most_chars=settings.max_question_chars)
    with opened_engine(settings) as engine, progress("Asking", len(questions.questions)) as advance:
        calibrated = calibrate(engine, questions, on_asked=advance)
    complain_of(file, calibrated.bad)
    worthwhile = calibrated.fitting.is_better
    path = store(settings.corpus, calibrated.own) if write and worthwhile else None
    if as_json:
        emit(calibrated.to_dict() | {"written": None if path is None else str(path)})
    else:
        show(console(), calibrated, file=file)
        click.echo(visible(f"\n{_done(calibrated, path)}"))
    if write and not worthwhile:
        complain("nothing was written: the fitted confidence is no better than the shipped one")
    return _IN_PART if calibrated.bad or (write and not worthwhile) else 0


def _remove(settings: Settings, *, as_json: bool) -> int:
    removed = remove(settings.corpus)
    if as_json:
        emit({"removed": removed})
    else:
        gone = f"removed {settings.corpus / NAME}" if removed else f"{settings.corpus} has no calibration of its own"
        click.echo(visible(f"{gone}; the shipped one is used"))
    return 0


def show(out: Console, calibrated: Calibrated, *, file: Path) -> None:
    """Write for people what the fit was made of, and how far each way was from the truth."""
    outcomes = counted(calibrated.right + calibrated.wrong, "question")
    out.print(
        Text(
            visible(f"{outcomes} of {file.name}: first sentence right {calibrated.right}, wrong {calibrated.wrong}"),
            style="bold",
        )
    )
    left_out = len(calibrated.bad) + len(calibrated.aside)
    if left_out:
        out.print(Text(f"{counted(left_out, 'line')} left out", style="dim"))
    table = Table(box=None, padding=(0, 0, 0, 3), pad_edge=False, header_style="dim")
    for place, column in enumerate(
        ("not fitted on", "calibration error", "squared error", "answered", "of that wrong")
    ):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    table.add_row("shipped", *_row(calibrated.fitting.shipped))
    for kind, errors in calibrated.fitting.held_out.items():
        table.add_row(_KINDS[kind], *_row(errors))
    out.print("", table, sep="\n")
    for max_error, kept in calibrated.guarantees.items():
        out.print(Text(_promise(max_error, kept)))


def _promise(max_error: float, kept: Guarantee) -> str:
    """Say above which confidence surely no more than a share is wrong, or how many questions it takes to know that."""
    promise = f"at most {max_error:.0%} wrong, with {GUARANTEE_LEVEL:.0%} confidence:"
    if kept.threshold is None:
        return f"{promise} takes {kept.needed} right answers at least, none wrong"
    return f"{promise} from {kept.threshold:.2f} on, by {counted(kept.questions, 'question')}"


def _row(errors: Errors) -> tuple[str, ...]:
    return tuple(map(number, (errors.calibration_error, errors.squared_error, errors.coverage, errors.risk)))


def _done(calibrated: Calibrated, path: Path | None) -> str:
    kind = _KINDS[calibrated.fitting.curve.kind]
    if not calibrated.fitting.is_better:
        return f"{kind} errs least of the fitted, and no less than the shipped one: keep that"
    chosen_for = f"{kind} is chosen: it has the least squared error"
    return f"{chosen_for}; --write stores it" if path is None else f"{chosen_for}; stored in {path}"
