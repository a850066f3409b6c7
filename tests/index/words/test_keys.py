"""Keys of words: what two writers may do differently leaves the key of a word as it is."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words.keys import is_capitalised, key_text, keys, keys_of, one_form, words


def indexed(text: str) -> set[str]:
    return {key for key, _, _ in keys(text)}


def met(question: str, text: str) -> bool:
    """Tell whether every word of a question stands in a text."""
    return all(indexed(text) & set(word.keys) for word in words(question))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # accents
        ("Café", "cafe"), ("Čapek", "capek"), ("São", "Sao"), ("Nguyễn", "Nguyen"), ("Ёжик", "ежик"),
        ("Ζαΐμης", "Ζαιμης"),
        # composed or not
        ("Mu\u0308nster", "Münster"), ("Pe\u0301rez", "Pérez"), ("한국", unicodedata.normalize("NFD", "한국")),
        ("が", "か\u3099"), ("é\u0323", "e\u0323\u0301"),
        # invisible characters
        ("har\u00adbour", "harbour"), ("la\u200bgoon", "lagoon"), ("fer\u2060ry", "ferry"), ("\ufeffpier", "pier"),
        ("qu\u200day", "quay"), ("U\u00ad.N.", "UN"),
        # letters without a decomposition
        ("Skjærvø", "Skjaervo"), ("Wałęsa", "Walesa"), ("Weiß", "Weiss"), ("Đặng", "Dang"), ("Þór", "Thor"),
        ("Œuvre", "oeuvre"),
        # initials
        ("N.A.S.A.", "NASA"), ("E.U.", "EU"), ("U.K", "UK"), ("B.B.C.’s", "BBC"), ("Ö.B.B.", "OBB"),
        # numbers
        ("3,400,000", "3400000"), ("3.400.000", "3400000"), ("12\u00a0500", "12500"), ("7’250", "7250"),
        ("800m", "800m"), ("4,000m", "4000m"), ("2,5", "2.5"),
        # digits and letters of other scripts
        ("۱۹۳۱", "1931"), ("१९३१", "1931"), ("၁၉၃၁", "1931"), ("๑๙๓๑", "1931"), ("１９３１", "1931"),
        ("کتاب", "كتاب"), ("ایران", "ايران"),
        # apostrophes
        ("D’Arcy", "D'Arcy"), ("D'Arcy", "DArcy"), ("O‘Hara", "OHara"), ("Reader’s", "reader"), ("Hawaiʻi", "Hawaii"),
        ("Ṣanʿāʾ", "Sana"), ("ʿUmar", "Umar"), ("Qurʾān", "Qur'an"), ("Beʾer", "Be’er"), ("D´Arcy", "D'Arcy"),
        ("Baʽal", "Baʻal"), ("D´Arcy’s 東京", "D’Arcy"),
        # the Turkish i
        ("İzmit", "izmit"), ("İZMİT", "Izmit"), ("ılıca", "Ilica"), ("IŞIK", "ışık"), ("DİYAR", "diyar"),
        # inflections
        ("agree", "agreed"), ("use", "used"), ("study", "studied"), ("died", "dead"), ("cities", "city"),
        # inflections in other scripts than the Latin one
        ("Αθήνας", "Αθήνα"), ("δημάρχου", "δήμαρχος"), ("γέφυρες", "γέφυρα"), ("Θεσσαλονίκης", "Θεσσαλονίκη"),
        ("Твери", "Тверь"), ("моста", "мост"), ("министров", "министр"), ("Ёлки", "ёлка"), ("الجسر", "جسر"),
        ("महीनों", "महीने"),
        # forms of compatibility
        ("ﬁeld", "field"), ("ＴＯＫＹＯ", "tokyo"), ("Ⅳ", "iv"),
    ],
)  # fmt: skip
def test_two_ways_to_write_a_word_have_one_key(one: str, other: str) -> None:
    assert key_text(one).split()[0] == key_text(other).split()[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.5", "25"), ("1.500", "1500"), ("universe", "university"), ("зайка", "заика"), ("काल", "कला"), ("か", "が"),
        ("red", "reed"), ("10-12", "1012"),
    ],
)  # fmt: skip
def test_other_words_keep_other_keys(one: str, other: str) -> None:
    assert not indexed(one) & indexed(other)


@pytest.mark.parametrize("date", ["12.03.2024", "12/03/2024", "2024-03-12"])
def test_dates_are_found_by_their_parts(date: str) -> None:
    assert {"12", "03", "2024"} <= indexed(date)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Jörg", "Joerg"), ("Joerg", "Jörg"), ("Jorg", "Jörg"), ("Jörg", "Jorg"), ("Soeren", "Søren"),
        ("Djukić", "Đukić"), ("Đukić", "Djukic"), ("andjela", "Anđela"), ("Dukic", "Đukić"),
        ("follow-up", "followup"), ("followup", "follow-up"), ("follow up", "follow‑up"), ("ZX-12", "ZX12"),
        ("ABC12", "ABC-12"),
        ("ABC", "ABC12"), ("Hara", "O’Hara"), ("ohara", "O’Hara"), ("Étoile", "l’étoile"),
        ("港口", "新港口开放了"), ("開いた", "橋が開いた"), ("항구", "항구에서"), ("ท่าเรือ", "ที่ท่าเรือใหม่"),
        ("カメラ", "新しいカメラだ"),
        ("2031", "2031年に"),
        ("c++", "C++"), ("cplusplus", "taught C++."), ("C++", "in C++17, he said"), ("J++", "(J++)"), ("csharp", "C#,"),
        ("f#", "F#"), ("an a*", "An A*?"), ("astar", "A*"), ("K+", "the K+ line"),
        (".net", "on .NET"), ("NET", "on .NET"), (".NET", "the NET framework"), ("dotnet", ".Net"), (".org", "an org"),
        ("H&M", "H&M’s shops"), ("h&m", "H & M said"), ("M&S", "“M&S” and"), ("randd", "R&D"), ("Q&A", "the Q&A’s end"),
        ("Brand&Co", "Brand&Co"), ("Brand", "Brand&Co"), ("Lövén&Co", "LÖVÉN&CO"), ("T&K", "T&K in 北京"),
        ("1990s", "the 1990’s"), ("1990's", "in the 1990s"), ("1990", "1990's"),
        ("B-52", "B52"), ("B52s", "B-52s"), ("24/7", "open 24/7"), ("7/7", "on 7/7"),
    ],
)  # fmt: skip
def test_a_word_is_met_in_its_other_spellings_and_in_its_parts(question: str, text: str) -> None:
    assert met(question, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5km", "5 km"), ("800kg", "800 kg"), ("4,000km", "4000 km"), ("5pm", "5 PM"), ("60mph", "60 mph"),
        ("3bn", "3 billion"), ("12mln", "12 million"), ("$5m", "$5 million"), ("€2.5m", "€2.5 million"),
        ("£7M", "£7 million"), ("Ph.D.", "PhD"), ("Ph.D", "phd"), ("M.Sc.", "MSc"),
        ("LL.M.", "LLM"), ("D.Phil.", "DPhil"), ("ein 5km langer Weg", "ein 5 km langer Weg"),
    ],
)  # fmt: skip
def test_measures_sums_and_degrees_are_met_in_either_form(one: str, other: str) -> None:
    assert met(one, other)
    assert met(other, one)


def test_a_share_is_met_by_its_word() -> None:
    assert met("10 percent", "a rise of 10%")
    assert met("10 percent", "10\u00a0% von Halden")
    assert met("10 percent", "10 per cent of it")
    assert "percent" in indexed("10 per cent")
    assert {"10", "percent"} <= indexed("10% of it")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("million", "a race of 5m"), ("percent", "50 cents"), ("percent", "cent per cent of it".replace("per ", "")),
        ("3 m", "the company 3M"), ("5 g", "a 5G mast"), ("5 million", "5 km"), ("Door", "the end.D oor"),
        ("$5m", "$6 million"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_measure_is_none(question: str, text: str) -> None:
    assert not met(question, text)


def test_the_keys_of_a_text_are_the_same_with_and_without_places() -> None:
    for text in ("$5m for 10% of a 5km road", "£3bn, 10 per cent", "Ph.D. of 4,000km", "2.5 million at 5pm"):
        assert key_text(text).split() == [key for key, _, _ in keys(text)]


def test_the_number_of_a_code_is_asked_for_as_a_whole() -> None:
    assert not met("ABC13", "ABC12")
    assert not met("unit13", "unit 12")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("C#", "C++"), ("C++", "C"), ("C++", "C# and C"), ("F#", "F sharp"), ("A*", "A+"), ("M&S", "M and S"),
        ("H&M", "H&N"), ("C++17", "C++20"), ("H&M", "h m"),
    ],
)  # fmt: skip
def test_signs_tell_words_apart(question: str, text: str) -> None:
    assert not met(question, text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("f*** this", ["f", "this"]), ("It ended.Next came", ["it", "ended", "next", "came"]),
        ("x+y*z", ["x", "y", "z"]),
        ("#harbour @pier", ["harbour", "pier"]), ("5* and 3+", ["5", "and", "3"]), ("Q*bert", ["q", "bert"]),
        ("Ann & Ben & Co", ["ann", "ben", "co"]), ("Disney+ paid", ["disney", "paid"]),
        ("it cost .45", ["it", "cost", "45"]),
        ("R & D, B & Bs", ["r&d", "b", "bs"]),
    ],
)  # fmt: skip
def test_other_signs_are_no_part_of_a_word(text: str, read: list[str]) -> None:
    assert [word.text for word in words(text)] == read


def test_keys_say_where_they_stand_in_the_text_as_it_is() -> None:
    text = "The U.S. har\u00adbour of Mu\u0308nster: 北京港, O’Hara"
    shown = {key: text[start:end] for key, start, end in keys(text)}
    assert shown["us"] == "U.S"
    assert shown["harbour"] == "har\u00adbour"
    assert shown["munster"] == shown["muenster"] == "Mu\u0308nster"
    assert (shown["北京"], shown["京港"]) == ("北京", "京港")
    assert shown["ohara"] == shown["hara"] == "O’Hara"


alphabets = st.text(
    st.sampled_from("abzABZéöüøłßİıñçÑ 019.,'’-–“\u00a0&+#*йёЖαΰΣ北京橋がカ한국ไทคิÄ")
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


@given(alphabets)
def test_composing_and_decomposing_leave_the_keys(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert key_text(unicodedata.normalize("NFD", text)) == key_text(composed)


@given(alphabets, st.randoms(use_true_random=False))
def test_what_is_not_seen_leaves_the_keys(text: str, chance: random.Random) -> None:
    hidden = "".join(c + chance.choice(["", "\u00ad", "\u200b", "\u2060"]) for c in text)
    assert key_text(hidden) == key_text(text)


@pytest.mark.parametrize(
    "text",
    ["The area is 45 km².The rest", "a field of 3mm²", "A.²", "½.de", "p. h½", "the U.K's", "U.S.’s", "a 2.5's",
     "B.P'Z", "ph.d.", "LL.m", "H.²O", "10³.net"],
)  # fmt: skip
def test_raised_digits_fractions_and_genitives_are_read_alike_with_and_without_what_is_not_seen(text: str) -> None:
    assert key_text(text + "\u200b") == key_text(text)


@given(st.text(max_size=80))
def test_keys_lie_in_the_text_and_are_made_of_one_piece(text: str) -> None:
    found = keys(text)
    assert key_text(text).split(" ") == [key for key, _, _ in found] or not found
    for key, start, end in found:
        assert 0 <= start < end <= len(text)
        assert key
        assert not set(key) & set(" \0\"'-,")
    assert [start for _, start, _ in found] == sorted(start for _, start, _ in found)


@given(st.text(max_size=30))
def test_a_word_alone_has_the_keys_it_has_in_a_text(text: str) -> None:
    for word in words(text):
        assert word.text
        assert word.keys
    assert keys_of(text) == tuple(dict.fromkeys(key for word in words(text) for key in word.keys))


@pytest.mark.parametrize("word", ["Élan", "Über", "Ночь", "Žižek", "ǅ", "Ἀθῆναι", "Āriki"])
def test_capitals_of_any_script_are_capitals(word: str) -> None:
    assert is_capitalised(word)


@pytest.mark.parametrize("word", ["élan", "über", "ночь", "×", "ā", "ß", "北京", "7", "", "_"])
def test_nothing_else_is_a_capital(word: str) -> None:
    assert not is_capitalised(word)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("What did the W.T.O. rule?", "What did the WTO rule?"),
        ("What will the I.M.F. do in the U.S.?", "What will the IMF do in the US?"),
        ("Was the A.C.L.U.'s plea heard?", "Was the ACLU's plea heard?"),
        ("Who met É.D.F. in Zu\u0308rich?", "Who met ÉDF in Zürich?"),
        ("Who is the di\u00adrec\u00adtor of Nord\u200blicht\ufeff?", "Who is the director of Nordlicht?"),
        ("Did it close at 9 p.m. or 9.30?", "Did it close at 9 p.m. or 9.30?"),
        ("Is it 3.5, e.g. 4.0.1, at www.a.b.example?", "Is it 3.5, e.g. 4.0.1, at www.a.b.example?"),
        ("Who is J. R. Holt?", "Who is J. R. Holt?"),
        ("पुल कब बंद हुआ\u200d?", "पुल कब बंद हुआ\u200d?"),
        ("", ""),
    ],
)
def test_models_see_a_question_in_one_form(asked: str, seen: str) -> None:
    assert one_form(asked) == seen


@given(alphabets)
def test_the_one_form_has_the_keys_of_what_was_asked_and_is_one(text: str) -> None:
    assert one_form(one_form(text)) == one_form(text)
    assert one_form(unicodedata.normalize("NFD", text)) == one_form(unicodedata.normalize("NFC", text))
