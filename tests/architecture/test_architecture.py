"""The house style that a machine can check: directions of import, fences around libraries, sizes, names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.settings import Settings

ROOT = Path(__file__).parents[2]
MODULES = sorted(p for package in ("index", "qa") for p in (ROOT / package).rglob("*.py"))

# Each third-party library may be imported by these modules only.
FENCES: dict[str, tuple[str, ...]] = {
    "faiss": ("index/vectors/faiss_index.py",),
    # The catalogue's connections keep its promises: durable, one writer, a log emptied after each commit. Conversations
    # promise none of that and may have several writers, so their one file has connections of its own.
    "sqlite3": ("index/store", "qa/conversation/session_store.py"),
    "onnxruntime": ("index/onnx_runtime.py",),
    "torch": ("index/encoders/compile.py", "index/encoders/sentence_transformer.py", "qa/reader/cross_encoder.py"),
    "sentence_transformers": (
        "index/encoders/compile.py",
        "index/encoders/sentence_transformer.py",
        "qa/reader/cross_encoder.py",
    ),
    "trafilatura": ("index/loaders/html.py",),
    "yaml": ("index/loaders/",),
    "markdown_it": ("index/loaders/markdown.py",),
    "lxml": ("index/loaders/html.py",),
    "fastapi": ("qa/web/",),
    "starlette": ("qa/web/",),
    "uvicorn": ("qa/web/",),
    "prometheus_client": ("qa/web/service/metrics.py",),
    "click": ("qa/cli",),
    "rich": ("qa/cli",),
}
BANNED_CALLS = {"eval", "exec"}
BANNED_MODULES = {"pickle", "joblib", "dill", "marshal"}
BANNED_SUFFIXES = ("Manager", "Helper", "Util", "Utils", "Handler", "Base")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.fixture(params=MODULES, ids=_name)
def module(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_top_level_holds_nothing_but_what_the_design_names() -> None:
    allowed = {"pyproject.toml", "README.md", "LICENSE", "qa", "index", "tests", "scripts"}
    allowed.add(Settings().corpus.name)  # what scripts/run makes, outside version control
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".") and not p.name.endswith(".egg-info")}
    assert found <= allowed


def test_index_never_imports_qa() -> None:
    for path in (ROOT / "index").rglob("*.py"):
        assert not [m for m in _imports(_tree(path)) if m.split(".")[0] == "qa"], _name(path)


def test_a_module_stays_under_250_lines_and_says_what_it_owns(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 250
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_a_function_fits_a_screen(module: Path) -> None:
    for function in _functions(_tree(module)):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= 50, f"{function.name} has {length} lines"


def test_a_function_takes_at_most_five_parameters_keyword_only_after_the_second(module: Path) -> None:
    for function in _functions(_tree(module)):
        if _is_route(function):
            continue
        positional = [a for a in (*function.args.posonlyargs, *function.args.args) if a.arg not in ("self", "cls")]
        assert len(positional) + len(function.args.kwonlyargs) <= 5, function.name
        if not function.name.startswith("_"):
            assert len(positional) <= 2, f"{function.name} takes {len(positional)} positional parameters"


def _is_route(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Parameters of routes and commands are the wire's, not ours: the framework passes them by name."""
    return bool(function.decorator_list) and any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) for d in function.decorator_list
    )


def test_third_party_libraries_stay_behind_their_fences(module: Path) -> None:
    for imported in _imports(_tree(module)):
        allowed = FENCES.get(imported.split(".")[0])
        if allowed is not None:
            assert _name(module).startswith(allowed), f"{_name(module)} imports {imported}"


def test_the_environment_is_read_in_settings_alone(module: Path) -> None:
    if _name(module) in ("qa/settings.py", "index/offline.py"):  # the second only writes
        return
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            assert not (isinstance(node.value, ast.Name) and node.value.id == "os"), _name(module)


def test_nothing_that_can_run_foreign_code_is_used(module: Path) -> None:
    tree = _tree(module)
    assert not [m for m in _imports(tree) if m.split(".")[0] in BANNED_MODULES]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in BANNED_CALLS


def test_imports_stand_at_the_top(module: Path) -> None:
    for function in _functions(_tree(module)):
        inner = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not inner, f"{_name(module)}:{function.name} imports inside a function"


def test_names_say_what_a_class_is(module: Path) -> None:
    classes = [n.name for n in ast.walk(_tree(module)) if isinstance(n, ast.ClassDef)]
    assert not [c for c in classes if c.endswith(BANNED_SUFFIXES)]
    assert module.name != "utils.py"


def test_tests_mirror_the_packages() -> None:
    for path in (ROOT / "tests").rglob("test_*.py"):
        parts = path.relative_to(ROOT / "tests").parts
        if parts[0] in ("index", "qa"):
            folder = ROOT.joinpath(*parts[:-1])
            words = path.stem.removeprefix("test_").split("_")
            # A module may have several test files: test_openai.py, test_openai_javascript.py. A menu is an __init__.
            names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
            mirrored = any((folder / f"{name}.py").exists() or (folder / name).is_dir() for name in names)
            assert mirrored or names == ["menu"], f"{_name(path)} mirrors no module"


def test_what_the_code_refers_to_is_there() -> None:
    headings = re.findall(r"^#+ (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for path in MODULES:
        # A reference may be broken by the end of a line and the mark of a comment.
        text = re.sub(r"\s*\n\s*#?\s*", " ", path.read_text(encoding="utf-8"))
        for section in re.findall(r'README(?:\.md)?, "([^"]+)"', text):
            assert section in headings, f"{_name(path)} cites the README's section {section!r}"
        for named in re.findall(r"(?<![\w/.])(?:scripts|tests|\.bench)/[\w./-]*\w\.(?:py|json|md)\b", text):
            assert (ROOT / named).exists(), f"{_name(path)} cites {named}"


def test_public_modules_document_their_public_functions(module: Path) -> None:
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{_name(module)}: {node.name} has no docstring"
