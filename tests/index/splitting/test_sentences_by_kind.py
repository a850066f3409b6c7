"""Sentence ends on a labelled set of our own: every kind of doubtful full stop, and how many are right in all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.splitting.sentences import split

LABELLED = Path(__file__).parents[2] / "data" / "sentences.txt"


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the kind, the text and the sentences of each line: "|" alone is where no space stands."""
    kind = ""
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            joint = "" if any("\u3000" <= c <= "\u9fff" for c in line) else " "
            yield kind, line.replace(" | ", joint).replace("|", ""), [s.strip() for s in line.split("|")]


CASES = list(cases())


@pytest.mark.parametrize(("text", "expected"), [pytest.param(t, s, id=f"{k}: {t[:40]}") for k, t, s in CASES])
def test_a_text_splits_where_a_reader_sees_its_sentences_end(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in split(text)] == expected


def test_the_labelled_set_has_five_cases_of_each_kind_and_some_250_sentences() -> None:
    kinds = [kind for kind, *_ in CASES]
    assert min(map(kinds.count, set(kinds))) >= 5
    assert sum(len(sentences) for *_, sentences in CASES) >= 250


def test_an_article_of_one_language_splits_as_its_lines_do() -> None:
    """What is known of a whole text (its language, its names) changes no sentence end of another paragraph."""
    others = {"German", "Spanish", "French", "other languages of Europe", "Arabic", "Chinese, Japanese and Hindi"}
    others |= {
        "years of Polish and Russian",
        "quotation marks of other languages",
        "abbreviations of further languages",
    }
    english = [(text, sentences) for kind, text, sentences in CASES if kind not in others]
    text = "\n\n".join(text for text, _ in english)
    ours = [text[span.start : span.end] for span in split(text)]
    assert ours == [sentence for _, sentences in english for sentence in sentences]
