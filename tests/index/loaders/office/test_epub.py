from __future__ import annotations

import io

import pytest

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


def book(*links: str, members: dict[str, str]) -> bytes:
    """Write a book whose list names its documents by links, and which holds others than ``epub`` writes."""
    items = "".join(
        f'<item id="i{n}" href="{link}" media-type="application/xhtml+xml"/>' for n, link in enumerate(links)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(links)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>'
    )
    return epub([], more={"OEBPS/book.opf": package, **members})


@pytest.mark.parametrize(
    ("link", "member"),
    [
        ("text/one.xhtml#start", "OEBPS/text/one.xhtml"),
        ("text/chapter%20one.xhtml", "OEBPS/text/chapter one.xhtml"),
        ("text/kapitel%20%C3%A4.xhtml", "OEBPS/text/kapitel ä.xhtml"),
        ("text/chapter%20one.xhtml", "OEBPS/text/chapter%20one.xhtml"),
        ("../text/one.xhtml", "text/one.xhtml"),
        ("/OEBPS/one.xhtml", "OEBPS/one.xhtml"),
        ("./parts/../Text/One.xhtml", "OEBPS/text/one.xhtml"),
        ("a/b/c/one.xhtml", "OEBPS/a/b/c/one.xhtml"),
    ],
)
def test_a_chapter_is_read_wherever_its_link_leads(link: str, member: str) -> None:
    draft = read(book(link, members={member: chapter(BODY)}))
    assert BODY in draft.text
    assert draft.notices == ()


def test_a_document_that_two_links_lead_into_is_read_once() -> None:
    draft = read(book("one.xhtml#a", "one.xhtml#b", members={"OEBPS/one.xhtml": chapter(BODY)}))
    assert draft.text.count(BODY) == 1


def test_a_document_that_the_book_lacks_is_told() -> None:
    draft = read(book("one.xhtml", "two.xhtml", members={"OEBPS/one.xhtml": chapter(BODY)}))
    assert BODY in draft.text
    assert "'OEBPS/two.xhtml'" in draft.notices[0]
