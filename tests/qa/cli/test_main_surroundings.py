"""Surroundings that are not as usual: the shell does its work, or says in a line what to change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index import Corpus
from index.encoders.onnx import OnnxEncoder
from index.errors import EncoderError
from qa.errors import SettingsError
from qa.settings import Settings
from tests.conftest import MODEL_CACHE
from tests.qa.web.conftest import ELECTION, HARBOUR
from tests.support.doubles import HashEncoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
NO_HOME = "from pathlib import Path; Path.home = lambda: exec('raise RuntimeError')\n"
MAIN = "import sys; from qa.cli.main import main; main(sys.argv[1:])"
EIGHT_BITS = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}


def shell(folder: Path, *arguments: str, code: str = MAIN, **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("QA_", "XDG_"))}
    env = kept | {"PYTHONPATH": str(ROOT), "QA_CORPUS": str(folder / "corpus")} | changes
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=env, cwd=folder, capture_output=True, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add([HARBOUR, ELECTION])
    return tmp_path


@pytest.mark.parametrize("command", [["ask", "Who won?"], ["serve", "--port", "0"], ["list"]])
def test_without_a_home_folder_the_setting_to_give_is_named(folder: Path, command: list[str]) -> None:
    done = shell(folder, *command, code=NO_HOME + MAIN)
    assert done.returncode == 2
    assert b"set QA_CACHE to a folder that can be written" in done.stderr


def test_who_names_a_cache_folder_needs_no_home(folder: Path) -> None:
    assert shell(folder, "list", code=NO_HOME + MAIN, QA_CACHE=str(folder / "cache")).returncode == 0


def test_a_path_in_a_home_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingsError, match="QA_CORPUS is '~nobody-of-this-name/news'; it must not begin with a home"):
        Settings.parse({"QA_CORPUS": "~nobody-of-this-name/news", "QA_CACHE": "/c"})


@pytest.mark.parametrize("command", [["ask", "Who won?"], ["serve", "--port", "0"]])
def test_a_home_folder_that_cannot_be_written_names_the_setting_to_give(folder: Path, command: list[str]) -> None:
    (folder / "home").write_text("no folder")  # root may write any folder, but not below a file
    done = shell(folder, *command, HOME=str(folder / "home"))
    assert done.returncode == 5
    assert b"cannot be written" in done.stderr
    assert b"set QA_CACHE to a folder that can" in done.stderr


def test_a_cache_that_cannot_be_written_is_an_error_of_the_encoder(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    with pytest.raises(EncoderError, match=r"cannot be written .*set QA_CACHE"):
        OnnxEncoder.open(tmp_path / "cache")


@pytest.mark.parametrize("surroundings", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, EIGHT_BITS])
def test_what_a_locale_cannot_show_is_written_as_escapes(folder: Path, surroundings: dict[str, str]) -> None:
    shown = shell(folder, "show", "harbour", QA_CACHE=str(folder), **surroundings)
    assert (shown.returncode, b"warehouses" in shown.stdout) == (0, True), shown.stderr
    data = shell(folder, "show", "harbour", "--json", QA_CACHE=str(folder), **surroundings)
    assert json.loads(data.stdout)["text"] == HARBOUR.text


def test_an_argument_in_utf_8_is_read_as_such_under_any_locale(folder: Path) -> None:
    with Corpus.open(folder / "corpus", encoder=HashEncoder()) as corpus:
        corpus.add([type(HARBOUR)("b\u00e9ton", "Quarry", "The quarry closed.")])
    done = shell(folder, "show", "b\u00e9ton", QA_CACHE=str(folder), **EIGHT_BITS)
    assert done.returncode == 0, done.stderr


NAMED = "import sys, json; from index.loaders import load_paths\n" + (
    "print(json.dumps([[o.path, [[a.id, a.title] for a in o.articles], o.error] for o in load_paths(sys.argv[1:])]))"
)


#: Names of files, and the titles that they give.
TITLES = {
    "B\u00f6gen \u00fcber Gr\u00fcn.html".encode(): "B\u00f6gen \u00fcber Gr\u00fcn",
    "\u0141\u00f3d\u017a i okolice.html".encode(): "\u0141\u00f3d\u017a i okolice",
    "Zu\u0308rich am See.html".encode(): "Zu\u0308rich am See",
    "\u03a6\u03c9\u03c4\u03b9\u03ac \u03c3\u03c4\u03bf \u03bb\u03b9\u03bc\u03ac\u03bd\u03b9.html".encode(): (
        "\u03a6\u03c9\u03c4\u03b9\u03ac \u03c3\u03c4\u03bf \u03bb\u03b9\u03bc\u03ac\u03bd\u03b9"
    ),
    "caf\u00e9 du port.html".encode("latin-1"): "A bell fell in the square.",  # no UTF-8, so no name to show
}


@pytest.fixture(scope="module")
def read_by_locale(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """What is read of a file of each of these names, each in a folder of its own, under the usual locale and two
    others."""
    folder = tmp_path_factory.mktemp("named")
    folders = [folder / str(number) for number in range(len(TITLES))]
    for one, name in zip(folders, TITLES, strict=True):
        one.mkdir()
        page = b"<p>A bell fell in the square.</p><p>Nobody was hurt, Mira Toll said on Monday.</p>"
        (one / os.fsdecode(name)).write_bytes(page)
    read = []
    for surroundings in ({"PYTHONUTF8": "1"}, EIGHT_BITS, EIGHT_BITS | {"LC_ALL": "POSIX"}):
        done = shell(folder, *map(str, folders), code=NAMED, **surroundings)
        assert done.returncode == 0, done.stderr
        read.append(json.loads(done.stdout))
    return read


@pytest.mark.parametrize("name", TITLES)
def test_a_file_has_one_identifier_and_one_title_under_every_locale(
    name: bytes, read_by_locale: list[list[Any]]
) -> None:
    usual, *others = (read[list(TITLES).index(name)] for read in read_by_locale)
    _, [[_, title]], error = usual
    assert (title, error) == (TITLES[name], None)
    assert others == [usual, usual]


@pytest.mark.model
def test_a_folder_is_kept_in_step_under_another_locale_than_it_was_added(tmp_path: Path) -> None:
    folder = tmp_path / "Gr\u00fcn"
    folder.mkdir()
    for name in ("\u00c4pfel am Markt", "\u00d6l am Hafen"):
        (folder / f"{name}.html").write_text(f"<p>Am Montag kam {name} an.</p><p>Das sagte Jana Holm.</p>", "utf-8")
    assert shell(tmp_path, "add", folder.name, QA_CACHE=str(MODEL_CACHE)).returncode == 0
    (folder / "\u00d6l am Hafen.html").unlink()
    for change in ("removed", None):
        done = shell(tmp_path, "sync", folder.name, "--json", QA_CACHE=str(MODEL_CACHE), **EIGHT_BITS)
        assert done.returncode == 0, done.stderr
        outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
        assert outcomes == ["unchanged", *filter(None, [change])]
    under = shell(tmp_path, "remove", "--under", folder.name, QA_CACHE=str(MODEL_CACHE), **EIGHT_BITS)
    assert (under.returncode, under.stdout[:7]) == (0, b"removed"), under.stderr


@pytest.mark.model
def test_a_question_is_answered_where_the_system_tells_no_cores_and_the_locale_has_eight_bits(tmp_path: Path) -> None:
    (tmp_path / "fire.txt").write_text(
        "Fire\n\nA fire burnt \u201cthe old mill\u201d in Br\u00fcnn on Monday.\n", "utf-8"
    )
    as_on_a_mac = "import os; os.__dict__.pop('sched_getaffinity', None); os.__dict__.pop('process_cpu_count', None)\n"
    options = {"QA_CACHE": str(MODEL_CACHE), "TMPDIR": str(tmp_path / "none"), **EIGHT_BITS}
    assert shell(tmp_path, "add", "fire.txt", code=as_on_a_mac + MAIN, **options).returncode == 0
    done = shell(tmp_path, "ask", "What burnt in Br\u00fcnn?", code=as_on_a_mac + MAIN, **options)
    assert done.returncode == 0, done.stderr
    assert b"the old mill" in done.stdout
