"""Articles made for tests: plain, numbered, each with words of its own."""

from __future__ import annotations

from index.records import Article

SUBJECTS = ("harbour", "orchard", "railway", "glacier", "parliament", "lighthouse", "vineyard", "observatory")


def article(number: int, *, sentences: int = 3, version: int = 1) -> Article:
    """Make article ``number``: its sentences name it, its version, and a subject."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    text = " ".join(
        f"The {subject} number{number} keeps record{place} in edition{version}." for place in range(sentences)
    )
    return Article(
        id=f"a{number}",
        title=f"Report on the {subject}",
        text=text,
        url=f"https://example.org/{number}",
        source="Gazette" if number % 2 else "Courier",
        published=f"2024-01-{1 + number % 28:02d}",
    )


def articles(count: int, *, sentences: int = 3) -> list[Article]:
    """Make articles 0 to count - 1."""
    return [article(number, sentences=sentences) for number in range(count)]
