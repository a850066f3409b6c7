"""Measure how correctly and how fast files are read, print a table, and save it in .bench under the commit.

python -m scripts.bench.intake.run --data ../shared/data [--only pdf_pages,unchanged]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa.settings import default_cache
from scripts.bench.intake import quality, speed

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pages", type=int, default=200, help="pages of the PDF")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--megabytes", type=int, default=200, help="of JSON lines")
    parser.add_argument("--web-pages", type=int, default=150, help="web pages for the encoder's share")
    parser.add_argument("--only", default="", help="names of measurements, a comma apart")
    given = parser.parse_args()
    work: dict[str, Callable[[], dict[str, Any]]] = {
        "web_pages": lambda: quality.web_pages(given.data),
        "character_sets": quality.character_sets,
        "hostile_files": quality.hostile_files,
        "pdf_pages": lambda: speed.pdf_pages(given.pages),
        "unchanged": lambda: speed.unchanged(given.files),
        "json_lines": lambda: speed.json_lines(given.megabytes),
        "json_lines_added": lambda: speed.json_lines_added(given.megabytes),
        "encoder_share": lambda: speed.encoder_share(
            given.data / "web_pages" / "pages", default_cache(os.environ), given.web_pages
        ),
    }
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    target = ROOT / ".bench" / f"intake-{commit}.json"
    results: dict[str, Any] = json.loads(target.read_text()) if target.exists() else {}
    for name in filter(None, given.only.split(",")) if given.only else work:
        load, result = os.getloadavg()[0], work[name]()
        results[name] = result | {"load_before": round(load, 1)}
        print(name, json.dumps(results[name]), flush=True)
        target.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
