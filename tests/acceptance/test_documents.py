"""What the documents say of commands, settings and routes is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.tables import README, written
from tests.qa.web.test_app import ROUTES

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")
MAPS = [".github/CONTRIBUTING.md", "qa/README.md", "index/README.md"]
DOCUMENTS = [
    *(README, ROOT / "qa/README.md", ROOT / "index/README.md", ROOT / "scripts/README.md", ROOT / ".bench/README.md"),
    *sorted((ROOT / ".github").glob("*.md")),
]


def test_the_tables_of_settings_and_commands_are_those_of_the_code() -> None:
    assert "QA_CORPUS" in TEXT
    assert "qa ask" in TEXT
    assert written(TEXT) == TEXT, "write them anew: python -m tests.acceptance.tables"


@pytest.mark.parametrize(("method", "path"), sorted(ROUTES))
def test_every_route_is_documented(method: str, path: str) -> None:
    # A route's path ends there: "GET /articles" is not documented by "GET /articles/{article_id}".
    assert re.search(rf"`{method} {re.escape(path.replace(':path', ''))}(?![\w/{{.-])", TEXT)


@pytest.mark.parametrize("document", [ROOT / name for name in MAPS], ids=MAPS)
def test_what_a_map_names_is_there(document: Path) -> None:
    """Files and folders by the end of their path, and what stands in a file by its name."""
    names = set(re.findall(r"`([\w./-]+)`", document.read_text(encoding="utf-8")))
    paths = [path for top in ("qa", "index", "tests", "scripts") for path in (ROOT / top).rglob("*")]
    words = {word for path in paths if path.suffix == ".py" for word in re.findall(r"\w+", path.read_text("utf-8"))}
    known = "\n".join(f"/{path.relative_to(ROOT)}" for path in paths) + "\n"
    assert [n for n in names if "/" in n or n.endswith(".py") if f"/{n.strip('/')}\n" not in known] == []
    assert {n for n in names if n.isidentifier()} <= words


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_links_to_is_there(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target
