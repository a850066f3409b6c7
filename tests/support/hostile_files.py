"""Files that are made to exhaust a reader, and damaged, locked and mislabelled ones: each with what is to be said of it."""

# ruff: noqa: E501 - XML as programs write it

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable
from functools import partial

from tests.support import files
from tests.support.files import BODY, GOOD, PAGE, docx, epub, mail, odt, paragraph, zipped
from tests.support.pdfs import Page, pdf

_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x ['
    + '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{"".join([f"&a{n - 1};"] * 10)}">' for n in range(1, 12))
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _half(suffix: str) -> bytes:
    return GOOD[suffix][: len(GOOD[suffix]) // 2]


def hostile() -> dict[str, tuple[Callable[[], bytes], str]]:
    """Return, for each name of a file, what makes its content (some take a second) and words that its error holds."""
    deep = 200_000
    return {
        # Bombs.
        "bomb.zip": (lambda: zipped({"zeros.txt": b"0" * 120_000_000}), "unpacks to more than"),
        "nested.zip": (lambda: _nested(6), "stands in more than"),
        "laughs.docx": (
            lambda: _with(GOOD[".docx"], "word/document.xml", f"{_LAUGHS}<w:document {_WORD}>&a11;</w:document>"),
            "",
        ),
        "outside.docx": (
            lambda: _with(
                GOOD[".docx"], "word/document.xml", f"{_OUTSIDE}<w:document {_WORD}><w:body><w:p><w:r><w:t>&e;</w:t>"
            ),
            "not XML that can be read",
        ),
        "deep.docx": (lambda: docx("<w:p>" * deep + "</w:p>" * deep), "not XML that can be read"),
        "large.docx": (lambda: docx(paragraph("a" * 120_000_000)), "unpacks to more than"),
        "laughs.odt": (lambda: _with(GOOD[".odt"], "content.xml", f"{_LAUGHS}<x>&a11;</x>"), ""),
        "laughs.rss": (
            lambda: f"{_LAUGHS}<rss><channel><item><title>&a11;</title></item></channel></rss>".encode(),
            "",
        ),
        "deep.rss": (lambda: b"<rss>" + b"<a>" * deep, "no entry of a feed"),
        "deep.epub": (lambda: epub(["<html><body>" + "<div>" * deep + BODY]), ""),
        "deep.eml": (lambda: mail("", html="<div>" * deep + BODY), ""),
        "deep.json": (lambda: b'{"text": ' + b"[" * deep, "not JSON"),
        "deep.rtf": (lambda: b"{\\rtf1 " + b"{" * 5_000_000, ""),
        "wide.xlsx": (_wide, ""),
        "repeated.odt": (
            lambda: odt(
                '<table:table><table:table-row><table:table-cell table:number-columns-repeated="999999999"/>'
                "</table:table-row></table:table>"
            ),
            "holds no text",
        ),
        "bomb.gz": (lambda: gzip.compress(b"0" * 120_000_000, compresslevel=1), "unpacks to more than"),
        "bomb.txt.bz2": (lambda: bz2.compress(b"0" * 120_000_000), "unpacks to more than"),
        "bomb.warc.gz": (lambda: gzip.compress(b"0" * 120_000_000, compresslevel=1), ""),
        "bomb.jsonl.gz": (lambda: gzip.compress(b"0" * 120_000_000, compresslevel=1), "longer than"),
        "loop.pdf": (lambda: GOOD[".pdf"].replace(b"/Kids [9 0 R 11 0 R]", b"/Kids [2 0 R  2 0 R]"), ""),
        "pages.pdf": (lambda: pdf([Page()] * 5_001), "more than 5,000"),
        # Damaged.
        **{f"half{suffix}": (partial(_half, suffix), "") for suffix in _MARKED},
        **{f"junk{suffix}": (lambda: b"\x00\x01\x02\xfe\xff" * 2000, "") for suffix in GOOD},
        **{f"empty{suffix}": (lambda: b"", "") for suffix in GOOD},
        # Locked.
        "locked.pdf": (lambda: pdf([Page()], encrypted=True), "protected by a password"),
        "locked.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000, "protected by a password"),
        "locked.zip": (_locked, "protected by a password"),
        "locked.odt": (
            lambda: _with(GOOD[".odt"], "META-INF/manifest.xml", "<m><encryption-data/></m>"),
            "protected by a password",
        ),
        "locked.epub": (
            lambda: epub(
                [files.chapter(BODY)],
                more={
                    "META-INF/encryption.xml": '<e><EncryptedData><r URI="OEBPS/text/c0.xhtml"/></EncryptedData></e>'
                },
            ),
            "DRM",
        ),
        "locked.eml": (lambda: b"From: a@b.c\nSubject: s\nContent-Type: application/pkcs7-mime\n\nMIAG", "encrypted"),
        # Without text, or of a kind that is not read.
        "scan.pdf": (lambda: pdf([Page().picture()] * 3), "OCR"),
        "picture.txt": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture (PNG)"),
        "program.pdf": (lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 100, "a program"),
        "film.docx": (lambda: b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 100, "a film"),
        "pictures.zip": (lambda: zipped({"a.png": b"\x89PNG\r\n\x1a\n", "b.bin": b"\x00"}), "no file of a kind"),
        "blank.docx": (lambda: docx("<w:p/>", title=""), "no text"),
        "blank.pptx": (lambda: files.pptx([("", [""])]), "none of its slides"),
        "plain.srt": (lambda: BODY.encode(), "form of subtitles"),
        "plain.pdf": (lambda: BODY.encode(), "no PDF that can be read"),
        "plain.docx": (lambda: BODY.encode(), "cannot be unpacked"),
    }


#: What cannot be read by half, because its table of contents stands at the end.
_MARKED = (".docx", ".odt", ".epub", ".pptx", ".xlsx", ".zip")


def mislabelled() -> dict[str, tuple[Callable[[], bytes], str]]:
    """Return what makes files with the name of another kind, and words of what is said of how they were read."""
    return {
        "really-pdf.docx": (lambda: GOOD[".pdf"], "was read as what it is, PDF"),
        "really-pdf.txt": (lambda: GOOD[".pdf"], "was read as what it is, PDF"),
        "really-docx.pdf": (lambda: GOOD[".docx"], "a Word document"),
        "really-docx.zip": (lambda: GOOD[".docx"], "a Word document"),
        "really-page.pdf": (lambda: PAGE.encode(), "a web page"),
        "really-page.docx": (lambda: PAGE.encode(), "a web page"),
        "really-rtf.txt": (lambda: GOOD[".rtf"], "RTF"),
    }


def _with(package: bytes, name: str, content: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    return zipped({**members, name: content}, stored=("mimetype",))


def _nested(depth: int) -> bytes:
    data = zipped({"a.txt": BODY})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


def _locked() -> bytes:
    """Set the flag of a password in both headers of a zip."""
    data = bytearray(zipped({"a.txt": BODY}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _wide() -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return _with(GOOD[".xlsx"], "xl/worksheets/sheet1.xml", sheet)
