from __future__ import annotations

import io

from index.loaders import Draft
from index.loaders.office.epub import load_epub
from tests.support.files import BODY, SECOND, chapter, epub


def read(data: bytes) -> Draft:
    (draft,) = load_epub(io.BytesIO(data))
    assert isinstance(draft, Draft)
    return draft


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    draft = read(epub([chapter(BODY), chapter(SECOND, heading="Repairs")]))
    assert draft.text == f"Bridge closed\n\n{BODY}\n\nRepairs\n\n{SECOND}"
    assert [role for _, role in draft.outline or ()] == ["heading", "heading"]
    assert (draft.title, draft.author, draft.published) == ("Bridge closed", "Ann Lee", "2025-03-04")


def test_fonts_that_are_locked_do_no_harm() -> None:
    locked = '<e><EncryptedData><r URI="OEBPS/fonts/a.otf"/></EncryptedData></e>'
    assert BODY in read(epub([chapter(BODY)], more={"META-INF/encryption.xml": locked})).text
