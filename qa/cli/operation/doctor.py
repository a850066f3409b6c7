"""The command that says whether a service can run here, and what to do where it cannot."""

from __future__ import annotations

from pathlib import Path

import click

from qa.cli.output import chosen, emit, on_one_line, with_corpus
from qa.doctor import Check, examine

FAULTY = 1
_SIGNS = {"ok": "ok     ", "warning": "WARNING", "fault": "FAULT  "}


@click.command("doctor")
@with_corpus
def doctor_command(corpus: Path | None, as_json: bool) -> int:
    """Check machine, versions, threads, disk, models, keys, Ray and every corpus (QA_CORPORA too); say what to do.

    Exits with 1 for a fault."""
    findings = examine(chosen(corpus))
    is_faulty = any(check.state == "fault" for check in findings)
    if as_json:
        emit({"ok": not is_faulty, "checks": [check.to_dict() for check in findings]})
    else:
        for check in findings:
            _show(check)
    return FAULTY if is_faulty else 0


def _show(check: Check) -> None:
    click.echo(f"{_SIGNS[check.state]}  {check.name}: {on_one_line(check.detail)}")
    if check.advice:
        click.echo(f"         -> {on_one_line(check.advice)}")
