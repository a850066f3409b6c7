"""The sample articles shipped with the program, and questions to try on them."""

from __future__ import annotations

from pathlib import Path

from index.loaders import load_file
from index.records import Article

FOLDER = Path(__file__).parent
QUESTIONS = (
    "What happened in Harrowmere?",
    "How many people were killed in Dunvale?",
    "Who is Ilse Marrowby?",
)


def articles() -> list[Article]:
    """Load the sample articles, in the order of their file names. Raises LoadError."""
    files = sorted(path for path in FOLDER.iterdir() if path.suffix not in (".py", "") and path.is_file())
    return [article for file in files for article in load_file(file)]
