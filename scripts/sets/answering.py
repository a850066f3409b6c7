"""The sets that confidence is fitted and measured on: articles, questions with and without an answer in them.

Owns reading the files, which questions are drawn, and which half each is of: even ones to choose on, odd to report.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index import Article
from index.loaders import load_file
from index.records import Role, Sentence, outlined
from scripts.sets import typed
from scripts.sets.retrieval import Pool, Question, news, qed, squad2
from scripts.sets.written import EVERYDAY_FITTING, FITTING, FURTHER, WrittenArticle, written

SAMPLES = Path(__file__).parents[2] / "qa" / "samples"
NATURAL = Path(__file__).parents[2] / "tests" / "data" / "natural_questions.jsonl"


@dataclass(frozen=True, slots=True)
class Posed:
    """A question, the half it is of, and how to tell a sentence that answers: by spans, or by words of it."""

    text: str
    half: int
    kind: str = ""
    gold: Question | None = None
    snippets: tuple[str, ...] = ()
    #: The one article to look in; all of the pool's otherwise.
    within: str | None = None
    #: Said so where the gold cannot: the answer stands in the articles, whether or not it was found.
    answerable: bool = False

    def answered_by(self, sentence: Sentence) -> bool:
        """Tell whether a sentence answers."""
        if self.gold is not None:
            return self.gold.answered_by(sentence)
        text = " ".join(sentence.text.split())
        return any(snippet in text for snippet in self.snippets)


@dataclass(slots=True)
class PosedPool:
    """Articles that are searched together, and the questions posed of them."""

    name: str
    articles: Sequence[Article]
    questions: list[Posed] = field(default_factory=list)


@dataclass(slots=True)
class AnsweringSet:
    """A set by name: the pools that its questions are posed of."""

    name: str
    pools: list[PosedPool]


def natural(path: Path = NATURAL, *, folder: Path = SAMPLES, alone: bool = False, name: str = "") -> AnsweringSet:
    """Read questions of our own about the articles of a folder, over all of them or each over its own article."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    articles = _loaded(folder)
    pools = {name: PosedPool(f"alone-{name}", [article]) for name, article in articles.items()} if alone else {}
    together = PosedPool(f"together-{folder.name}", list(articles.values()))
    for place, row in enumerate(rows):
        answers = tuple(row["answers"])
        posed = Posed(row["question"], place % 2, row["kind"], None, answers, None, bool(answers))
        pool = pools.get(row["article"], together) if alone else together
        if not (alone and pool is together):
            pool.questions.append(posed)
    return AnsweringSet(name or ("alone" if alone else "natural"), list(pools.values()) if alone else [together])


def _loaded(folder: Path) -> dict[str, Article]:
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".md", ".txt", ".html", ".jsonl")]
    return {article.id: article for file in files for article in load_file(file)}


def ours(*, alone: bool, batches: tuple[str, ...] = FITTING, name: str = "written") -> AnsweringSet:
    """Read written articles that nothing was trained on: over all of them, or each question over its own. The halves
    are of different articles."""
    pool = PosedPool(name, [])
    articles = []
    for place, article in enumerate(written(batches)):
        text, outline = _with_headings(article)
        stored = Article(article.id, article.title, text, published=article.published)
        articles.append(outlined(stored, outline) if outline else stored)
        for one in article.questions:
            starts = [(text.index(answer), len(answer)) for answer in one.answers]
            gold = Question(one.text, frozenset((article.id, start, start + length) for start, length in starts))
            within = article.id if alone else None
            pool.questions.append(Posed(one.text, place % 2, one.kind, gold, (), within, bool(one.answers)))
    pool.articles = articles
    return AnsweringSet(f"{name}_alone" if alone else name, [pool])


def _with_headings(article: WrittenArticle) -> tuple[str, tuple[tuple[int, Role], ...]]:
    """Return the text of a written article with its headings, each once, and where in it they begin."""
    parts: list[str] = []
    outline: list[tuple[int, Role]] = []
    before = ""
    for paragraph, heading in zip(article.paragraphs, article.headings or ("",) * len(article.paragraphs), strict=True):
        if heading and heading != before:
            outline.append((sum(len(part) + 2 for part in parts), "heading"))
            parts.append(heading)
        parts.append(paragraph)
        before = heading
    return "\n\n".join(parts), tuple(outline)


def typed_questions(data: Path, *, most: int) -> AnsweringSet:
    """Typed questions that nothing was trained on, over all of their paragraphs. The halves are of different files."""
    drawn, halves = [], (typed.FITTING[::2], typed.FITTING[1::2])
    for half, files in enumerate(halves):
        rows = list(typed.typed(files))
        drawn += [(half, row) for row in random.Random(3).sample(rows, min(most // 2, len(rows)))]
    named = {row.paragraph for row in typed.typed(typed.FITTING)}
    articles = []
    for entry in _rows(data / "squad_train" / "articles.jsonl.gz"):
        title = entry["title"].replace("_", " ")
        texts = {typed.digest(title, paragraph["context"]): paragraph["context"] for paragraph in entry["paragraphs"]}
        articles += [Article(name, title, text) for name, text in texts.items() if name in named]
    posed = []
    for half, row in drawn:
        gold = Question(row.text, frozenset((row.paragraph, start, end) for start, end in row.answers))
        posed.append(Posed(row.text, half, "", gold, (), None, bool(row.answers)))
    return AnsweringSet("typed", [PosedPool("typed", articles, posed)])


def clapnq(data: Path, *, most: int = 300) -> AnsweringSet:
    """CLAPNQ: each question over its own passage."""
    pool = PosedPool("clapnq", [])
    articles = []
    for place, row in enumerate(_rows(data / "clapnq" / "questions.jsonl")[:most]):
        lines = [" ".join(s.split()) for s in row["sentences"]]
        articles.append(Article(f"clapnq-{place}", row["title"], "\n".join(lines)))
        answers = tuple(lines[i] for i in row["selected"]) if row["answerable"] else ()
        pool.questions.append(
            Posed(row["question"], place // 2 % 2, "", None, answers, f"clapnq-{place}", row["answerable"])
        )
    pool.articles = articles
    return AnsweringSet("clapnq", [pool])


def on_topic(data: Path, titles: Iterable[str], *, most: int) -> AnsweringSet:
    """Some titles of SQuAD 2.0 dev: half the questions are not answered by their paragraph, though on its topic."""
    draw, wanted = random.Random(3), set(titles)
    pool, articles = PosedPool("squad2_dev", []), []
    for entry in _rows(data / "squad2_dev" / "articles.jsonl.gz"):
        for place, paragraph in enumerate(entry["paragraphs"] if entry["title"] in wanted else ()):
            name = f"{entry['title']}-{place}"
            articles.append(Article(name, entry["title"], paragraph["context"]))
            for asked in paragraph["qas"]:
                spans = frozenset(
                    (name, start, start + len(a["text"])) for a in asked["answers"] for start in a["starts"]
                )
                spans = frozenset() if asked["is_impossible"] else spans
                gold = Question(asked["question"], spans, name)
                pool.questions.append(Posed(asked["question"], place % 2, "", gold, (), name, bool(spans)))
    pool.articles, pool.questions = articles, draw.sample(pool.questions, min(most, len(pool.questions)))
    return AnsweringSet("squad2_dev", [pool])


def _posed(pool: Pool, *, most: int, within: bool) -> PosedPool:
    """Draw questions, as many with an answer as without where there are both."""
    draw = random.Random(3)
    kinds = [[q for q in pool.questions if q.gold], [q for q in pool.questions if not q.gold]]
    share = most // 2 if all(kinds) else most
    drawn = [q for kind in kinds for q in draw.sample(kind, min(share, len(kind)))]
    posed = [Posed(q.text, place % 2, "", q, (), q.within, bool(q.gold)) for place, q in enumerate(drawn)]
    if not within:
        posed = [replace(p, within=None) for p in posed]
    return PosedPool(pool.name, pool.articles, posed)


def squad2_500(data: Path, *, most: int) -> AnsweringSet:
    """SQuAD 2: 500 questions over their own paragraphs, half of them without an answer."""
    pool = squad2(data)
    home = {article.text: article.id for article in pool.articles}
    rows = json.loads((data / "squad2_500" / "queries.json").read_text("utf-8"))["queries"]
    own = {row["question"]: home[row["context"]] for row in rows}
    pool.questions = [replace(q, within=own[q.text]) for q in pool.questions]
    return AnsweringSet("squad2_500", [_posed(pool, most=most, within=True)])


def sets(data: Path, *, held_back: Sequence[str], most: int = 200) -> dict[str, Callable[[], AnsweringSet]]:
    """Return the sets by name. ``held_back``: titles of squad2_dev that the reader was not trained on."""
    return {
        "natural": natural,
        "alone": lambda: natural(alone=True),
        "written": lambda: ours(alone=False),
        "written_alone": lambda: ours(alone=True),
        "further": lambda: ours(alone=False, batches=FURTHER, name="further"),
        "further_alone": lambda: ours(alone=True, batches=FURTHER, name="further"),
        "everyday": lambda: ours(alone=False, batches=EVERYDAY_FITTING, name="everyday"),
        "everyday_alone": lambda: ours(alone=True, batches=EVERYDAY_FITTING, name="everyday"),
        "typed": lambda: typed_questions(data, most=2 * most),
        "clapnq": lambda: clapnq(data),
        "squad2_dev": lambda: on_topic(data, held_back, most=most),
        "squad2_500": lambda: squad2_500(data, most=most),
        "qed": lambda: AnsweringSet("qed", [_posed(qed(data), most=most, within=False)]),
        "news": lambda: AnsweringSet("news", [_posed(news(data, articles=120, asked=100), most=200, within=False)]),
    }


def _rows(path: Path) -> list[Any]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.decode("utf-8").splitlines()]
