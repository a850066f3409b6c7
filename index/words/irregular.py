"""English words whose forms no ending tells: "died" and "dead", "took" and "take", "men" and "man".

Owns the list, closed and general: strong verbs, the nouns made of them that keep their sense, and uneven plurals. Forms
that mean something else as often ("lives", "bore", "wound", "lay") are left out.
"""

from __future__ import annotations

_FORMS = """
arise arose arisen; awake awoke awoken; become became; begin began begun; bend bent; bind bound; bite bit bitten;
bleed bled; blow blew blown; break broke broken; breed bred; bring brought; build built; burn burnt; buy bought; catch
caught; choose chose chosen; cling clung; come came; creep crept; deal dealt; die dead death deaths dying; dig dug;
draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel
felt; fight fought; find found; flee fled; fling flung; fly flew flown; forbid forbade forbidden; forget forgot
forgotten; forgive forgave forgiven; freeze froze frozen; grow grew grown growth; hang hung; hear heard; hide hid
hidden; hold held; keep kept; kneel knelt; know knew known; lead led; leap leapt; learn learnt; leave left; lend lent;
lose lost loss losses; mean meant; meet met; mistake mistook mistaken; overcome overcame; overthrow overthrew
overthrown; pay paid; ride rode ridden; ring rang rung; rise rose risen; run ran; see saw seen; seek sought; sell sold
sale sales; send sent; shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung;
sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spend spent; spin spun; spring sprang sprung;
stand stood; steal stole stolen; stick stuck; sting stung; strike struck stricken; strive strove striven; swear swore
sworn; sweep swept; swim swam swum; swing swung; take took taken; teach taught; tear tore torn; think thought; throw
threw thrown; undergo underwent undergone; understand understood; undertake undertook undertaken; wake woke woken;
wear wore worn; weave wove woven; weep wept; win won; withdraw withdrew withdrawn; write wrote written; child
children; foot feet; goose geese; half halves; knife knives; man men; mouse mice; person people; thief thieves; tooth
teeth; wife wives; wolf wolves; woman women
"""

#: Each uneven form and the plain one it belongs to, lower case.
PLAIN = {form: forms.split()[0] for forms in _FORMS.replace("\n", " ").split(";") for form in forms.split()[1:]}
