"""Headings, captions and rows of tables: what the source calls a line is what it is, and layout tells nothing more."""

# ruff: noqa: E501 - a case of a table stands on a line

from __future__ import annotations

import io

import pytest

from index.loaders import Draft
from index.loaders.extraction.outline import Piece, joined, table_lines
from index.loaders.html import load_html
from index.loaders.markdown import load_markdown
from index.loaders.text import load_text
from index.splitting.sentences import split

PROSE = (
    "The count in the six villages of the Ruhn valley was finished shortly after midnight, the electoral office said on "
    "Monday. Turnout was higher than in any vote since the war, and in two villages the ballot papers ran out at noon."
)
TABLE = [["Village", "Yes", "No"], ["Ober Ruhn", "211", "98"], ["Nieder Ruhn", "87", "140"]]
ROWS = ["Village: Ober Ruhn | Yes: 211 | No: 98", "Village: Nieder Ruhn | Yes: 87 | No: 140"]
MARKDOWN = "\n".join(f"| {' | '.join(row)} |" for row in [TABLE[0], ["---"] * 3, *TABLE[1:]])
HTML = (
    "<table>"
    + "".join(f"<tr><{t}>" + f"<{t}>".join(row) for t, row in zip(("th", "td", "td"), TABLE, strict=True))
    + "</table>"
)


def roles(draft: Draft) -> dict[str, str]:
    return {draft.text[s.start : s.end]: s.role for s in split(draft.text, title=draft.title, outline=draft.outline)}


def page(body: str) -> Draft:
    (draft,) = load_html(
        io.BytesIO(f"<html><body><article><h1>Vote in Ruhn</h1><p>{PROSE}</p>{body}</article></body></html>".encode())
    )
    assert isinstance(draft, Draft)
    return draft


def markdown(body: str) -> Draft:
    (draft,) = load_markdown(io.BytesIO(f"# Vote in Ruhn\n\n{PROSE}\n\n{body}".encode()))
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize("after", ["", f"\n\n{PROSE}"])
def test_a_row_of_a_table_carries_its_header_and_heads_nothing(after: str) -> None:
    for draft in (markdown(MARKDOWN + after), page(HTML + after)):
        found = roles(draft)
        assert [found.get(row) for row in ROWS] == ["body", "body"]
        assert "Village | Yes | No" not in draft.text


@pytest.mark.parametrize("row", ["Ober Ruhn | 211 | 98", "Turnout | 78 %"])
def test_a_row_in_a_plain_text_heads_nothing_either(row: str) -> None:
    (draft,) = load_text(io.BytesIO(f"{PROSE}\n{row}\n{PROSE}".encode()))
    assert isinstance(draft, Draft)
    assert roles(draft)[row] == "body"


def test_rows_stand_alone_whatever_their_length_and_letters() -> None:
    rows = ["| ".join(["kelm and the lower valley of the ruhn", " 211"]), "ober ruhn | 98", "hamm | 12"]
    text = "\n".join([PROSE, *rows])
    assert [text[s.start : s.end] for s in split(text)][-3:] == rows


@pytest.mark.parametrize(
    "line",
    [
        "Nieder Ruhn said no by 53 votes",
        "Six villages, one vote",
        "The mayor of Ober Ruhn, Ilse Kamm",
        "211 to 98",
        "A long night in the valley",
    ],
)
def test_only_what_the_source_calls_a_heading_is_one(line: str) -> None:
    assert roles(page(f"<h3>{line}</h3><p>{PROSE[::-1]}.</p>"))[line] == "heading"
    assert roles(markdown(f"### {line}\n\nOther {PROSE}"))[line] == "heading"
    assert roles(page(f"<p>{line}</p><p>Other {PROSE}</p>")).get(line, "body") == "body"
    assert roles(markdown(f"{line}\n\nOther {PROSE}"))[line] == "body"


def test_a_heading_that_asks_is_one_that_asks() -> None:
    assert roles(page(f"<h2>Who counted?</h2><p>Other {PROSE}</p>"))["Who counted?"] == "question_heading"
    assert roles(markdown(f"## Who counted?\n\nOther {PROSE}"))["Who counted?"] == "question_heading"


def test_a_paragraph_in_bold_is_a_heading_where_it_looks_like_one() -> None:
    for draft in (
        page(f"<p><b>A long night</b></p><p>Other {PROSE}</p><p><b>Nobody was hurt in Hamm</b></p><p>More {PROSE}</p>"),
        markdown(f"**A long night**\n\nOther {PROSE}\n\n**Nobody was hurt in Hamm**\n\nMore {PROSE}"),
    ):
        found = roles(draft)
        assert found["A long night"] == "heading"
        assert found.get("Nobody was hurt in Hamm", "body") == "body"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("<strong>Who pays for it?</strong><br>The town, and nobody else.", "The town, and nobody else."),
        ("<b>Who pays for it?</b> <br/> The town, and nobody else.", "The town, and nobody else."),
        ("<b>Who pays</b> <strong>for it?</strong><br>The town.<br>Nobody else.", "The town.\nNobody else."),
        ("<span><b>Who pays for it?</b></span><br><br>The town, and nobody else.", "The town, and nobody else."),
        ("<strong>Quem paga？</strong><br>The town, and nobody else.", "The town, and nobody else."),
    ],
)
def test_a_question_in_bold_stands_over_the_answer_in_its_paragraph(line: str, answer: str) -> None:
    draft = page(f"<p>Other {PROSE}</p><p>{line}</p><p>More {PROSE}</p>")
    asked = next(line for line in draft.text.split("\n\n") if line[-1:] in "?？")
    assert roles(draft)[asked] == "question_heading"
    assert f"\n\n{asked}\n\n{answer}\n\n" in draft.text


@pytest.mark.parametrize(
    "line",
    [
        "<b>Town hall</b><br>Market 1",  # asks nothing
        "Who pays for it? <b>Nobody?</b><br>The town.",  # not all in bold
        "<b>Who pays for it?<br>The town.</b>",
        "<b>Who pays for it?</b> The town.<br>Nobody else.",
        "<i>Who pays for it?</i><br>The town.",
    ],
)
def test_other_lines_of_a_paragraph_stay_together(line: str) -> None:
    draft = page(f"<p>Other {PROSE}</p><p>{line}</p><p>More {PROSE}</p>")
    assert len(draft.text.split("\n\n")) == len(
        page(f"<p>Other {PROSE}</p><p>One.</p><p>More {PROSE}</p>").text.split("\n\n")
    )


def test_a_caption_is_one_by_its_element() -> None:
    line = "Helpers carry ballot papers over the bridge at Hamm on Sunday."
    assert (
        roles(page(f"<figure><img src=x><figcaption>{line}</figcaption></figure><p>Other {PROSE}</p>"))[line]
        == "caption"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Nobody was hurt in Hamm",
        "Ober Ruhn has 309 voters",
        "The ballots ran out at noon",
        "Ilse Kamm won 211 votes",
        "The office counted 309 ballots",
        "Helpers took the road to Hamm",
        "Die Stimmen wurden am Abend gezählt",
        "She teaches at Hamm",
        "Every voter pays nine crowns",
        "The ballots contain an error",
        "THE OFFICE IS CLOSED",
        "VOTERS WERE TURNED AWAY",
        "Ilse Kamm: 211 votes",
        "Opened: 14 June 1931",
    ],
)
def test_a_sentence_with_a_finite_verb_is_no_heading_though_nothing_ends_it(line: str) -> None:
    assert {s.role for s in split(f"{PROSE}\n{line}\nOther {PROSE}")} == {"body"}


@pytest.mark.parametrize(
    "line",
    [
        "A long night in the valley",
        "Ministry counts again",
        "Votes lost in the snow",
        "Will Kamm, mayor",
        "The long night",
        "OFFICE CLOSED",
        "Hamm: a town counts",
    ],
)
def test_a_line_without_one_is_a_heading_in_a_plain_text(line: str) -> None:
    text = f"{PROSE}\n{line}\nOther {PROSE}"
    assert next(s.role for s in split(text) if text[s.start : s.end] == line) == "heading"


def test_roles_are_named_for_the_places_where_lines_begin() -> None:
    text, outline = joined([Piece("A\r\nb"), Piece("Head", "heading"), Piece("- x\n- y"), Piece("Cap", "caption")])
    assert text == "A\nb\n\nHead\n\n- x\n- y\n\nCap"
    assert [(text[at : at + 3], role) for at, role in outline] == [("Hea", "heading"), ("Cap", "caption")]


@pytest.mark.parametrize(
    ("rows", "headers", "lines"),
    [
        (TABLE, 1, ROWS),
        (TABLE, 0, [" | ".join(row) for row in TABLE]),
        ([["", "Yes"], ["Hamm", "12"], ["Kelm", ""]], 1, ["Hamm | Yes: 12", "Kelm"]),
        ([["A", "2023", "2023"], ["", "Yes", "No"], ["Hamm", "1", "2"]], 2, ["A: Hamm | 2023 Yes: 1 | 2023 No: 2"]),
        ([["Place:", "Votes"], ["North"], ["Hamm", "7"]], 1, ["North", "Place: Hamm | Votes: 7"]),
        ([["Only", "a header"]], 1, ["Only | a header"]),
        ([], 0, []),
    ],
)
def test_rows_are_written_so_that_each_can_be_quoted_alone(
    rows: list[list[str]], headers: int, lines: list[str]
) -> None:
    assert table_lines(rows, headers=headers) == lines


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<tr><th colspan=3>Votes</th></tr><tr><th>Village<th>Yes<br>votes<th>No</tr><tr><td>Ha<wbr>mm<td><p>12</p><td>3</tr>", "Votes\nVillage: Hamm | Yes votes: 12 | No: 3"),
        ("<tr><th>Mayor<td>Ilse Kamm</tr><tr><th>Voters:<td>309</tr>", "Mayor: Ilse Kamm\nVoters: 309"),
        ("<tfoot><tr><td>Both<td>25</tr></tfoot><tbody><tr><td>Hamm<td>12</tr><tr><td>Orth<td>13</tr></tbody>", "Hamm | 12\nOrth | 13\nBoth | 25"),
        ("<thead><tr><td>Village<td>Yes</tr></thead><tr><td rowspan=2>Hamm<td>12</tr><tr><td>13</tr>", "Village: Hamm | Yes: 12\nVillage: Hamm | Yes: 13"),
        ("<tr><td><b>Village</b><td><strong>Yes</strong></tr><tr><td>Hamm<td>12</tr>", "Village: Hamm | Yes: 12"),
        ("<tr><th>Village<th colspan=2>Votes</tr><tr><td>Hamm<td>12<td>3</tr><tr><td colspan=3>Kelm did not vote</tr>", "Village: Hamm | Votes: 12 | Votes: 3\nKelm did not vote"),
        ("<caption>By village</caption><tr><th>Village<th>Yes</tr><tr><td>Hamm<td>12</tr>", "By village\nVillage: Hamm | Yes: 12"),
        ("<tr><th>Village<th>Hours</tr><tr><td>Hamm<td><p>9 to noon</p><p>Sundays shut.</p><p>Ask first</p></tr>", "Village: Hamm | Hours: 9 to noon; Sundays shut. Ask first"),
        ("<tr><th>Village<th>Clerk</tr><tr><td><h4>Hamm</h4><td><blockquote>Ilse Kamm</blockquote></tr>", "Village: Hamm | Clerk: Ilse Kamm"),
        ("<tr><th>Village<th>Yes</tr><tr><td>Hamm<td>12</tr><tr><th>Village<th>No</tr><tr><td>Hamm<td>3</tr>", "Village: Hamm | Yes: 12\nVillage: Hamm | No: 3"),
        ("<tr><th>Village<th>Yes</tr><tr><td>Hamm<td>12</tr><tr><th>All<th>15</tr>", "Village: Hamm | Yes: 12\nVillage: All | Yes: 15"),
    ],
)  # fmt: skip
def test_tables_of_pages_are_read_with_their_spans(table: str, lines: str) -> None:
    assert lines in page(f"<table>{table}</table><p>Other {PROSE}</p>").text.split("\n\n")


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<div role=row><span role=columnheader>Village</span><span role=columnheader>Yes</span></div><div role=row><span role=cell>Hamm</span><span role=cell>12</span></div>", ["Village: Hamm | Yes: 12"]),
        ("<div role=rowgroup><div role=row><b role=columnheader>Village</b> <b role=columnheader>Yes</b></div></div><div role=rowgroup><div role=row><i role=rowheader>Hamm</i> <i role=cell>12</i></div></div>", ["Village: Hamm | Yes: 12"]),
        ("<div><div role=row><span role=cell>Hamm</span><span role=cell>12</span></div></div>", ["Hamm", "12"]),
        ("<div role=row><span role=cell>Hamm</span><span role=cell>12</span></div>They were counted at noon.", ["Hamm", "12", "They were counted at noon."]),
    ],
)  # fmt: skip
def test_a_table_by_the_roles_of_its_elements_is_one_and_no_words_run_together(table: str, lines: list[str]) -> None:
    text = page(f"<div role=table>{table}</div><p>Other {PROSE}</p>").text
    between = text[text.index(PROSE) + len(PROSE) : text.index(f"Other {PROSE}")]
    assert between.split("\n\n")[1:-1] == lines


def test_a_table_that_only_places_things_is_read_through() -> None:
    body = f"<table><tr><td><h2>Left</h2><p>Other {PROSE}</p></td><td><p>Third {PROSE}</p></td></tr></table>"
    draft = page(body)
    assert "Left\n\nOther The count" in draft.text
    assert " | " not in draft.text


AFTER = "The losing side asks for a new count, which the office must decide on within ten days."


@pytest.mark.parametrize(
    "box",
    [
        "<aside><h3>The vote of 2011</h3><p>It was won by nine votes.</p></aside>",
        "<aside><h3>The villages</h3><p>There are six.</p><h3>The vote of 2011</h3><p>It was won by nine votes.</p></aside>",
        "<details><summary>Who may vote?</summary><p>Everybody over sixteen may.</p></details>",
        "<details><summary>Who may vote?</summary><p>All may.</p></details><details><summary>Where?</summary><p>At the inn.</p></details>",
        "<div class='fact-box wide'><h4>The vote of 2011</h4><ul><li>won by nine votes</li><li>in May</li></ul></div>",
        "<div class=infobox><b>In brief</b><details><summary>How many?</summary><p>Nine votes.</p></details><p>It rained.</p></div>",
        "<section class=callout><h3>The vote of 2011</h3><table><tr><td>Yes</td><td>9</td></tr></table></section>",
    ],
)
def test_a_heading_in_a_box_stands_over_nothing_below_it(box: str) -> None:
    draft = page(
        f"<h2>The count</h2><p>{PROSE}</p>{box}<p>{AFTER}</p><h2>What comes</h2><p>A new vote comes in May.</p>"
    )
    spans = split(draft.text, title=draft.title, outline=draft.outline)
    sections = {draft.text[span.start : span.end]: span.section for span in spans}
    assert sections[AFTER] == "The count"
    assert sections["A new vote comes in May."] == "What comes"
    assert set(sections.values()) > {"", "The count", "What comes"}


def test_a_box_with_a_heading_alone_leaves_it_over_what_follows() -> None:
    draft = page(f"<aside class=callout><h3>The vote of 2011</h3></aside><p>{AFTER}</p>")
    spans = split(draft.text, title=draft.title, outline=draft.outline)
    assert [s.section for s in spans if draft.text[s.start : s.end] == AFTER] == ["The vote of 2011"]
