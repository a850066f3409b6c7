"""What a machine can check of the house style and ruff cannot: fences around libraries, sizes, settings, names."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.settings import Settings
from tests.architecture.arrows import ROOT, modules, nodes

# In one process: the modules are parsed once.
pytestmark = pytest.mark.xdist_group("modules")

# Each third-party library may be imported by these modules only.
FENCES: dict[str, tuple[str, ...]] = {
    "faiss": ("index/vectors/faiss_index.py",),
    # The catalogue's connections keep its promises: durable, one writer, a log emptied after each commit. Conversations
    # promise none of that and may have several writers, so their one file has connections of its own.
    "sqlite3": ("index/catalogue/", "qa/conversation/session_store.py"),
    "onnxruntime": ("index/onnx_runtime.py",),
    "torch": (
        "index/encoders/compiling/any_model.py",
        "index/encoders/sentence_transformer.py",
        "qa/reader/cross_encoder.py",
    ),
    "sentence_transformers": ("index/encoders/sentence_transformer.py", "qa/reader/cross_encoder.py"),
    "trafilatura": ("index/loaders/extraction/body_choice.py",),
    "yaml": ("index/loaders/",),
    "markdown_it": ("index/loaders/markdown.py",),
    "lxml": (
        "index/loaders/html.py",
        "index/loaders/extraction/",
        "index/loaders/isolated/replies.py",
        "index/loaders/office/",
        "index/fetching/feeds.py",
    ),
    "httpcore": (
        "index/fetching/client.py",
        "index/fetching/guarded_network.py",
        "index/fetching/posting.py",
    ),
    "webencodings": ("index/loaders/charsets.py",),
    "chardet": ("index/loaders/charsets.py",),
    "py3langid": ("index/language/identification.py",),
    "dateparser": ("qa/dates/parsing.py",),
    "fastapi": ("qa/web/",),
    "starlette": ("qa/web/", "qa/mcp/http.py", "qa/ray/"),
    "uvicorn": ("qa/web/",),
    "httptools": ("qa/web/protocol.py",),
    "prometheus_client": ("qa/web/service/metrics.py",),
    "httpx2": ("qa/client/http.py",),
    "pandas": ("qa/rendering/table.py", "qa/records.py"),
    "haystack": ("qa/integrations/haystack.py",),
    "langchain_core": ("qa/integrations/langchain.py",),
    "llama_index": ("qa/integrations/llamaindex.py",),
    "mcp": ("qa/mcp/",),
    "ray": ("index/ray/engine.py", "qa/ray/deployment.py"),
    "mcp_types": ("qa/mcp/",),
    "click": ("qa/cli/",),
    "rich": ("qa/cli/",),
    "Stemmer": ("index/words/",),
    "anyio": ("qa/web/",),
    "huggingface_hub": ("index/encoders/sentence_transformer.py",),
    "onnx": ("index/encoders/",),
    "safetensors": ("qa/reader/second_weights.py",),
    "opentelemetry": ("qa/web/http/tracing.py",),
    "pydantic_core": ("qa/web/",),
    "rensa": ("qa/origins/sketches.py",),
    "tokenizers": ("index/encoders/", "qa/reader/vocabulary.py"),
}
# The languages of arrays, of what comes from outside, of JSON and of patterns: what has them is no part of its own.
EVERYWHERE = {"numpy", "pydantic", "orjson", "regex"}
# Words that carry no type are no names for variables; these stand in files on disk and in what others write.
TYPELESS = {"found", "asked", "told", "given", "said", "shown"}
TYPELESS_KEPT = {
    ("index/folder/ingest_log.py", "said"),
    ("qa/integrations/langchain.py", "asked"),
    ("qa/integrations/llamaindex.py", "asked"),
}
# The doors of one question take the fields of ``AskOptions`` by name.
MANY_OPTIONS = {
    "qa/engine.py:ask",
    "qa/async_engine.py:ask",
    "qa/client/http.py:ask",
    "qa/engine_cache.py:ask",
    "qa/async_engine.py:aask",
}
BANNED_SUFFIXES = ("Manager", "Helper", "Util", "Utils", "Handler", "Base")
PATHS = {path.relative_to(ROOT).as_posix(): path for path in modules().values()}


def _nodes() -> Iterator[tuple[str, tuple[ast.AST, ...]]]:
    """Yield each module's name with every node of its syntax tree."""
    return ((name, nodes(path)) for name, path in PATHS.items())


def _imports(module: tuple[ast.AST, ...]) -> Iterator[str]:
    for node in module:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def _functions(module: tuple[ast.AST, ...]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in module if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_top_level_holds_nothing_but_what_the_design_names() -> None:
    allowed = {"pyproject.toml", "README.md", "LICENSE", "qa", "index", "tests", "scripts"}
    # What scripts/run makes, and installing and building from here, all outside version control.
    allowed |= {Settings().corpus.name, "build", "dist"}
    names = {p.name for p in ROOT.iterdir() if not p.name.startswith(".") and not p.name.endswith(".egg-info")}
    assert names <= allowed


def test_a_module_stays_under_250_lines() -> None:
    paths = [*PATHS.values(), *(ROOT / "scripts").rglob("*.py")]
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert not {name: size for name, size in sizes.items() if size >= 250}


def test_a_function_fits_a_screen() -> None:
    scripts = ((path.relative_to(ROOT).as_posix(), nodes(path)) for path in (ROOT / "scripts").rglob("*.py"))
    sizes = {
        f"{name}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for name, module in (*_nodes(), *scripts)
        for function in _functions(module)
    }
    assert not {name: size for name, size in sizes.items() if size > 40}


def test_a_public_function_takes_two_parameters_by_place_at_most_and_five_in_all() -> None:
    wrong = []
    for name, module in _nodes():
        for function in _functions(module):
            if _is_route(function):
                continue
            places = [a for a in (*function.args.posonlyargs, *function.args.args) if a.arg not in ("self", "cls")]
            public = not function.name.startswith("_")
            if len(places) + len(function.args.kwonlyargs) > 5 or (public and len(places) > 2):
                wrong.append(f"{name}:{function.name}")
    assert set(wrong) == MANY_OPTIONS


def _is_route(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Parameters of routes and commands are the wire's, not ours: the framework passes them by name."""
    return bool(function.decorator_list) and any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) for d in function.decorator_list
    )


def test_third_party_libraries_stay_behind_their_fences() -> None:
    own = {"", "index", "qa", *sys.stdlib_module_names} - FENCES.keys()
    outside = [
        (name, library)
        for name, module in _nodes()
        for library in (imported.split(".")[0] for imported in _imports(module))
        if library not in own | EVERYWHERE and not name.startswith(FENCES.get(library, "nowhere"))
    ]
    assert not outside


def test_the_environment_is_read_in_settings_alone() -> None:
    readers = {
        name
        for name, module in _nodes()
        for node in module
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    }
    assert readers <= {"qa/settings.py", "index/offline.py", "index/ray/engine.py"}


def test_names_say_what_a_class_is() -> None:
    classes = [(name, n.name) for name, module in _nodes() for n in module if isinstance(n, ast.ClassDef)]
    assert not [c for c in classes if c[1].endswith(BANNED_SUFFIXES)]
    assert not [name for name in PATHS if Path(name).name in ("utils.py", "helpers.py", "common.py")]


def test_a_variable_is_named_by_what_it_holds() -> None:
    names = {
        (name, node.arg if isinstance(node, ast.arg) else node.id)
        for name, module in _nodes()
        if not name.startswith(("qa/reader/", "index/encoders/"))
        for node in module
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }
    assert {(name, variable) for name, variable in names if variable in TYPELESS} == TYPELESS_KEPT


def test_tests_mirror_the_packages() -> None:
    for path in (ROOT / "tests").rglob("test_*.py"):
        parts = path.relative_to(ROOT / "tests").parts
        if parts[0] in ("index", "qa"):
            folder = ROOT.joinpath(*parts[:-1])
            words = path.stem.removeprefix("test_").split("_")
            # A module may have several test files: test_routes.py, test_routes_javascript.py. A menu is an __init__.
            names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
            mirrored = any((folder / f"{name}.py").exists() or (folder / name).is_dir() for name in names)
            assert mirrored or names == ["menu"], f"{path.relative_to(ROOT)} mirrors no module"


def test_what_the_code_refers_to_is_there() -> None:
    headings = re.findall(r"^#+ (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, path in PATHS.items():
        # A reference may be broken by the end of a line and the mark of a comment.
        text = re.sub(r"\s*\n\s*#?\s*", " ", path.read_text(encoding="utf-8"))
        for section in re.findall(r'README(?:\.md)?, "([^"]+)"', text):
            assert section in headings, f"{name} cites the README's section {section!r}"
        for cited in re.findall(r"(?<![\w/.])(?:scripts|tests|\.bench)/[\w./-]*\w\.(?:py|json|md)\b", text):
            assert (ROOT / cited).exists(), f"{name} cites {cited}"
