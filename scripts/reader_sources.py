"""The open question sets the reader is trained on, as paragraphs of sentences and questions about them.

Owns reading the files and repairing their text. Knows nothing of negatives, tokens or models. Whatever also stands in a
set that is only for measuring (``squad2_500``) is left out here, questions and paragraphs alike.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from scripts.reader_titles import topics

_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Jr|Sr|No|vs|etc|c|ca|cf|al|Inc|Ltd|Co|Corp|Fig|vol|pp?"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec|U\.S|U\.K|e\.g|i\.e|a\.m|p\.m))\.$"
)
_BREAK = re.compile(r"([.!?]+[\"'”’)\]]*)(\s+)(?=[\"'“‘(\[]?[A-Z0-9$£€#*-])|\n+")
_PTB = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"', "--": "-", "`": "'"}
# Paragraphs of the pairs that are taken for one article: near enough to find sentences on the same subject.
_STRETCH = 8


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of sentences under one title ("" when the set gives none). ``article`` groups paragraphs of one article."""

    title: str
    article: str
    sentences: tuple[str, ...]
    has_order: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the sentences of its paragraph that answer it, the one most annotators chose first.
    ``spans`` holds (start, end) of the answer inside such a sentence.

    ``answers`` are the answer strings, empty where the set gives none.
    """

    text: str
    paragraph: int
    positives: tuple[int, ...]
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    answers: tuple[str, ...] = ()


@dataclass(slots=True)
class Pool:
    """All paragraphs and questions, in reading order."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Split text into (start, end) spans with a few rules; good enough for well-formed training paragraphs."""
    spans, start = [], 0
    for match in _BREAK.finditer(text):
        end = match.start() + len(match.group(1) or "")
        if match.group(1) and _ABBREVIATION.search(text[start:end]):
            continue
        spans.append((start, end))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = ((s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e in spans)
    return [(s, e) for s, e in trimmed if e > s]


def untokenise(text: str) -> str:
    """Undo Penn-Treebank tokenisation: brackets, quotes and the blanks before punctuation."""
    words = " ".join(_PTB.get(word, word) for word in text.split())
    words = re.sub(r" ([,.;:?!%)\]])", r"\1", words)
    words = re.sub(r"([(\[$]) ", r"\1", words)
    return re.sub(r" ('s|'re|'ve|'ll|'d|'m|n't|')(?= |$)", r"\1", words)


def normal(text: str) -> str:
    """Reduce text to its lower-cased letters and digits, to compare texts across tokenisations."""
    return re.sub(r"\W+", "", untokenise(text.lower()))


def measured_texts(data: Path) -> tuple[set[str], str]:
    """Collect what training must not see of squad2_500: its questions, and all its paragraphs as one text."""
    queries = json.loads((data / "squad2_500" / "queries.json").read_text(encoding="utf-8"))["queries"]
    return {normal(q["question"]) for q in queries}, "\n".join({normal(q["context"]) for q in queries})


def read_pool(data: Path) -> Pool:
    """Read every training set under ``data`` and return it without what is measured."""
    pool, (questions, contexts) = Pool(), measured_texts(data)
    for name in ("squadshifts/new_wiki_v1.0.json", "squadshifts/reddit_v1.0.json", "xquad/xquad.en.json"):
        for article in json.loads((data / name).read_text(encoding="utf-8"))["data"]:
            title = "" if "reddit" in name else unquote(article.get("title", "")).replace("_", " ")
            for number, paragraph in enumerate(article["paragraphs"]):
                if normal(paragraph["context"]) in contexts:
                    continue
                # a Reddit post is an article of its own
                key = f"{name}#{number}" if "reddit" in name else f"{name}#{title}"
                _add_squad(pool, paragraph, title=title, article=key)
    for part in ("dev", "test"):
        _add_pairs(pool, data / "squad_sentences", part, contexts=contexts)
    pool.questions = [q for q in pool.questions if normal(q.text) not in questions]
    for name in ("cast/passages.jsonl", "mtrag_un/passages.jsonl"):
        for row in _jsonl(data / name):
            # passages without sentence labels only serve as negatives: their beginnings suffice
            texts = tuple(row["text"][s:e] for s, e in split_sentences(row["text"])[:5])
            pool.paragraphs.append(Paragraph("", f"{name}#{row['_id']}", texts))
    return pool


def _add_squad(pool: Pool, paragraph: dict[str, Any], *, title: str, article: str) -> None:
    text = paragraph["context"]
    spans = split_sentences(text)
    pool.paragraphs.append(Paragraph(title, article, tuple(text[s:e] for s, e in spans)))
    for qa in paragraph["qas"]:
        found: dict[int, tuple[int, int]] = {}
        votes: Counter[int] = Counter()
        for answer in qa["answers"]:
            start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"].rstrip())
            for number, (s, e) in enumerate(spans):
                if s <= start < e:
                    votes[number] += 1
                    found.setdefault(number, (start - s, min(end, e) - s))
        if found and qa["question"].strip():
            answers = tuple(sorted({a["text"].strip() for a in qa["answers"] if a["text"].strip()}))
            number = len(pool.paragraphs) - 1
            pool.questions.append(
                Question(qa["question"].strip(), number, tuple(dict(votes.most_common())), found, answers)
            )


def _add_pairs(pool: Pool, folder: Path, part: str, *, contexts: str) -> None:
    """Add (sentence, question) lines; six neighbouring sentences make a paragraph, for the set keeps their order."""
    sources = (folder / f"src-{part}.txt").read_text(encoding="utf-8").splitlines()
    questions = (folder / f"tgt-{part}.txt").read_text(encoding="utf-8").splitlines()
    kept = [(s, q) for s, q in zip(sources, questions, strict=True) if normal(s) not in contexts]
    order = list(dict.fromkeys(s for s, _ in kept))
    place = {s: divmod(i, 6) for i, s in enumerate(order)}
    base, stretches = len(pool.paragraphs), defaultdict(list)
    for source, question in kept:
        stretches[place[source][0] // _STRETCH].append(untokenise(question))
    titles = topics([stretches[number] for number in range(len(stretches))])
    for number, begin in enumerate(range(0, len(order), 6)):
        texts = tuple(untokenise(s) for s in order[begin : begin + 6])
        stretch = number // _STRETCH
        pool.paragraphs.append(Paragraph(titles[stretch], f"{part}#{stretch}", texts, has_order=False))
    for source, question in kept:
        number, position = place[source]
        pool.questions.append(Question(untokenise(question), base + number, (position,)))


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
