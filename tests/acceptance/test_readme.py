"""The README's examples run and print what they show."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from qa.cli import main as cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
PYTHON = [code for language, code in BLOCKS if language == "python"]
CONSOLE = [code for language, code in BLOCKS if language == "console"]
ADDRESS = "http://127.0.0.1:8000"
QUESTIONS = [code for language, code in BLOCKS if language == "jsonl"]

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("readme")]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles under articles/, the corpus that the console example makes of them, and the
    file of questions that is shown."""
    folder = tmp_path_factory.mktemp("readme")
    ignored = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "qa" / "samples", folder / "articles", ignore=ignored)
    (folder / "questions.jsonl").write_text("".join(QUESTIONS), encoding="utf-8")
    run("qa add articles/", folder)
    return folder


def run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    assert words[0] == "qa", f"a console example starts with something else than qa: {command}"
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli.main", *words[1:]], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("block", CONSOLE)
def test_console_examples_print_what_they_show(block: str, newsroom: Path) -> None:
    for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = example.strip().splitlines()
        printed = run(command, newsroom)
        for line in shown:
            assert line in printed


@pytest.fixture(scope="module")
def served(newsroom: Path) -> Iterator[str]:
    """The address of a service over that corpus."""
    command = [sys.executable, "-m", "qa.cli.main", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=newsroom, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        yield json.loads(service.stdout.readline())["address"]
        service.terminate()


@pytest.mark.parametrize("code", PYTHON)
def test_python_examples_run(code: str, newsroom: Path, request: pytest.FixtureRequest) -> None:
    if ADDRESS in code:
        code = code.replace(ADDRESS, request.getfixturevalue("served"))
    subprocess.run([sys.executable, "-c", code], cwd=newsroom, check=True, timeout=300)


def _shown(answer: Any, shown: Any, where: str = "answer") -> Iterator[str]:
    """Yield where an answer is not as shown; "..." stands for what is left out, and a confidence is a little other on
    another kind of processor."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            yield from _shown(answer[name], value, f"{where}.{name}")
    elif isinstance(shown, list):
        for number, value in enumerate(shown):
            yield from _shown(answer[number], value, f"{where}[{number}]")
    elif isinstance(shown, str) and "..." in shown:
        if not re.fullmatch(".*".join(map(re.escape, shown.split("..."))), answer):
            yield f"{where}: {answer!r} is not {shown!r}"
    elif abs(answer - shown) > 0.05 if isinstance(answer, float) else answer != shown:
        yield f"{where}: {answer!r} is not {shown!r}"


def test_an_answer_has_the_form_and_the_values_that_are_shown(newsroom: Path) -> None:
    shown = next(json.loads(code) for language, code in BLOCKS if language == "json" and '"quotes"' in code)
    del shown["generation"], shown["searched"]  # other examples add articles
    answer = json.loads(run(f'qa ask --json "{shown["question"]}"', newsroom))
    assert list(_shown(answer, shown)) == []


def test_every_command_has_the_options_that_are_promised() -> None:
    for name in cli.COMMANDS.keys() - {"ray"}:  # which has no corpus
        command = cli.cli.get_command(click.Context(cli.cli), name)
        assert command is not None
        for one in command.commands.values() if isinstance(command, click.Group) else [command]:
            options = {parameter.name for parameter in one.params}
            assert options >= ({"corpus"} if name in ("chat", "mcp") else {"corpus", "as_json"}), one.name


def test_there_are_examples_of_both_kinds() -> None:
    assert CONSOLE
    assert PYTHON


def test_paths_that_the_readme_names_exist() -> None:
    for path in re.findall(r"`((?:scripts|qa|index|tests)/[\w./-]*)`", README):
        assert (ROOT / path).exists(), path
