"""Character sets: marks, the web's names, what declares nothing, and what cannot be read."""

from __future__ import annotations

import codecs
import io

import pytest

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.charsets import decode, read
from index.loaders.html import load_html
from index.loaders.markdown import load_markdown
from index.loaders.text import load_text

BAKER = "The baker’s ovens – all four of them – “cost 90 €,” said Zoë Müller."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_declares_the_encoding_and_is_no_part_of_the_text(encoding: str) -> None:
    assert decode("\ufeffBrücke".encode(encoding)) == "Brücke"
    assert read("\ufeffBrücke".encode(encoding), labels=("windows-1252",)) == ("Brücke", ())


def test_text_that_is_not_what_its_mark_says_is_refused_by_the_byte() -> None:
    with pytest.raises(LoadError, match=r"not UTF-8 at byte 2 \(0xfc\); save it as UTF-8"):
        decode("Brücke".encode("latin-1"))
    with pytest.raises(LoadError, match="not UTF-16-LE at byte 4"):
        decode(codecs.BOM_UTF16_LE + b"a\x00b")


@pytest.mark.parametrize("data", [b"abc\x00def", b"a\x00b\x00\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(LoadError, match="holds a NUL at"):
        read(data)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", BAKER),
        ("latin1", "cp1252", BAKER),
        ("ASCII", "cp1252", BAKER),
        ("iso-8859-15", "iso8859-15", "Ein Œuvre für 90 € in Köln"),
        ("gb2312", "gb18030", "镕基说大桥星期二关闭"),
        ("shift_jis", "cp932", "髙橋市長は①橋を閉鎖"),
        ("x-sjis", "cp932", "髙橋市長"),
        ("euc-kr", "cp949", "뷁 시장은 다리를 폐쇄"),
        ("big5", "big5hkscs", "市長宣布大橋關閉"),
        ("windows-1251", "cp1251", "Мост закрыт до вторника"),
        ("koi8-r", "koi8-r", "Мост закрыт"),
        ("iso-8859-9", "cp1254", "İstanbul’da köprü"),
        ("tis-620", "cp874", "สะพาน"),
        ("utf-8", "utf-8", BAKER),
        ("utf-16", "utf-8", BAKER),
    ],
)
def test_a_label_means_what_it_means_on_the_web(label: str, codec: str, text: str) -> None:
    assert read(text.encode(codec), labels=(None, label)) == (text, ())


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("gbk", "票价".encode("gbk") + b"5\x80", "票价5€"),
        ("gb2312", b"\x80" + "票价".encode("gbk"), "€票价"),
        ("euc-jp", "橋".encode("euc-jp") + b"\xad\xa1\xad\xea", "橋①㈱"),
        ("x-euc-jp", b"\xfc\xe2" + "橋".encode("euc-jp"), "髙橋"),
        ("iso-2022-jp", b"\x1b$B66-!66\x1b(B", "橋①橋"),
        ("koi8-u", b"\xae\xc1", "ўа"),
    ],
)
def test_what_python_s_tables_lack_is_read_by_the_web_s(label: str, data: bytes, text: str) -> None:
    assert read(data, labels=(label,)) == (text, ())


def test_what_is_in_no_table_is_told_and_costs_no_more_than_itself() -> None:
    decoded = read("橋".encode("euc-jp") + b"\xff" + "橋の下".encode("euc-jp"), labels=("euc-jp",))
    assert decoded.text.startswith("橋\ufffd")
    assert decoded.text.endswith("下")
    assert "cannot be read as euc-jp" in decoded.notices[0]


def test_a_text_that_is_utf_8_is_read_as_such_whatever_it_declares() -> None:
    assert read(BAKER.encode(), labels=("iso-8859-1", "koi8-r")).text == BAKER


def test_the_charset_of_the_header_goes_before_that_of_the_page() -> None:
    page = "<meta charset=koi8-r><article><p>Мост через реку закрыт до вторника, сообщил мэр города.</p></article>"
    (draft,) = load_html(io.BytesIO(page.encode("cp1251")), charset="windows-1251")
    assert isinstance(draft, Draft)
    assert "сообщил мэр" in draft.text


def test_the_header_s_charset_is_read_for_text_and_markdown_too() -> None:
    for load in (load_text, load_markdown):
        (draft,) = load(io.BytesIO("Мост закрыт до вторника.".encode("koi8-r")), charset="koi8-r")
        assert isinstance(draft, Draft)
        assert (draft.text, draft.notices) == ("Мост закрыт до вторника.", ())


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", BAKER),
        ("cp1252", "Brücke"),
        ("cp1252", "La forêt a brûlé près de la mairie; les élèves étaient déjà rentrés chez eux."),
        ("cp1252", "Borgmesteren sagde, at broen er lukket på tirsdag. Ingen kom til skade på Ærø."),
        ("cp1250", "Burmistrz miasta ogłosił, że most będzie zamknięty do środy. Nikt nie został ranny."),
        ("cp1250", "A polgármester szerint a híd őszig zárva lesz, mert tűz ütött ki az éjjel."),
        ("cp1251", "Мэр города сообщил, что мост закрыт до вторника. Погибших нет."),
        ("cp1253", "Ο δήμαρχος είπε ότι η γέφυρα θα μείνει κλειστή μέχρι την Τρίτη."),
        ("cp1254", "Belediye başkanı köprünün salıya kadar kapalı kalacağını söyledi. Işık yoktu."),
        ("cp1256", "قال رئيس البلدية إن الجسر سيبقى مغلقا حتى يوم الثلاثاء."),
        ("cp932", "市長は火曜日まで橋を閉鎖すると発表した。けが人はいなかった。"),
        ("gb18030", "市长宣布大桥将关闭至星期二，没有人员受伤。"),
        ("utf-16-le", "The bridge is closed.\r\nThe mayor said so – twice."),
        ("utf-16-be", "Brücke gesperrt"),
        ("utf-16-le", "Мэр города сообщил, что мост закрыт до вторника."),
        ("utf-16-le", "市長は火曜日まで橋を閉鎖すると発表した。けが人はいなかった。"),
        ("utf-16-be", "市长宣布大桥将关闭至星期二，没有人员受伤。"),
        ("utf-16-le", "<html><body><p>市長は橋を閉鎖した。けが人はいない。</p>\n</body></html>"),
        ("utf-32-le", "The bridge is closed – again."),
        ("utf-32-be", "Мост закрыт до вторника."),
    ],
)
def test_what_declares_nothing_is_read_as_what_it_looks_like_and_that_is_said(codec: str, text: str) -> None:
    decoded = read(text.encode(codec))
    assert decoded.text == text
    assert "read as" in decoded.notices[0]


@pytest.mark.parametrize("label", ["x-klingon", "punycode", "rot13", "idna", "unicode_escape", "iso-2022-kr", "utf-7"])
def test_a_codec_that_the_web_does_not_know_is_not_used(label: str) -> None:
    with pytest.raises(LoadError, match=f"declares the character set '{label}', which is not known"):
        read(b"caf\xe9", labels=(label,))


def test_bytes_that_the_declared_set_does_not_have_are_counted() -> None:
    decoded = read("다리".encode("cp949") + b"\xff\xff.", labels=("euc-kr",))
    assert decoded.text == "다리\ufffd\ufffd."
    assert decoded.notices == ("2 of its characters cannot be read as euc-kr and stand as \ufffd",)
    damaged = read("Brücke über die Straße".encode() + b"\xfc.", labels=("utf-8",))
    assert damaged.text == "Brücke über die Straße\ufffd."
    assert damaged.notices == ("1 of its characters cannot be read as utf-8 and stand as \ufffd",)


@pytest.mark.parametrize(
    ("utf_8", "windows_1252"),
    [
        ("Die Brücke über die Straße fällt. ", "Orr’s boat."),
        ("Brücke für Fußgänger. Brücke für Fußgänger. ", "„Übel“ – für alle"),
        ("市長は橋を閉鎖した。", "— café"),
        ("Мост закрыт до вторника, ", "“OK”"),
        ("Żółta łódź płynęła. ", "naïve"),
    ],
)
def test_utf_8_with_bytes_of_windows_1252_among_it_loses_neither(utf_8: str, windows_1252: str) -> None:
    for labels in ((), ("iso-8859-1",)):
        decoded = read(utf_8.encode() + windows_1252.encode("cp1252"), labels=labels)
        assert decoded.text == utf_8 + windows_1252
        assert "not UTF-8 and were read as windows-1252" in decoded.notices[0]
    halves = "Brücke für Fußgänger. ".encode() + "„Ärger“ übt Fälle, öde Züge".encode("cp1252")
    assert read(halves).text == "Brücke für Fußgänger. „Ärger“ übt Fälle, öde Züge"


@pytest.mark.parametrize("text", ["橋は火曜日に閉鎖された。", "けが人はいない"])
@pytest.mark.parametrize("labels", [(), ("iso-2022-jp",), ("utf-8",)])
def test_iso_2022_jp_is_known_by_its_escapes(text: str, labels: tuple[str, ...]) -> None:
    assert read(text.encode("iso2022_jp"), labels=labels).text == text


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("Brücke für Füße".encode().decode("cp1252"), "encoded twice"),
        ("“It’s over,” she said".encode().decode("cp1252", "replace"), "encoded twice"),
        ("Мост закрыт".encode().decode("cp1252", "replace"), "encoded twice"),
        ("Źle, żółta łódź, Łódź, łąka".encode().decode("cp1252", "replace"), "encoded twice"),
        ("The boat\x92s \x93hull\x94", "3 of its characters are invisible controls"),
        ("The caf\ufffd on the quay", "1 of its characters were lost before it came here"),
    ],
)
def test_damage_that_a_text_brings_is_told(text: str, notice: str) -> None:
    decoded = read(text.encode())
    assert decoded.text == text
    assert any(notice in said for said in decoded.notices)


@pytest.mark.parametrize(
    "text", ["„GRÖẞE“ – “Å” und “Ä”: Straß”", "« Été » : l’Âge d’or, São Paulo, Ärger", "ÎLE, ÅR, ÑANDÚ, ÃO"]
)
def test_letters_beside_quotation_marks_are_no_damage(text: str) -> None:
    assert read(text.encode()).notices == ()


def test_a_label_that_is_not_known_gives_way_to_one_that_is() -> None:
    assert read(BAKER.encode("cp1252"), labels=("none", "windows-1252")) == (BAKER, ())


def test_a_page_declares_its_set_late_in_its_head_or_in_xml_and_not_in_a_comment() -> None:
    text = "Мост через реку был закрыт во вторник утром."
    for head in (
        "<html><head><!--" + "x" * 5_000 + "--><meta charset=windows-1251>",
        "<html><head><!-- <meta charset=shift_jis> --><meta charset=windows-1251>",
        '<?xml version="1.0" encoding="windows-1251"?><html><head>',
    ):
        (draft,) = load_html(io.BytesIO(f"{head}<title>T</title></head><body><p>{text}</p>".encode("cp1251")))
        assert isinstance(draft, Draft)
        assert draft.text == text


def test_a_page_that_says_utf_8_and_is_all_windows_1252_is_read() -> None:
    assert read(BAKER.encode("cp1252"), labels=("utf-8",)).text == BAKER


@pytest.mark.parametrize("data", [b"\x9d" + bytes(range(255, 0, -1)), b"\xff\xff", b"\xe9\xe8\xea\xeb ok"])
def test_bytes_that_look_like_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(LoadError, match="not UTF-8 at byte 0"):
        read(data)
