"""Asking words: they say what is wanted of a subject, and name none: "what happened", "which position", "the reason".

Owns the list. An article answers them in its own words ("the toll was" with "killed", "took place" with a date): so if
one of them is in no article, that says nothing about whether the articles answer. Its kinds are those of answers
that question classifications tell apart (the two levels of Li and Roth 2002, "Learning Question Classifiers":
entities, descriptions, people, places, numbers), each by its general nouns, with the verbs that only ask for an event,
the words that command an answer, and the short forms of chat. No word is on it for what it names in one kind of news.
"""

from __future__ import annotations

from index.words.keys import key_of
from qa.text.words import listed

_EVENTS = "happen occur unfold transpire take place go went event incident development outcome result consequence"
_DESCRIPTIONS = """reason cause purpose aim goal meaning mean definition description detail explanation manner method
    way means fact information topic subject theme summary story article text news context background circumstance role
    position stance view opinion reaction response status situation condition feature characteristic difference"""
_ENTITIES = """kind type sort category class form version example instance name title nickname term word phrase list
    item thing object product brand language symbol option choice"""
_PEOPLE = "person people individual somebody man woman human identity occupation profession job post member"
_PLACES = "place location site spot venue address area region country city town state"
_NUMBERS = """number amount quantity count total sum toll tally figure statistic share proportion percentage percent
    rate ratio level degree extent size length width height depth distance weight age duration period price cost value
    fee speed frequency date time day month year decade century order rank"""
_COMMANDS = """tell say describe explain define list give find identify summarise summarize compare mention state know
    show specify discuss elaborate please"""
_CHAT = "ppl plz pls thx abt bc u ur wanna gonna info pic"
# Those of other languages, with "is" and Greek articles, where they are no word or name in English.
_ELSEWHERE = """ποιος ποια ποιο ποιοι ποιες ποιον πότε πού γιατί πόσο πόσα πόσοι πόσες πώς τι είναι ήταν
    του της των τον την στο στη στον στην
    кто что где когда почему зачем сколько какой какая какое какие чей куда откуда кого кому такой
    такая такое такие
    wer wen wem wessen wann warum wieso weshalb woher wohin wieviel wieviele ist
    qui quoi quand pourquoi combien quién quiénes cuándo dónde cuál cuáles cuánto cuántos cuánta cuántas
    quando perché quanto quanti quante quem onde quais wanneer waarom hoeveel hvem hvornår hvorfor hvad varför"""

#: The keys of the asking words.
ASKING = frozenset(
    map(
        key_of,
        listed(" ".join((_EVENTS, _DESCRIPTIONS, _ENTITIES, _PEOPLE, _PLACES, _NUMBERS, _COMMANDS, _CHAT, _ELSEWHERE))),
    )
)
