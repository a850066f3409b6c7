"""cairn-assistant: an index of paragraphs by words and hashed vectors, quoted whole, with a threshold of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cairn.config import load_config
from cairn.index import build_and_write, read_index
from cairn.session import Session

from scripts.bench.does_it_say_so.protocol import Quote, Reply


class System:
    """Its session, with its default configuration; a source names a paragraph and gives no other place."""

    def __init__(self, folder: Path, model: str) -> None:
        del model
        self.corpus, self.place = folder / "corpus", folder / "index.json"
        self.config = replace(load_config(None), corpus_path=str(self.corpus), index_path=str(self.place))

    def add(self, articles: list[dict[str, str]]) -> None:
        self.corpus.mkdir()
        for row in articles:
            heading = f"---\nid: {row['id']}\ntitle: {row['title']}\nlang: en\n---\n\n"
            (self.corpus / f"{row['id']}.md").write_text(heading + row["text"], encoding="utf-8")
        build_and_write(self.corpus, self.place)
        self.index = read_index(self.place, self.corpus)

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        session = Session()
        for turn in history:
            session.ask(turn["question"], self.index, self.config)
        answer = session.ask(question, self.index, self.config).answer
        candidates = answer.trace.candidates
        nearest = [Quote(one.passage.doc_id, one.passage.text) for one in candidates]
        quotes = [Quote(source.source_id.partition("#")[0], source.text) for source in answer.sources]
        return Reply(answer.kind == "grounded", candidates[0].score if candidates else 0.0, quotes or nearest)
