"""Bytes -> text: the byte order mark, UTF-8, the character set that is declared, else the likeliest one.

Owns the names of character sets, which are those of the web (WHATWG Encoding: "iso-8859-1" means windows-1252), and
the guess when nothing is declared. What was guessed, and what could not be read, is said. Knows nothing of formats.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import chardet
import webencodings

from index.errors import LoadError

# UTF-32 stands before UTF-16, because its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Sets that the standard does not decode, because they are unsafe or have no defined meaning.
_UNREAD = frozenset({"replacement", "x-user-defined"})
#: The sets that browsers assume, by language, for a page that declares none (WHATWG HTML, determining the encoding).
_LIKELY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8-r", "cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
#: Lone surrogates, code points that are no characters, and controls that no program writes into a text.
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
#: The letters of texts that are written in UTF-16: below these, and Chinese, Japanese and Korean.
_WIDE = re.compile(r"[\t-\r -\u1fff\u2000-\u206f\u20a0-\u20bf\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]")
_MOST_WIDE = 0.99
#: How ISO-2022-JP changes its set of characters.
_JAPANESE_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
#: A letter of UTF-8 that was read as windows-1252 or latin-1, and saved again.
_TWICE = re.compile(r"[ÂÃÅÐÑÎÏ][\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€|ã€")
_TWICE_BEGINS = "ÂÃÅÐÑÎÏâã"
#: The controls of latin-1 as UTF-8 writes them.
_CONTROLS_OF_LATIN = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_FEWEST_TWICE = 3
_MOSTLY = 0.5
#: In these, most letters are ASCII's: a text in the most accented of languages has a quarter of others.
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258"})
_MOST_ACCENTS = 0.4
#: The least confidence of the guesser: two words in another alphabet reach it, a few random bytes do not.
_LEAST_SURE = 0.05
#: Bytes that are given to the guesser: with more its guess is not better.
_ENOUGH = 256 * 1024


#: Two letters of Belarusian, which Python's table has not.
_KOI8_U = {ord("╝"): "ў", ord("╬"): "Ў"}
_BY_THE_WEB = "by the web's table"


def _by_the_web(error: UnicodeError) -> tuple[str, int]:
    """Decode what the standard's tables hold and Python's do not: the euro of a byte in gbk, and the rows of makers
    ("①", "㈱", "髙") in euc-jp and iso-2022-jp, which cp932 has."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if error.encoding == "gb18030" and pair[:1] == b"\x80":
        return "€", error.start + 1
    if error.encoding in ("euc_jp", "iso2022_jp", "iso2022_jp_2") and len(pair) == 2:
        row, cell = (byte & 0x7F for byte in pair)
        row, cell = row - 0x21, cell - 0x21
        if 0 <= row < 94 and 0 <= cell < 94:
            lead = row // 2 + (0x81 if row < 62 else 0xC1)
            trail = cell + 0x9F if row % 2 else cell + (0x40 if cell < 63 else 0x41)
            char = bytes((lead, trail)).decode("cp932", "replace")
            if "\ufffd" not in char:
                return char, error.start + 2
    return "\ufffd", error.end


codecs.register_error(_BY_THE_WEB, _by_the_web)


class Decoded(NamedTuple):
    """A text, and remarks on how its bytes were read."""

    text: str
    notices: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """Decode by the byte order mark, else as UTF-8, strictly. Raises LoadError naming the first misfit."""
    encoding, skip = marked(data) or ("utf-8", 0)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        at = skip + error.start
        raise LoadError(f"it is not {encoding.upper()} at byte {at} (0x{data[at]:02x}); save it as UTF-8") from error
    if "\x00" in text:
        raise LoadError(f"it holds a NUL at {text.index(chr(0))}, so it is not text; convert it to text first")
    return text


def read(data: bytes, *, labels: tuple[str | None, ...] = ()) -> Decoded:
    """Decode a file: by its mark, as UTF-8, as the first of ``labels`` that is given declares, else as what it looks
    like. Raises LoadError for what is not text, and for a label that the web does not know."""
    if marked(data):
        return _checked(Decoded(decode(data)), data)
    if b"\x00" in data:
        return _wide(data) or _no_text(data)
    if b"\x1b" in data and _JAPANESE_ESCAPE.search(data):
        return _labelled(data, "iso-2022-jp")
    try:
        return _checked(Decoded(data.decode("utf-8")), data)
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 at byte {error.start} (0x{data[error.start]:02x}); save it as UTF-8"
    others = [label for label in labels if label and not _means_unicode(label)]
    if any(labels) and not others and _utf8_share(data) >= _MOSTLY:
        return _replaced(data.decode("utf-8", "replace"), "utf-8")
    if _letters_of_utf8(data.decode("utf-8", "replace")) >= _FEWEST_TWICE and _utf8_share(data) >= _MOSTLY:
        # read as any other set, nearly all its letters would be wrong
        return _mended(data)
    if others:
        return _labelled(data, next(filter(_is_known, others), others[0]))
    return _wide(data) or _likeliest(data, reason)


def marked(data: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark declares and the mark's length, or None."""
    return next(((encoding, len(mark)) for mark, encoding in _MARKS if data.startswith(mark)), None)


def _means_unicode(label: str) -> bool:
    # A label that could be read cannot be UTF-16: the standard takes it for a slip and means UTF-8.
    encoding = webencodings.lookup(label)
    return encoding is not None and encoding.name.startswith("utf-")


def _labelled(data: bytes, label: str) -> Decoded:
    encoding = webencodings.lookup(label)
    if encoding is None or encoding.name in _UNREAD:
        raise LoadError(f"it declares the character set {label!r}, which is not known; save it as UTF-8")
    # The standard reads gbk by the decoder of gb18030, which holds more.
    name = "gb18030" if encoding.name == "gbk" else encoding.codec_info.name
    text = data.decode(name, _BY_THE_WEB)
    return _replaced(text.translate(_KOI8_U) if encoding.name == "koi8-u" else text, encoding.name)


def _replaced(text: str, name: str) -> Decoded:
    bad = text.count("\ufffd")
    return Decoded(text, (f"{bad} of its characters cannot be read as {name} and stand as \ufffd",) if bad else ())


def _is_known(label: str) -> bool:
    encoding = webencodings.lookup(label)
    return encoding is not None and encoding.name not in _UNREAD


def _checked(decoded: Decoded, data: bytes) -> Decoded:
    """Say what a text that could be decoded shows of earlier damage."""
    text = decoded.text
    if text.isascii():
        return decoded
    notices = list(decoded.notices)
    if lost := text.count("\ufffd"):
        notices.append(f"{lost} of its characters were lost before it came here and stand as \ufffd")
    if controls := len(_CONTROLS_OF_LATIN.findall(data)):
        notices.append(
            f"{controls} of its characters are invisible controls, which may have been quotation marks or dashes"
        )
    begins = any(letter in text for letter in _TWICE_BEGINS)  # far quicker than the pattern, which few texts need
    if begins and len(twice := _TWICE.findall(text)) >= _FEWEST_TWICE:
        pairs = ", ".join(repr(pair) for pair in dict.fromkeys(twice[:_FEWEST_TWICE]))
        notices.append(f"it looks as if its letters were encoded twice ({pairs}); save it again from its source")
    return Decoded(text, tuple(notices))


def _utf8_share(data: bytes) -> float:
    """Return the share of the non-ASCII characters that are valid UTF-8: if it is high, the rest is damage or was
    pasted in."""
    text = data.decode("utf-8", "replace")
    right = _letters_of_utf8(text)
    return right / (right + text.count("\ufffd"))


def _letters_of_utf8(text: str) -> int:
    return sum(char > "\x7f" and char != "\ufffd" for char in text)


def _mended(data: bytes) -> Decoded:
    """Decode UTF-8 that holds bytes of another set: these as windows-1252, the most frequent one."""
    text = data.decode("utf-8", "surrogateescape")
    strays = [char for char in text if "\udc80" <= char <= "\udcff"]
    mended = {ord(char): bytes([ord(char) - 0xDC00]).decode("cp1252", "replace") for char in set(strays)}
    return Decoded(text.translate(mended), (f"{len(strays)} of its bytes are not UTF-8 and were read as windows-1252",))


def _no_text(data: bytes) -> Decoded:
    raise LoadError(f"it holds a NUL at {data.index(0)}, so it is not text; convert it to text first")


def _wide(data: bytes) -> Decoded | None:
    """Decode UTF-16 or UTF-32 without a mark, or return None: nearly all of it must be letters of known scripts."""
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if len(data) % (4 if "32" in name else 2):
            continue
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        letters = len(_WIDE.findall(text))
        spaces = sum(map(text.count, " \n\u3000。，、"))
        if letters >= _MOST_WIDE * len(text) and not _ODD.search(text) and 50 * spaces >= len(text):
            return Decoded(text, (f"it declares no character set and was read as {name}",))
    return None


def _likeliest(data: bytes, reason: str) -> Decoded:
    if _CONTROL.search(data[:_ENOUGH].decode("latin-1")):
        raise LoadError(reason)
    guess = chardet.detect(data[:_ENOUGH], include_encodings=_LIKELY, compat_names=False, no_match_encoding="cp1252")
    name = guess["encoding"]
    if name is None:  # the guesser takes it for no text at all
        raise LoadError(reason)
    if name in _LATIN and _letters_of_utf8(data.decode("utf-8", "replace")) >= _FEWEST_TWICE:
        return _mended(data)  # a mixture of both: no Latin text has such pairs of letters
    foreign = sum(byte > 127 for byte in data[:_ENOUGH]) > _MOST_ACCENTS * len(data[:_ENOUGH])
    if foreign and (name in _LATIN or guess["confidence"] < _LEAST_SURE):
        raise LoadError(reason)
    label = f"windows-{name[2:]}" if name.startswith("cp125") else name
    decoded = _replaced(data.decode(name, "replace"), label)
    return Decoded(
        decoded.text, (f"it is not UTF-8 and declares no character set; it was read as {label}", *decoded.notices)
    )
