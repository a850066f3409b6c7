from __future__ import annotations

import io

from index.loaders import Draft
from index.loaders.office.pptx import load_pptx
from tests.support.files import BODY, SECOND, pptx


def test_slides_are_read_in_the_order_in_which_they_are_shown_without_their_numbers() -> None:
    (draft,) = load_pptx(io.BytesIO(pptx([("Bridge closed", [BODY]), ("Repairs", [SECOND, "Six weeks"])])))
    assert isinstance(draft, Draft)
    assert draft.text == f"Bridge closed\n\n{BODY}\n\nRepairs\n\n{SECOND}\nSix weeks"
    assert [place for _, place in draft.places] == ["slide 1", "slide 2"]
    assert [role for _, role in draft.outline or ()] == ["heading", "heading"]
