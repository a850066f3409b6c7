"""Every kind of fault has a table of cases of its own, where tests/README.md says so, with as many as it says, and
every promise the test that it names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FEWEST = 5


def rows(heading: str = "## Kinds of faults") -> list[list[str]]:
    """Return the cells of the rows of the table below a heading; of kinds: kind, file, tests, least number of cases."""
    table = (TESTS / "README.md").read_text("utf-8").partition(f"{heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines[1:]]


def cases_of(path: Path, names: frozenset[str]) -> int:
    """Count the cases that a module lists for some of its tests, for all where none is named."""
    module = ast.parse(path.read_text("utf-8"))
    lists = {
        t.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for t in node.targets
        if isinstance(t, ast.Name)
    }
    count = 0
    for test in (node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")):
        if names and test.name not in names:
            continue
        cases = 1
        for mark in (
            d for d in test.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func).endswith("parametrize")
        ):
            listed = mark.args[1]
            listed = lists.get(listed.id, listed) if isinstance(listed, ast.Name) else listed
            cases *= len(getattr(listed, "elts", None) or getattr(listed, "keys", None) or [listed])
        count += cases
    return count


def labelled() -> int:
    lines = (TESTS / "data" / "sentences.txt").read_text("utf-8").splitlines()
    return sum(bool(line) and line[0] not in "[#" for line in lines)


@pytest.mark.parametrize(("kind", "file", "tests", "least"), rows())
def test_a_kind_of_fault_has_the_cases_that_are_said(kind: str, file: str, tests: str, least: str) -> None:
    names = frozenset(word.strip("`, ") for word in tests.split()) if tests.startswith("test_") else frozenset()
    count = labelled() if "sentences.txt" in tests else cases_of(TESTS / file, names)
    assert count >= int(least) >= FEWEST, kind


def test_no_kind_is_left_out() -> None:
    assert len(rows()) >= 16


def test_every_promise_has_the_test_that_is_named() -> None:
    promises = rows("## What a service promises")
    assert len(promises) >= 27
    for promise, file, test in promises:
        assert test == "all" or f"def {test}(" in (TESTS / file).read_text("utf-8"), promise
