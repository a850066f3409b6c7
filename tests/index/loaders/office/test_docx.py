from __future__ import annotations

import io

from index.loaders import Draft
from index.loaders.office.docx import load_docx
from tests.support.files import BODY, SECOND, docx, paragraph

_NOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">'
    "<w:p><w:r><w:t>He spoke on Wednesday evening in the town hall.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
    "</Relationships>"
)


def read(body: str, **options: dict[str, str | bytes]) -> Draft:
    (draft,) = load_docx(io.BytesIO(docx(body, more=options.get("more"))))
    assert isinstance(draft, Draft)
    return draft


def test_styles_make_headings() -> None:
    draft = read(paragraph(BODY) + paragraph("What comes next", style="Heading1") + paragraph(SECOND))
    assert draft.text == f"{BODY}\n\nWhat comes next\n\n{SECOND}"
    assert draft.outline == ((len(BODY) + 2, "heading"),)


def test_properties_give_title_author_and_date() -> None:
    draft = read(paragraph(BODY))
    assert (draft.title, draft.author, draft.published) == ("Bridge closed", "Ann Lee", "2025-03-04T08:00:00Z")


def test_a_table_is_written_row_by_row() -> None:
    cells = [["Country", "Gold"], ["Velden", "14"], ["Norvik", "9"]]
    rows = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in cells)
    head = rows.replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1)
    assert "Country: Velden | Gold: 14\nCountry: Norvik | Gold: 9" in read(f"<w:tbl>{head}</w:tbl>").text


def test_insertions_that_are_tracked_are_read_and_deletions_are_not() -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">The road was </w:t></w:r>'
        '<w:ins w:id="1" w:author="a"><w:r><w:t>closed</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>open</w:delText></w:r></w:del>'
        '<w:r><w:t xml:space="preserve"> on Tuesday.</w:t></w:r></w:p>'
    )
    assert read(body).text == "The road was closed on Tuesday."


def test_words_in_fields_directions_and_ruby_are_read() -> None:
    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    body = (
        f'<w:p>{run("See ")}<w:fldSimple w:instr="REF t4">{run("Table 4")}</w:fldSimple>{run(" of ")}<w:dir '
        f'w:val="ltr">{run("the log")}</w:dir>{run(" of ")}<w:r><w:ruby><w:rubyPr/><w:rt>{run("kan")}</w:rt>'
        f"<w:rubyBase>{run('Norvik')}</w:rubyBase></w:ruby></w:r>{run('.')}</w:p>"
    )
    assert read(body).text == "See Table 4 of the log of Norvik."


def test_a_footnote_does_not_stand_within_the_sentence() -> None:
    body = (
        f'<w:p><w:r><w:t>{BODY[:-1]}</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
    )
    more: dict[str, str | bytes] = {"word/footnotes.xml": _NOTES, "word/_rels/document.xml.rels": _RELATIONS}
    text = read(body, more=more).text
    assert BODY in text
    assert "He spoke on Wednesday evening in the town hall." in text
    assert "↑" not in text


def test_links_lists_and_soft_hyphens_are_read_as_a_reader_sees_them() -> None:
    body = (
        "<w:p><w:hyperlink><w:r><w:t>The val</w:t></w:r><w:r><w:softHyphen/></w:r><w:r><w:t>ley road</w:t></w:r>"
        "</w:hyperlink>"
        '<w:r><w:t xml:space="preserve"> was closed.</w:t></w:r></w:p>'
    )
    assert read(body).text.replace("\u00ad", "") == "The valley road was closed."
