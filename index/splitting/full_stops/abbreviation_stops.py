"""Full stops: whether one belongs to the word before it, so that the sentence continues after it.

Owns the rules for abbreviations, initials, ordinals, section numbers and lists; times and measures are in
index.splitting.full_stops.times. The words are those of the text's language. Where a full stop may end a
sentence or not, what follows decides: a word that begins sentences, or a subject and its verb behind a whole clause. In
doubt the sentence goes on: two sentences quoted as one mislead less than half a one.
"""

from __future__ import annotations

import re

from index.language.abbreviations import ABBREVIATIONS, UNCASED
from index.language.word_lists import listed
from index.splitting.full_stops.clauses import begins_clause
from index.splitting.full_stops.ordinals import is_ordinal, names_ruler
from index.splitting.full_stops.slavic_verbs import has_verbs_around
from index.splitting.full_stops.stops import OPENERS, Stop, begins_after_whole
from index.splitting.full_stops.text_facts import TextFacts
from index.splitting.full_stops.times import is_measure, is_time, measure_goes_on, time_goes_on

_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
# "art. 5", "cap. IV", "s. V"; "The answer was no. I left" has none.
_NUMBER = re.compile(r"\d|(?:[IVXLC]{2,}|[VX])\Z")
# Arabic and Hebrew have no capitals: there a letter alone is a title or an initial.
_UNCASED = re.compile(r"[\u05d0-\u06ff]")
# "Chapter 1.", "Part II.", "Appendix A.", "Kapitel 3.": what stands behind is the section's title.
_SECTION = re.compile(
    r"""(?:chapter|section|day|week|round|episode|season|session|lecture|tip|reason|fact|myth|part|article|act|scene|book|volume|rule|step|figure|table|appendix|annex|clause|lesson|question
    |item|exercise|paragraph|schedule|title|canto|verse|stage|phase|unit|module|map|plate|chart|box|note|point|principle
    |theorem|lemma|definition|example|problem|kapitel|abschnitt|teil|artikel|absatz|akt|szene|anhang|tabelle|abbildung
    |chapitre|partie|acte|scène|livre|titre|capítulo|parte|artículo|acto|libro|título|capitolo|articolo|atto|hoofdstuk
    |deel|глава|часть|статья)\s+(?:\d+(?:\.\d+)*[a-z]?|[ivxlc]+|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten)""",
    re.VERBOSE | re.IGNORECASE,
)
# "in the year 2024" and "in the 19th century" in Polish and Russian
_YEARS = ("r", "w", "г", "гг", "в")
_ROMAN = re.compile(r"[IVX]{1,6}")
_LONGEST_SECTION = 30
# "the council chose plan B.": the letter is a label and not an initial.
_LABELS = listed("""
    plan type vitamin group grade section hepatitis influenza class option exhibit category model team room block line
    gate hall channel series schedule serie form level pool zone terminal platform building ward wing tier appendix
    annex part phase stage version variant case point size scenario answer letter candidate patient witness company
    site lot generation gen gruppe typ klasse grupo tipo groupe vitamine vitamina war act scene book volume
""")
_DEGREES_AND_UNITS = ("C", "F", "K", "V", "W", "A")
# Callings and other words that a name follows: "the historian J. Tarn", "attorney C. Holt", "by A. Orell".
_MAKER = re.compile(
    r"(?:er|or|ist|ian|ant|ent|eer|man|men|son|ect|ey|ess|yst|ete|ive|ic|ief|ling|ain|ice|ure|ard|ow|and|by"
    r"|with|of|to|for|from|than|in|on|at|like|as|is|was|are|were)s?\Z"
)
# Behind one of these, "L.A." is a place and "J.D." a person seldom.
_PLACED = listed("the in from near outside across to at around inside")
# What follows "the U.S." as part of a name: all that did so at least ten times in 163 MB of news, and their like.
_INSTITUTIONS = listed("""
    Department Supreme Capitol Senate Centers House Open Army Fish Food Forest Constitution Environmental Census
    Geological Bureau Olympic Postal Embassy Virgin Court Navy Justice Air National District State Coast Marshals
    Treasury Attorney Naval Energy Congress Classic Secret Securities Drought Office Federal Security Marine Marines
    Mint Government General Small Space Border Chamber Agriculture Central Military Customs Consumer Drug Travel
    Agency Education Public Interior Immigration Charter High Women Men Nuclear Defense Health Surgeon Patent Commerce
    Transportation Board Climate Human Civil Steel Soccer Labor Senator Secretary Ambassador Representative President
    Parliament Commission Council Assembly Mission Foreign International Economic Special Armed Forces Conference
""")
_HEAD = re.compile(r"\w+\s+([a-z]+s\b)")
# A day, a month or a state has a capital: "the crowd sat. J. P. Orell rose."
_WORDS_TOO = listed("sat sun wed mar mass ill miss wash ore")
_DEGREES = listed("ph.d phd m.d m.a b.a b.sc m.sc ll.b ll.m d.phil m.b.a")
_ONE = listed("a an his her their my your another")
# "(Phil. 4:8)", "(see Art. 5)": in brackets a short capitalised word and a number are a reference.
_REFERENCE = re.compile(
    r"[(\[](?:[^()\[\]]{0,30}[;,]\s?)?(?:(?:see|cf\.|vgl\.|voir|véase|cfr\.)\s)?(?:\d\s?)?[^\W\d_]{1,7}\Z"
)
_VERSE = re.compile(r"\d{1,3}:\d")
_BOOKS = listed("""
    gen ex exod lev num deut josh judg sam kgs chr chron neh esth ps prov eccl isa jer lam ezek dan hos mic nah hab
    zeph hag zech mal matt mt mk lk jn rom cor gal eph phil col thess tim tit philem heb jas pet rev
""")
_NEAR = 60
# "1. Cars, 2. Vans": as far behind the number before it.
_LONGEST_LIST = 200
_AND = listed("and or und oder et ou y o e en och og i и a")
_MOST_LETTERS = 5  # "u.s.a" has three
#: Letters of the second part of "i. Allg.", "Freiburg i. Br.".
_LONGEST_SECOND = 4


def belongs_to_word(stop: Stop, facts: TextFacts) -> bool:
    """Tell whether a full stop is part of an abbreviation, an initial, an ordinal, a section's or a list's number."""
    word = stop.word
    if word in UNCASED:
        return True
    if stop.is_first and ((len(word) <= 3 and (word.isdigit() or len(word) <= 1)) or _ROMAN.fullmatch(word)):
        return True
    if _is_item(stop):
        return True
    if stop.closed:
        return False
    if not word[-1:].isalpha():
        return is_ordinal(stop, facts) or _is_section(stop) or _is_abbreviation(stop, facts, key=word.lower())
    if _is_section(stop) or is_ordinal(stop, facts):
        return True
    if names_ruler(stop):
        return not is_unclear_but_ended(stop, facts)
    key = _key(stop)
    if is_time(stop, key):
        return time_goes_on(stop, facts)
    if is_measure(stop):
        return measure_goes_on(stop, facts)
    if _is_abbreviation(stop, facts, key=key):
        return True
    return len(word) == 1 and key == word.lower() and _is_initial(stop, facts)


def _is_item(stop: Stop) -> bool:
    """Tell whether the word is the number or letter of an item, in a list within its sentence: "It has three parts: 1.
    Cars, 2. Vans and 3. Carts."""
    word = stop.word
    if word in ("1", "a", "A"):
        return stop.previous.endswith(":")
    if not (stop.previous.endswith((",", ";")) or stop.previous in _AND):
        return False
    before = str(int(word) - 1) if word.isdecimal() and len(word) < 3 else chr(ord(word) - 1) if len(word) == 1 else ""
    low = max(stop.begin, stop.at - _LONGEST_LIST)
    return bool(before) and re.search(rf"\s{re.escape(before)}\.\s", stop.text[low : stop.at]) is not None


def is_unclear_but_ended(stop: Stop, facts: TextFacts) -> bool:
    """Tell whether a sentence ends at a full stop that may belong to the word: what follows begins another."""
    if stop.next_word in facts.abbreviations.starters:
        return True
    if stop.word in ("Jr", "Sr") and stop.following in stop.words:
        # "named after Martin Ames Jr. Ames died": the name is over.
        return True
    return begins_after_whole(stop)


def _key(stop: Stop) -> str:
    """Return the word in lower case, with the single letters before it that are written apart: "z. B" is "z.b".

    Of more letters than any abbreviation has, only the last ones."""
    key = stop.word.lower()
    if len(key) > 1:
        return key
    for word in stop.words[-2 : -_MOST_LETTERS - 1 : -1]:
        letter = word.lstrip(OPENERS)
        if len(letter) != 2 or letter[1] != "." or not letter[0].isalpha():
            break
        key = letter.lower() + key
    return key


def _is_abbreviation(stop: Stop, facts: TextFacts, *, key: str) -> bool:
    following = stop.following
    if following[:1].isdigit() and _is_reference(stop, key):
        return True
    dotted = _INITIALS.fullmatch(key) is not None
    if key.endswith("str") and len(key) > len("str") and facts.language == "de":
        # "Hauptstr.", "Goethestr.": German writes the street as one word.
        key = "str"
    if key not in ABBREVIATIONS and not dotted:
        return False
    known = facts.abbreviations
    if stop.word in _WORDS_TOO and facts.language == "en":
        return False
    if key in ("st", "dr") and stop.previous[:1].isupper() and not stop.previous.endswith(","):
        # "Market St.", "Elm Dr.": a street, and its sentence may be over; "Director Dr. Ann Lee said" is none.
        starts = stop.next_word in known.starters
        return not (starts or (key == "st" and is_unclear_but_ended(stop, facts)))
    if key in known.never and not (key in known.ambiguous and stop.previous[-1:].isdigit()):
        return True
    if key in known.before_number and _NUMBER.match(following):
        return True
    if key not in known.ambiguous and not dotted:
        return False
    if key in ("etc", "ecc", "enz") and facts.language != "de":
        return False
    if key in _DEGREES and stop.previous.lower() in _ONE and len(stop.words) > 2:
        return False
    if dotted and key not in known.ambiguous and not (_is_placed(stop, key) and not _is_institution(stop)):
        # "U.S. Army", "by J.D. Marsh": bare before a name, only a word that begins sentences ends it.
        return stop.next_word not in known.starters
    if key in _YEARS and has_verbs_around(stop):
        # "Umowę podpisano w 2024 r. Minister nie był gotowy."
        return False
    return not is_unclear_but_ended(stop, facts)


def _is_placed(stop: Stop, key: str) -> bool:
    # "J. D. Marsh" written apart has its letters among the words.
    previous = stop.previous
    return previous.lower() in _PLACED or previous.endswith(",") or (key == "d.c" and previous[:1].isupper())


def _is_institution(stop: Stop) -> bool:
    """Tell whether a state's institution follows: "the U.S. Army will", but not "Customs officers opened"."""
    if re.sub(r"['’]s\Z", "", stop.following) not in _INSTITUTIONS:
        return False
    head = _HEAD.match(stop.text, stop.after, stop.end)
    return head is None or not begins_clause(stop.text, head.start(1), end=stop.end, longest=1)


def _is_initial(stop: Stop, facts: TextFacts) -> bool:
    """Tell an initial ("E. Smith", "Albert I. Jones") from a last word ("you and I.", "plan B. Then", "Vitamin C.")."""
    word, previous = stop.word, stop.previous
    if not word.isupper():
        # "z. B.", "u. U.", "p. m.": the letter behind it has a stop of its own; in German a short word, too: "z. Hd."
        size = len(stop.following)
        is_followed = size <= (_LONGEST_SECOND if facts.language == "de" else 1)
        return (is_followed and stop.text.startswith(".", stop.after + size)) or _UNCASED.match(word) is not None
    if stop.next_word in facts.abbreviations.starters or previous.lower() in _LABELS or previous in facts.labels:
        return False
    # "Chick-fil-A." is no initial, "J.-P. Sartre" is one.
    head = stop.words[-1].lstrip(OPENERS).rpartition("-")[0]
    is_label = previous.islower() or (previous.isdigit() and word in _DEGREES_AND_UNITS)
    # "the exam A.", "40 C.", but "the painter A. Tarn": who makes something is named.
    if is_label and not _MAKER.search(previous) and begins_after_whole(stop):
        return False
    return (word != "I" or previous[:1].isupper()) and (not head or head.endswith("."))


def _is_section(stop: Stop) -> bool:
    """Tell whether the sentence so far is a section's number alone."""
    return (
        stop.at - stop.begin <= _LONGEST_SECTION
        and stop.text[stop.begin : stop.begin + 1].isupper()
        and _SECTION.fullmatch(stop.text, stop.begin, stop.at) is not None
    )


def _is_reference(stop: Stop, key: str) -> bool:
    if key in _BOOKS and _VERSE.match(stop.text, stop.after):
        return True
    low = max(stop.begin, stop.at - _NEAR)
    bracket = max(stop.text.rfind("(", low, stop.at), stop.text.rfind("[", low, stop.at))
    return bracket >= 0 and stop.word[:1].isupper() and _REFERENCE.match(stop.text, bracket, stop.at) is not None
