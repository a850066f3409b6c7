"""The arrows between folders, read from the imports: which folder uses which, and the picture of it.

    python -m tests.architecture.arrows        # draw the pictures in the documents anew

A folder is a package below ``index`` or ``qa``; modules beside them (records, errors, the facades) count by name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("index", "qa")
_MARKS = re.compile(r"(?s)(<!-- arrows of (\w+) -->\n).*?(<!-- /arrows -->)")
DOCUMENTS = ("README.md", "index/README.md", "qa/README.md")


@cache
def modules() -> dict[str, Path]:
    """Return every module of both packages by its dotted name."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a module's syntax tree: it is parsed and walked through once for all tests."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names of what a module imports: of ``from a import b`` a.b if that is a module, else a."""
    known = modules()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in known else node.module


def folder_of(module: str, path: Path) -> str:
    """Return the folder that a module belongs to; a module that lies beside the folders is its own."""
    if path.name == "__init__.py" or path.parent.parent == ROOT:
        return module
    return module.rpartition(".")[0]


@cache
def arrows() -> set[tuple[str, str]]:
    """Return (from, to) for every folder that imports from another."""
    known = modules()
    folders = {module: folder_of(module, path) for module, path in known.items()}
    return {
        (folders[module], folders[name])
        for module, path in known.items()
        for name in imported(path)
        if name in known and folders[name] != folders[module]
    }


def picture(package: str) -> str:
    """Draw the folders of a package and the arrows between them, as a Mermaid flow chart.

    Arrows that follow from others (a -> b -> c gives a -> c) are left out, and so are records and errors, which
    everything uses."""
    everywhere = {f"{package}.{name}" for name in ("records", "errors", "settings", "limits")} | {package}
    edges = {(a, b) for a, b in arrows() if a.startswith(package) and b.startswith(package)}
    edges = {(a, b) for a, b in edges if not everywhere & {a, b}}
    kept = sorted((a, b) for a, b in edges if not _follows(a, b, edges))
    label = f"{package}."
    lines = [f"    {a.removeprefix(label)} --> {b.removeprefix(label)}" for a, b in kept]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", ""])


def _follows(start: str, end: str, edges: set[tuple[str, str]]) -> bool:
    seen, reach = set(), [b for a, b in edges if a == start and b != end]
    while reach:
        folder = reach.pop()
        if folder == end:
            return True
        if folder not in seen:
            seen.add(folder)
            reach += [b for a, b in edges if a == folder]
    return False


def drawn(text: str) -> str:
    """Return a document with the picture of each package between its marks."""
    return _MARKS.sub(lambda marks: f"{marks[1]}{picture(marks[2])}{marks[3]}", text)


if __name__ == "__main__":
    for name in DOCUMENTS:
        document = ROOT / name
        document.write_text(drawn(document.read_text(encoding="utf-8")), encoding="utf-8")
