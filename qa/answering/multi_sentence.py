"""Several sentences as one answer: when one sentence does not answer, the fewest that do, read and judged like any
other evidence.

Owns when sentences are joined: a section under a heading that asks the same question, a list with the line that
announces it, a cause with its effect, and for a question about several names the surest sentence for each, if all are
sure enough and surer than any single sentence is for the whole question. What answers for one name alone is related.
Of a text that joins several questions ("When was it built and who owns it?") each is answered by its own sentence; what
answers some of them alone is related. Owns too when the newest go first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile

from index import View
from index.records import Sentence
from qa.answering.evidence import Evidence
from qa.answering.evidence_sets import LONGEST_LIST, Cover, announced, fewest, is_bare, leaves_cause_to
from qa.confidence.abstention import Thresholds, Verdict
from qa.conversation.grammar.decomposition import Part, parts_of
from qa.conversation.joined_questions import joined_questions
from qa.dates import Recency
from qa.retrieval.headings import asks
from qa.retrieval.hybrid import ANSWERING
from qa.text.near_duplicates import spelt_alike
from qa.text.words import stems

#: Reads a question over given sentences, or over all that might answer it.
Reading = Callable[[str, Sequence[Sentence] | None], list[Evidence]]
# Most sentences of a section that are quoted when its heading asks the question.
_LONGEST_SECTION = 4
# The least confidence of a section whose heading asks the same question: the article itself presents it as the answer.
_HEADED = 0.8
_ANSWERLESS = frozenset({"below_threshold", "unknown_terms", "unsure"})


@dataclass(frozen=True, slots=True)
class Judged:
    """Evidence in the order to quote it, the verdict on it, how many of the first only together make the answer, and
    of several questions those that no sentence answers, with how sure the best sentence for each is."""

    evidence: list[Evidence]
    verdict: Verdict
    joined: int = 0
    unanswered: Mapping[str, float] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        """Return how sure the answer is: as the least sure of the sentences that make it, or of the questions that none
        answers."""
        parts = (e.confidence for e in self.evidence[: self.joined or 1])
        return min([*parts, *self.unanswered.values()], default=0.0)


def newest_first(judged: Judged, recency: Recency | None, *, thresholds: Thresholds) -> Judged:
    """Among the first statements that are sure enough to be the answer, put the newest first; sentences that only
    together answer stay as they are."""
    least = {"answered": thresholds.answered, "related": thresholds.related}.get(judged.verdict.status)
    if recency is None or least is None or judged.joined:
        return judged
    sure = list(takewhile(lambda one: one.confidence >= least, judged.evidence))
    newest = recency.ordered(sure, [one.surroundings.article.published for one in sure])
    return replace(judged, evidence=[*newest, *judged.evidence[len(sure) :]])


def join(view: View, question: str, *, judged: Judged, threshold: float, read: Reading) -> Judged:
    """Return the evidence with the sentences that answer together in front, or as it is where none need to.

    For a text that joins names or questions this costs one reading for each, for any other next to nothing.
    """
    is_answered = judged.verdict.status == "answered"
    if not is_answered and judged.verdict.reason not in _ANSWERLESS:
        return judged
    section = _section(view, question, judged.evidence)
    is_sure = bool(section) and max(_HEADED, judged.evidence[0].confidence) >= threshold
    together = _with(section, question, judged=judged, read=read, least=_HEADED) if is_sure else None
    if together is not None:
        return together
    if is_answered:
        behind = _behind(view, question, judged.evidence[0])
        passage = [judged.evidence[0].candidate.sentence, *behind]
        together = _with(passage, question, judged=judged, read=read) if behind else None
        if together is not None:
            return together
    questions = joined_questions(question)
    if questions:
        return _for_questions(questions, judged=judged, threshold=threshold, read=read) or judged
    return _for_each(parts_of(question), judged=judged, threshold=threshold, read=read) or judged


def _section(view: View, question: str, evidence: Sequence[Evidence]) -> list[Sentence]:
    """Return the sentences under a heading that asks the very question, of the best of the evidence that has one."""
    for sentence in (s for e in evidence for s in (e.candidate.sentence, *e.others)):
        if asks(sentence.section, question, title=partial(_title, view, sentence)):
            near = view.neighbours(sentence.number, before=LONGEST_LIST, after=LONGEST_LIST)
            around = sorted([*near, sentence], key=lambda s: s.number)
            return [s for s in around if s.section == sentence.section and s.role in ANSWERING][:_LONGEST_SECTION]
    return []


def _title(view: View, sentence: Sentence) -> str:
    return view.article(sentence.article_id).title


def _behind(view: View, question: str, top: Evidence) -> list[Sentence]:
    """Return the sentences behind the best one without which it does not answer."""
    first, text = top.candidate.sentence, top.surroundings.article.text
    if first.text.endswith(":"):
        return announced(text, first, behind=view.neighbours(first.number, before=0, after=LONGEST_LIST))
    after = top.surroundings.after
    if after is None or after.role not in ANSWERING or "\n" in text[first.end : after.start]:
        return []
    return [after] if is_bare(first) or leaves_cause_to(question, first, behind=after.text) else []


def _with(
    sentences: Sequence[Sentence], question: str, *, judged: Judged, read: Reading, least: float = 0.0
) -> Judged | None:
    """Join sentences, in the order given; they are as sure together as the best of all is, and at least ``least``."""
    known = {e.candidate.sentence.number: e for e in judged.evidence}
    unread = [sentence for sentence in sentences if sentence.number not in known]
    known |= {e.candidate.sentence.number: e for e in (read(question, unread) if unread else ())}
    if any(sentence.number not in known for sentence in sentences):
        return None
    confidence = max(judged.evidence[0].confidence, least)
    members = [replace(known[sentence.number], confidence=confidence) for sentence in sentences]
    return _in_front(members, judged=judged)


def _for_each(parts: Sequence[Part], *, judged: Judged, threshold: float, read: Reading) -> Judged | None:
    is_answered = judged.verdict.status == "answered"
    if is_answered and all(_names(part.name, judged.evidence[0]) for part in parts):
        return None  # one sentence speaks of all: "Rohm and Haas" may be one firm
    choices: list[list[Cover]] = []
    known: dict[int, Evidence] = {}
    for part in parts:
        sure = [e for e in read(part.question, None) if e.confidence >= threshold and _names(part.name, e)]
        sure.sort(key=lambda e: -e.confidence)
        known = {e.candidate.sentence.number: e for e in sure} | known
        choices.append([Cover(e.candidate.sentence.number, e.confidence) for e in sure])
    chosen = fewest(choices)
    if not chosen:
        return _partial(judged, choices) if is_answered else None
    surer = min(c.confidence for c in chosen) > judged.evidence[0].confidence
    if is_answered and (len(chosen) == 1 or not surer):
        return None
    return _in_front([replace(known[c.number], confidence=c.confidence) for c in chosen], judged=judged)


def _partial(judged: Judged, choices: Sequence[Sequence[Cover]]) -> Judged | None:
    """Return as related what answers a part of the question surer than the whole, where nothing answers another."""
    top = judged.evidence[0]
    own = [cover.confidence for part in choices for cover in part if cover.number == top.candidate.sentence.number]
    if max(own, default=0.0) <= top.confidence:
        return None
    return replace(judged, verdict=Verdict("related", reason="unsure", doubts=("names_missing",)))


def _for_questions(questions: Sequence[str], *, judged: Judged, threshold: float, read: Reading) -> Judged | None:
    """Join the surest sentence for each of several questions, of one article where one answers them all."""
    read_for = [read(question, None) for question in questions]
    sure = [[e for e in part if e.confidence >= threshold] for part in read_for]
    sure = [sorted(part, key=lambda e: -e.confidence) for part in _of_one_article(sure)]
    known = {e.candidate.sentence.number: e for part in reversed(sure) for e in reversed(part)}
    choices = [[Cover(e.candidate.sentence.number, e.confidence) for e in part] for part in sure if part]
    chosen = [replace(known[c.number], confidence=c.confidence) for c in fewest(choices)]
    is_answered, is_whole = judged.verdict.status == "answered", all(sure)
    if not chosen or (is_answered and (len(chosen) == 1 if is_whole else not _surer(chosen, judged))):
        return None
    if is_whole:
        return _in_front(chosen, judged=judged)
    first = {e.candidate.sentence.number for e in chosen}
    rest = [e for e in judged.evidence if first.isdisjoint(_places(e))]
    best = [max((e.confidence for e in part), default=0.0) for part in read_for]
    unanswered = {question: most for question, most in zip(questions, best, strict=True) if most < threshold}
    return Judged([*chosen, *rest], Verdict("related", reason="unsure", doubts=("weak_match",)), 0, unanswered)


def _surer(chosen: Sequence[Evidence], judged: Judged) -> bool:
    """Tell whether some of several questions are answered surer than all of them are by one sentence."""
    return max(e.confidence for e in chosen) > judged.evidence[0].confidence


def _of_one_article(parts: Sequence[Sequence[Evidence]]) -> list[list[Evidence]]:
    """Keep of what answers several questions what stands in one article, the surest that answers them all: "how many
    died?" is asked of the fire that was asked about before. Where no article does, all is kept."""
    least: dict[str, float] = {}
    for article in {article for part in parts for e in part for article in _articles(e)}:
        of_each = [[e.confidence for e in part if article in _articles(e)] for part in parts]
        if all(of_each):
            least[article] = min(map(max, of_each))
    best = min(least, key=lambda article: (-least[article], article), default=None)
    return [[e for e in part if best is None or best in _articles(e)] for part in parts]


def _articles(evidence: Evidence) -> set[str]:
    """Return the ids of the articles that say it: a reprint may be the one that is quoted."""
    return {evidence.surroundings.article.id, *(s.article_id for s in evidence.others)}


def _names(name: str, evidence: Evidence) -> bool:
    """Tell whether a sentence, its title or its section holds a name, in any of its spellings."""
    sentence = evidence.candidate.sentence
    held = stems(sentence.text) | stems(evidence.surroundings.article.title) | stems(sentence.section)
    return all(word in held or any(spelt_alike(word, other) for other in held) for word in stems(name))


def _in_front(members: list[Evidence], *, judged: Judged) -> Judged:
    numbers = {e.candidate.sentence.number for e in members}
    support = [e for e in judged.evidence[: judged.verdict.sure] if numbers.isdisjoint(_places(e))]
    evidence = [*members, *support]
    return Judged(evidence, Verdict("answered", len(evidence)), len(members) if len(members) > 1 else 0)


def _places(evidence: Evidence) -> set[int]:
    return {evidence.candidate.sentence.number, *(s.number for s in evidence.others)}
