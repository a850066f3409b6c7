"""The sets that retrieval is measured on, as articles and questions for a real corpus.

Owns reading the files and where, in an article's text, the answers stand. Knows nothing of encoders or measures.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from index.records import Article, Sentence

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the spans (article id, start, end) that answer it; none where nothing does.

    ``within`` restricts the search to one article: the candidates given with the question.
    """

    text: str
    gold: frozenset[Span] = frozenset()
    within: str | None = None

    def answered_by(self, sentence: Sentence) -> bool:
        """Tell whether a sentence is an answer: it covers half of a span that answers, or half of it lies in one."""
        return any(article == sentence.article_id and _half(sentence, start, end) for article, start, end in self.gold)


@dataclass(slots=True)
class Pool:
    """Articles that are searched together, and the questions asked of them."""

    name: str
    articles: list[Article] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def qed(data: Path) -> Pool:
    """QED: all 5,603 sentences; a sentence marked as the answer, or that holds it, is right."""
    pool, lines, place = Pool("qed"), _Lines(), {}
    for row in _rows(data / "qed" / "corpus.jsonl"):
        place[row["_id"]] = lines.put(row["doc_id"], row["title"], row["text"])
    pool.articles = lines.articles()
    for row in _rows(data / "qed" / "queries.jsonl"):
        pool.questions.append(Question(row["text"], frozenset(place[i] for i in row["gold"] + row["answer_sentences"])))
    return pool


def given(data: Path, name: str) -> Pool:
    """TREC-QA or WikiQA dev: each question's candidates are one article, and only they are searched."""
    texts = {row["_id"]: row["text"] for row in _rows(data / name / "dev.corpus.jsonl")}
    pool, lines = Pool(name), _Lines()
    for row in _rows(data / name / "dev.queries.jsonl"):
        if row["gold"] and row["negatives"]:
            ids = sorted({*row["gold"], *row["negatives"]}, key=lambda i: int(i.rsplit("_", 1)[1]))
            places = {i: lines.put(row["_id"], "", texts[i]) for i in ids}
            pool.questions.append(Question(row["text"], frozenset(places[i] for i in row["gold"]), row["_id"]))
    pool.articles = lines.articles()
    return pool


def squad(path: Path, name: str) -> Pool:
    """Read a set in SQuAD's form: one article a paragraph, its id the name, the title's number and the paragraph's."""
    pool = Pool(name)
    for number, entry in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        title = entry.get("title", "").replace("_", " ")
        for position, paragraph in enumerate(entry["paragraphs"]):
            article = Article(f"{name}-{number}-{position}", title, paragraph["context"])
            pool.articles.append(article)
            for asked in paragraph["qas"]:
                spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]}
                pool.questions.append(Question(asked["question"], frozenset((article.id, s, e) for s, e in spans)))
    return pool


def crossed(data: Path, language: str) -> Pool:
    """XQuAD's English paragraphs, asked in another language."""
    english, other = (squad(data / "xquad" / f"xquad.{one}.json", "xquad") for one in ("en", language))
    pairs = zip(english.questions, other.questions, strict=True)
    asked = [Question(theirs.text, ours.gold) for ours, theirs in pairs]
    return Pool(f"xquad-{language}", english.articles, asked)


def squad2(data: Path) -> Pool:
    """SQuAD 2: 500 questions, about half of them without an answer though their paragraph is on the topic."""
    pool = Pool("squad2_500")
    articles: dict[str, Article] = {}
    truth = json.loads((data / "squad2_500" / "ground_truth.json").read_text("utf-8"))
    for row in json.loads((data / "squad2_500" / "queries.json").read_text("utf-8"))["queries"]:
        article = articles.setdefault(row["context"], Article(f"squad2-{len(articles)}", "", row["context"]))
        answers = [] if truth[row["id"]]["is_impossible"] else truth[row["id"]]["answers"]
        spans = {(m.start(), m.end()) for a in answers for m in re.finditer(re.escape(a), article.text)}
        pool.questions.append(Question(row["question"], frozenset((article.id, s, e) for s, e in spans)))
    pool.articles = list(articles.values())
    return pool


def news(data: Path, *, articles: int, asked: int, seed: int = 7) -> Pool:
    """RealTimeQA's silver questions over news since June 2022; as many of NewsQuizQA, of which 10 % are answered."""
    chance = random.Random(seed)
    files = [data / "realtimeqa" / f"questions.{part}.jsonl" for part in ("dev", "dev2")]
    silver = [row for file in files for row in _rows(file) if row["silver_sentences"]]
    stored = {r["_id"]: r for r in _rows(data / "realtimeqa" / "articles.jsonl.gz") if r["date"] >= "2022/06"}
    silver = [row for row in silver if all(s["article"] in stored for s in row["silver_sentences"])]
    silver = chance.sample(silver, min(asked, len(silver)))
    needed = {s["article"] for row in silver for s in row["silver_sentences"]}
    others = sorted(stored.keys() - needed)
    chosen = sorted(needed) + chance.sample(others, min(len(others), max(0, articles - len(needed))))
    pool = Pool("news", [_news_article(stored[i]) for i in chosen])
    for row in silver:
        gold = {_found(stored[s["article"]], s["sentence"]) for s in row["silver_sentences"]} - {None}
        if gold:
            pool.questions.append(Question(row["text"], frozenset(g for g in gold if g)))
    quiz = [
        r["text"] for r in _rows(data / "newsquizqa" / "dev.jsonl") if not re.search("delawareonline|civics", r["url"])
    ]
    pool.questions += [Question(text) for text in chance.sample(quiz, min(len(quiz), len(pool.questions)))]
    return pool


def loaders(data: Path, *, articles: int = 1000, asked: int = 400) -> dict[str, Callable[[], Pool]]:
    """Return the sets by name; ``articles`` and ``asked`` are the size of the news set."""
    return {
        "qed": lambda: qed(data),
        "trecqa": lambda: given(data, "trecqa"),
        "wikiqa": lambda: given(data, "wikiqa"),
        "xquad": lambda: squad(data / "xquad" / "xquad.en.json", "xquad"),
        **{f"xquad-{one}": partial(crossed, data, one) for one in ("de", "es", "ar")},
        "squad2": lambda: squad2(data),
        "news": lambda: news(data, articles=articles, asked=asked),
    }


class _Lines:
    """Articles made of given sentences, a line each."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, list[str]]] = {}

    def put(self, article: str, title: str, sentence: str) -> Span:
        """Add a sentence to an article, and return where it stands."""
        lines = self._parts.setdefault(article, (title, []))[1]
        start = sum(len(line) + 1 for line in lines)
        lines.append(" ".join(sentence.split()))
        return article, start, start + len(lines[-1])

    def articles(self) -> list[Article]:
        return [Article(name, title, "\n".join(lines)) for name, (title, lines) in self._parts.items()]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, content.decode("utf-8").splitlines())


def _news_article(row: dict[str, Any]) -> Article:
    return Article(row["_id"], row["title"], row["text"], url=row["url"], published=row["date"].replace("/", "-"))


def _found(row: dict[str, Any], sentence: str) -> Span | None:
    words = re.findall(r"\w+", sentence)
    match = re.search(r"\W+".join(words), row["text"]) if words else None
    return (row["_id"], match.start(), match.end()) if match else None


def _half(sentence: Sentence, start: int, end: int) -> bool:
    shared = min(sentence.end, end) - max(sentence.start, start)
    return shared > 0 and 2 * shared >= min(sentence.end - sentence.start, end - start)
