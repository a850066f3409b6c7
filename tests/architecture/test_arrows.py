"""The arrows between folders point one way, and what is drawn of them is what the imports say."""

from __future__ import annotations

import re

import pytest

import index
from tests.architecture.arrows import DOCUMENTS, PACKAGES, ROOT, arrows, drawn, imported, modules

# In one process: the modules are parsed once.
pytestmark = pytest.mark.xdist_group("modules")

#: From the doors down to the foundations: a folder may import from those that stand below it, and from no other.
QA = re.findall(
    r"\S+",
    """
cli.adding
engine_cache async_engine
cli.newsroom cli.measuring cli.operation cli.ray cli.watching cli
ray
web web.routes web.routes.originals web.routes.newsroom web.commands
web.openai web.middleware web.openai.prompts mcp web.service web.jobs web.schemas web.http
evaluation.report evaluation watching
adding
integrations
doctor
engine client
newsroom
checking speech gaps
checking.numerals
answering
disagreement
origins
conversation reader confidence retrieval
conversation.grammar
attribution feedback samples keys
text
limits opening extras
settings records
rendering
revisions dates
visible stopwatch errors
""",
)
INDEX = re.findall(
    r"\S+",
    """
backups
ray
shards
corpus
article_conversion
changes
maintenance folder
view
ingest
vectors
catalogue
fetching
loaders.isolated
loaders.pdf loaders.office
loaders.pdf.tables
loaders.pdf.page
loaders loaders.marks loaders.extraction loaders.extraction.metadata
encoders.compiling encoders encoders.graphs encoders.tokens encoders.storage
splitting splitting.full_stops
originals
durable language onnx_runtime words unit_vectors sandbox
limits extras
records errors offline
""",
)
#: Folders that stand side by side: they meet in what stands above them and know nothing of each other.
APART = [
    {"conversation", "reader", "confidence", "retrieval"},
    {"attribution", "conversation", "reader", "confidence"},
    {"encoders", "splitting", "catalogue"},
    {"web.routes", "web.commands", "web.openai", "web.middleware"},
    {"mcp", "web.openai"},
]
#: What qa may import of index: the menu in its __init__, and these.
MENU = {
    "index",
    "index.durable",
    "index.errors",
    "index.extras",
    "index.fetching",
    "index.loaders",
    "index.originals.pages",
    "index.onnx_runtime",
    "index.ray.engine",
    "index.ray.fleet",
    "index.ray.indexing",
    "index.shards.store",
    "index.records",
    "index.words.keys",
    "index.words.word",
    "index.words.irregular",
    "index.language.detection",
    # The body that the reader shares with the encoder: its word vectors, its tokenizer, the folder they lie in.
    "index.encoders.graphs.block_weights",
    # What the second reader is compiled with.
    "index.encoders.compiling.e5",
    "index.encoders.graphs.bert_graph",
    "index.encoders.graphs.int8_rounding",
    "index.encoders.graphs.onnx_graph",
    "index.encoders.graphs.relevance_graph",
    "index.encoders.storage.compiled",
    "index.encoders.tokens.unigram",
}
MOST_MODULES = 12


def _order(name: str) -> int:
    package, _, folder = name.partition(".")
    order = QA if package == "qa" else INDEX
    assert not folder or folder in order, f"{name} is a new folder or module beside them: say where it stands"
    return order.index(folder) if folder else -1  # the package itself is the menu above all


def test_no_arrow_points_up() -> None:
    within = [(a, b) for a, b in arrows() if a.split(".")[0] == b.split(".")[0]]
    assert not sorted((a, b) for a, b in within if _order(a) >= _order(b))


def test_folders_side_by_side_know_nothing_of_each_other() -> None:
    for group in APART:
        order = next(order for order in (QA, INDEX) if group <= set(order))  # all of them are there
        package = "qa" if order is QA else "index"
        between = {(_member(a, package, group), _member(b, package, group)) for a, b in arrows()}
        assert not [(a, b) for a, b in between if a and b and a != b]


def _member(folder: str, package: str, group: set[str]) -> str | None:
    """Return which of the folders a folder is, or is in."""
    return next((one for one in group if f"{folder}.".startswith(f"{package}.{one}.")), None)


def test_index_knows_nothing_of_qa() -> None:
    assert not [(a, b) for a, b in arrows() if a.startswith("index") and b.startswith("qa")]


def test_qa_takes_of_index_what_is_on_its_menu() -> None:
    paths = {name: path for name, path in modules().items() if name.split(".")[0] == "qa"}
    wanted = {(name, used) for name, path in paths.items() for used in imported(path) if used.split(".")[0] == "index"}
    assert not sorted((name, used) for name, used in wanted if used not in MENU)


def test_everything_on_the_menu_of_index_is_there_and_stands_in_its_docstring() -> None:
    assert [name for name in index.__all__ if not hasattr(index, name)] == []
    assert set(re.findall(r"``([\w.]+)``", index.__doc__ or "")) | {"index"} == MENU


def test_a_folder_holds_no_more_modules_than_can_be_seen_at_once() -> None:
    folders = {path.parent for path in modules().values()}
    full = {f.relative_to(ROOT).as_posix(): len(list(f.glob("[!_]*.py"))) for f in folders}
    assert not {name: count for name, count in full.items() if count > MOST_MODULES}


def test_a_module_does_not_repeat_the_name_of_its_folder() -> None:
    names = [path.relative_to(ROOT) for path in modules().values() if path.name != "__init__.py"]
    assert not [n.as_posix() for n in names if n.stem.startswith(f"{n.parent.name}_")]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_pictures_are_what_the_imports_say(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert "flowchart" in text
    assert drawn(text) == text, "draw it anew: python -m tests.architecture.arrows"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_and_every_module_beside_them_stands_in_the_map_of_its_package(package: str) -> None:
    text = (ROOT / package / "README.md").read_text(encoding="utf-8")
    paths = [path for name, path in modules().items() if name.split(".")[0] == package]
    folders = {f"{path.parent.name}/" for path in paths if path.parent != ROOT / package}
    folders |= {f"{path.name}/" for path in (ROOT / package).iterdir() if path.is_dir() and path.name[0] != "_"}
    beside = {path.name for path in paths if path.parent == ROOT / package}
    assert sorted((folders | beside) - set(re.findall(r"`([\w.]+/?)`", text))) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_that_the_map_of_a_package_names_is_there(package: str) -> None:
    text = (ROOT / package / "README.md").read_text(encoding="utf-8")
    paths = {path.relative_to(ROOT).as_posix() for path in modules().values()}
    named = set(re.findall(r"`((?!scripts/)[\w/]+\.py)`", text))
    assert sorted(name for name in named if not any(path.endswith(f"/{name}") for path in paths)) == []
