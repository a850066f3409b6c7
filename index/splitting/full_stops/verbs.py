"""Forms of English verbs that can be told from other words by their spelling.

Owns the word lists alone. Auxiliaries and irregular pasts are those of any grammar; the regular verbs are the commonest
of news English, those left out whose plain or -s form is as often a noun ("plan", "vote", "reports").
"""

from __future__ import annotations

import re

from index.language.word_lists import listed

#: Finite wherever they stand.
FINITE = listed("""
    is are was were has have had do does did can could will would shall should may might must isn't aren't wasn't
    weren't hasn't haven't hadn't don't doesn't didn't can't cannot couldn't won't wouldn't shouldn't arose ate awoke
    became began bit bent bled blew broke came clung crept dealt dug fed chose did drew drove fell felt flew fled
    forgave forgot fought froze gave got grew heard hid kept knew laid lay led lost meant met paid ran rang rode rose
    said sang sank sat saw shook shrank slept slid sold spat sped spent spoke sprang stole stood stuck stung swam
    swore swept threw thought told took tore understood went wept withdrew woke won wore wrote says goes comes takes
    makes gives becomes remains seems includes begins brings believes keeps knows owns pays provides receives refuses
    sells sends thinks tells writes speaks sits eats expects continues allows agrees loses serves asks adds wants
    hopes teaches appears belongs happens insists follows
""")
#: Pasts that are participles as well: "a bridge built in Stenby" has no finite verb, "crews built a bridge" has.
PAST_OR_PARTICIPLE = listed("""
    beat bought brought built burnt caught cost cut found held hit hurt left let lit made put read sent set shot shut
    split spread struck sought taught won
""")
#: Regular pasts that take no object, so that they are never participles behind a noun.
INTRANSITIVE = listed("""
    agreed appeared applauded argued arrived bled cheered climbed collapsed complained danced decided declined departed
    died disagreed hoped vowed
    disappeared emerged escaped failed followed gathered happened hesitated hurried joined knelt landed lasted laughed
    lied listened lived looked marched melted moved objected occurred played prayed protested queued rallied refused
    remained replied resigned responded returned rushed sailed screamed seemed shouted skidded smiled stared started
    stayed stepped stopped struggled surrendered talked travelled traveled tried tumbled vanished voted waited walked
    wandered wanted watched worked worried yelled
""")
#: Plain forms, finite only behind a plural: "Residents want", "Trains run".
PLAIN = listed("""
    accept agree allow apply arrive ask attend avoid begin believe belong bring build buy carry choose come complain
    contain continue cost cover create decide deny depend describe die eat enter enjoy expect explain fear feel fill
    fly follow gather get give go grow happen hear help hope include insist join keep know learn leave let like listen
    live lose love make mean meet move need oppose own pay play prefer produce provide receive refuse remain remember
    require run say see seem sell send serve sing sit sleep speak start stay stop suffer take teach tell tend think
    travel try use vote wait walk want warn watch wear win wish work worry write
""")
#: "lives", "works": their -s forms, finite behind a pronoun or a name.
THIRD_PERSON = frozenset(
    re.sub(r"(?<=[^aeiou])y\Z", "ie", word) + ("es" if word.endswith(("ch", "sh", "ss")) else "s") for word in PLAIN
)
#: Verbs that a clause may follow: the name behind them may be its subject ("He said the U.S. Army was ready").
CLAUSE_TAKING = listed("""
    said says say told thought thinks think believed believes believe claimed claims hoped hopes insisted insists
    announced announces warned warns argued argues suggested suggests denied denies admitted admits added adds
    indicated indicates knew knows know meant means
""")
#: Words that open a clause with a verb of its own.
OPENING = listed("""
    that which who whose whom what whether if because although though while when where whereas unless why how
""")
#: Prepositions that open a clause, too, when they stand first.
OPENING_WHEN_FIRST = listed("after before since until as once")
#: Words in "-ed" that are no verbs.
NOT_PAST = listed("need indeed speed feed seed weed breed hundred red bed shed sacred naked kindred embed used")
