"""A sentence is found on its page by its letters, and drawn over; what cannot be shown is said."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from index.errors import UnknownPage
from index.loaders import load_file
from index.originals.pages import Box, Cited, page, page_number
from tests.support.newspaper import ACROSS, BROKEN, FIGURE, TITLE, TWICE, newspaper
from tests.support.pdfs import HEIGHT, WIDTH, Page, pdf


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ice.pdf"
    path.write_bytes(newspaper())
    return path


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Read a PNG of three unfiltered channels: an independent reader of what is written."""
    at, data, size = 8, b"", (0, 0)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            assert body[8:] == bytes([8, 2, 0, 0, 0])
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    lines, across = zlib.decompress(data), 3 * size[0] + 1
    assert len(lines) == across * size[1]
    return *size, b"".join(lines[row * across + 1 : (row + 1) * across] for row in range(size[1]))


def baseline(box: Box) -> tuple[int, int, int]:
    """Return page, left edge and baseline of a box in points, as the file says them, to a few points."""
    return box.page, round(box.left * WIDTH), round((1 - box.bottom) * HEIGHT)


def near(box: Box, number: int, x: int, y: int) -> bool:
    page_, left, bottom = baseline(box)
    return page_ == number and abs(left - x) <= 3 and -4 <= y - bottom <= 4


@pytest.mark.slow
def test_a_sentence_is_found_where_the_file_draws_it(file: Path) -> None:
    (title,) = page(file, 1, cited=Cited(1, TITLE)).boxes
    assert near(title, 1, 72, 760)
    first, second = page(file, 1, cited=Cited(1, BROKEN)).boxes
    assert near(first, 1, 72, 700)
    assert near(second, 1, 72, 686)
    assert second.right < 0.4  # the next sentence begins on the same line
    boxes = page(file, 2, cited=Cited(2, FIGURE)).boxes
    assert [near(box, 2, 320, y) for box, y in zip(boxes, (760, 746), strict=True)] == [True, True]


def test_a_sentence_that_goes_on_on_the_next_page_is_marked_on_both(file: Path) -> None:
    boxes = page(file, 1, cited=Cited(1, ACROSS)).boxes
    assert [box.page for box in boxes] == [1, 1, 2, 2]
    assert near(boxes[0], 1, 320, 672)
    assert near(boxes[2], 2, 72, 760)


def test_of_a_sentence_that_stands_twice_the_one_that_is_meant_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "twice.pdf"
    path.write_bytes(pdf([Page().lines([TWICE, "It was cold in Norvik on that day.", TWICE])]))
    (first,) = page(path, 1, cited=Cited(1, TWICE)).boxes
    (second,) = page(path, 1, cited=Cited(1, TWICE, before=1)).boxes
    assert near(first, 1, 72, 760)
    assert near(second, 1, 72, 732)


@pytest.mark.slow
def test_every_sentence_of_a_file_is_found_on_the_page_that_it_names(file: Path) -> None:
    from index.ingest.batches import prepared

    ((item,),) = prepared(load_file(file))
    assert len(item.spans) > 8
    for span in item.spans:
        number = page_number(span.place)
        assert number is not None
        boxes = page(file, number, cited=Cited(number, item.article.text[span.start : span.end])).boxes
        assert boxes[0].page == number
        assert all(0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1 for box in boxes)


def test_a_sentence_that_does_not_stand_there_is_not_marked(file: Path) -> None:
    assert page(file, 1, cited=Cited(1, "Zebras and quaggas wandered over yonder moorland.")).boxes == ()
    assert page(file, 1, cited=Cited(1, "—…!")).boxes == ()
    assert page(file, 1, cited=Cited(7, BROKEN)).boxes == ()


def test_the_picture_is_as_wide_as_asked_for_and_yellow_where_the_sentence_stands(file: Path) -> None:
    shown = page(file, 1, cited=Cited(1, BROKEN), width=600)
    assert (shown.pages, shown.number, shown.width, shown.height) == (2, 1, WIDTH, HEIGHT)
    assert shown.picture is not None
    width, height, data = pixels(shown.picture)
    assert abs(width - 600) <= 1
    assert abs(height - 600 * HEIGHT / WIDTH) <= 2
    plain = page(file, 1, width=600).picture
    assert plain is not None
    before = pixels(plain)[2]
    changed = {i // 3 for i in range(0, len(data), 3) if data[i : i + 3] != before[i : i + 3]}
    assert changed
    for at in changed:
        x, y = at % width / width, at // width / height
        assert any(b.left - 0.01 <= x <= b.right + 0.01 and b.top - 0.01 <= y <= b.bottom + 0.01 for b in shown.boxes)
    yellow = next(data[3 * at : 3 * at + 3] for at in sorted(changed))
    assert yellow[0] > yellow[2]


def test_a_turned_page_is_marked_where_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    turned = pdf([Page().lines([BROKEN], y=760)]).replace(b"/Type /Page /Parent", b"/Type /Page /Rotate 90 /Parent")
    path.write_bytes(turned)
    (box,) = page(path, 1, cited=Cited(1, BROKEN)).boxes
    assert box.left > 0.85  # what was above is at the right
    assert box.bottom - box.top > box.right - box.left


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_whose_text_stands_sideways_is_marked_where_the_text_is_drawn(quarters: int, tmp_path: Path) -> None:
    path = tmp_path / "sideways.pdf"
    first, second = BROKEN[:30], BROKEN[30:]
    path.write_bytes(pdf([Page().turned([first, second, "Nobody was hurt."], quarters=quarters)]))
    boxes = page(path, 1, cited=Cited(1, BROKEN)).boxes
    width, height, drawn = pixels(page(path, 1, width=600).picture or b"")
    dark = [at for at in range(width * height) if drawn[3 * at] < 100]
    inside = [
        any(b.left <= at % width / width <= b.right and b.top <= at // width / height <= b.bottom for b in boxes)
        for at in dark
    ]
    assert len(boxes) == 2
    assert 0.6 < sum(inside) / len(dark) < 0.95  # the last line is not marked


def test_a_page_that_there_is_not_and_a_file_that_is_none_are_said(file: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownPage, match="there is no page 3; it has 2"):
        page(file, 3)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(UnknownPage, match="no PDF that can be read"):
        page(bad, 1)
    with pytest.raises(UnknownPage, match="no longer there"):
        page(tmp_path / "none.pdf", 1)


@pytest.mark.parametrize("box", ["0 0 14400 1", "0 0 1 14400", "0 0 200000 200000", "0 0 0 0", "10 10 5 5"])
def test_a_page_of_an_absurd_size_is_drawn_small_or_refused(tmp_path: Path, box: str) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(pdf([Page().lines([BROKEN])]).replace(b"[0 0 595 842]", f"[{box}]".encode()))
    try:
        shown = page(path, 1, width=2_400)
    except UnknownPage:
        return
    assert shown.picture is not None
    width, height, _ = pixels(shown.picture)
    assert width * height <= 8_100_000
