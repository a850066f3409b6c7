from __future__ import annotations

import io

import pytest

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.isolated.tables import load_csv, load_sheet
from tests.support.files import BODY, ROWS, SECOND, xlsx


def read_csv(text: str, encoding: str = "utf-8") -> list[Draft | LoadError]:
    return list(load_csv(io.BytesIO(text.encode(encoding))))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_row_is_an_article_where_a_column_holds_texts(delimiter: str) -> None:
    rows = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    first, second = read_csv(rows)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.title, first.text, first.published, first.where) == ("Bridge closed", BODY, "2025-03-04", "row 2")
    assert (second.text, second.where) == (SECOND, "row 3")


@pytest.mark.parametrize(
    "head",
    ["text,title,date,url", "Body,Headline,Published At,Link", "article_text,SUBJECT,pub_date,canonical url"],
)
def test_columns_are_known_by_their_usual_names(head: str) -> None:
    (draft,) = read_csv(f'{head}\n"{BODY}",Bridge,2025-03-04,https://example.com/b\n')
    assert isinstance(draft, Draft)
    assert (draft.text, draft.title, draft.published, draft.url) == (
        BODY,
        "Bridge",
        "2025-03-04",
        "https://example.com/b",
    )


def test_a_text_may_have_lines_and_quotation_marks() -> None:
    (draft,) = read_csv('title,text\nBridge,"He said ""no"".\n\nThen he left."\n')
    assert isinstance(draft, Draft)
    assert draft.text == 'He said "no".\n\nThen he left.'


def test_a_text_without_quotation_marks_keeps_what_its_line_was_divided_by() -> None:
    (draft,) = read_csv("title,text\nFerry,It left at nine, late again, in fog.\n")
    assert isinstance(draft, Draft)
    assert draft.text == "It left at nine, late again, in fog."


def test_a_row_of_which_a_text_may_be_cut_is_an_error_and_not_a_silent_loss() -> None:
    error, draft = read_csv("text,title\nIt left at nine, late again.,Ferry\nIt left at ten.,Ferry\n")
    assert "row 2: it has more cells than the table has columns" in str(error)
    assert isinstance(draft, Draft)


def test_a_delimiter_is_told_by_the_first_line_and_not_guessed() -> None:
    (draft,) = read_csv('Headline;Text;Date\n"A, b";"He said ""no"", and left.\nThen, silence.";2025-03-04\n')
    assert isinstance(draft, Draft)
    assert draft.text == 'He said "no", and left.\nThen, silence.'


def test_titles_above_a_table_are_headings_and_not_the_names_of_its_columns() -> None:
    (draft,) = load_sheet(io.BytesIO(xlsx([["Medals of 2025"], ["Country", "Gold"], ["Velden", 14.0]])))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text) == ("Medals of 2025", "Medals of 2025\n\nCountry: Velden | Gold: 14")


def test_a_row_without_a_text_is_an_error_that_names_it_and_stops_no_other() -> None:
    error, draft = read_csv(f"title,text\nBridge,\nFerry,{SECOND}\n")
    assert str(error) == "row 2: it has no text in the column of texts"
    assert isinstance(draft, Draft)


def test_a_table_without_texts_is_one_article_with_a_line_a_row() -> None:
    (draft,) = read_csv("Country,Gold\nVelden,14\nNorvik,9\n")
    assert isinstance(draft, Draft)
    assert draft.text.split("\n\n") == ["Country: Velden | Gold: 14", "Country: Norvik | Gold: 9"]
    assert draft.places == ((0, "row 2"), (28, "row 3"))


def test_other_character_sets_are_read() -> None:
    (draft,) = read_csv('title;text\nCafé;"Le café de la gare était fermé à cause de la grève."\n', "cp1252")
    assert isinstance(draft, Draft)
    assert "était fermé" in draft.text
    assert "windows-1252" in draft.notices[0]


def test_a_sheet_is_read_as_a_table_is() -> None:
    first, second = load_sheet(io.BytesIO(xlsx(list(ROWS))))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.title, first.text, first.published, first.where) == ("Bridge closed", BODY, "2025-03-04", "row 2")


def test_whole_numbers_have_no_point() -> None:
    (draft,) = load_sheet(io.BytesIO(xlsx([["Country", "Gold"], ["Velden", 14.0], ["Norvik", 9.5]])))
    assert isinstance(draft, Draft)
    assert draft.text == "Country: Velden | Gold: 14\n\nCountry: Norvik | Gold: 9.5"


def test_a_cell_that_spans_rows_stands_in_each_of_them_and_fills_no_empty_row() -> None:
    rows: list[list[str | float]] = [
        ["Ward", "Mayor", "Votes"],
        ["North", "Ann Lee", 120.0],
        ["", "Tom Ray", 99.0],
        ["", "", ""],
    ]
    (draft,) = load_sheet(io.BytesIO(xlsx(rows, merged=("A2:A1048576", "B9:C9"))))
    assert isinstance(draft, Draft)
    assert draft.text.split("\n\n") == [
        "Ward: North | Mayor: Ann Lee | Votes: 120",
        "Ward: North | Mayor: Tom Ray | Votes: 99",
    ]
