from __future__ import annotations

import io

from index.loaders import Draft
from index.loaders.office.odf import load_odf
from tests.support.files import BODY, GOOD, GOOD_ODT, SECOND, odt


def read(data: bytes) -> Draft:
    (draft,) = load_odf(io.BytesIO(data))
    assert isinstance(draft, Draft)
    return draft


def test_a_text_is_read_with_its_headings_and_its_notes_after_their_paragraph() -> None:
    draft = read(GOOD_ODT)
    note = "He spoke on Wednesday evening in the town hall."
    assert draft.text == f"Bridge closed\n\n{BODY}\n\n{SECOND}\n\n{note}"
    assert draft.outline == ((0, "heading"),)
    assert (draft.title, draft.author, draft.published) == ("Bridge closed", "Ann Lee", "2025-03-04T08:00:00")


def test_what_was_deleted_and_what_was_noted_beside_the_text_is_not_read() -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:p>The road was<office:annotation><text:p>noted</text:p></office:annotation><text:tab/>closed.</text:p>"
    )
    assert read(odt(body)).text == "The road was closed."


def test_a_space_or_a_line_break_in_a_part_of_a_line_stays() -> None:
    body = (
        "<text:p>The <text:span>red </text:span><text:span>boat<text:s/></text:span>left"
        "<text:span><text:line-break/></text:span>at <text:a><text:span> nine</text:span> </text:a>.</text:p>"
    )
    assert read(odt(body)).text == "The red boat left at nine ."


def test_the_mark_of_a_number_that_the_program_writes_is_not_read_and_a_number_is() -> None:
    body = "<text:p><text:page-number>&lt;number&gt;</text:page-number></text:p>"
    assert read(odt(f"{body}<text:p>See page <text:page-number>4</text:page-number>.</text:p>")).text == "See page 4."


def test_lists_and_tables_are_lines() -> None:
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inner}</table:table-row>"

    head = f"<table:table-header-rows>{row('Country', 'Gold')}</table:table-header-rows>"
    table = f"<table:table>{head}{row('Velden', '14')}{row('Norvik', '9')}</table:table>"
    items = "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
    assert read(odt(items + table)).text == "- one\n\nCountry: Velden | Gold: 14\nCountry: Norvik | Gold: 9"


def test_a_presentation_says_the_slide() -> None:
    assert read(GOOD[".odp"]).places == ((0, "slide 1"), (15, "slide 2"))
