"""How groups are drawn: the shares of a recipe, and the recipes by name. A recipe is stored with its groups."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Recipe:
    """How groups are drawn. Shares are probabilities; the recipe is stored with the groups."""

    seed: int = 7
    #: questions of SQuAD train and SQuADShifts, and how often every question of squad2_dev is used
    squad_train: int = 36_000
    #: articles of SQuAD train that take part, 0 for all; negatives by "words" or by the encoder's "vectors"
    articles: int = 0
    mined_by: str = "words"
    squadshifts: int = 3_000
    squad2_passes: int = 2
    #: share of all articles held back, and how many of squad2_dev's few beside
    held_back: float = 0.05
    held_back_on_topic: int = 2
    #: groups that nothing answers, of the questions that have an answer; the rest of these is "taken away"
    unanswered: float = 0.2
    swapped: float = 0.6
    #: negatives of a group; the share of groups with one from another article, an echo, a cut answer
    negatives: int = 3
    far: float = 0.5
    echo: float = 0.06
    cut: float = 0.15
    #: another answer cut out of the answering sentence instead, of the groups with a cut
    cut_other: float = 0.4
    #: negatives of the own paragraph, at least one in this share of groups
    near: float = 0.75
    #: of the likeliest sentences, drawn among so many
    among: int = 6
    #: groups without titles, questions without a question mark, in lower case
    untitled: float = 0.25
    unmarked: float = 0.12
    lower: float = 0.08
    #: groups where sentences begin with a dateline, the answering one as often as the others; where a headline, made of
    #: a sentence of the paragraph, stands for the title
    dated: float = 0.0
    headlined: float = 0.0
    #: batches of the articles written for this project, and how often each of their questions is used
    written: tuple[tuple[str, int], ...] = ()


#: The recipes by name: "wide" teaches from all of SQuAD; "near" then goes on with the sentences that the encoder takes
#: for answers, with its cosines, and with questions as people type them; "news" makes articles look like news;
#: "written" adds news with natural questions;
#: "broad" is all of these, mostly SQuAD; "contrast" adds encyclopaedia articles and questions that differ in a word;
#: "mixed" is "near" over more articles, with the looks of news and the written questions, "mixed_again" the same drawn
#: anew over still more; "natural" is nothing but written questions, of all kinds.
RECIPES = {
    "wide": Recipe(),
    "near": Recipe(
        seed=11,
        squad_train=13_000,
        articles=80,
        mined_by="vectors",
        squadshifts=0,
        squad2_passes=1,
        far=0.3,
        echo=0.0,
        among=5,
        untitled=0.2,
        unmarked=0.4,
        lower=0.35,
    ),
    "news": Recipe(
        seed=23,
        squad_train=40_000,
        squadshifts=3_000,
        squad2_passes=2,
        unanswered=0.25,
        near=0.9,
        untitled=0.15,
        unmarked=0.25,
        lower=0.2,
        dated=0.3,
        headlined=0.4,
    ),
}
RECIPES["written"] = replace(
    RECIPES["news"], seed=37, squad_train=9_000, squadshifts=500, squad2_passes=1, written=(("abce", 7),)
)
RECIPES["broad"] = replace(
    RECIPES["news"],
    seed=41,
    squad_train=60_000,
    squad2_passes=2,
    unanswered=0.2,
    dated=0.15,
    headlined=0.2,
    written=(("abce", 4),),
)
RECIPES["contrast"] = replace(
    RECIPES["broad"], seed=43, squad_train=6_000, squadshifts=500, squad2_passes=1, written=(("abce", 1), ("ghik", 4))
)
RECIPES["mixed"] = replace(
    RECIPES["near"],
    seed=61,
    squad_train=14_000,
    articles=120,
    squad2_passes=2,
    unanswered=0.25,
    far=0.5,
    echo=0.03,
    dated=0.15,
    headlined=0.2,
    unmarked=0.3,
    lower=0.25,
    written=(("abce", 1), ("ghik", 2)),
)
RECIPES["mixed_again"] = replace(RECIPES["mixed"], seed=67, squad_train=20_000, articles=160)
RECIPES["natural"] = replace(
    RECIPES["mixed"], seed=71, squad_train=0, squad2_passes=0, articles=1, written=(("jlmnopqtuvwx", 6),)
)
