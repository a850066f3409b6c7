"""Measure retrieval on real corpora: dense, lexical, fused, and full (what the engine ranks), in one run.

Each set becomes corpora, one for each way of making vectors, in the work folder; they are built once. A row says how
often an answering sentence is first, its mean reciprocal rank among ten, and how often one is among the first k.

    python -m scripts.bench.retrieval --data DATA --work WORK [--sets qed,xquad] [--recipes bare] [--encoder NAME]
                                      [--results DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index import Corpus, Filters
from index.encoders.base import traits
from index.encoders.onnx import DEFAULT_ENCODER, OnnxEncoder
from index.records import Sentence
from index.view import View
from qa.answering.evidence import rank_evidence
from qa.answering.models import confidence_model_of
from qa.confidence.features import QuestionFeatures
from qa.evaluation.metrics import average_precision, bootstrap_interval, mean, reciprocal_rank, success_at
from qa.reader.base import Reader
from qa.reader.loading import open_reader
from qa.retrieval.hybrid import ANSWERING, retrieve
from qa.settings import Settings
from qa.text.spelling import spellings
from qa.text.words import content_words
from scripts.sets.retrieval import Pool, Question, loaders

DEPTH = 50
RANKS = (1, 3, 5, 10, 50)
Ranker = Callable[[View, Question], list[Sentence]]


def legs(encoder: OnnxEncoder, reader: Reader | None) -> dict[str, Ranker]:
    """Return the ways of ranking that are compared, by name."""

    def rows(view: View, numbers: Sequence[int]) -> list[Sentence]:
        found = view.rows(numbers)
        return [found[number] for number in numbers if found[number].role in ANSWERING]

    def dense(view: View, question: Question) -> list[Sentence]:
        return rows(view, [h.number for h in view.dense(question.text, DEPTH, filters=_within(question))])

    def lexical(view: View, question: Question) -> list[Sentence]:
        return rows(view, [h.number for h in view.lexical(question.text, DEPTH, filters=_within(question))])

    def fused(view: View, question: Question) -> list[Sentence]:
        vector = encoder.encode_question(question.text)
        found = retrieve(view, question.text, vector=vector, filters=_within(question))
        return [f.sentence for f in found[:DEPTH]]

    def full(view: View, question: Question) -> list[Sentence]:
        counts = view.document_frequency(content_words(question.text))
        other = spellings(view, question.text, counts=counts)
        asked = QuestionFeatures.of(question.text, counts, sentences=view.sentence_count, spellings=other)
        vector = encoder.encode_question(question.text)
        found = retrieve(view, question.text, vector=vector, filters=_within(question))
        read = rank_evidence(view, asked, candidates=found, model=confidence_model_of(reader), reader=reader)
        # a statement's other places behind it, then what was not read: the measures of the other ways go as deep
        ranked = [sentence for e in read for sentence in (e.candidate.sentence, *e.others)]
        return list({s.number: s for s in (*ranked, *(f.sentence for f in found))}.values())[:DEPTH]

    return {"dense": dense, "lexical": lexical, "fused": fused, "full": full}


def measure(corpus: Corpus, pool: Pool, rank: Ranker) -> dict[str, Any]:
    """Rank the answers of every question that has one, and average."""
    rankings: list[list[bool]] = []
    relevant: list[int] = []
    began = time.perf_counter()
    with corpus.view() as view:
        for question in pool.questions:
            if question.gold:
                rankings.append(_newly_answered(question, rank(view, question)))
                relevant.append(len(question.gold))
    firsts = [success_at(r, 1) for r in rankings]
    told: dict[str, Any] = {"questions": len(rankings), "P@1": mean(firsts)}
    told["P@1_95%"] = [round(bound, 4) for bound in bootstrap_interval(firsts)]
    told["MRR@10"] = mean([reciprocal_rank(r, 10) for r in rankings])
    told |= {f"recall@{k}": mean([success_at(r, k) for r in rankings]) for k in RANKS}
    if any(q.within for q in pool.questions):
        told["MAP"] = mean([average_precision(r, relevant=n) for r, n in zip(rankings, relevant, strict=True)])
        told["MRR"] = mean([reciprocal_rank(r, len(r)) for r in rankings])
    told["ms_a_question"] = 1000 * (time.perf_counter() - began) / max(1, len(rankings))
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()}


def _newly_answered(question: Question, ranked: Sequence[Sentence]) -> list[bool]:
    """Tell of each sentence whether it answers with a span that none before it did."""
    left = question.gold
    told = []
    for sentence in ranked:
        hit = {span for span in left if Question("", frozenset({span})).answered_by(sentence)}
        told.append(bool(hit))
        left = left - hit
    return told


def compare(pool: Pool, recipe: str, *, encoder: OnnxEncoder, reader: Reader | None, work: Path) -> dict[str, Any]:
    """Measure every way of ranking on one set, its vectors made by one recipe."""
    folder = work / f"{pool.name}-{recipe}-{encoder.digest[:8]}"
    with Corpus.create(folder, encoder=encoder, recipe=recipe) as corpus:
        corpus.add(pool.articles)
        with corpus.view() as view:
            size = {"articles": view.article_count, "sentences": view.sentence_count}
        return size | {name: measure(corpus, pool, rank) for name, rank in legs(encoder, reader).items()}


def _within(question: Question) -> Filters | None:
    return None if question.within is None else Filters(article_ids=(question.within,))


def main() -> None:
    """Compare, print a line for each way, and write ``<results>/retrieval-<commit>.json``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sets", default="qed,xquad,squad2,wikiqa,trecqa,news")
    parser.add_argument("--recipes", help="else the encoder's own")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="without :int8 at its end, sentences in fp32")
    parser.add_argument("--reader", default="none", help="as QA_READER: none, default, or a folder")
    parser.add_argument("--results", type=Path, help="folder to write the result into, named by commit")
    options = parser.parse_args()
    encoder = OnnxEncoder.open(options.work / "cache", options.encoder)
    reader = open_reader(Settings(reader=options.reader))
    result: dict[str, Any] = {"encoder": encoder.name, "reader": reader and reader.name, "cores": os.cpu_count()}
    for name in options.sets.split(","):
        pool = loaders(options.data)[name]()
        for recipe in (options.recipes or traits(encoder.name).recipe).split(","):
            told = compare(pool, recipe, encoder=encoder, reader=reader, work=options.work)
            result[f"{name} {recipe}"] = told
            for way in ("dense", "lexical", "fused", "full"):
                print(f"{name:8} {recipe:12} {way:8}", json.dumps(told[way]), flush=True)
    if options.results:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        options.results.mkdir(parents=True, exist_ok=True)
        path = options.results / f"retrieval-{commit.stdout.strip()}.json"
        path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
