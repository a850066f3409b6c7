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

# UTF-32 before UTF-16, whose mark it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Sets whose bytes the standard does not read, for safety or for want of a meaning.
_UNREAD = frozenset({"replacement", "x-user-defined"})
#: What browsers take a page for that declares nothing, by its language (WHATWG HTML, determining the encoding).
_LIKELY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8-r", "cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
#: In these, most letters are ASCII's: a text in the most accented of languages has a quarter of others.
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258"})
_MOST_ACCENTS = 0.4
#: The guesser is this sure of two words in another alphabet, and not of a few bytes at random.
_LEAST_SURE = 0.05
#: Beyond so many bytes a guess is not better.
_ENOUGH = 256 * 1024


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
        return Decoded(decode(data))
    if b"\x00" in data:
        return _wide(data)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 at byte {error.start} (0x{data[error.start]:02x}); save it as UTF-8"
    label = next((label for label in labels if label and not _means_unicode(label)), None)
    if label is not None:
        return _labelled(data, label)
    if any(labels) and _mostly_utf8(data):
        return _replaced(data.decode("utf-8", "replace"), "utf-8")
    return _likeliest(data, reason)


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
    return _replaced(data.decode(name, "replace"), encoding.name)


def _replaced(text: str, name: str) -> Decoded:
    bad = text.count("\ufffd")
    return Decoded(text, (f"{bad} of its characters cannot be read as {name} and stand as \ufffd",) if bad else ())


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether a page that declares UTF-8 holds some, so that the misfits are damage and not another set."""
    text = data.decode("utf-8", "replace")
    return sum(char > "\x7f" and char != "\ufffd" for char in text) >= text.count("\ufffd")


def _wide(data: bytes) -> Decoded:
    """Decode UTF-16 without a mark: Latin text has a NUL in each unit, other alphabets in each space."""
    for name, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and high.count(0) == data.count(0):
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            below = sum(char < "\u2000" for char in text)
            if below >= 0.9 * len(text) and high.count(0) >= 0.05 * len(text) and not _CONTROL.search(text):
                return Decoded(text, (f"it declares no character set and was read as {name}",))
    raise LoadError(f"it holds a NUL at {data.index(0)}, so it is not text; convert it to text first")


def _likeliest(data: bytes, reason: str) -> Decoded:
    if _CONTROL.search(data[:_ENOUGH].decode("latin-1")):
        raise LoadError(reason)
    guess = chardet.detect(data[:_ENOUGH], include_encodings=_LIKELY, compat_names=False, no_match_encoding="cp1252")
    name = guess["encoding"]
    if name is None:  # what it takes for no text at all
        raise LoadError(reason)
    foreign = sum(byte > 127 for byte in data[:_ENOUGH]) > _MOST_ACCENTS * len(data[:_ENOUGH])
    if foreign and (name in _LATIN or guess["confidence"] < _LEAST_SURE):
        raise LoadError(reason)
    shown = f"windows-{name[2:]}" if name.startswith("cp125") else name
    decoded = _replaced(data.decode(name, "replace"), shown)
    return Decoded(
        decoded.text, (f"it is not UTF-8 and declares no character set; it was read as {shown}", *decoded.notices)
    )
