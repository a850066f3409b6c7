"""The sets that reading is measured on, in one form: sentences in their context, questions, and which sentences answer.

Owns reading the files. Knows nothing of encoders, readers or scores. None of these sets may be trained on.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.splitting.sentences import split
from qa.reader.base import ReaderInput


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``gold`` and ``candidates`` are places of sentences. No candidates: all of the set's.

    ``without`` is what the set must be thought to lack. ``answerable`` is None where nobody knows."""

    text: str
    gold: frozenset[int] = frozenset()
    candidates: tuple[int, ...] = ()
    answerable: bool | None = None
    answers: tuple[str, ...] = ()
    without: frozenset[int] = frozenset()


@dataclass(slots=True)
class ReadingSet:
    """Sentences with their context, and the questions about them."""

    name: str
    sentences: list[ReaderInput] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read jsonl, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def qed(data: Path) -> ReadingSet:
    """QED: the pool is all sentences; any sentence that holds the answer is gold. Only questions with a single chosen
    sentence count: for the others the annotators found none, or one was not enough."""
    out, place, before = ReadingSet("qed"), {}, ("", "")
    for row in rows(data / "qed" / "corpus.jsonl"):
        place[row["_id"]] = len(out.sentences)
        previous = before[1] if before[0] == row["doc_id"] else ""
        out.sentences.append(ReaderInput(row["text"], row["title"], "", previous))
        before = (row["doc_id"], row["text"])
    for row in rows(data / "qed" / "queries.jsonl"):
        gold = frozenset(place[i] for i in (*row["gold"], *row["answer_sentences"]))
        single = bool(row["gold"])
        out.questions.append(Asked(row["text"], gold if single else frozenset(), answerable=single or None))
    return out


def given(data: Path, name: str) -> ReadingSet:
    """TREC-QA or WikiQA dev: rank the candidates given; only questions with both kinds count."""
    out, place = ReadingSet(name), {}
    for row in rows(data / name / "dev.corpus.jsonl"):
        place[row["_id"]] = len(out.sentences)
        out.sentences.append(ReaderInput(row["text"]))
    for row in rows(data / name / "dev.queries.jsonl"):
        if row["gold"] and row["negatives"]:
            ids = tuple(place[i] for i in (*row["gold"], *row["negatives"]))
            out.questions.append(Asked(row["text"], frozenset(ids[: len(row["gold"])]), tuple(sorted(ids)), True))
    return out


def squad2(data: Path) -> ReadingSet:
    """SQuAD 2: the candidates are the paragraph's sentences; half the questions have no answer there."""
    out, paragraphs = ReadingSet("squad2_500"), {}
    truth = json.loads((data / "squad2_500" / "ground_truth.json").read_text(encoding="utf-8"))
    for row in json.loads((data / "squad2_500" / "queries.json").read_text(encoding="utf-8"))["queries"]:
        if row["context"] not in paragraphs:
            paragraphs[row["context"]] = _add_text(out, "", row["context"])
        places, answer = paragraphs[row["context"]], truth[row["id"]]
        holds = {i for i in places if any(a in out.sentences[i].text for a in answer["answers"])}
        possible = not answer["is_impossible"]
        out.questions.append(Asked(row["question"], frozenset(holds if possible else ()), tuple(places), possible))
    return out


@dataclass(frozen=True, slots=True)
class NewsPool:
    """How much news: articles, questions of each kind, and the longest article to fill up with, in characters.

    Articles with a silver sentence are in whatever their length."""

    articles: int = 3000
    asked: int = 1000
    longest: int = 10**9


def news(data: Path, pool: NewsPool, *, seed: int = 7) -> ReadingSet:
    """RealTimeQA's questions with silver sentences, NewsQuizQA dev as unanswerable; articles of 2022-06 or later."""
    chance, folder = random.Random(seed), data / "realtimeqa"
    silver = [r for f in ("dev", "dev2") for r in rows(folder / f"questions.{f}.jsonl") if r["silver_sentences"]]
    chance.shuffle(silver)
    silver = silver[: pool.asked]
    needed = {s["article"] for r in silver for s in r["silver_sentences"]}
    stored = {r["_id"]: r for r in rows(folder / "articles.jsonl.gz") if r["date"] >= "2022/06"}
    others = [r["_id"] for r in stored.values() if r["_id"] not in needed and len(r["text"]) < pool.longest]
    chance.shuffle(others)
    out, places = ReadingSet("news"), {}
    for name in [*sorted(needed & stored.keys()), *others[: max(0, pool.articles - len(needed))]]:
        places[name] = _add_text(out, stored[name]["title"], stored[name]["text"])
    for row in silver:
        found = [(places[s["article"]], s["sentence"]) for s in row["silver_sentences"] if s["article"] in places]
        gold = frozenset(i for own, sentence in found for i in _matching(out, own, sentence))
        if gold:
            out.questions.append(Asked(row["text"], gold, answerable=True, answers=tuple(row["answer"])))
    quiz = [
        r["text"] for r in rows(data / "newsquizqa" / "dev.jsonl") if not re.search("delawareonline|civics", r["url"])
    ]
    chance.shuffle(quiz)
    out.questions += [Asked(text, answerable=False) for text in quiz[: pool.asked]]
    return out


def _add_text(out: ReadingSet, title: str, text: str) -> range:
    begin, previous, seen = len(out.sentences), "", set()
    for span in split(text, title=title):
        sentence = text[span.start : span.end]
        if span.role not in ("boilerplate", "caption") and sentence not in seen:
            out.sentences.append(ReaderInput(sentence, title, span.section, previous))
            seen.add(sentence)
        previous = sentence
    return range(begin, len(out.sentences))


def _matching(out: ReadingSet, places: range, silver: str) -> list[int]:
    """Find the sentences that are the silver one, or share most of it where the two splitters disagree."""
    wanted = _plain(silver)
    texts = {i: _plain(out.sentences[i].text) for i in places}
    return [
        i for i, t in texts.items() if t == wanted or (min(len(t), len(wanted)) > 25 and (t in wanted or wanted in t))
    ]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
