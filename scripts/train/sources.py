"""The open question sets as paragraphs of sentences and questions about them.

Owns reading the files and choosing the sentence that answers. Sentences are the product's own. Leaves out what also
stands in a set that is only for measuring. Knows nothing of negatives, tokens or models.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from index.splitting.sentences import split
from scripts.train.records import NO_SPAN, Paragraph, Pool, Question

#: Sets of whole articles, and of SQuAD 1.1's form, that training reads.
ARTICLE_SETS = ("squad_train", "squad2_dev")
SQUAD_FORM = ("squadshifts/new_wiki_v1.0.json", "squadshifts/reddit_v1.0.json")
_WORD = re.compile(r"\w+")


def normal(text: str) -> str:
    """Reduce text to its lower-cased letters and digits, to compare texts."""
    return "".join(_WORD.findall(text.lower()))


def read_pool(data: Path) -> Pool:
    """Read every training set under ``data``, without paragraphs and questions that are for measuring."""
    contexts, asked = measured(data)
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    for title, article, raw in raw_paragraphs(data):
        if normal(raw["context"]) in contexts:
            continue
        spans = [(span.start, span.end) for span in split(raw["context"])]
        for entry in raw["qas"]:
            question = _question(entry, raw["context"], spans, paragraph=len(paragraphs))
            if question and normal(question.text) not in asked:
                questions.append(question)
        paragraphs.append(Paragraph(title, article, tuple(raw["context"][s:e] for s, e in spans)))
    return Pool(tuple(paragraphs), tuple(questions))


def measured(data: Path) -> tuple[set[str], set[str]]:
    """Collect the paragraphs and questions of squad2_500 and XQuAD, which stem from the articles of squad2_dev."""
    queries = json.loads((data / "squad2_500" / "queries.json").read_text(encoding="utf-8"))["queries"]
    contexts = {normal(q["context"]) for q in queries}
    asked = {normal(q["question"]) for q in queries}
    for article in json.loads((data / "xquad" / "xquad.en.json").read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            contexts.add(normal(paragraph["context"]))
            asked |= {normal(q["question"]) for q in paragraph["qas"]}
    return contexts, asked


def raw_paragraphs(data: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (title, article, paragraph as the set has it) of every training set."""
    for name in ARTICLE_SETS:
        with gzip.open(data / name / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                title = article["title"].replace("_", " ")
                for paragraph in article["paragraphs"]:
                    yield title, f"{name}#{title}", paragraph
    for name in SQUAD_FORM:
        for article in json.loads((data / name).read_text(encoding="utf-8"))["data"]:
            forum = "reddit" in name
            title = "" if forum else unquote(article.get("title", "")).replace("_", " ")
            for number, paragraph in enumerate(article["paragraphs"]):
                # a forum's post is an article of its own
                yield title, f"{name}#{number if forum else title}", paragraph


def _question(
    entry: Mapping[str, Any], context: str, spans: list[tuple[int, int]], *, paragraph: int
) -> Question | None:
    text = " ".join(entry["question"].split())
    if not text or not spans:
        return None
    if entry.get("is_impossible"):
        return Question(text, paragraph, None, NO_SPAN, ())
    places = []
    for answer in entry["answers"]:
        length = len(answer["text"].rstrip())
        for start in answer["starts"] if "starts" in answer else [answer["answer_start"]]:
            places += [(i, (start - s, min(start + length, e) - s)) for i, (s, e) in enumerate(spans) if s <= start < e]
    if not places:
        return None
    words = set(_WORD.findall(text.lower()))

    def told(place: tuple[int, tuple[int, int]]) -> tuple[int, int]:
        """How many annotators chose the sentence, and how much of the question stands in it."""
        s, e = spans[place[0]]
        shared = len(words & set(_WORD.findall(context[s:e].lower())))
        return (sum(i == place[0] for i, _ in places) if "starts" not in entry["answers"][0] else 0), shared

    sentence, span = max(places, key=told)
    answers = tuple(sorted({a["text"].strip() for a in entry["answers"] if a["text"].strip()}))
    return Question(text, paragraph, sentence, span, answers)
