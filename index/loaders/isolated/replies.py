"""What of a mail its sender wrote: neither the mails that it answers, as mail programs put them below, nor a signature.

A mail that hands on another is read with it. Owns the marks by which the programs set these apart: signs before lines,
lines of headers, names of elements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import lxml.etree
import lxml.html

from index.loaders.extraction.outline import Piece

LEFT_OUT = "the lines that it quotes from earlier mails were left out"
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
#: What a list puts below every mail (Mailman), and what a telephone does.
_LIST = re.compile(r"^_{20,}\n[^\n]*\bmailing list\b", re.MULTILINE | re.IGNORECASE)
_SENT_FROM = re.compile(
    r"^(?:Sent from (?:my|Mail for|Outlook for)|Get Outlook for|Von meinem \w+ gesendet|Gesendet von|Envoyé de mon"
    r"|Enviado desde mi|Inviato da|Verzonden vanaf) ?[^\n.]{0,40}\.?[ \t]*$",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: [^\n]*\n)*\n(?P<text>.*?)-----BEGIN PGP SIGNATURE-----\n"
    r".*?(?:-----END PGP SIGNATURE-----|\Z)",
    re.DOTALL,
)
#: Quoted lines, and the one or two above them that say whose they are ("On Monday, Bo Ek <bo@example.com> wrote:").
_QUOTES = re.compile(
    r"(?:^(?:[^\n>][^\n]*[@\d][^\n]*\n)?(?:[^\n>][^\n]{0,300})?:[ \t]*\n\n?)?(?:^>[^\n]*(?:\n|\Z))+", re.MULTILINE
)
#: How the subject of a mail begins that hands on another: in English, German, French, Spanish, Portuguese, Swedish and
#: Danish, Dutch.
_FORWARDS = re.compile(r"(?i)\s*(?:fwd?|wg|tr|rv|enc|v[bs]|doorst)\s*:")
#: Mail of one's own with a mail handed on below it, as Apple, Google and Mozilla write it.
_FORWARDED = re.compile(r"(?i)begin forwarded message\s*:|^[ >]*-{5,}\s*forwarded message\s*-{5,}", re.MULTILINE)
#: The headers of an earlier mail as Outlook sets them over it, in the languages above and Italian.
_FROM = "From|Von|De|Da|Van|Från|Fra"
_SUBJECT = "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Ämne|Emne"
_HEADERS = re.compile(
    rf"^(?:-{{3,}}[^\n]*\n|_{{5,}}\n)?\s*\*?(?:{_FROM}) ?:\*?[ \t][^\n]+\n(?:[^\n:]{{1,20}}:[^\n]*\n){{1,5}}?"
    rf"\*?(?:{_SUBJECT}) ?:",
    re.MULTILINE,
)
_QUOTING = lxml.etree.XPath(
    "//blockquote[@type='cite'] | //*[@id='appendonsend' or @id='divRplyFwdMsg' or @id='OLK_SRC_BODY_SECTION']"
    "/following::* | //*[@id='divRplyFwdMsg' or @id='OLK_SRC_BODY_SECTION'] | //*["
    + " or ".join(
        f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
        for name in ("gmail_quote", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "tutanota_quote")
    )
    + "]"
)
_SIGNING = lxml.etree.XPath(
    "//*["
    + " or ".join(
        f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
        for name in ("gmail_signature", "moz-signature", "protonmail_signature_block")
    )
    + "]"
)


def forwards(subject: str, text: str) -> bool:
    """Tell whether a mail hands on another, by its subject or its text."""
    return _FORWARDS.match(subject) is not None or _FORWARDED.search(text) is not None


def own_text(text: str) -> tuple[str, bool]:
    """Return what a plain text holds of its sender's, and whether it quotes; all of it where it only quotes."""
    own = _SENT_FROM.sub("", _LIST.split(_SIGNATURE.split(text)[0])[0])
    headers = next((one for one in _HEADERS.finditer(own) if own[: one.start()].strip()), None)
    bare = _QUOTES.sub("", own[: headers.start()] if headers else own)
    quotes = headers is not None or _QUOTES.search(own) is not None
    return (bare.strip(), quotes) if bare.strip() else (text.strip(), False)


def unsigned(text: str) -> str:
    """Take the marks of an OpenPGP signature from a text (RFC 4880, section 7), and the signature."""
    # Looked for once: from each of many beginnings without an end the whole text would be read.
    start = text.find("-----BEGIN PGP SIGNED MESSAGE-----\n")
    signed = _SIGNED.match(text, start) if start >= 0 else None
    if signed is None:
        return text
    return text[: signed.start()] + re.sub("^- ", "", signed["text"], flags=re.MULTILINE) + text[signed.end() :]


def unquoted(text: str) -> str:
    """Take the signs of quoting from the lines of a mail that is handed on, and what a telephone puts below it."""
    return _SENT_FROM.sub("", re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE)).strip()


def own_page(html: str) -> tuple[str, bool]:
    """Return the HTML of a mail without the elements that hold its signature and what it answers, and whether it
    quotes; all of it where nothing else has text."""
    try:
        tree = lxml.html.document_fromstring(html)
    except (lxml.etree.LxmlError, ValueError):
        return html, False
    quoting, signing = _QUOTING(tree), _SIGNING(tree)
    if not quoting and not signing:
        return html, False
    for element in (*quoting, *signing):
        if element.getparent() is not None:
            element.drop_tree()
    if not tree.text_content().strip():
        return html, False
    return lxml.html.tostring(tree, encoding="unicode"), bool(quoting)


def before_headers(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a mail above the headers of an earlier one."""
    end = next((at for at, piece in enumerate(pieces) if at and _HEADERS.match(f"{piece.text}\n")), len(pieces))
    return list(pieces[:end])


def unflowed(text: str, *, without_space: bool) -> str:
    """Join the lines that a mail program broke ("format=flowed", RFC 3676); ``without_space``: as its "delsp" says."""
    lines: list[str] = []
    flows = False
    for line in text.split("\n"):
        quoted, signs = line.startswith(">"), line == "-- "
        bare = line if quoted else line.removeprefix(" ")
        joins = flows and not quoted and not signs
        flows = bare.endswith(" ") and not quoted and not signs
        bare = bare[:-1] if flows and without_space else bare
        if joins:
            lines[-1] += bare
        else:
            lines.append(bare)
    return "\n".join(lines)
