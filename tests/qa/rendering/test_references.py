"""What is cited, for reference managers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import QuestionError
from qa.records import Answer, Citation
from qa.rendering.references import bibtex, csl
from tests.qa.rendering.made import ABSTAINED, ANSWER, CITATION, QUOTE, RELATED


def _of(citation: Citation) -> Answer:
    return replace(ANSWER, quotes=(replace(QUOTE, citation=citation),))


def test_an_article_is_one_item_with_all_that_was_quoted() -> None:
    other = replace(QUOTE, text="Nobody was hurt.", citation=replace(CITATION, start=60, end=76))
    answers = [replace(ANSWER, quotes=(QUOTE, other)).to_dict(), ANSWER.to_dict()]
    assert csl(answers) == [
        {
            "id": "harbour",
            "type": "article-newspaper",
            "title": "Fire at the harbour",
            "container-title": "The Ledger",
            "author": [{"literal": "A. Writer"}],
            "issued": {"date-parts": [[2025, 3, 4]]},
            "URL": "https://news.example/harbour",
            "note": f"“{QUOTE.text}” (10:51) “Nobody was hurt.” (60:76)",
        }
    ]


def test_what_is_no_answer_is_not_cited() -> None:
    assert (csl([ABSTAINED.to_dict()]), bibtex([ABSTAINED.to_dict()])) == ([], "")
    assert len(csl([RELATED.to_dict()])) == 1


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(CITATION, url=None, source=None, author=None, published=None, title="", fragment_url=None)
    (item,) = csl([_of(bare).to_dict()])
    assert item.keys() == {"id", "type", "note"}
    assert item["type"] == "document"
    assert "title = {{Untitled}}" in _of(bare).export("bibtex")
    assert "month" not in _of(bare).export("bibtex")


def test_an_entry_of_bibtex_has_the_fields_that_it_should() -> None:
    assert ANSWER.export("bibtex").splitlines() == [
        "@misc{harbour,",
        "  title = {{Fire at the harbour}},",
        "  author = {{A. Writer}},",
        "  howpublished = {The Ledger},",
        "  year = {2025},",
        '  month = mar # "~4",',
        "  url = {https://news.example/harbour},",
        f"  note = {{“{QUOTE.text}” (10:51)}},",
        "}",
    ]


@given(st.text(min_size=1))
def test_whatever_a_title_says_the_braces_of_an_entry_match_and_nothing_is_obeyed(title: str) -> None:
    line = next(one for one in _of(replace(CITATION, title=title)).export("bibtex").split("\n") if "title" in one)
    inner = line.removeprefix("  title = {{").removesuffix("}},")
    plain = re.sub(r"\\text(?:backslash|braceleft|braceright|asciitilde|asciicircum)\{\}|\\[&%$#_]", "", inner)
    assert not set(plain) & set("\\{}&%$#_~^")


@pytest.mark.parametrize("words", ["{", "} and", "}}, url = {https://evil.example/}, x = {{", "\\} @misc{x, y={z}}"])
def test_no_brace_of_an_article_ends_its_field(words: str) -> None:
    answer = replace(
        ANSWER, quotes=(replace(QUOTE, text=words, citation=replace(CITATION, title=words, author=words)),)
    )
    written = answer.export("bibtex")
    ends = [at for at in range(len(written)) if written[: at + 1].count("{") == written[: at + 1].count("}")]
    # BibTeX counts every brace, whatever stands before it: the entry ends with its last one, and each field in its line
    assert [written[at] for at in ends if written[at] == "}"] == ["}"]
    assert re.findall(r"(?m)^  (\w+) = ", written) == [
        *("title", "author", "howpublished", "year", "month", "url", "note"),
    ]
    assert all(line.count("{") == line.count("}") for line in written.splitlines()[1:-1])


def test_keys_are_plain_and_no_two_entries_share_one() -> None:
    answers = [_of(replace(CITATION, article_id=one)).to_dict() for one in ("né, le", "ne le", "ne  le", "事件")]
    assert re.findall(r"@misc\{(.*),", bibtex(answers)) == ["ne-le", "ne-le-2", "ne-le-3", "article"]


@pytest.mark.parametrize("form", ["csl", "annotations"])
def test_what_is_json_can_be_read_again(form: str) -> None:
    assert len(json.loads(ANSWER.export(form))) == 1


@pytest.mark.parametrize("form", ["word", "", "BibTeX", None])
def test_a_form_that_there_is_not_is_named_with_those_there_are(form: Any) -> None:
    with pytest.raises(QuestionError, match=f"no form {form!r}; there are markdown, csl, bibtex"):
        ANSWER.export(form)
