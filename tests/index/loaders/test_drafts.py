"""Identifiers, dates, and what a text must be like."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError
from index.language.written_dates import iso_date
from index.loaders import Draft, article_from_text
from index.loaders.drafts import ID, finish
from index.records import OutlinedArticle


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def id_of(key: str | None = None, **fields: str) -> str:
    return finish(Draft(text="A text.", **fields), key)[0].id  # type: ignore[arg-type]


def test_an_identifier_given_is_kept() -> None:
    assert id_of(id="a1._~-", url="https://example.com/x", key="x.txt") == "a1._~-"


@pytest.mark.parametrize("bad", ["", "a/b", "a b", "ä", "a\n", "x" * 129, ".", ".."])
def test_an_identifier_that_cannot_stand_in_an_address_is_refused(bad: str) -> None:
    with pytest.raises(LoadError, match="is not usable; use 1 to 128"):
        id_of(id=bad)


def test_otherwise_the_address_names_the_article() -> None:
    url = "https://example.com/news/Brücke-zu.html?x=1"
    assert id_of(url=url, key="x.txt") == f"brucke-zu-html-{digest(url)}"


def test_a_front_page_names_no_article() -> None:
    assert id_of(url="https://example.com/", key="news/bridge.html") == f"bridge-{digest('news/bridge.html')}"
    assert id_of(url="https://example.com") == f"example-com-{digest('https://example.com')}"


def test_otherwise_the_path_or_the_content_names_the_article() -> None:
    assert id_of(key="north/The Bridge.txt") == f"the-bridge-{digest('north/The Bridge.txt')}"
    assert id_of(key="a.jsonl.gz:line 3") == f"a-{digest('a.jsonl.gz:line 3')}"
    assert id_of(key="橋.txt") == f"article-{digest('橋.txt')}"
    assert article_from_text("T.", title="Bridge").id == f"bridge-{digest('Bridge' + chr(10) + 'T.')}"
    assert article_from_text("T.").id != article_from_text("U.").id


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)


@given(ANY, ANY)
def test_every_identifier_can_stand_in_an_address(key: str, url: str) -> None:
    assert ID.fullmatch(id_of(key=key))
    assert ID.fullmatch(id_of(key=key, url="https://example.com/" + url))


def test_line_ends_are_normalised_and_everything_else_is_kept() -> None:
    text = "\ufeffA\tb\u00a0c \u2028d\r\ne\rf\n\u0301 \x07"
    assert article_from_text(text).text == "A\tb\u00a0c \u2028d\ne\nf\n\u0301 \x07"


@pytest.mark.parametrize(
    ("text", "message"), [("", "no text"), (" \n\u00a0", "no text"), ("a\x00", "NUL at 1"), ("a\ud800", "U\\+D800")]
)
def test_a_text_that_cannot_be_stored_is_refused(text: str, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        article_from_text(text)


def test_a_field_that_cannot_be_stored_is_refused() -> None:
    for field in ("title", "source", "author"):
        with pytest.raises(LoadError, match=f"the {field} holds"):
            article_from_text("A text.", **{field: "a\x00b"})
    with pytest.raises(TypeError):
        article_from_text("A text.", colour="red")


def test_fields_are_one_line_and_empty_ones_absent() -> None:
    article = article_from_text("T.", title=" A\n title ", author=" Ann \n Lee", source="  ", published=" ")
    assert (article.title, article.author, article.source, article.published) == ("A title", "Ann Lee", None, None)


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        ("2024-09-03", "2024-09-03"),
        ("2024/9/3", "2024-09-03"),
        ("2024.09.03", "2024-09-03"),
        ("20240903", "2024-09-03"),
        ("2024-09-03T10:00:00Z", "2024-09-03T10:00:00+00:00"),
        (" 2024-09-03 10:00 ", "2024-09-03T10:00:00"),
        ("3 September 2024", "2024-09-03"),
        ("Tuesday, 3rd Sept. 2024", "2024-09-03"),
        ("September 3, 2024", "2024-09-03"),
        ("Tue Sep 3 2024", "2024-09-03"),
        ("Tue, 03 Sep 2024 10:00:00 GMT", "2024-09-03T10:00:00+00:00"),
        ("5. März 2024, 10:00 Uhr", "2024-03-05"),
        ("lundi 5 février 2024", "2024-02-05"),
        ("1er août 2024 à 10h30", "2024-08-01"),
        ("5 de enero de 2024", "2024-01-05"),
        ("5 de março de 2024", "2024-03-05"),
        ("5 gennaio 2024", "2024-01-05"),
        ("5 maart 2024", "2024-03-05"),
        ("5 października 2024", "2024-10-05"),
        ("5 марта 2024 г.", "2024-03-05"),
        ("2024年3月5日 10:00", "2024-03-05"),
        ("2024년 3월 5일", "2024-03-05"),
        ("March 5, 2024 at 10:00 am EST", "2024-03-05"),
        ("2024-03-05 10:00:00 UTC", "2024-03-05"),
        ("05.03.2024 10:00", "2024-03-05"),
        ("25/03/2024", "2024-03-25"),
        ("03/25/2024", "2024-03-25"),
        ("1709632800000", "2024-03-05T10:00:00+00:00"),
        ("05-Mar-2024", "2024-03-05"),
        ("05/Mar/2024:10:00:00 +0000", "2024-03-05"),
        ("20240305100000", "2024-03-05"),
        ("2024-03-05T9:30Z", "2024-03-05"),
        ("2024-03-05T10:00:00+25:00", "2024-03-05"),
        ("2024. 3. 5.", "2024-03-05"),
        ("2024. március 5.", "2024-03-05"),
        ("5. maaliskuuta 2024", "2024-03-05"),
        ("5 martie 2024", "2024-03-05"),
        ("٥ مارس ٢٠٢٤", "2024-03-05"),
        ("2024112", None),
        ("March 5, 2024 – April 6, 2025", None),
        ("5 listopada 2024", None),
        ("2024-03", None),
        ("03/04/2024", None),
        ("2024-13-01", None),
        ("2024-02-30", None),
        ("Smarch 3, 2024", None),
        ("2024", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_written_as_iso_or_not_at_all(given: str, iso: str | None) -> None:
    assert iso_date(given) == iso


@given(st.text(max_size=100))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert (iso_date(text) or "0000")[:4].isdigit()


def test_what_was_left_out_is_said() -> None:
    article, notices = finish(Draft("T.", url="javascript:alert(1)", published="03/04/2024" + "x" * 200))
    assert (article.url, article.published) == (None, None)
    assert len(notices) == 2
    assert "is not understood" in notices[0]
    assert "is not one of http or https" in notices[1]


@pytest.mark.parametrize(
    "url",
    [
        "https://[",
        "https://",
        "https://a\x01b/",
        "https://a\u0085b/",
        "https://a b/",
        "//a/",
        "https://user:pw@a.example/",
        "https://good.example@bad.example/",
        "https://a.example/\u202etxt.exe",
        "https://a.exam\u200bple/",
    ],
)
def test_an_address_that_leads_nowhere_is_left_out(url: str) -> None:
    article, notices = finish(Draft("T.", url=url))
    assert (article.url, len(notices)) == (None, 1)


@pytest.mark.parametrize("name", ["title", "url", "source", "author"])
@pytest.mark.parametrize("value", ["https://a.example/\ud800", "https://a.example/\x00"])
def test_fields_that_are_no_text_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(LoadError, match=f"the {name} holds"):
        finish(Draft(text="The road is closed.", **{name: value}))


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("en", "en"),
        ("en_US.utf8", "en-US"),
        ("PT-br", "pt-br"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("English", None),
        ("", None),
    ],
)
def test_a_language_is_a_tag_or_nothing(written: str, language: str | None) -> None:
    assert finish(Draft(text="A text.", language=written))[0].language == language


def test_a_change_counts_only_after_the_day_of_publication() -> None:
    draft = Draft(text="A text.", published="2025-03-04T08:00:00Z", updated="2025-03-04T09:00:00Z")
    assert finish(draft)[0].updated is None
    assert finish(replace(draft, updated="5 March 2025"))[0].updated == "2025-03-05"


def test_places_go_with_the_article() -> None:
    article, _ = finish(Draft(text="One. Two.", places=((0, "page 1"), (5, "page 2"))))
    assert isinstance(article, OutlinedArticle)
    assert (article.outline, article.places) == (None, ((0, "page 1"), (5, "page 2")))
