"""A quotation of a draft against places that may hold it: word for word, altered, by another speaker, or nowhere; and
what a draft reports somebody as saying, where others said it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.words.keys import is_capitalised
from qa.answering.citations import cite
from qa.checking.alignment import Alignment, aligned, words_of
from qa.checking.drafts import Quotation, Statement
from qa.checking.places import Place, corrects
from qa.checking.records import Difference, Finding, Verdict
from qa.text.names import is_impersonal, is_title
from qa.text.word_frequency import rank_of
from qa.text.word_lists import REPORTING_VERBS, rows_of
from qa.text.words import FUNCTION_WORDS, stems

# What a writer marks as left out of a quotation or put into it.
_CUT = re.compile(r"(?:(?<!\s)\s+)?(?:\[[^\[\]]*\]|\((?:\.\.\.|…)\)|…|\.\.\.)\s*")
_END = " \t\n,.;:!?"
# From this similarity on a quotation counts as altered and not as absent; a short quotation, of fewer words than the
# last number, needs two words of three.
_ALTERED, _ALTERED_SHORT, _SHORT = 0.6, 0.65, 6
_MOST_REACH = 6
_SHORT_NAMES = tuple(map(frozenset, rows_of("short_names")))
# Similarity of the right words in another order: below 1.0, that of the right order.
_REORDERED = 0.99
# What is reported must hold this share of the telling words of a sentence, and so many, to be the same.
_SAME, _FEWEST = 0.75, 3


_SPEAKING = stems(" ".join(frozenset().union(*REPORTING_VERBS.values())))


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a quotation was found, and how like it is."""

    place: Place
    start: int
    end: int
    similarity: float
    is_exact: bool
    differences: tuple[Difference, ...]

    def speaker(self) -> str | None:
        """Return who says it there, as far as known. All of the article is read for it."""
        speaker = self.place.speaker_at(self.start)
        return None if speaker is None else speaker.name


def judged(quotation: Quotation, *, near: Sequence[Place]) -> Finding:
    """Say what the articles make of a quotation."""
    matches = list(_matches(quotation, near))
    likest = max((match.similarity for match in matches), default=0.0)
    least = _ALTERED if len(words_of(quotation.text)) >= _SHORT else _ALTERED_SHORT
    if not matches or likest < least:
        return _finding(quotation, "absent", None)
    same = [(match, _speakers(quotation, match)) for match in matches if match.similarity == likest]
    best, _ = min(same, key=lambda one: (not one[0].is_exact, not agrees(*one[1]), one[0].place.sentence.number))
    if likest < 1.0 and _says_else(quotation, best):
        return _finding(quotation, "absent", None)
    if likest < 1.0:
        return _finding(quotation, "altered", best)
    if all(_differ(*both) for _, both in same):
        return _finding(quotation, "wrong_speaker", best)
    return _finding(quotation, "verbatim" if best.is_exact else "moved", best)


def _speakers(quotation: Quotation, match: _Match) -> tuple[str | None, str | None]:
    """Return who says it in the draft, in full where the article names that person, and who in the article."""
    name = quotation.speaker
    return None if name is None else match.place.held.full_name(name), match.speaker()


def misattributed(statement: Statement, *, near: Sequence[Place]) -> Finding | None:
    """Return a finding where a draft reports as one person's what another one said in every article that has it."""
    if statement.speaker is None:
        return None
    start, end = statement.mention
    reported = stems(f"{statement.blanked[:start]} {statement.blanked[end:]}") - _SPEAKING
    least = max(_FEWEST, _SAME * len(reported))
    same = [place for place in near if len(reported & stems(place.sentence.text)) >= least]
    speakers = [place.speaker_at(place.sentence.start) for place in same]
    if not same or not all(
        speaker is not None and _differ(place.held.full_name(statement.speaker), speaker.name)
        for place, speaker in zip(same, speakers, strict=True)
    ):
        return None
    best, speaker = same[0], speakers[0]
    if speaker is None or _last_word(speaker.name) in {word.plain for word in words_of(statement.text)}:
        return None  # "Reyes said that Holt had told her ..."
    at, text = statement.start + start, statement.text[start:end]
    return Finding(
        "name",
        "contradicted",
        text,
        at,
        at + len(text),
        source=best.sentence.text,
        differences=(Difference(text, speaker.name),),
        draft_speaker=statement.speaker,
        article_speaker=speaker.name,
        citation=cite(best.article, best.sentence),
    )


def _last_word(name: str) -> str:
    return words_of(name)[-1].plain


def _says_else(quotation: Quotation, match: _Match) -> bool:
    """Tell whether a stretch has little but small words of a quotation: "had been rotten", "had been inspected"."""
    telling = stems(quotation.text)
    missing = telling - stems(match.place.article.text[match.start : match.end])
    return len(missing) > 1 and 2 * len(missing) > len(telling)


def agrees(one: str | None, other: str | None) -> bool:
    """Tell whether two ways of naming a speaker can mean the same, as far as names tell."""
    return one is not None and other is not None and not _differ(one, other)


def _differ(one: str | None, other: str | None) -> bool:
    """Tell whether two speakers are surely two: both named, with no word of their names in common but a surname behind
    first names that are two ("Dana Reyes", "Tomas Reyes")."""
    if one is None or other is None or not (_is_name(one) and _is_name(other)):
        return False
    names, names_there = ([w.plain for w in words_of(name) if not is_title(w.plain)] for name in (one, other))
    if frozenset(names).isdisjoint(names_there):
        return True
    firsts, firsts_there = names[:-1], names_there[:-1]
    are_full = bool(firsts and firsts_there) and names[-1] == names_there[-1]
    return are_full and not any(_may_be_one(a, b) for a in firsts for b in firsts_there)


def _may_be_one(one: str, other: str) -> bool:
    """Tell whether two first names may be one person's: a short form, an initial, another spelling."""
    short, full = sorted((one, other), key=len)
    is_listed = any(one in forms and other in forms for forms in _SHORT_NAMES)
    return short[0] == full[0] or short in full or is_listed


def _is_name(speaker: str) -> bool:
    """Tell whether a speaker is surely a person by name: an office or an institution may speak through anybody."""
    words = [word.plain.removesuffix("'s") for word in words_of(speaker)]
    named = [word for word in words if not is_title(word) and word not in FUNCTION_WORDS]
    is_written_as_name = bool(named) and all(is_capitalised(word) for word in speaker.split()[-1:])
    return is_written_as_name and not is_impersonal(named) and (len(named) > 1 or rank_of(named[0]) is None)


def _matches(quotation: Quotation, near: Sequence[Place]) -> Iterator[_Match]:
    parts = [part.strip(_END) for part in _CUT.split(quotation.text)]
    parts = [part for part in parts if words_of(part)]
    reach = min(_MOST_REACH, quotation.text.count(". ") + quotation.text.count("? ") + 1)
    known = set()
    for place in near:
        begin, end = place.around(reach)
        if (place.article.id, begin, end) in known:
            continue
        known.add((place.article.id, begin, end))
        stretch = place.article.text[begin:end]
        match = _match(parts, [aligned(part, stretch) for part in parts], place, begin=begin)
        if match is not None and match.similarity < 1.0 and (joined := place.joined(begin, end)) != stretch:
            match = _joined(match, _match(parts, [aligned(part, joined) for part in parts], place, begin=begin))
        if match is not None and not corrects(place.article.text, start=match.start, end=match.end):
            yield match


def _joined(match: _Match, joined: _Match | None) -> _Match:
    """Choose a match across the words between two quotations ("..., she said. ...") where one speaker says both."""
    if joined is None or joined.similarity <= match.similarity:
        return match
    speakers = [joined.place.speaker_at(at) for at in (joined.start, joined.end - 1)]
    return joined if len({speaker and speaker.name for speaker in speakers}) == 1 else match


def _match(parts: Sequence[str], stretches: Sequence[Alignment | None], place: Place, *, begin: int) -> _Match | None:
    if not any(stretches):
        return None
    sizes = [len(words_of(part)) for part in parts]
    similarity = sum(one.similarity * size for one, size in zip(stretches, sizes, strict=True) if one) / sum(sizes)
    alignments = [one for one in stretches if one is not None]
    starts = [one.start for one in alignments]
    if starts != sorted(starts):  # joined by a mark of a cut, but in another order than they were said in
        similarity = min(similarity, _REORDERED)
    start, end = min(one.start for one in alignments) + begin, max(one.end for one in alignments) + begin
    text = place.article.text
    exact = len(parts) == 1 and text[start:end] == _from_first_to_last_word(parts[0])
    differences = tuple(
        one
        for part, alignment in zip(parts, stretches, strict=True)
        for one in (alignment.differences if alignment else [Difference(part, "")])
    )
    return _Match(place, start, end, similarity, exact, differences)


def _from_first_to_last_word(part: str) -> str:
    words = words_of(part)
    return part[words[0].start : words[-1].end]


def _finding(quotation: Quotation, verdict: Verdict, match: _Match | None) -> Finding:
    if match is None:
        text, start, end = quotation.text, quotation.start, quotation.end
        return Finding("quotation", verdict, text, start, end, draft_speaker=quotation.speaker)
    return Finding(
        "quotation",
        verdict,
        quotation.text,
        quotation.start,
        quotation.end,
        source=match.place.article.text[match.start : match.end],
        differences=match.differences,
        draft_speaker=quotation.speaker,
        article_speaker=match.speaker(),
        citation=cite(match.place.article, match.place.sentence_at(match.start)),
    )
