"""Words whose full stop does not end a sentence, and words that begin one.

Owns the word lists alone and knows nothing of text, spans or rules. English, from the usual style books (AP, Chicago);
lower-cased, without the last full stop. Another language loses little by it: its words are simply not found here.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name, or the rest of the phrase, follows: never a sentence end.
NEVER = _words("""
    mr mrs ms messrs mmes mx dr drs prof profs st ste fr rev revd hon rt gov govs lt sen sens rep reps supt insp det
    asst gen gens adm maj col capt cmdr cdr cpl sgt sgts pvt pfc brig lieut atty attys amb msgr hr herr mme mlle
    sra srta vs v cf e.g eg i.e viz approx p.s incl esp c.f
""")

# Not a sentence end when a number follows ("No. 10", "p. 55", "Feb. 3"), otherwise an ordinary word.
BEFORE_NUMBER = _words("""
    no nos nr n° № p pp vol vols fig figs art arts sec secs ch chap para paras pg tel ext apt op rs c ca ver
    jan feb mar apr jun jul aug sep sept oct nov dec
""")

# May end a sentence or not; the next word decides.
AMBIGUOUS = _words("""
    inc co corp ltd llc llp plc bros assn dept univ est intl natl govt jr sr esq ph.d phd m.d al etc
    ave blvd rd sts hwy pkwy sq mt ft
    ala ariz ark calif colo conn del fla ga ill ind kan kans ky la mass mich minn miss mo mont neb nev okla ore penn
    tenn tex va vt wash wis wyo ont que alta
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    min max hrs mins lb lbs oz yd mi km cm mm kg mph mln bn tn misc
""")

# A capitalised one of these after an ambiguous full stop begins a new sentence.
STARTERS = _words("""
    the a an this that these those there here he she it they we you i his her its their our my your
    who what when where why how which while if as after before since although though because but and or so yet nor then
    thus hence however moreover furthermore meanwhile also still now once until unless whether
    in on at by for from with without within under over during despite according among amid to of about against between
    some many most much more few several both all each every any no not nobody nothing one two three
    earlier later last next only even just perhaps maybe instead mr mrs ms
    it's he's she's they're we're i'm don't it’s he’s she’s they’re we’re i’m don’t
    can do did does is are was were will would could should let please
""")

# After a quotation that ends in ? or ! and a name, these still belong to its sentence: “Why?” Ann Lee asked.
SPEECH_VERBS = _words("""
    said says asked asks told tells added adds replied wrote writes explained continued recalled noted warned tweeted
    shouted cried whispered insisted concluded joked quipped wondered exclaimed demanded answered declared announced
""")
