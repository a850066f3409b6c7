"""The language that an article is said to be in, also where none of its rules are known."""

from __future__ import annotations

import pytest

from index import Article, Corpus, Filters
from index.language.identification import identified, unknown_rules
from tests.support.doubles import HashEncoder
from tests.support.searching import lexical

ARABIC = "غرقت العبارة في الميناء مساء الثلاثاء. وقال القبطان إن الضباب كان كثيفا."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry to Norvik left at nine.", "en"),
        ("Die Fähre nach Norvik legte um neun Uhr ab, sagte der Kapitän.", "de"),
        (ARABIC, "ar"),
        ("הספינה טבעה בנמל ביום שלישי בערב ואמר רב החובל כי הערפל היה סמיך", "he"),
        ("Feribot saat dokuzda limandan ayrıldı, kaptan sisin yoğun olduğunu söyledi.", "tr"),
        ("渡轮九点离开港口，船长说雾很大。", "zh"),
        ("1, 2, 3 ...", None),
        ("", None),
    ],
)
def test_a_language_is_told_or_nothing_is(text: str, language: str | None) -> None:
    assert identified(text) == language


def test_only_a_language_without_rules_is_warned_of() -> None:
    assert unknown_rules("ar") is not None
    assert [unknown_rules(tag) for tag in ("en", "pt-BR", "zh", None)] == [None] * 4


def test_right_to_left_text_is_stored_warned_of_found_and_cited_as_it_is() -> None:
    with Corpus.temporary(encoder=HashEncoder()) as corpus:
        (outcome,) = corpus.add([Article("abbara", "العبارة", ARABIC)])
        assert "language is 'ar'" in outcome.notices[0]
        assert corpus.add([Article("abbara", "العبارة", ARABIC)])[0].status == "unchanged"
        with corpus.view() as view:
            sentences = view.sentences("abbara")
        assert len(sentences) == 2
        assert all(ARABIC[s.start : s.end] == s.text for s in sentences)
        assert [hit.number for hit in lexical(corpus, "القبطان", 5)] == [sentences[1].number]


def test_a_filter_of_languages_takes_a_tag_with_its_regions() -> None:
    text = "The ferry to Norvik left at nine."
    with Corpus.temporary(encoder=HashEncoder()) as corpus:
        corpus.add(
            [Article("a", "", text), Article("b", "", text, language="en-GB"), Article("c", "", text, language="de")]
        )
        for tag, found in (("en", {"a", "b"}), ("EN-gb", {"b"}), ("de", {"c"}), ("e", set()), ("e%", set())):
            with corpus.view() as view:
                hits = view.lexical("ferry", 9, filters=Filters(languages=(tag,)))
                assert {row.article_id for row in view.rows([hit.number for hit in hits]).values()} == found
