"""This project: articles in, sentences with offsets out, or none."""

from __future__ import annotations

from pathlib import Path

from index import Article
from qa import Engine
from qa.records import Turn
from scripts.bench.does_it_say_so.protocol import LIMIT, Quote, Reply


class System:
    """The engine over a corpus of its own, by its own models."""

    def __init__(self, folder: Path, model: str) -> None:
        del model
        self.engine = Engine.open(folder / "corpus", writable=True, create=True)

    def add(self, articles: list[dict[str, str]]) -> None:
        self.engine.add(
            Article(
                row["id"],
                row["title"],
                row["text"],
                source=row.get("source"),
                author=row.get("author"),
                published=row.get("published"),
            )
            for row in articles
        )

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        turns = [Turn(turn["question"], (turn["answer"],)) for turn in history]
        answer = self.engine.ask(question, history=turns, limit=LIMIT)
        shown = answer.quotes or answer.nearest
        places = [(q.citation.article_id, q.text, q.citation.start, q.citation.end) for q in shown]
        return Reply(answer.status == "answered", answer.confidence, [Quote(*place) for place in places])
