"""Words whose full stop does not end a sentence, and words that begin one, by language.

Owns the word lists alone and knows nothing of text, spans or rules. Lower-cased, without the last full stop. English
is from the usual style books (AP, Chicago); the other languages from what their spelling guides (Duden, RAE, Imprimerie
nationale, Crusca, Onze Taal) list as abbreviations of running text. A word that only one language has is looked up in
texts of that language alone: "la" is an article in Spanish and Louisiana in English.
"""

from __future__ import annotations

from index.language.abbreviation_kinds import Abbreviations
from index.language.abbreviations_further import FURTHER
from index.language.word_lists import listed

_ENGLISH = Abbreviations(
    never=listed("""
        mr mrs ms mts messrs mmes mx dr drs prof profs st ste fr rev revd hon rt gov govs lt sen sens rep reps supt insp
        det asst gen gens adm maj col capt cmdr cdr cpl sgt sgts pvt pfc brig lieut atty attys amb msgr hr herr mme
        mlle sra srta vs v cf e.g eg i.e viz approx p.s incl esp c.f assoc pres dep ald comdr cmdt dist chas wm thos
        ens mfg
    """),
    before_number=listed("""
        no nos nr n° № p pp vol vols fig figs art arts sec secs ch chap para paras pg tel ext apt op rs c ca ver flt jan
        feb mar apr jun jul aug sep sept oct nov dec eq eqs eqn eqns cl exh cir bldg rm supp
    """),
    ambiguous=listed("""
        inc co corp ltd llc llp plc bros assn dept univ est intl natl govt jr sr esq ph.d phd m.d al etc ave blvd rd
        sts hwy pkwy sq mt ft ala ariz ark calif colo conn del fla ga ill ind kan kans ky la mass mich minn miss mo
        mont neb nev okla ore penn tenn tex va vt wash wis wyo ont que alta jan feb mar apr jun jul aug sep sept oct
        nov dec mon tue tues wed thu thur thurs fri sat sun min max hrs mins lb lbs oz yd mi km cm mm kg mph mln bn tn
        misc
    """),
    starters=listed("""
        the a an this that these those there here he she it they we you i his her its their our my your who what when
        where why how which while if as after before since although though because but and or so yet nor then thus
        hence however moreover furthermore meanwhile also still now once until unless whether in on at by for from
        with without within under over during despite according among amid to of about against between some many most
        much more few several both all each every any no not nobody nothing one two three earlier later last next only
        even just perhaps maybe instead mr mrs ms it's he's she's they're we're i'm don't it’s he’s she’s they’re
        we’re i’m don’t can do did does is are was were will would could should let please
    """),
)
_GERMAN = Abbreviations(
    never=listed("""
        dr prof dipl mag ing med jur phil rer nat hr fr st bzw vgl ca z.b d.h i.d.r sog gen zzgl inkl exkl vs evtl ggf
        geb gest hrsg o.g u.u z.t v.a i.e m.e mind max bspw insb insbes einschl verh ehem abgek bes ggü lt
        hrn fa v n gem zit übers mr mrs ms u präs reg vorm nachm frl kath ev evang allg bez
    """),
    before_number=listed("nr s abs abt art kap bd abb tab ziff aufl tel jg h ver § anm rdnr rn hs z blz lfd"),
    ambiguous=listed("""
        usw etc u.a u.ä o.ä ff str pl std min sek mio mrd tsd jh jhd v.chr n.chr chr co inc u.s u.s.a e.v jan feb mär
        apr jun jul aug sep sept okt nov dez mo di mi do fr sa so kfz vors stellv
    """),
    starters=listed("""
        der die das dem den des ein eine einer einem er sie es wir ich ihr man dies diese dieser dieses dort hier da
        dann danach doch aber und oder denn weil wenn als ob obwohl wie was wer wo wann warum auch nun so zudem dabei
        damit deshalb jedoch nach vor seit bei mit im in an am auf aus um für von zu zum zur über unter gegen ohne
        trotz während viele einige alle beide kein keine niemand seine ihre unsere später zuvor nur
    """),
)
_FRENCH = Abbreviations(
    never=listed("m mm mme mmes mlle mlles dr pr me mgr st ste cf p.ex ex env av apr j.-c c.-à-d éd dir mr gén vve"),
    before_number=listed("n° no nos art p pp t vol chap fig tél al réf ch par ann éq"),
    ambiguous=listed("etc bd boul av cie s.a janv févr avr juil sept oct nov déc"),
    starters=listed("""
        le la les l' un une des il elle ils elles on nous vous je ce cet cette ces ceci cela c'est mais et ou donc or
        ni car que qui quand si comme pour dans en à au aux de du par sur sous avec sans après avant depuis selon son
        sa ses leur leurs tous toutes plusieurs aucun personne rien ainsi alors puis aussi enfin
    """),
)
_SPANISH = Abbreviations(
    never=listed("""
        sr sra srta sres sras dr dra d dña da prof profa lic ing arq gral cnel cap pdte pdta excmo excma ilmo ud uds
        vd vds mons fr sta sto p.ej ej av avda cf vs
    """),
    before_number=listed("núm nº no pág págs p pp art arts vol cap fig tel tfno n apdo párr s"),
    ambiguous=listed("etc ee uu ee.uu cía s.a ltda hnos admón dpto depto a.c d.c ene feb abr ago sept oct nov dic"),
    starters=listed("""
        el la los las un una unos unas él ella ellos ellas lo se su sus este esta esto estos estas ese esa aquel
        aquella pero y o ni que quien cuando donde como si aunque porque mientras para por con sin en de del al a ante
        desde hasta según sobre tras entre hay no nadie nada todos todas muchos varios también además así entonces
        luego después antes
    """),
)
_ITALIAN = Abbreviations(
    never=listed(
        "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing arch on sen gen col cap mons p.es es s cfr rag geom"
        " ten magg mar brig cav comm rev egr gent spett"
    ),
    before_number=listed("n nn nr art artt p pp pag pagg vol cap fig tel sec secc tab co lett"),
    ambiguous=listed("ecc etc s.p.a s.r.l a.c d.c"),
    starters=listed("""
        il lo la i gli le l' un uno una egli lui lei essi loro noi voi io questo questa questi queste quello quella ma
        e o né che chi quando dove come se perché mentre per con senza in di del della a al da dal su tra fra dopo
        prima secondo non nessuno tutti molti anche poi così ora
    """),
)
_PORTUGUESE = Abbreviations(
    never=listed("sr sra srta srs dr dra prof profa d eng arq exmo exma ilmo gen cel cap pe ex p.ex av cf"),
    before_number=listed("n nº no núm pág págs p pp art arts vol cap fig tel"),
    ambiguous=listed("etc ltda cia s.a eua a.c d.c"),
    starters=listed("""
        o a os as um uma ele ela eles elas nós eu este esta isto esse essa isso aquele aquela mas e ou nem que quem
        quando onde como se embora porque enquanto para por com sem em de do da no na ao à desde até segundo sobre
        após entre não ninguém nada todos todas muitos vários também além assim então depois antes
    """),
)
_DUTCH = Abbreviations(
    never=listed(
        "dhr mevr mw mr dr drs ir ing prof st bijv ca d.w.z m.b.v t.a.v o.a m.n resp evt zgn incl excl vgl jl ds"
    ),
    before_number=listed("nr nrs blz p art afb fig tel hfst par"),
    ambiguous=listed("enz etc e.d e.a b.v n.v str v.chr n.chr"),
    starters=listed("""
        de het een hij zij ze wij we ik jij u er dit dat deze die maar en of want omdat als toen hoewel hoe wat wie
        waar wanneer waarom ook nu dan daarna dus toch na voor sinds bij met in op aan uit van naar om door over onder
        tegen zonder volgens veel enkele alle beide geen niemand zijn haar hun
    """),
)
_RUSSIAN = Abbreviations(
    never=listed("г ул им пр пл д тов гр проф акад ген полк кап св т см напр рис стр руб обл р"),
    before_number=listed("№ стр с рис гл ст п тел кв"),
    ambiguous=listed("г гг в вв др пр т.д т.п т.е тыс млн млрд"),
    starters=listed("""
        он она они оно мы вы я это этот эта эти в на по но и а или если когда как что кто где после до с из для потом
        затем тогда там здесь теперь также однако поэтому был была было были его её их все никто через при за от у к о
        об во со уже только так
    """),
)
_POLISH = Abbreviations(
    never=listed("""
        ul al pl os im św prof inż mgr dr hab płk mjr kpt gen por pl red tzw tj np m.in ks bp abp hr wg p pt pn tow woj
        pow gm zob por min mec adw ppłk sierż asp kom nadkom podkom insp bł jw ww
    """),
    before_number=listed("nr ok ust art poz str s godz tel par pkt t rozdz dn lit zał"),
    ambiguous=listed("r w itd itp etc tys mln mld zł gr n.e p.n.e br ub"),
    starters=listed("""
        ten ta to te ci on ona ono oni one w we na po od do z ze za przed przy pod nad o i a ale lecz oraz lub czy gdy
        kiedy jak jeśli jeżeli ponieważ bo kto co gdzie potem później następnie tam tu teraz także również jednak
        dlatego był była było były nie nikt nic wszyscy jego jej ich już tylko tak jego dziś wczoraj
    """),
)
_SWEDISH = Abbreviations(
    never=listed("t.ex bl.a d.v.s dvs s.k f.d fr.o.m t.o.m ca dr prof st hr fr ev jfr resp inkl exkl p.g.a bl"),
    before_number=listed("nr kl s sid kap fig tel st art par"),
    ambiguous=listed("m.m m.fl osv etc o.s.v kr milj mdr f.kr e.kr o.d a.s"),
    starters=listed("""
        han hon den det de vi ni jag du en ett denna detta dessa i på av till från för med vid efter före under över
        om när då där här som men och eller så nu sedan också inte ingen alla många hans hennes deras att vad vem hur
        enligt
    """),
)
_DANISH = Abbreviations(
    never=listed("f.eks bl.a d.v.s dvs s.k ca dr prof skt hr fr evt jf jfr inkl ekskl pga p.g.a vedr mht ang"),
    before_number=listed("nr kl s kap fig tlf stk art pkt"),
    ambiguous=listed("""
        m.m m.fl osv etc o.s.v kr mio mia mill mrd f.kr e.kr a.s m.v o.l jan feb mar apr jun jul aug sep sept okt nov
        dec
    """),
    starters=listed("""
        han hun den det de vi i jeg du en et denne dette disse på af til fra for med ved efter før under over om når da
        der her som men og eller så nu siden også ikke ingen alle mange hans hendes deres at hvad hvem hvor ifølge
    """),
)
_CZECH = Abbreviations(
    never=listed("ul nám prof ing mgr mudr judr phdr rndr dr doc bc gen plk mjr kpt tzv např tj sv p pí sl resp popř"),
    before_number=listed("č čl odst str s ok cca tel kap obr tab písm"),
    ambiguous=listed("atd apod aj mj tis mil mld kč r n.l př.n.l hod s.r.o a.s"),
    starters=listed("""
        ten ta to ti on ona ono oni v ve na po od do z ze za před při pod nad o i a ale nebo když kdy jak jestli protože
        kdo co kde potom pak tam tady teď také však proto byl byla bylo byli není nikdo nic všichni jeho její jejich už
        jen tak dnes včera podle
    """),
)
_GREEK = Abbreviations(
    never=listed("κ κα κος κκ δρ καθ αγ π.χ δηλ βλ πρβλ αρ οδ λεωφ στρ ταξ υπ αν"),
    before_number=listed("σελ αρ αρθ παρ τηλ εικ κεφ"),
    ambiguous=listed("κ.λπ κλπ κ.ά κ.α π.μ μ.μ π.χρ μ.χ εκ δισ χιλ ευρ"),
    starters=listed("""
        ο η το οι τα ένας μια ένα αυτός αυτή αυτό αυτοί σε στο στη στην στον στις στους από με για και αλλά ή όταν αν
        όπως που πού πώς γιατί ποιος τι μετά πριν τότε εκεί εδώ τώρα επίσης όμως ήταν δεν κανείς κανένας τίποτα όλοι
        πολλοί θα να
    """),
)

BY_LANGUAGE: dict[str, Abbreviations] = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "nl": _DUTCH,
    "ru": _RUSSIAN,
    "pl": _POLISH,
    "sv": _SWEDISH,
    "da": _DANISH,
    "cs": _CZECH,
    "el": _GREEK,
    **FURTHER,
}
#: In scripts without capitals, by themselves: the titles that stand before a name in Hindi.
UNCASED = listed("डॉ प्रो श्री स्व पं कु")
#: Every abbreviation of any language: a word that is none of these needs no language to be looked up in.
ABBREVIATIONS = frozenset[str]().union(*(a.never | a.before_number | a.ambiguous for a in BY_LANGUAGE.values()))
