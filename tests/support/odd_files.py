"""Files in the forms that real programs write (Word, LibreOffice, Outlook, Gmail, Excel, browsers, note programs), with
all that reads wrongly if it is not known: tracked changes, comments, notes, hidden words, quoted mails, other character
sets. They lie in tests/data/odd, and tests/data/odd.json says what each is to give.

To write down what they give now, and then to read what has changed:

    python -m tests.support.odd_files
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.loaders import load_paths

FOLDER = Path(__file__).parents[1] / "data" / "odd"
TABLE = FOLDER.with_suffix(".json")


def odd() -> dict[str, list[Any]]:
    """Return what each file is to give: title and text of each article, or why there is none."""
    table: dict[str, list[Any]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


def outcomes(path: Path) -> list[Any]:
    """Load a file, and return its outcomes in the form of the table."""
    rows: list[Any] = []
    for loaded in load_paths([path]):
        if loaded.error or loaded.skipped:
            rows.append(loaded.error or loaded.skipped)
        rows += [[article.title, article.text] for article in loaded.articles]
    return rows


def main() -> None:
    """Write down what every file gives now."""
    table = {path.name: outcomes(path) for path in sorted(FOLDER.iterdir())}
    TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
