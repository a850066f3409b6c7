"""Verbs: the plain form and the past of an English verb, from one of its forms. Pure once loaded.

Owns how the plain form of a regular form is found: of the words that "stopped" could be made of, the commonest one.
Nouns that look like verbs are taken for verbs; the caller knows where in a clause a verb can stand.
"""

from __future__ import annotations

from index.words.irregular import PLAIN
from qa.text.word_frequency import rank_of
from qa.text.words import listed

# Beside the strong verbs of ``PLAIN``: those so common that they are function words there, and those without endings.
_PASTS = {
    "be": ("was", "been"), "do": ("did", "done"), "get": ("got", "got"), "give": ("gave", "given"),
    "go": ("went", "gone"), "have": ("had", "had"), "make": ("made", "made"), "say": ("said", "said"),
    "tell": ("told", "told"), "come": ("came", "come"), "beat": ("beat", "beaten"),
}  # fmt: skip
_UNCHANGED = listed("bet bid burst cast cost cut hit hurt let put quit read set shed shut split spread thrust upset")
# Forms of the table that are nouns or adjectives.
_NO_VERBS = listed("dead death deaths growth loss losses sale sales feet geese halves knives mice people teeth wolves")
_NO_VERBS |= listed("children men women thieves wives")
_FORMS: dict[str, list[str]] = {}
for _form, _plain in PLAIN.items():
    if _form not in _NO_VERBS and not _form.endswith("ing"):
        _FORMS.setdefault(_plain, []).append(_form)
_FORMS |= {plain: list(forms) for plain, forms in _PASTS.items()} | {word: [word] for word in _UNCHANGED}
_FORMS["die"] = ["died"]
_PLAIN_OF = {form: plain for plain, forms in _FORMS.items() for form in forms}
_PARTICIPLES = frozenset(forms[-1] for forms in _FORMS.values())
_PAST = frozenset(forms[0] for forms in _FORMS.values())
# Words that end like a past and are none.
_LOOKALIKES = listed(
    """red bed need seed feed weed speed indeed hundred sacred naked wicked wretched rugged shed sled wed embed breed
    bleed creed deed exceed proceed succeed greed heed reed united biped moped ted fred ahmed mohammed"""
)
_SHORTEST = 4
# Verbs end in two of these by themselves: "dismiss", "fill", "sniff", "buzz".
_DOUBLED = "slfz"


def is_participle(word: str) -> bool:
    """Tell whether a lower-case word can be what was done to somebody: "killed", "stolen"."""
    return word in _PARTICIPLES or _is_regular(word)


def is_past(word: str) -> bool:
    """Tell whether a lower-case word can be a finite verb in the past: "killed", "stole"."""
    return word in _PAST or _is_regular(word)


def past_of(participle: str) -> str:
    """Return the past of the verb of a participle: "stole" of "stolen"."""
    plain = _PLAIN_OF.get(participle)
    return participle if plain is None else _FORMS[plain][0]


def plain_of(form: str) -> str:
    """Return the plain form of the verb of a past or participle: "steal", "stop", "carry"."""
    if form in _PLAIN_OF:
        return _PLAIN_OF[form]
    if not form.endswith("ed") or len(form) < _SHORTEST:  # Ed is no verb
        return form
    stem = form[:-2]
    could_be = [word for word in (stem, stem + "e") if len(word) > 2]
    if stem.endswith("i"):
        could_be = [stem[:-1] + "y", stem + "e"]
    elif len(stem) > 2 and stem[-1] == stem[-2]:
        could_be = [stem[:-1], stem] if stem[-1] in _DOUBLED else [stem, stem[:-1]]
    ranked = [(rank, word) for word in could_be if (rank := rank_of(word)) is not None]
    return min(ranked)[1] if ranked else could_be[-1] if stem[-1:] in "cguvzi" or stem[-1] == stem[-2:-1] else stem


def plain_of_present(form: str) -> str:
    """Return the plain form of a verb as it is said of one: "leave" of "leaves", "carry" of "carries"."""
    if form.endswith("ies") and len(form) > _SHORTEST:
        return form[:-3] + "y"
    bare = form.removesuffix("s")
    if bare.endswith(("che", "she", "sse", "xe", "oe")):
        return bare[:-1]
    return bare


def past_of_plain(plain: str) -> str:
    """Return the past of a verb: "stole" of "steal", "erupted" of "erupt"."""
    if plain in _FORMS:
        return _FORMS[plain][0]
    if plain.endswith("e"):
        return plain + "d"
    return plain[:-1] + "ied" if plain.endswith("y") and plain[-2:-1] not in "aeiou" else plain + "ed"


def _is_regular(word: str) -> bool:
    return len(word) >= _SHORTEST and word.endswith("ed") and word not in _LOOKALIKES
