"""Completion in the shells themselves, each as its own completion calls it, with the script that qa writes for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli.main import COMMANDS

pytestmark = pytest.mark.slow

# Each loads the script, types what is in $LINE, and prints what is offered. What only works while a key is being read
# (compopt of bash, compadd, _describe and _path_files of zsh) is replaced by what it stands for.
BASH = """
compopt() { COMPREPLY=($(compgen -f -- "${COMP_WORDS[$COMP_CWORD]}")); }
eval "$(_QA_COMPLETE=bash_source qa)"
read -ra COMP_WORDS <<< "$LINE"; [[ $LINE == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$LINE; COMP_POINT=${#LINE}
_qa_completion qa "${COMP_WORDS[$COMP_CWORD]}" ""
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { : }
_path_files() { print -rl -- $words[CURRENT]*(N) }
eval "$(_QA_COMPLETE=zsh_source qa)"
compadd() { for name in "$@"; do [[ $name == -* && $name != --* ]] || print -r -- ${(P)name-$name}; done }
_describe() { print -rl -- ${(P)3%%:*} }
words=(${(z)LINE}); [[ $LINE == *" " ]] && words+=("")
CURRENT=$#words
_qa_completion
"""
FISH = """
_QA_COMPLETE=fish_source qa | source
complete --do-complete "$LINE"
"""
SHELLS = {"bash": (BASH, "--norc"), "zsh": (ZSH, "-f"), "fish": (FISH, "--no-config")}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    if shutil.which(request.param) is None:
        pytest.skip(f"needs {request.param}")
    return str(request.param)


def offered(shell: str, line: str, folder: Path) -> set[str]:
    """Return what a shell offers for a line that is typed so far, in ``folder``, without the descriptions."""
    program = folder / "bin" / "qa"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m qa.cli.main "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script, plain = SHELLS[shell]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    env = clean | {"PATH": f"{program.parent}:{os.environ['PATH']}", "LINE": line, "HOME": str(folder)}
    done = subprocess.run(
        [shell, plain, "-c", script], env=env, cwd=folder, capture_output=True, text=True, check=False
    )
    return {text.partition("\t")[0].strip() for text in done.stdout.splitlines()} - {""}


def test_every_command_is_offered(shell: str, tmp_path: Path) -> None:
    assert set(COMMANDS) <= offered(shell, "qa ", tmp_path)


def test_of_a_command_that_is_begun_only_what_fits_is_offered(shell: str, tmp_path: Path) -> None:
    assert offered(shell, "qa re", tmp_path) == {name for name in COMMANDS if name.startswith("re")}


def test_options_are_offered(shell: str, tmp_path: Path) -> None:
    assert {"--json", "--corpus"} <= offered(shell, "qa ask --", tmp_path)


def test_files_are_offered_where_a_file_is_wanted(shell: str, tmp_path: Path) -> None:
    (tmp_path / "norvik.md").write_text("Norvik", encoding="utf-8")
    assert offered(shell, "qa add nor", tmp_path) == {"norvik.md"}
