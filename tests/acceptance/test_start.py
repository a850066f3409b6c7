"""A start loads only what it needs: no model and no index for the help, for completion, and for a client."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import index
import qa

#: What takes long to load: libraries of arrays, search, models and services, and the parts of this program over them.
HEAVY = {"numpy", "faiss", "onnxruntime", "tokenizers", "torch", "fastapi", "starlette", "pydantic", "trafilatura"}
HEAVY |= {"rich", "sqlite3", "qa.engine", "index.corpus"}
IN_MAIN = "from qa.cli.main import main\ntry: main({})\nexcept SystemExit as end: assert end.code == 0, end.code\n"


@pytest.mark.parametrize(
    "code",
    [
        "import qa",
        "import index",
        "import qa; qa.Answer, qa.Article, qa.Filters, qa.Client",
        # These load the engine in a thread: an event loop would wait for it.
        "import qa; qa.aask, qa.AsyncEngine",
        IN_MAIN.format(["--version"]),
        IN_MAIN.format(["--help"]),
        # The child that reads files loads this before it has set its limits.
        "import index.sandbox.limits",
    ],
)
def test_nothing_is_loaded_that_is_not_needed(code: str) -> None:
    assert _loaded(code) == []


@pytest.mark.parametrize(("typed", "place"), [("qa ", "1"), ("qa re", "1"), ("qa --", "1")])
def test_completing_a_command_imports_none(typed: str, place: str) -> None:
    asked = {"_QA_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": place}
    assert _loaded(IN_MAIN.format([]), **asked) == []


def _loaded(code: str, **changes: str) -> list[str]:
    """Return what of the heavy is loaded by a program in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    program = f"{code}\nimport sys\nprint(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=clean | changes, capture_output=True, text=True, check=True)
    return done.stderr.split()


@pytest.mark.parametrize("package", [qa, index])
def test_type_checkers_see_the_names_that_are_loaded_and_where_they_stand(package: ModuleType) -> None:
    assert package.__file__ is not None
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    checked = next(n for n in tree.body if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")
    declared = {
        alias.asname or alias.name: f"{line.module}:{alias.name}" if alias.asname else line.module
        for line in checked.body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
    }
    assert declared == package._MODULES
    assert sorted(declared) == sorted(package.__all__)


@pytest.mark.parametrize("package", [qa, index])
def test_every_public_name_is_listed_and_there(package: ModuleType) -> None:
    everything: dict[str, object] = {}
    exec(f"from {package.__name__} import *", everything)
    assert set(package.__all__) <= set(dir(package))
    assert all(everything[name] is getattr(package, name) for name in package.__all__)
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'Nothing'"):
        package.Nothing  # noqa: B018


def test_help_can_be_read_without_the_library_of_the_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa, "find_spec", lambda _name: None)
    assert set(qa.__all__) - set(dir(qa)) == {"AsyncClient", "Client"}
