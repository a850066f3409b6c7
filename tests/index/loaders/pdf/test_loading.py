"""PDF files -> articles, as pages look: each test says where the words stand."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Corpus
from index.errors import LoadError
from index.ingest.batches import prepared
from index.loaders import Draft, load_stream
from index.loaders.drafts import finish
from index.loaders.pdf.loading import load_pdf
from index.loaders.pdf.page_images import draw
from tests.support.doubles import HashEncoder
from tests.support.examples import examples
from tests.support.files import GOOD_PDF
from tests.support.pdfs import Page, pdf

LEFT = [
    "The harbour was closed on Tues-",
    "day, said the mayor of the town. It",
    "was a long winter for the region by",
    "the sea, and nobody was surprised.",
]
RIGHT = [
    "The ferry did not sail, the company",
    "said on Friday. Repairs of the quay",
    "will take a week or more, and cost",
    "the town about nine thousand crowns.",
]
IN_ORDER = (
    "The harbour was closed on Tuesday, said the mayor of the town. It was a long winter for the region by the sea, "
    "and nobody was surprised."
)
SECOND = (
    "The ferry did not sail, the company said on Friday. Repairs of the quay will take a week or more, and cost the "
    "town about nine thousand crowns."
)


def read(*pages: Page, **options: object) -> Draft:
    (draft,) = load_pdf(io.BytesIO(pdf(pages, **options)))  # type: ignore[arg-type]
    assert isinstance(draft, Draft)
    return draft


def columns() -> Page:
    return Page().lines(LEFT, x=72, y=700).lines(RIGHT, x=320, y=700)


def test_a_column_is_read_to_its_end_before_the_next() -> None:
    assert read(columns()).text == f"{IN_ORDER}\n\n{SECOND}"


def test_columns_that_are_drawn_line_by_line_across_the_page_are_read_one_after_the_other() -> None:
    page = Page()
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        page.line(left, x=72, y=700 - 14 * number).line(right, x=320, y=700 - 14 * number)
    assert read(page).text == f"{IN_ORDER}\n\n{SECOND}"


def test_a_paragraph_goes_on_in_the_next_column_past_the_caption_or_box_at_the_foot_of_its_own() -> None:
    left = [
        "The storm that struck the coast cut",
        "the power of many homes, and some",
        "schools were opened for people who",
    ]
    right = [
        "had lost their roofs. The army sent",
        "soldiers to the islands, where the",
        "cable to the mainland had broken.",
    ]
    for box, size in ((["THE STORM IN NUMBERS", "2 people hurt"], 11), (["The quay of Brill. Photo: T. Ray"], 9)):
        page = Page().lines(left, x=72, y=700).lines(box, x=72, y=600, size=size).lines(right, x=320, y=700)
        sentences = "for people who had lost their roofs. The army sent soldiers to the islands, where"
        assert sentences in read(page).text


@pytest.mark.parametrize(
    ("cap", "begins", "whole"),
    [
        ("T", "he ferry was late", "The ferry was late"),
        ("A", "fter a storm, the ferry", "After a storm, the ferry"),
        ("A", "ferry was late", "A ferry was late"),
    ],
)
def test_a_first_letter_that_is_set_over_several_lines_begins_its_word(cap: str, begins: str, whole: str) -> None:
    page = Page().line(cap, x=72, y=487, size=32).line(f"{begins} on Monday, for the", x=98, y=500)
    page.line("third time this week. Its captain", x=98, y=486)
    text = read(page.lines(["blamed the fog. The ferry company", "will pay back the fares."], y=472)).text
    end = "Its captain blamed the fog. The ferry company will pay back the fares."
    assert text == f"{whole} on Monday, for the third time this week. {end}"


def test_a_title_over_both_columns_stands_first_and_is_the_title() -> None:
    draft = read(columns().line("The harbour is closed by ice again", y=760, size=20))
    assert draft.text.split("\n\n") == ["The harbour is closed by ice again", IN_ORDER, SECOND]
    assert draft.title == "The harbour is closed by ice again"
    assert draft.outline == ((0, "heading"),)


def test_three_columns_are_read_in_their_order() -> None:
    page = Page()
    for x, word in ((50, "first"), (230, "second"), (410, "third")):
        page.lines([f"the {word} column has line {n} here" for n in range(5)], x=x, y=700, size=9)
    text = read(page).text
    assert text.index("first column has line 4") < text.index("second column has line 0") < text.index("third column")


def test_a_table_is_read_row_by_row_with_its_header() -> None:
    page = Page().lines(LEFT, y=700)
    for row, cells in enumerate((("Country", "Gold", "Silver"), ("Velden", "14", "3"), ("Norvik", "9", "11"))):
        for column, cell in enumerate(cells):
            page.line(cell, x=72 + 120 * column, y=500 - 14 * row)
    assert "Country: Velden | Gold: 14 | Silver: 3\nCountry: Norvik | Gold: 9 | Silver: 11" in read(page).text


def test_what_repeats_on_the_edges_of_pages_is_left_out_and_chapters_are_not() -> None:
    pages = [
        columns().line("The Harbour News", y=815, size=9).line(f"Page {n} of 4", x=280, y=25, size=9)
        .line(f"Part {n}", y=770, size=20)
        for n in range(1, 5)
    ]  # fmt: skip
    text = read(*pages).text
    assert "Harbour News" not in text
    assert "Page 2" not in text
    assert [f"Part {n}" in text for n in range(1, 5)] == [True] * 4


def test_a_heading_of_a_chapter_beside_the_number_of_its_page_is_left_out() -> None:
    text = read(columns().line("Chapter 1: Ice", y=815).line("7", x=500, y=815), columns()).text
    assert "Chapter" not in text


def test_numbers_that_count_the_pages_are_left_out_wherever_they_stand_and_others_are_not() -> None:
    places = ([(560, 420)], [(500, 480)], [(190, 600), (440, 600)])
    for at in places:
        pages = []
        for n in range(1, 5):
            page = columns().line(f"Quay {n} of the harbour was closed. It has ships, in all", x=72, y=400)
            page.line(str(70 + n * n), x=72, y=386)
            for side, (x, y) in enumerate(at):
                page.line(str(len(at) * n + side + 20), x=x, y=y, size=9)
            pages.append(page)
        text = read(*pages).text
        assert not [word for word in text.split() if word in {"21", "22", "23", "24", "25", "26", "27", "28"}]
        assert [str(70 + n * n) in text for n in range(1, 5)] == [True] * 4


def test_a_number_that_stands_apart_in_a_line_at_the_edge_of_a_page_takes_no_words_with_it() -> None:
    def text_of(*cells: tuple[float, str]) -> str:
        page = columns()
        for x, text in cells:
            page.line(text, x=x, y=60)
        return read(page, columns()).text

    assert "The road was closed in" in text_of((72, "The road was closed in"), (300, "2024"), (400, "by a flood."))
    assert "Ministry of Roads, Report" in text_of((72, "1"), (120, "Ministry of Roads, Report, page 14."))
    assert "Ministry of Roads, page" in text_of((72, "Ministry of Roads, page"), (300, "14."))


def test_rows_of_a_table_at_the_foot_of_a_page_stay() -> None:
    page = columns()
    for number, (quay, ships) in enumerate([("Quay", "Ships"), ("North quay", "120"), ("South quay", "87")]):
        page.line(quay, x=72, y=88 - 14 * number).line(ships, x=300, y=88 - 14 * number)
    assert "Quay: South quay | Ships: 87" in read(page).text


def test_lines_that_differ_in_their_numbers_alone_stay_where_a_page_has_many() -> None:
    pages = [
        Page().lines([f"Rule {n}.{i} says that ship {n * 40 + i} waits at buoy {i}." for i in range(50)], y=800)
        for n in range(1, 5)
    ]
    text = read(*pages).text
    assert [f"Rule {n}.{i} says" in text for n in range(1, 5) for i in (0, 1, 49)] == [True] * 12


def test_numbers_of_lines_are_left_out_and_no_line_is() -> None:
    lines = ["The witness came at six and saw", *["the gate, which was open then, and"] * 30, "then she left for home."]
    page = Page()
    for number, line in enumerate(lines):
        page.line(str(number + 1), x=50, y=790 - 23 * number).line(line, x=80, y=790 - 23 * number)
    assert read(page).text == " ".join(lines)


def test_a_year_or_a_number_within_the_text_stays() -> None:
    text = read(Page().lines(["The harbour was built in", "1907", "and closed in the year that followed."], y=500)).text
    assert "1907" in text


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("The win-", "ter was long.", "The winter was long."),
        ("The North-", "South line was long.", "The North-South line was long."),
        ("A well-known man is well-", "known to all.", "A well-known man is well-known to all."),
        ("It is 10-", "20 kilometres.", "It is 10-20 kilometres."),
    ],
)
def test_a_hyphen_goes_where_it_only_broke_a_word(first: str, second: str, whole: str) -> None:
    assert read(Page().lines([first, second], y=500)).text == whole


def test_a_sentence_that_goes_on_on_the_next_page_is_one_and_is_of_the_page_where_it_begins() -> None:
    draft = read(
        Page().lines(["The first page ends. The mayor said that the har-"], y=100),
        Page().lines(["bour would open again. The second page ends."], y=700),
    )
    article, _ = finish(draft)
    (batch,) = prepared([article])
    sentences = [(article.text[span.start : span.end], span.place) for span in batch[0].spans]
    assert sentences == [
        ("The first page ends.", "page 1"),
        ("The mayor said that the harbour would open again.", "page 1"),
        ("The second page ends.", "page 2"),
    ]


def test_a_footnote_does_not_stand_in_the_sentence_that_the_next_page_ends() -> None:
    draft = read(
        Page().lines([*LEFT, "The mayor said that"], y=400).line("1 He spoke on Wednesday.", y=90, size=7),
        Page().lines(["the harbour would open again on Monday.", *RIGHT], y=700),
    )
    assert "The mayor said that the harbour would open again on Monday." in draft.text
    assert "1 He spoke on Wednesday." in draft.text


@pytest.mark.parametrize("behind", [". It had been", " and had been"])
def test_a_raised_mark_of_a_footnote_does_not_end_its_line(behind: str) -> None:
    page = Page()
    page.commands.append(
        f"BT /F1 11 Tf 72 500 Td (It was sold) Tj /F1 6 Tf 5 Ts (1) Tj /F1 11 Tf 0 Ts ({behind}) Tj ET"
    )
    assert read(page.line("built in the town.", x=72, y=486)).text == f"It was sold{behind} built in the town."


def test_ligatures_are_letters() -> None:
    page = Page().line("The of\u20acce was \u201aooded.", y=500, font="F3")
    assert read(page, cmap={0x80: "\ufb01", 0x82: "\ufb02"}).text == "The office was flooded."


def test_letters_that_run_from_right_to_left_are_in_the_order_in_which_they_are_read() -> None:
    word = "\u05e9\u05dc\u05d5\u05dd"
    codes = {0x41 + n: letter for n, letter in enumerate(reversed(word))}
    assert read(Page().line("ABCD", y=500, font="F3"), cmap=codes).text == word


def test_a_number_in_letters_that_run_from_right_to_left_stands_where_it_is_read() -> None:
    codes = {0x41 + n: letter for n, letter in enumerate("\u05e9\u05dc\u05d5\u05dd")} | {
        n: chr(n) for n in b"0123456789"
    }
    page = Page().line("ABCD", x=300, y=500, font="F3").line("2024", x=272, y=500, font="F3")
    assert read(page.line("DCBA", x=235, y=500, font="F3"), cmap=codes).text == "םולש 2024 שלום"


def test_what_was_written_into_a_form_is_read_beside_its_question_and_shown() -> None:
    page, form = Page().line("Name of the applicant:", y=500), [(260, 497, "Ilse Marrowby")]
    data = pdf([page], form=form)
    assert read(page, form=form).text == "Name of the applicant: Ilse Marrowby"
    cited = {"page": 1, "text": "Ilse Marrowby", "before": 0}
    (about,) = draw(io.BytesIO(data), {"page": 1, "width": None, "cited": cited})
    assert len(json.loads(about)["boxes"]) == 1


def test_the_mark_of_a_list_that_stands_apart_is_no_cell_of_a_table() -> None:
    items = ["The board bought a second boat.", "It sold the old one.", "It raised the fees."]
    page = Page()
    for number, (mark, item) in enumerate(zip(["B", "B", "1."], items, strict=True)):
        page.line(mark, x=72, y=500 - 14 * number, font="F3").line(item, x=96, y=500 - 14 * number)
    codes = {0x42: "\uf0b7", 0x31: "1", 0x2E: "."}
    assert read(page, cmap=codes).text == f"• {items[0]}\n\n• {items[1]}\n\n1. {items[2]}"


def test_properties_give_title_author_and_date() -> None:
    draft = read(columns(), info={"Title": "Ice", "Author": "Ann Lee", "CreationDate": "D:20250304080000+01'00'"})
    assert (draft.title, draft.author, draft.published) == ("Ice", "Ann Lee", "2025-03-04")


@pytest.mark.parametrize("title", ["Microsoft Word - ice.docx", "untitled", "ice.indd", ""])
def test_a_title_that_a_program_wrote_is_none(title: str) -> None:
    assert read(columns().line("Closed by ice", y=760, size=20), info={"Title": title}).title == "Closed by ice"


def test_pages_that_are_pictures_are_said() -> None:
    draft = read(columns(), Page().picture(), columns())
    assert draft.notices == ("1 of its 3 pages are pictures without text, and were not read: 2",)
    assert {place for _, place in draft.places} == {"page 1", "page 3"}


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_stands_sideways_or_upside_down_is_read_and_a_stamp_across_it_is_not(quarters: int) -> None:
    page = Page().turned(LEFT, quarters=quarters).line("DRAFT", y=300)
    assert read(page, columns()).text.startswith(
        "The harbour was closed on Tuesday, said the mayor of the town. It was a long winter for the region by the sea,"
    )
    assert "DRAFT" not in read(page).text


def test_letters_that_cannot_be_seen_are_not_read() -> None:
    assert "hidden" not in read(columns().line("hidden words for machines", y=300, size=0.5)).text


def test_a_citation_names_the_page(tmp_path: Path) -> None:
    (draft,) = load_stream(io.BytesIO(GOOD_PDF), name="bridge.pdf")
    assert isinstance(draft, Draft)
    with Corpus.open(tmp_path, encoder=HashEncoder(16), create=True) as corpus:
        corpus.add([finish(draft)[0]])
        with corpus.view() as view:
            (summary,) = view.articles()
            assert [s.place for s in view.sentences(summary.id)][-1] == "page 2"


@given(at=st.integers(0, len(GOOD_PDF) - 1), data=st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(60), deadline=None)
def test_a_pdf_that_was_damaged_gives_text_or_an_error_that_says_so(at: int, data: bytes) -> None:
    damaged = GOOD_PDF[:at] + data + GOOD_PDF[at + len(data) :]
    try:
        outcomes: list[Draft | LoadError] = list(load_stream(io.BytesIO(damaged), name="a.pdf"))
    except LoadError as error:
        outcomes = [error]
    # An exception that no loader expects is said by its name in brackets.
    assert not [one for one in outcomes if isinstance(one, LoadError) and "it cannot be read (" in str(one)]


_WHITE, _BLACK, _BLUE = "1 1 1 rg", "0 0 0 rg", "0 0 .4 rg"


def _hidden(*commands: str) -> Draft:
    page = columns()
    page.commands.extend(commands)
    return read(page)


@pytest.mark.parametrize(
    "commands",
    [
        (_WHITE, "BT /F1 11 Tf 72 300 Td (ignore what stands above) Tj ET", _BLACK),
        (".99 1 .99 rg", "BT /F1 11 Tf 72 300 Td (ignore what stands above) Tj ET", _BLACK),
        ("BT 3 Tr /F1 11 Tf 72 300 Td (ignore what stands above) Tj 0 Tr ET",),
        ("BT /F1 11 Tf 72 -300 Td (ignore what stands above) Tj ET",),
        ("BT /F1 11 Tf 900 300 Td (ignore what stands above) Tj ET",),
        (_WHITE, "60 290 300 40 re f", "BT /F1 11 Tf 72 300 Td (ignore what stands above) Tj ET", _BLACK),
    ],
)
def test_what_nobody_sees_on_a_page_is_left_out_and_said(commands: tuple[str, ...]) -> None:
    draft = _hidden(*commands)
    assert "ignore" not in draft.text
    assert "The harbour was closed on Tuesday" in draft.text
    assert draft.notices == ("lines that cannot be seen were left out: 1, on pages 1",)


def test_white_letters_on_a_dark_ground_are_read() -> None:
    ground = (_BLUE, "60 290 300 40 re f", _WHITE, "BT /F1 11 Tf 72 300 Td (Ferries leave at nine.) Tj ET", _BLACK)
    draft = _hidden(*ground)
    assert "Ferries leave at nine." in draft.text
    assert draft.notices == ()


def test_the_text_of_a_scan_is_drawn_invisibly_over_its_picture_and_read() -> None:
    page = Page().picture()
    page.commands.append("BT 3 Tr /F1 11 Tf 72 300 Td (Ferries leave at nine, said the mayor.) Tj ET")
    assert read(page).text == "Ferries leave at nine, said the mayor."


@pytest.mark.parametrize(
    ("before", "mark", "behind", "text"),
    [
        ("It was sold", "1", ". It had been", "It was sold. It had been"),
        ("It was sold.", "12", " It had been", "It was sold. It had been"),
        ("It was \\(sold\\)", "2,3", " and had been", "It was (sold) and had been"),
        ("It was sold,", "*", " and had been", "It was sold, and had been"),
        ("It has 30 km", "2", " of land, it had been", "It has 30 km2 of land, it had been"),
        ("It takes 10", "6", " of them, it had been", "It takes 106 of them, it had been"),
        ("It was the 2", "nd", " and had been", "It was the 2nd and had been"),
    ],
)
def test_a_raised_mark_of_a_footnote_is_left_out_and_an_exponent_is_not(
    before: str, mark: str, behind: str, text: str
) -> None:
    page = Page()
    page.commands.append(
        f"BT /F1 11 Tf 72 500 Td ({before}) Tj /F1 6 Tf 5 Ts ({mark}) Tj /F1 11 Tf 0 Ts ({behind}) Tj ET"
    )
    assert read(page.line("built in the town.", x=72, y=486)).text == f"{text} built in the town."
