"""Joined questions: one text that asks several things -> each question as it is understood after the one before. Pure.

"What happened in Norvik and who condemned it?" asks two things, and what "it" is stands in the first. Owns how the
later ones are completed. Knows nothing of how a text is taken apart, or of answers.
"""

from __future__ import annotations

from qa.conversation.grammar.decomposition import questions_of
from qa.conversation.grammar.rewriting import without_about
from qa.conversation.understanding import understand
from qa.records import Turn


def joined_questions(text: str) -> tuple[str, ...]:
    """Return the questions that a text joins, in order, each complete in itself; nothing for a text that asks one
    thing, or of which a question stays incomplete."""
    turns: list[Turn] = []
    for question in questions_of(text):
        understood = understand(question, turns)
        if understood.kind in ("underspecified", "operation"):
            return ()
        is_led = without_about(understood.text)[0] and not without_about(question)[0]
        turns.append(Turn(question if is_led else understood.text))  # nothing in it says what to carry, or where
    return tuple(turn.question for turn in turns)
