"""PDF files written by hand, so that a test says where each word stands on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Page:
    """What stands on a page: drawing commands, in the order in which they are drawn."""

    commands: list[str] = field(default_factory=list)

    def line(self, text: str, *, x: float = 72, y: float, size: float = 11, font: str = "F1") -> Page:
        """Write a line whose baseline begins at (x, y), counted from the lower left corner."""
        self.commands.append(f"BT /{font} {size} Tf {x} {y} Td {_string(text)} Tj ET")
        return self

    def lines(
        self, texts: Sequence[str], *, x: float = 72, y: float = 760, size: float = 11, leading: float = 14
    ) -> Page:
        """Write lines below each other."""
        for number, text in enumerate(texts):
            if text:
                self.line(text, x=x, y=y - number * leading, size=size)
        return self

    def turned(self, texts: Sequence[str], *, quarters: int) -> Page:
        """Write lines that stand upright when the page is turned so many quarters against the clock."""
        across, up = {1: (0, -1), 2: (-1, 0), 3: (0, 1)}[quarters]
        for number, text in enumerate(texts):
            matrix = f"{across} {up} {-up} {across}"
            x, y = (300 + up * 14 * number, 400) if across == 0 else (300, 400 + 14 * number)
            self.commands.append(f"BT /F1 11 Tf {matrix} {x} {y} Tm {_string(text)} Tj ET")
        return self

    def picture(self) -> Page:
        """Fill the page with a picture, as a scanner does."""
        self.commands.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I1 Do Q")
        return self


def pdf(
    pages: Sequence[Page],
    *,
    info: dict[str, str] | None = None,
    encrypted: bool = False,
    cmap: dict[int, str] | None = None,
    form: Sequence[tuple[float, float, str]] = (),
) -> bytes:
    """Write a PDF. F1 is Helvetica, F2 its bold; F3 shows the codes of ``cmap`` as other characters. ``form``: what was
    written into fields on every page, each with its x and y."""
    bodies = _fonts_and_picture(cmap or {})
    fields = b" ".join(_field(bodies, *one) for one in form)
    if fields:
        bodies[0] = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % fields
    kids = []
    for page in pages:
        content = "\n".join(page.commands).encode("latin-1")
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F1 3 0 R "
            b"/F2 4 0 R /F3 6 0 R >> /XObject << /I1 5 0 R >> >> /Annots [%s] >>" % (WIDTH, HEIGHT, len(bodies), fields)
        )
        kids.append(b"%d 0 R" % len(bodies))
    bodies[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    trailer = b"/Root 1 0 R"
    if info:
        bodies.append(
            b"<< %s >>" % b" ".join(b"/%s %s" % (k.encode(), _string(v).encode("latin-1")) for k, v in info.items())
        )
        trailer += b" /Info %d 0 R" % len(bodies)
    if encrypted:  # a digest that no password has, so that every one is wrong
        digest = b"<" + b"5a" * 32 + b">"
        bodies.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>" % (digest, digest))
        trailer += (
            b" /Encrypt %d 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
            % len(bodies)
        )
    return _file(bodies, trailer)


def _field(bodies: list[bytes], x: float, y: float, text: str) -> bytes:
    """Write a field of a form and how it looks, and return how others refer to it."""
    drawn = f"BT /F1 11 Tf 2 3 Td {_string(text)} Tj ET".encode("latin-1")
    bodies.append(
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 14] /Resources << /Font << /F1 3 0 R >> >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (len(drawn), drawn)
    )
    bodies.append(
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f%d) /V %s /F 4 /Rect [%d %d %d %d] /AP << /N %d 0 R >> >>"
        % (len(bodies), _string(text).encode("latin-1"), x, y, x + 200, y + 14, len(bodies))
    )
    return b"%d 0 R" % len(bodies)


def _fonts_and_picture(cmap: dict[int, str]) -> list[bytes]:
    pairs = "\n".join(f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for code, text in cmap.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(cmap)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 "
        b">>\n"
        b"stream\n\x80\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(to_unicode), to_unicode),
    ]


def _file(bodies: list[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, start)
    return bytes(out)


def _string(text: str) -> str:
    shown = text.encode("cp1252").decode("latin-1")
    return "(" + shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
