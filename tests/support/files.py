"""Files of every format, written by hand as the programs write them: good ones, odd ones and hostile ones."""

# ruff: noqa: E501 - XML as programs write it

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from email.message import EmailMessage

from tests.support.pdfs import Page, pdf

BODY = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry, officials said."
SECOND = "Repairs will take about six weeks, according to the provincial engineer."
TITLE = "Bridge closed"
PAGE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{BODY}</p><p>{SECOND}</p></article></body></html>"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>Ann Lee</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2025-03-04T08:00:00Z</dcterms:created></cp:coreProperties>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(members: dict[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Pack members into a zip, those of ``stored`` without pressing them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: dict[str, bytes], *, mode: str = "w") -> bytes:
    """Pack members into a tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def paragraph(text: str, *, style: str = "") -> str:
    """Write a paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(body: str, *, title: str = TITLE, more: dict[str, str | bytes] | None = None) -> bytes:
    """Write a Word document of a body in its XML."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{n}"/></w:style>'
        for i, n in (("Heading1", "heading 1"), ("Heading2", "heading 2"), ("Title", "Title"))
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
            "docProps/core.xml": _CORE.format(title=title),
            **(more or {}),
        }
    )


GOOD_DOCX = docx(
    paragraph(TITLE, style="Title") + paragraph(BODY) + paragraph("Repairs", style="Heading2") + paragraph(SECOND)
)


def odt(body: str, *, kind: str = "text") -> bytes:
    """Write an OpenDocument text of a body in its XML."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {spaces}><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta><dc:title>{TITLE}</dc:title>"
            "<meta:initial-creator>Ann Lee</meta:initial-creator><meta:creation-date>2025-03-04T08:00:00</meta:creation-date>"
            "</office:meta></office:document-meta>",
        },
        stored=("mimetype",),
    )


GOOD_ODT = odt(
    f'<text:h text:outline-level="1">{TITLE}</text:h><text:p>{BODY}</text:p><text:p>Repairs will take about<text:s/>six weeks'
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>He spoke on Wednesday evening in the town hall."
    "</text:p></text:note-body></text:note>, according to the provincial engineer.</text:p>"
)


def pptx(slides: list[tuple[str, list[str]]]) -> bytes:
    """Write a presentation: a title and lines a slide. The first is the second file, as when slides were moved."""
    drawing = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_OFFICE}"'
    )
    numbers = list(range(len(slides), 0, -1))

    def shape(kind: str, lines: list[str]) -> str:
        text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
        return f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>'

    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {drawing}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{300 + n}" r:id="rId{n}"/>' for n in numbers)
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        + "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/slide" Target="slides/slide{n}.xml"/>' for n in numbers)
        + "</Relationships>",
        "docProps/core.xml": _CORE.format(title=TITLE),
    }
    for n, (title, lines) in zip(numbers, slides, strict=True):
        members[f"ppt/slides/slide{n}.xml"] = (
            f"<p:sld {drawing}><p:cSld><p:spTree>{shape('title', [title])}{shape('body', lines)}{shape('sldNum', [str(n)])}"
            "</p:spTree></p:cSld></p:sld>"
        )
    return zipped(members)


def xlsx(rows: list[list[str | float]], *, name: str = "Articles", merged: tuple[str, ...] = ()) -> bytes:
    """Write a workbook of one sheet. ``merged``: the cells that are one, as "A2:A3"."""

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    data = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    spans = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    below = f'<mergeCells count="{len(merged)}">{spans}</mergeCells>' if merged else ""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets><sheet name="{name}" sheetId="1" '
            'r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData>{below}</worksheet>',
        }
    )


def epub(chapters: list[str], *, more: dict[str, str | bytes] | None = None) -> bytes:
    """Write a book of chapters in XHTML."""
    items = "".join(
        f'<item id="c{n}" href="text/c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{TITLE}</dc:title><dc:creator>Ann Lee</dc:creator><dc:date>2025-03-04</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        **{f"OEBPS/text/c{n}.xhtml": chapter for n, chapter in enumerate(chapters)},
        **(more or {}),
    }
    return zipped(members, stored=("mimetype",))


def chapter(*paragraphs: str, heading: str = TITLE) -> str:
    """Write a chapter of a book."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>c</title></head>'
        f"<body><h1>{heading}</h1>{body}</body></html>"
    )


GOOD_RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title "
    + TITLE
    + r"}{\author Ann Lee}{\creatim\yr2025\mo3\dy4}}"
    r"{\b " + TITLE + r"}\par " + BODY + r"\par Caf\'e9 owners agreed. " + SECOND + r"\par}"
).encode()


def mail(
    text: str, *, subject: str = TITLE, html: str | None = None, attached: dict[str, bytes] | None = None
) -> bytes:
    """Write an e-mail."""
    message = EmailMessage()
    message["From"] = "Ann Lee <ann@example.com>"
    message["To"] = "desk@example.com"
    message["Subject"] = subject
    message["Date"] = "Tue, 04 Mar 2025 08:00:00 +0000"
    if text:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def mbox(*mails: bytes) -> bytes:
    """Write a mailbox."""
    lines = [b"From ann@example.com Tue Mar  4 08:00:00 2025\n" + one.replace(b"\nFrom ", b"\n>From ") for one in mails]
    return b"\n\n".join(lines) + b"\n"


GOOD_MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/bridge\r\nSubject: Bridge\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\n'
    "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.com/bridge\r\n\r\n"
    + PAGE.replace("=", "=3D")
    + "\r\n--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--B--\r\n"
).encode()
GOOD_RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    f"<title>The Ledger</title><link>https://example.com/</link><item><title>{TITLE}</title><link>https://example.com/bridge</link>"
    "<pubDate>Tue, 04 Mar 2025 08:00:00 GMT</pubDate><description>A short line.</description>"
    f"<content:encoded><![CDATA[<p>{BODY}</p><p>{SECOND}</p>]]></content:encoded></item>"
    f"<item><title>Ferry</title><link>https://example.com/ferry</link><description>{SECOND}</description></item></channel></rss>"
).encode()
GOOD_ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Ledger</title><entry>'
    f'<title>{TITLE}</title><link href="https://example.com/bridge"/><published>2025-03-04T08:00:00Z</published>'
    f'<author><name>Ann Lee</name></author><content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content></entry></feed>'
).encode()
GOOD_JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Ledger",
        "items": [
            {
                "id": "1",
                "url": "https://example.com/bridge",
                "title": TITLE,
                "content_html": f"<p>{BODY}</p>",
                "date_published": "2025-03-04T08:00:00Z",
                "authors": [{"name": "Ann Lee"}],
            }
        ],
    }
).encode()
GOOD_SRT = (
    "1\n00:00:01,000 --> 00:00:04,000\nThe valley road was closed on Tuesday\n\n"
    "2\n00:00:04,100 --> 00:00:07,000\nafter the bridge at Kalat gave way under a lorry, officials said.\n\n"
    f"3\n00:01:15,000 --> 00:01:18,000\n<i>{SECOND}</i>\n"
).encode()
GOOD_VTT = b"WEBVTT\n\nNOTE made by hand\n\n" + GOOD_SRT.replace(b",000 -", b".000 -").replace(b",100 -", b".100 -")


def warc(*records: tuple[str, str, bytes]) -> bytes:
    """Write a web archive of responses: address, content type, body."""
    out = bytearray()
    for address, kind, body in records:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        out += (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-03-04T08:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        ).encode()
        out += http + b"\r\n\r\n"
    return bytes(out)


GOOD_PDF = pdf(
    [
        Page()
        .line(TITLE, y=770, size=18)
        .lines(
            [
                "The valley road was closed on Tuesday after the bridge at Kalat gave way",
                "under a lorry, officials said.",
            ],
            y=720,
        ),
        Page().lines(["Repairs will take about six weeks, according to the provincial engineer."], y=720),
    ],
    info={"Title": TITLE, "Author": "Ann Lee", "CreationDate": "D:20250304080000Z"},
)
LINE = json.dumps({"id": "bridge", "title": TITLE, "text": BODY}).encode() + b"\n"
ROWS = [["Headline", "Date", "Body"], [TITLE, "2025-03-04", BODY], ["Ferry", "2025-03-05", SECOND]]
CSV = "\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS).encode()

#: A good file for each end of a name.
GOOD: dict[str, bytes] = {
    ".txt": f"{TITLE}\n\n{BODY}\n".encode(),
    ".md": f"# {TITLE}\n\n{BODY}\n".encode(),
    ".html": PAGE.encode(),
    ".jsonl": LINE,
    ".jsonl.gz": gzip.compress(LINE),
    ".json": LINE,
    ".pdf": GOOD_PDF,
    ".docx": GOOD_DOCX,
    ".odt": GOOD_ODT,
    ".odp": odt(
        f"<draw:page><draw:frame><draw:text-box><text:h>{TITLE}</text:h></draw:text-box></draw:frame></draw:page>"
        f"<draw:page><draw:frame><draw:text-box><text:p>{BODY}</text:p></draw:text-box></draw:frame></draw:page>",
        kind="presentation",
    ),
    ".rtf": GOOD_RTF,
    ".epub": epub([chapter(BODY), chapter(SECOND, heading="Repairs")]),
    ".pptx": pptx([(TITLE, [BODY]), ("Repairs", [SECOND])]),
    ".xlsx": xlsx([list(row) for row in ROWS[:2]]),
    ".csv": CSV.rpartition(b"\n")[0],
    ".tsv": "\n".join("\t".join(row) for row in ROWS[:2]).encode(),
    ".eml": mail(BODY),
    ".mbox": mbox(mail(BODY)),
    ".mhtml": GOOD_MHTML,
    ".rss": GOOD_ATOM,
    ".srt": GOOD_SRT,
    ".warc": warc(("https://example.com/bridge", "text/html; charset=utf-8", PAGE.encode())),
    ".warc.gz": gzip.compress(warc(("https://example.com/bridge", "text/html", PAGE.encode()))),
    ".zip": zipped({"folder/bridge.html": PAGE, "folder/picture.png": b"\x89PNG\r\n\x1a\n"}),
    ".tar": tarred({"bridge.html": PAGE.encode()}),
    ".tar.gz": tarred({"bridge.html": PAGE.encode()}, mode="w:gz"),
    ".gz": gzip.compress(PAGE.encode()),
}
