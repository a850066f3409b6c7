"""What the words of RTF mean for its text (Rich Text Format Specification 1.9.1): groups that hold none, signs, ends of
lines, and the character sets of fonts."""

from __future__ import annotations

import codecs

from index.language.word_lists import listed

#: Groups that hold no text of the document, or hold it again for older programs.
SILENT = listed("""
    colortbl fonttbl stylesheet filetbl listtable listoverridetable revtbl rsidtbl generator header headerl headerr
    headerf footer footerl footerr footerf pict objdata objclass nonshppict shprslt do themedata colorschememapping
    datastore latentstyles mmathPr xmlnstbl ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn annotation atnid atnauthor
    atndate atnref atnicn bkmkstart bkmkend xe tc datafield sp operator company subject keywords comment doccomm revtim
    printim creatim category manager hlinkbase userprops nesttableprops pgdsctbl pnseclvl
""")
#: What ends a line, a paragraph, or a part of a table.
BREAKS = listed("par line page sect column softpage cell row nestcell nestrow")
SIGNS = dict.fromkeys(listed("tab emspace enspace qmspace softline"), " ") | {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
#: "\-" is where a word may be divided, and is not seen.
SYMBOLS = {"~": "\u00a0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}", "\t": " "}
_OF_FONTS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_OF_PAGES = {65001: "utf-8", 10000: "mac_roman", 936: "gbk", 54936: "gb18030"}


def of_font(charset: int) -> str:
    """Return the codec of a font's character set, "" where it is that of the document."""
    return _OF_FONTS.get(charset, "")


def of_page(number: int) -> str:
    """Return the codec of a code page of Windows; its western one where it is not known."""
    name = _OF_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
