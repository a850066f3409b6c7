"""Tables of PDF pages whose cells run over several lines -> a line of text a row, with its header."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest

from index.loaders import Draft
from index.loaders.pdf.loading import load_pdf
from index.loaders.pdf.page_images import draw
from tests.support.pdfs import Page, pdf

XS = (72, 230, 400)
WORKS = [
    [["Project"], ["Status"], ["Cost"]],
    [["Repair of the north", "quay and its cranes"], ["Work began in March", "and will end in June"], ["9,400"]],
    [["New ferry landing"], ["Planned"], ["12,000"]],
    [["Lights along the", "old sea wall"], ["Postponed after the", "council vote of May"], ["3,100"]],
]
AS_TEXT = [
    "Project: Repair of the north quay and its cranes | Status: Work began in March and will end in June | Cost: 9,400",
    "Project: New ferry landing | Status: Planned | Cost: 12,000",
    "Project: Lights along the old sea wall | Status: Postponed after the council vote of May | Cost: 3,100",
]
BEFORE = ["The council met on Monday and looked at the works in the harbour, of which three", "have begun."]
AFTER = "It will meet again in June, when the works end."
PROSE = [
    "The council of the town met on",
    "Monday and looked at the works",
    "in the harbour, of which three",
    "have begun. The mayor said that",
    "the quay would be ready before",
    "the autumn storms, and that the",
    "old sea wall had to wait until",
    "the next year, as money lacks.",
]
COSTS = [
    [["Project"], ["Cost"]],
    [["North quay", "and cranes"], ["9,400"]],
    [["Ferry landing"], ["12,000"]],
    [["Lights of the", "sea wall"], ["3,100"]],
]
COSTS_AS_TEXT = [
    "Project: North quay and cranes | Cost: 9,400",
    "Project: Ferry landing | Cost: 12,000",
    "Project: Lights of the sea wall | Cost: 3,100",
]

Rows = Sequence[Sequence[Sequence[str]]]


def write(
    page: Page, rows: Rows, *, xs: Sequence[float] = XS, y: float = 700, space: float = 0, border: float = 0
) -> Page:
    """Write a table whose lines of a cell stand 14 points apart, and rows ``space`` more. ``border``: where its borders
    end on the right, 0 for none."""
    edges = [y + 11 + space / 2]
    for row in rows:
        for x, cell in zip(xs, row, strict=True):
            page.lines(cell, x=x, y=y)
        y -= 14 * max(map(len, row)) + space
        edges.append(y + 11 + space / 2)
    if border:
        sides = [x - 4 for x in (*xs, border + 4)]
        page.commands += [f"{sides[0]} {edge} m {border} {edge} l S" for edge in edges]
        page.commands += [f"{side} {edges[0]} m {side} {edges[-1]} l S" for side in sides]
    return page


def read(*pages: Page) -> Draft:
    (draft,) = load_pdf(io.BytesIO(pdf(pages)))
    assert isinstance(draft, Draft)
    return draft


def blocks(*pages: Page) -> list[list[str]]:
    return [block.split("\n") for block in read(*pages).text.split("\n\n")]


@pytest.mark.parametrize(("space", "border"), [(4, 500), (0, 0), (6, 0)])
def test_a_row_whose_cells_run_over_several_lines_is_one_line_with_its_header(space: float, border: float) -> None:
    page = write(Page().lines(BEFORE, y=760), WORKS, space=space, border=border).line(AFTER, y=540)
    assert blocks(page) == [[" ".join(BEFORE)], AS_TEXT, [AFTER]]


@pytest.mark.parametrize("border", [0, 520])
def test_a_table_beside_running_text_is_read_apart_from_it(border: float) -> None:
    beside = write(Page().lines(PROSE, y=700), COSTS, xs=(310, 450), border=border, space=4 if border else 0)
    assert blocks(beside) == [[" ".join(PROSE)], COSTS_AS_TEXT]
    before = write(Page().lines(PROSE, x=330, y=700), COSTS, xs=(72, 220), border=border and 300, space=4)
    assert blocks(before) == [COSTS_AS_TEXT, [" ".join(PROSE)]]


@pytest.mark.parametrize("border", [0, 540])
def test_cells_as_long_as_running_text_are_no_columns_where_spaces_or_borders_part_rows(border: float) -> None:
    rows = [
        [["Measure"], ["What it means for residents"]],
        [
            ["Closing of the northern", "bridge to all lorries"],
            ["Lorries have to take the ring road, which", "adds about nine kilometres to the way."],
        ],
        [
            ["Night rest on the ring road"],
            ["Between ten and six no more than fifty", "kilometres an hour are allowed."],
        ],
        [["Noise walls near the school"], ["They are to be built before the winter."]],
    ]
    assert blocks(write(Page(), rows, xs=(72, 260), space=5, border=border)) == [
        [
            "Measure: Closing of the northern bridge to all lorries | What it means for residents: Lorries have to "
            "take the ring road, which adds about nine kilometres to the way.",
            "Measure: Night rest on the ring road | What it means for residents: Between ten and six no more than "
            "fifty kilometres an hour are allowed.",
            "Measure: Noise walls near the school | What it means for residents: They are to be built before the "
            "winter.",
        ]
    ]


def test_cells_that_touch_are_told_apart_by_the_border_between_them() -> None:
    rows = [[["Name of the ward"], ["Mayor"], ["Votes"]], [["Old town by the hill"], ["Tomas Reyes Odu"], ["998"]]]
    page = write(Page(), rows, xs=(72, 175, 272), border=310, space=4)
    assert blocks(page) == [["Name of the ward: Old town by the hill | Mayor: Tomas Reyes Odu | Votes: 998"]]


def test_a_header_over_two_columns_is_of_both_and_a_cell_over_two_rows_of_both() -> None:
    page = Page()
    for y, left, right in ((712, 70, 400), (696, 200, 400), (680, 70, 400), (664, 200, 400), (648, 70, 400)):
        page.commands.append(f"{left} {y} m {right} {y} l S")
    for x, top in ((70, 712), (200, 712), (300, 696), (400, 712)):
        page.commands.append(f"{x} {top} m {x} 648 l S")
    page.line("Town", x=74, y=692).line("Thefts reported", x=230, y=700).line("2023", x=204, y=684)
    page.line("2024", x=304, y=684).line("Velden", x=74, y=660)
    page.line("14", x=204, y=668).line("9", x=304, y=668).line("3", x=204, y=652).line("5", x=304, y=652)
    assert blocks(page) == [
        [
            "Town: Velden | Thefts reported 2023: 14 | Thefts reported 2024: 9",
            "Town: Velden | Thefts reported 2023: 3 | Thefts reported 2024: 5",
        ]
    ]


def test_a_table_that_goes_on_on_the_next_page_keeps_its_header_and_a_new_one_has_its_own() -> None:
    first = write(Page(), WORKS[:2], y=150, border=500, space=4)
    on = write(Page(), WORKS[2:], y=780, border=500, space=4)
    assert blocks(first, on) == [AS_TEXT[:1], AS_TEXT[1:]]
    other = write(Page(), [[["Ward"], ["Mayor"], ["Votes"]], [["North"], ["Ann Lee"], ["120"]]], y=780, border=500)
    assert blocks(first, other)[1] == ["Ward: North | Mayor: Ann Lee | Votes: 120"]


def test_an_empty_cell_stays_in_its_column_and_no_number_goes_on_with_another() -> None:
    rows = [[["Ward"], ["Votes"], ["Seats"]], *([[ward], [votes], seats] for ward, votes, seats in WARDS)]
    assert blocks(write(Page(), rows)) == [
        ["Ward: North | Votes: 120 | Seats: 2", "Ward: South | Votes: 80", "Ward: East | Votes: 99 | Seats: 1"]
    ]


WARDS: list[tuple[str, str, list[str]]] = [("North", "120", ["2"]), ("South", "80", []), ("East", "99", ["1"])]


def test_a_line_that_may_be_of_the_row_above_is_a_row_of_its_own_and_is_said() -> None:
    rows = [
        [["Office"], ["Holder"], ["Since"]],
        [["Minister of", "Education"], ["Ilse Marrowby"], ["March"]],
        [["Chief Clerk", "Northern District"], ["Tomas Reyes"], ["June"]],
        [["Mayor"], ["Ann Lee"], ["May"]],
    ]
    draft = read(write(Page(), rows))
    assert "Office: Minister of Education | Holder: Ilse Marrowby | Since: March" in draft.text
    assert "Office: Northern District\n" in draft.text
    (notice,) = draft.notices
    assert notice.startswith("tables of which some lines of cells may belong to the row above")


def test_columns_of_running_text_with_spaces_at_one_height_stay_columns() -> None:
    left = ["The harbour was closed on Monday", "morning, said the mayor of the town."]
    right = ["The ferry did not sail, the company", "said on Friday to its passengers."]
    page = Page()
    for number in range(3):
        page.lines(left, y=700 - 42 * number).lines(right, x=320, y=700 - 42 * number)
    assert blocks(page) == [[" ".join(left)]] * 3 + [[" ".join(right)]] * 3


def test_a_frame_about_running_text_and_a_chart_are_no_tables() -> None:
    page = Page().lines(PROSE, y=700).lines(PROSE, x=320, y=700)
    for x in (60, 310, 560):
        page.commands.append(f"{x} 560 m {x} 740 l S")
    for y in (560, 740):
        page.commands.append(f"60 {y} m 560 {y} l S")
    assert blocks(page) == [[" ".join(PROSE)]] * 2


def marked(page: Page, text: str, *, before: int = 0) -> list[tuple[int, int]]:
    """Return where the boxes stand that mark a quoted row: points from the left, and from the foot of the page."""
    cited = {"page": 1, "text": text, "before": before}
    (about,) = draw(io.BytesIO(pdf([page])), {"page": 1, "width": None, "cited": cited})
    boxes = json.loads(about)["boxes"]
    return sorted((round(box["left"] * 595), round(842 - box["bottom"] * 842)) for box in boxes)


@pytest.mark.parametrize(("space", "border"), [(4, 500), (0, 0)])
def test_a_quoted_row_is_marked_in_all_its_cells_and_no_other_is(space: float, border: float) -> None:
    page = write(Page().lines(BEFORE, y=760), WORKS, space=space, border=border)
    top = 700 - 14 - space
    boxes = marked(page, AS_TEXT[0])
    assert [x for x, _ in boxes] == [72, 72, 230, 230, 400]
    assert all(top - 14 - 4 <= y <= top for _, y in boxes)
    last = marked(page, AS_TEXT[2])
    assert [x for x, _ in last] == [72, 72, 230, 230, 400]
    assert max(y for _, y in last) < min(y for _, y in boxes)


def test_of_rows_that_say_the_same_the_one_that_is_quoted_is_marked() -> None:
    rows = [[["Ward"], ["Votes"]], [["North"], ["120"]], [["South"], ["7"]], [["North"], ["120"]]]
    page = write(Page(), rows, xs=(72, 230))
    first, second = (marked(page, "Ward: North | Votes: 120", before=before) for before in (0, 1))
    assert [x for x, _ in first] == [x for x, _ in second] == [72, 230]
    assert min(y for _, y in first) - max(y for _, y in second) == 28
    assert marked(page, "Ward: East | Votes: 55") == []
