"""cairn-pipeline: windows of sentences, both legs, and its stand-in for a model, which quotes the best sentence.

Its threshold needs calibration on the user's own labelled questions, which the benchmark gives to no system: it runs
without.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import yaml
from cairn.core.config import load_config
from cairn.pipeline import Pipeline

from scripts.bench.does_it_say_so.protocol import Quote, Reply


class System:
    """The shipped default configuration over a folder of text files."""

    def __init__(self, folder: Path, model: str) -> None:
        del model
        self.corpus = folder / "corpus"
        says = yaml.safe_load((files("cairn") / "configs" / "default.yaml").read_text(encoding="utf-8"))
        says |= {"corpus": str(self.corpus), "golden": str(folder / "golden.jsonl")}
        says["index"]["dir"], says["calibration"]["dir"] = str(folder / "index"), str(folder / "calibration")
        self.config = folder / "default.yaml"
        self.config.write_text(yaml.safe_dump(says))

    def add(self, articles: list[dict[str, str]]) -> None:
        self.corpus.mkdir()
        for row in articles:
            (self.corpus / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
        self.pipeline = Pipeline.from_config(load_config(str(self.config)))
        self.pipeline.ingest()

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        del history  # it knows none
        answer = self.pipeline.answer(question)
        chunks = {passage.chunk.id: passage.chunk for passage in answer.passages}
        quotes = []
        for cited in (citation for claim in answer.claims for citation in claim.citations):
            chunk = chunks[cited.chunk_id]
            start, end = chunk.start + cited.start, chunk.start + cited.end
            quotes.append(Quote(Path(chunk.source).stem, cited.quote, start, end))
        return Reply(answer.status.value == "answered", answer.confidence, quotes)
