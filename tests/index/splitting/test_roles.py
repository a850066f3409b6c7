"""Roles by layout, on an article made for this project and on short ones that each show a rule."""

from __future__ import annotations

import pytest

from index.splitting.sentences import split

ARTICLE = """\
Bridge collapse cuts off forty villages

By Ann Lee

- Forty villages are cut off, says commissioner.
- A new bridge will take three weeks.

QUETTA: The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry, officials said.

“We wait. We hope that the engineers come soon,” said Karim Shah, who runs the market. “Nobody has bread.”

Photo: Ann Lee

Ministry promises a new bridge

The ministry said that engineers were on their way from the coast with steel for a temporary bridge.

Read more

“Nobody should try to cross the river.

“It is too deep for any lorry.”

Is the river safe to cross?

It is not, the district commissioner told reporters on Tuesday evening.

© 2024 The Valley Post. All rights reserved.
"""


def roles(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(span.role, text[span.start : span.end]) for span in split(text, title=title)]


def role_of(text: str, sentence: str) -> str:
    return next(role for role, found in roles(text) if found.startswith(sentence))


def test_every_part_of_an_article_has_its_role() -> None:
    assert [role for role, _ in roles(ARTICLE)] == [
        "headline",
        "boilerplate",
        "highlight",
        "highlight",
        "body",
        "quote",
        "body",
        "quote",
        "caption",
        "heading",
        "body",
        "boilerplate",
        "quote",
        "quote",
        "question_heading",
        "body",
        "boilerplate",
        "boilerplate",
    ]


def test_roles_do_not_depend_on_blank_lines() -> None:
    packed = "\n".join(line for line in ARTICLE.splitlines() if line)
    assert roles(packed) == roles(ARTICLE)


def test_a_sentence_knows_the_heading_it_stands_under() -> None:
    sections = {ARTICLE[span.start : span.end][:12]: span.section for span in split(ARTICLE)}
    assert sections["QUETTA: The "] == ""
    assert sections["The ministry"] == "Ministry promises a new bridge"
    assert sections["It is not, t"] == "Is the river safe to cross?"
    assert sections["Is the river"] == ""


def test_the_title_is_known_again_wherever_it_stands_at_the_top() -> None:
    text = (
        "The Valley Post\nFLOOD  WARNING!\nThe river rose by two metres on Tuesday, the district commissioner said.\n"
    )
    assert roles(text, title="Flood warning")[1] == ("headline", "FLOOD  WARNING!")


@pytest.mark.parametrize(
    "text",
    [
        "The pier at Ulm was closed in March.\n",
        "The pier at Ulm was closed in March.\nIt is ninety metres long.\n",
        "The pier at Ulm was closed in March.\n\nIt is ninety metres long.\n\nNobody fishes there now.\n",
        "The pier at Ulm was closed in March…\nIt is ninety metres long.\n",
        "Pier at Ulm closed\n",
    ],
)
def test_a_first_sentence_that_serves_as_the_title_is_said_all_the_same(text: str) -> None:
    first = text.split("\n", maxsplit=1)[0]
    assert roles(text, title=first)[0] == ("body", first)


@pytest.mark.parametrize("title", ["Pier at Ulm closed", "Pier closed by Brunt & Co.", "Who closed the pier?"])
def test_a_title_that_is_no_sentence_is_a_headline(title: str) -> None:
    assert roles(f"{title}\nThe pier at Ulm was closed in March.\n", title=title)[0] == ("headline", title)


def test_a_question_is_told_by_its_mark_in_any_language() -> None:
    prose = "Die Straße im Tal wurde am Dienstag gesperrt, nachdem die Brücke unter einem Lastwagen nachgegeben hatte."
    for question in (
        "Wie geht es weiter?",
        "¿Qué pasó en el valle?",
        "何が起きたのか？",
        "ماذا حدث؟",
        "Bridge closed?",
    ):
        assert role_of(f"{prose}\n{question}\n{prose}", question) == "question_heading", question


def test_a_question_inside_a_paragraph_or_in_quotation_marks_heads_nothing() -> None:
    prose = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry."
    assert role_of(f"{prose}\nWho pays? Nobody knows.\n{prose}", "Who pays?") == "body"
    assert role_of(f"{prose}\n“Who pays?”\n{prose}", "“Who pays?”") == "quote"
    assert role_of(f"{prose}\nWho pays?", "Who pays?") == "body"


def test_a_title_that_asks_heads_no_section() -> None:
    text = "Who pays for the bridge?\n\nThe ministry pays, its spokesman said on Tuesday in the valley.\n"
    assert [(span.role, span.section) for span in split(text)] == [("question_heading", ""), ("body", "")]


def test_short_lines_that_head_nothing_are_body() -> None:
    prose = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry."
    names = "Karim Shah\nAnn Lee\nOmar Khan\nEllen Voss"
    assert {role for role, text in roles(f"{prose}\n{names}\n{prose}")[1:3]} == {"body"}
    assert role_of(f"{prose}\nNobody was hurt", "Nobody") == "body"
    assert role_of(f"{prose}\nnot a heading\n{prose}", "not") == "body"
    assert role_of(f"{prose}\nsee https://example.com/x\n{prose}", "see") == "body"
    assert role_of(f"{prose}\nIt was late,\n{prose}", "It was") == "body"
    assert role_of(f"{prose}\n— Ann Lee\n{prose}", "— Ann") == "body"


def test_a_list_below_the_first_paragraph_is_no_highlight() -> None:
    prose = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry."
    assert role_of(f"{prose}\n- Forty villages are cut off.", "Forty") == "body"
    assert role_of("- Flour\n- Rice\n- Tea", "Rice") == "body"
    many = "\n".join(f"- Item {n} of a long list" for n in range(20))
    assert role_of(f"{many}\n{prose}", "Item 3") == "body"


def test_a_name_alone_above_the_article_is_a_byline() -> None:
    prose = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry."
    assert role_of(f"Ann Lee\n\nBridge falls in valley\n\n{prose}", "Ann Lee") == "boilerplate"
    assert role_of(f"{prose}\n\nAnn Lee\n\n{prose}", "Ann Lee") == "heading"


def test_two_headings_in_a_row_both_are() -> None:
    prose = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry."
    found = split(f"{prose}\nThe north of the valley\nKalat and its bridge\n{prose}")
    assert [(span.role, span.section) for span in found][1:] == [
        ("heading", ""),
        ("heading", ""),
        ("body", "Kalat and its bridge"),
    ]
