"""The lexical leg against a BM25 of twenty lines, and what of a question is searched."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Corpus, Filters
from index.catalogue import lexical as lexical_search
from tests.support.doubles import HashEncoder
from tests.support.examples import examples
from tests.support.searching import lexical

# Words that the stemmer leaves alone, so that the oracle needs no stemmer.
WORDS = "gas pip frost mud salt drum wolf barn lamp pond mint cork dust reef"


def bm25(rows: list[tuple[str, str]], words: list[str], weights: tuple[float, float]) -> list[float]:
    """Score (context, sentence) rows as FTS5 documents it: k1 1.2, b .75, a column's matches times its weight."""
    split = [[re.findall(r"\w+", column.lower()) for column in row] for row in rows]
    lengths = [sum(map(len, row)) for row in split]
    average = sum(lengths) / len(lengths)
    scores = [0.0] * len(rows)
    for word in words:
        holding = sum(any(word in column for column in row) for row in split)
        idf = max(math.log((len(rows) - holding + 0.5) / (holding + 0.5)), 1e-6)
        for place, row in enumerate(split):
            matches = sum(weight * Counter(column)[word] for weight, column in zip(weights, row, strict=True))
            length = lengths[place] / average
            scores[place] += idf * matches * 2.2 / (matches + 1.2 * (0.25 + 0.75 * length))
    return scores


word = st.sampled_from(WORDS.split())
sentence = st.lists(word, min_size=1, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")
texts = st.lists(st.tuples(word, st.lists(sentence, min_size=1, max_size=5)), min_size=1, max_size=6)


@settings(max_examples=examples(25), deadline=None)
@given(texts=texts, question=st.lists(word, min_size=1, max_size=4, unique=True))
def test_scores_are_bm25_and_ties_go_to_the_lower_number(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, list[str]]], question: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("lexical")
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(Article(f"a{n}", title, " ".join(body)) for n, (title, body) in enumerate(texts))
        with corpus.view() as view:
            rows = view.rows(range(1, view.sentence_count + 1))
            title = {f"a{n}": title for n, (title, _) in enumerate(texts)}
            passages = [(f"{title[s.article_id]} {s.section}", s.text) for _, s in sorted(rows.items())]
            oracle = bm25(passages, question, lexical_search.WEIGHTS)
            hits = view.lexical(" ".join(question), 100)
    expected = sorted((-score, number) for number, score in enumerate(oracle, 1) if score > 0)
    assert {hit.number for hit in hits} == {number for _, number in expected}
    assert [hit.score for hit in hits] == pytest.approx([-score for score, _ in expected])
    assert [(-hit.score, hit.number) for hit in hits] == sorted((-hit.score, hit.number) for hit in hits)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "c", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(
            [
                Article("a", "Frost in May", "The vines froze. Growers burned straw.", None, "X", None, "2024-05-02"),
                Article("b", "Café", "Nobody froze. The CAFE\u0301 has 3.5 tables.", None, "Y", None, "2024-05-03"),
                Article("c", "To be", "Who were they? They were there.", source="Y"),
            ]
        )
        yield corpus


def found(corpus: Corpus, question: str, filters: Filters | None = None) -> list[str]:
    with corpus.view() as view:
        hits = view.lexical(question, 10, filters=filters)
        rows = view.rows([hit.number for hit in hits])
        return [rows[hit.number].text for hit in hits]


def test_a_limit_on_rows_scores_those_of_the_rarest_words(corpus: Corpus) -> None:
    corpus.add(Article(f"n{n}", "Notes", "Growers met.") for n in range(9))
    with corpus.view() as view:
        every, few = (view.lexical("growers straw", 99, most_rows=most) for most in (None, 3))
        rarest = view.lexical("growers", 99, most_rows=3)  # the rarest word is always searched for
    assert (len(every), len(few), len(rarest)) == (10, 1, 10)
    assert every[0].number == few[0].number


def test_inflections_accents_and_the_title_are_matched(corpus: Corpus) -> None:
    assert found(corpus, "burning grower") == ["Growers burned straw."]
    assert found(corpus, "CAFÉ tables") == ["The CAFE\u0301 has 3.5 tables.", "Nobody froze."]
    assert set(found(corpus, "frost")) == {"The vines froze.", "Growers burned straw."}


def test_function_words_are_dropped_unless_there_are_no_others(corpus: Corpus) -> None:
    # "The" and "has" stand in a sentence without growers, which is not found.
    assert found(corpus, "What has the growers?") == found(corpus, "growers") == ["Growers burned straw."]
    assert found(corpus, "Who were they?")[0] == "Who were they?"


@pytest.mark.parametrize("question", ["", "?!", '"', "a* NEAR(b) -c ^d OR", "\ud800", "x\x00y", "col:umn", "( ) {"])
def test_no_question_is_a_syntax_error(corpus: Corpus, question: str) -> None:
    assert isinstance(found(corpus, question), list)


def test_filters_restrict_by_article_source_and_date(corpus: Corpus) -> None:
    assert found(corpus, "froze", Filters(sources=("Y",))) == ["Nobody froze."]
    assert found(corpus, "froze", Filters(article_ids=("a",)))[0] == "The vines froze."
    assert found(corpus, "froze", Filters(published_from="2024-05-03")) == ["Nobody froze."]
    assert found(corpus, "froze", Filters(published_to="2024-05-02", sources=("Y",))) == []
    assert found(corpus, "they", Filters(published_from="1000-01-01")) == []


def test_words_are_counted_in_any_inflection(corpus: Corpus) -> None:
    with corpus.view() as view:
        assert view.document_frequency(["froze", "grower", "cafe", "zebra", "?"]) == {
            "froze": 2, "grower": 1, "cafe": 2, "zebra": 0, "?": 0,
        }  # fmt: skip


def test_of_too_many_matches_those_of_the_rarest_words_are_scored(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = lexical(corpus, "froze straw", 10)
    monkeypatch.setattr(lexical_search, "rows_limit", lambda _connection: 2)
    assert found(corpus, "froze straw") == ["Growers burned straw."]
    assert len(found(corpus, "froze")) == 2
    monkeypatch.setattr(lexical_search, "rows_limit", lambda _connection: 0)  # none fits: the rarest is searched still
    assert found(corpus, "froze straw") == ["Growers burned straw."]
    best = lexical(corpus, "froze straw", 1)[0]
    assert best.score == pytest.approx(next(hit.score for hit in exact if hit.number == best.number))


@settings(max_examples=examples(25), deadline=None)
@given(texts=texts, question=st.lists(word, min_size=2, max_size=4, unique=True), limit=st.integers(0, 8))
def test_rows_that_are_scored_get_their_whole_bm25(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, list[str]]], question: list[str], limit: int
) -> None:
    articles = [Article(f"a{n}", title, " ".join(sentences)) for n, (title, sentences) in enumerate(texts)]
    with Corpus.open(tmp_path_factory.mktemp("c"), encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles)
        exact = {hit.number: hit.score for hit in lexical(corpus, " ".join(question), 100)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lexical_search, "rows_limit", lambda _connection: limit)
            every = lexical(corpus, " ".join(question), 100)
            best = lexical(corpus, " ".join(question), 2)
    some = {hit.number: hit.score for hit in every}
    assert bool(some) == bool(exact)
    assert some == pytest.approx({number: exact[number] for number in some})
    assert [hit.score for hit in best] == pytest.approx([hit.score for hit in every[:2]])


@pytest.mark.parametrize(("sentences", "rows"), [(0, 20_000), (100_000, 10_000), (1_000_000, 2_000), (10**8, 2_000)])
def test_the_larger_the_corpus_the_fewer_rows_are_scored(sentences: int, rows: int) -> None:
    class Sized:
        def row(self, _query: str) -> tuple[int | None]:
            return (sentences or None,)

    assert lexical_search.rows_limit(Sized()) == rows  # type: ignore[arg-type]


def test_nothing_is_found_for_no_hits_wanted(corpus: Corpus) -> None:
    assert lexical(corpus, "froze", 0) == []


def test_a_word_is_counted_once_for_all_questions_of_one_state_and_anew_after_a_change_by_anybody(
    tmp_path: Path,
) -> None:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add([Article("one", "Mint", "Salt and frost. Salt again.")])
        with Corpus.open(tmp_path / "corpus", writable=False) as reader:

            def counted() -> tuple[dict[str, int], int]:
                with reader.view() as view:
                    connection, words = view._snapshot.connection, view.document_frequency(["salt", "cork"])
                    ran = []
                    connection._connection.set_trace_callback(ran.append)
                    assert view.document_frequency(["salt", "cork"]) == words
                    assert {hit.number for hit in view.lexical("salt", 5)} == {1, 2}
                    connection._connection.set_trace_callback(None)
                return words, sum("FROM terms" in statement for statement in ran)

            assert counted() == ({"salt": 2, "cork": 0}, 0)
            assert counted() == ({"salt": 2, "cork": 0}, 0)
            corpus.add([Article("two", "Cork", "A pond.")])
            assert counted() == ({"salt": 2, "cork": 1}, 0)
            corpus.delete(["two"])
            assert counted() == ({"salt": 2, "cork": 0}, 0)
