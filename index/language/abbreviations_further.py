"""Abbreviations, and words that begin a sentence, of Finnish, Hungarian, Turkish, Romanian and Ukrainian.

Owns the word lists alone, as index.language.abbreviations does for the languages with more readers. From what their
spelling guides (Kielitoimisto, AkH., TDK, DOOM, the Ukrainian orthography of 2019) list for running text.
"""

from __future__ import annotations

from index.language.abbreviation_kinds import Abbreviations
from index.language.word_lists import listed

_FINNISH = Abbreviations(
    never=listed("esim mm ns ks vrt nk ts n tri prof toht evp em mrs mr ko"),
    before_number=listed("nro s klo puh luku kuva art"),
    ambiguous=listed("jne yms ym tms mrd milj eaa jaa ekr jkr"),
    starters=listed("""
        hän he se ne me minä sinä te tämä nämä tuo joka mutta ja tai kun koska jos niin nyt sitten myös ei kaikki monet
        hänen heidän mitä kuka missä
    """),
)
_HUNGARIAN = Abbreviations(
    never=listed("dr prof pl ill id ifj özv st szt ún kb vö gr"),
    before_number=listed("sz kb old o tel"),
    ambiguous=listed("stb kft bt zrt nyrt m i.e i.sz u ker"),
    starters=listed("""
        a az egy ő ők ez ezek azok mi én te de és vagy ha amikor mert hogy most akkor is nem senki minden sok ki mit hol
    """),
)
_TURKISH = Abbreviations(
    never=listed("dr prof doç yrd av sn op uzm alb gen org korg yzb bkz örn no cad sok mah mr mrs"),
    before_number=listed("no s sf tel mad"),
    ambiguous=listed("vb vs ltd şti a.ş m.ö m.s t.c"),
    starters=listed("""
        bu şu o bir biz ben sen onlar ve ama fakat çünkü eğer ne kim nerede sonra önce şimdi da de her çok hiç ancak
    """),
)
_ROMANIAN = Abbreviations(
    never=listed("dl dlui dna dnei dr prof ing av col sf str bd bld jud ex cf mr"),
    before_number=listed("nr art alin p pag vol cap fig tel lit ap bl sc et"),
    ambiguous=listed("etc s.a s.r.l î.hr d.hr ș.a mil mld"),
    starters=listed("""
        el ea ei ele noi eu tu un o acest această acesta aceasta dar și sau dacă când pentru că în la de pe cu din după
        înainte acum apoi nu nimeni toți mulți cine ce unde
    """),
)
_UKRAINIAN = Abbreviations(
    never=listed("вул ім пр пл бул проф акад ген полк кап див напр рис св тов буд кв обл просп м с р"),
    before_number=listed("№ стор с рис ст п тел кв буд гл"),
    ambiguous=listed("р рр ст т.д т.п т.зв тис млн млрд грн коп"),
    starters=listed("""
        він вона вони воно ми ви я це цей ця ці в у на по але та і або якщо коли як що хто де після до з із для потім
        тоді там тут тепер також однак був була було були не його її їх вже ніхто через за при від
    """),
)

FURTHER = {"fi": _FINNISH, "hu": _HUNGARIAN, "tr": _TURKISH, "ro": _ROMANIAN, "uk": _UKRAINIAN}
"""By the code of the language."""
