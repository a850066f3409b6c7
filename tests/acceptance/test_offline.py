"""Nothing leaves the machine: no name is looked up, nobody connected to, nothing written but where it belongs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import httpx
import pytest

from tests.conftest import MODEL_CACHE
from tests.support.endurance import COUNTS
from tests.support.readers import write_tiny_cross_encoder
from tests.support.tracing import Place, Traced, strace

ARTICLES = {
    "fire.html": "<html><head><title>Fire in Norvik</title></head><body><article><p>A fire destroyed four warehouses "
    "at Norvik harbour on Monday night.</p><p>A faulty heater caused it, the harbour master said.</p></article></body>"
    "</html>",
    "vote.md": "---\ntitle: Vote in Castellan\n---\n\nMaren Tolvaisa won the vote in Castellan with 52 percent.\n",
}
QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
IN_PYTHON = f"import qa, sys; print(qa.ask({QUESTION!r}, corpus=sys.argv[1]).status)"
traced_only = pytest.mark.skipif(not strace(), reason="needs strace, and leave to trace (scripts/test installs it)")


@pytest.mark.parametrize(
    ("module", "library"),
    [
        ("index.onnx_runtime", "onnxruntime"),
        ("index.encoders.compiling.any_model", "huggingface_hub"),
        ("index.encoders.sentence_transformer", "huggingface_hub"),
        ("qa.engine", "onnxruntime"),
        ("qa.cli.serve", "onnxruntime"),
        ("qa.cli.mcp", "onnxruntime"),
        ("qa.reader.loading", "onnxruntime"),
    ],
)
def test_reporting_is_switched_off_before_a_library_that_reports_is_loaded(module: str, library: str) -> None:
    """A process ends where it begins to load the library: what that loads itself, torch even, is not waited for."""
    code = (
        "import importlib, os, sys\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('onnxruntime', 'huggingface_hub'):\n"
        "            switches = os.environ.get('ORT_DISABLE_TELEMETRY'), os.environ.get('HF_HUB_DISABLE_TELEMETRY')\n"
        "            print(name, *switches, flush=True)\n"
        "            if name == sys.argv[2]:\n"
        "                os._exit(0)\n"
        "sys.meta_path.insert(0, Watch())\n"
        "importlib.import_module(sys.argv[1])\n"
    )
    env = {**os.environ, "ORT_DISABLE_TELEMETRY": "0", "HF_HUB_DISABLE_TELEMETRY": "0"}
    command = [sys.executable, "-c", code, module, library]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    loaded = {name: switches for name, *switches in map(str.split, done.stdout.splitlines())}
    assert library in loaded
    assert all(switches == ["1", "1"] for switches in loaded.values()), done.stdout


def check(run: Traced, *, number: signal.Signals | None = None) -> str:
    """Wait for the end, and return what was written to standard output."""
    code, out, err = run.end(number)
    assert code == 0, err
    assert run.left() == []
    assert run.strayed() == []
    return out


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A machine whose home folder is empty, with articles added by the shell, which compiles the encoder first. The
    second reader's model, which is compiled in the same way and takes as long as all else here, is there already."""
    made = Place(tmp_path_factory.mktemp("machine"))
    if not COUNTS.both_readers:
        cache = made.folder / "home" / ".cache" / "grounded-qa"
        for reader in MODEL_CACHE.glob("*/reader.json"):
            shutil.copytree(reader.parent, cache / reader.parent.name)
    (made.folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (made.folder / "articles" / name).write_text(text)
    check(run(made, "-m", "qa.cli.main", "add", str(made.folder / "articles")))
    return made


def run(place: Place, *arguments: str, **changes: str) -> Traced:
    return Traced(place, arguments, **changes)


def nothing_else_at_home(place: Place) -> bool:
    home = place.folder / "home"
    kept = [path for path in home.rglob("*") if path.is_file()]
    return bool(kept) and all(path.is_relative_to(home / ".cache" / "grounded-qa") for path in kept)


@traced_only
@pytest.mark.model
@pytest.mark.xdist_group("traced")
def test_the_shell_keeps_to_itself(place: Place) -> None:
    assert "four warehouses" in check(run(place, "-m", "qa.cli.main", "ask", QUESTION))
    assert nothing_else_at_home(place)
    assert not list((place.folder / "here").iterdir())


@traced_only
@pytest.mark.model
@pytest.mark.xdist_group("traced")
def test_python_keeps_to_itself(place: Place) -> None:
    assert check(run(place, "-c", IN_PYTHON, str(place.folder / "corpus"))) == "answered\n"
    assert nothing_else_at_home(place)


@traced_only
@pytest.mark.model
@pytest.mark.xdist_group("traced")
def test_a_cross_encoder_of_the_users_own_keeps_to_itself(place: Place) -> None:
    folder = place.folder / "cross-encoder"
    folder.mkdir()
    write_tiny_cross_encoder(folder)
    check(run(place, "-m", "qa.cli.main", "ask", QUESTION, QA_READER=str(folder)))
    assert nothing_else_at_home(place)


@traced_only
@pytest.mark.model
@pytest.mark.xdist_group("traced")
def test_the_service_keeps_to_itself(place: Place) -> None:
    served = run(place, "-m", "qa.cli.main", "serve", "--port", "0", "--json")
    assert served.process.stdout is not None
    address = json.loads(served.process.stdout.readline())["address"]
    asked = httpx.post(f"{address}/ask", json={"question": QUESTION}, timeout=60)
    assert asked.json()["status"] == "answered"
    time.sleep(COUNTS.quiet_seconds)
    check(served, number=signal.SIGTERM)
    assert nothing_else_at_home(place)
    assert not list((place.folder / "here").iterdir())
