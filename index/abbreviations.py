"""Words whose full stop does not end a sentence, and words that begin one. English first; other languages lose little by it.

Owns the word lists alone: knows nothing of text, spans or rules. Taken from the usual style books (AP, Chicago), lower-cased,
without the last full stop.
"""

from __future__ import annotations

# A name or a number follows: never a sentence end.
BEFORE_NAME = frozenset(
    """mr mrs ms messrs mmes mx dr prof profs st ste mt fr sr br rev revd hon rt gov govs lt gov sen sens rep reps pres supt insp
    det dep asst gen gens adm maj col capt cmdr cdr cpl sgt sgts pvt spc pfc brig lieut atty attys amb chf msgr ald det dist
    vs v al cf eg e.g i.e ie viz approx ca et resp incl esp no. nos ph m.p m.d.s hr herr mme mlle sig sra srta exp
    ft fig figs pp vol vols ch chap sec secs art arts para paras ed eds trans
    """.split()
)

# Not a sentence end when a number follows ("No. 10", "p. 55", "Feb. 3"), otherwise an ordinary word.
BEFORE_NUMBER = frozenset(
    """no nos p pp vol fig figs art sec ch para page pg nr tel ext apt jan feb mar apr jun jul aug sep sept oct nov dec rs c ca
    op cl n § ln
    """.split()
)

# May end a sentence or not; the next word decides.
AMBIGUOUS = frozenset(
    """inc co corp ltd llc llp plc bros assn dept univ est intl natl govt jr sr esq phd ph.d m.d b.a m.a bsc msc d.d.s
    ave blvd rd st sts hwy pkwy sq ln ter ct mt ft
    ala ariz ark calif colo conn del fla ga ill ind kan kans ky la mass mich minn miss mo mont neb nebr nev okla ore penn tenn
    tex va vt wash wis wyo ont que alta
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    u.s u.k u.n e.u u.s.a u.s.s.r u.a.e d.c a.m p.m b.c a.d c.e n.y l.a s.c n.c n.j n.h n.m n.d s.d w.va r.i
    etc al dept min max hrs hr mins secs lb lbs oz yd mi km cm mm kg mph mln bn tn approx ext tel misc
    """.split()
)

# A capitalised one of these after an ambiguous full stop begins a new sentence.
STARTERS = frozenset(
    """the a an this that these those there here he she it they we you i his her its their our my your who what when where why
    how which while if as after before since although though because but and or so yet nor then thus hence however moreover
    furthermore meanwhile also still now once until unless whether in on at by for from with without within under over during
    despite according among amid to of about against between some many most much more few several both all each every any no
    not nobody nothing one two three earlier later last next only even just perhaps maybe instead according it's he's she's
    they're we're i'm don't can do did does is are was were will would could should let please
    """.split()
)

# After a closing quotation mark these, with a name before them, still belong to the quotation's sentence.
SPEECH_VERBS = frozenset(
    """said says asked asks told tells added adds replied wrote writes explained continued recalled noted warned tweeted
    shouted cried whispered insisted concluded joked quipped wondered exclaimed demanded answered declared announced
    """.split()
)
