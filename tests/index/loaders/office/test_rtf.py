from __future__ import annotations

import io

from index.loaders import Draft
from index.loaders.office.rtf import load_rtf
from tests.support.files import BODY, GOOD_RTF, SECOND


def test_paragraphs_accents_and_properties_are_read() -> None:
    (draft,) = load_rtf(io.BytesIO(GOOD_RTF))
    assert isinstance(draft, Draft)
    assert draft.text == f"Bridge closed\n\n{BODY}\n\nCafé owners agreed. {SECOND}"
    assert (draft.title, draft.author, draft.published) == ("Bridge closed", "Ann Lee", "2025-03-04")
