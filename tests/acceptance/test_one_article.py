"""Short questions after one article of news, as a reader puts them, with the real models: answered, and rightly.

Articles that such questions were written for before any rule was looked at."""

from __future__ import annotations

import pytest

from index import Article, Filters
from qa.engine import Engine
from qa.settings import Settings

pytestmark = pytest.mark.model
ATTACK = Article(
    "attack",
    "Gunmen attack two markets in Zerhoun province",
    "Gunmen stormed two markets in the province of Zerhoun on Thursday morning, killing at least 31 people.\n"
    "The first attack began shortly after 8 a.m. in the town of Tarsif, when four men opened fire on shoppers.\n"
    "Another 58 people were wounded, 17 of them critically, according to the regional health director, Salima Haddou.\n"
    "The injured were taken to the university hospital in Larmel because the clinic in Tarsif has only ten beds.\n"
    "Among the dead were six children and a teacher who had tried to shield her pupils.\n"
    "Five of the attackers were shot dead by soldiers; at least three others escaped towards the border.\n"
    "No group has claimed responsibility so far.\n"
    "The interior minister, Karim Belaid, blamed the Northern Front, which has fought it since 2016.\n"
    '"These are cowards who murder women buying bread," Belaid told reporters in the capital.\n'
    "A spokesman for the Northern Front, Idir Massin, denied any involvement.\n"
    '"We do not fight civilians, and we had no men in Tarsif," Massin said in a recorded message.\n'
    "The United Nations secretary-general condemned the attacks and called for restraint.\n"
    "A curfew will be in force from 9 p.m. to 5 a.m. until further notice.\n"
    "Schools in Zerhoun will stay closed until Monday.\n",
    published="2025-03-14",
)
WRITER = Article(
    "obituary",
    "Writer Agnes Tolland, who gave voice to lighthouse keepers, dies at 91",
    'The Scottish novelist Agnes Tolland, whose book "The Last Lamp" is known to all, has died at the age of 91.\n'
    "She died in her sleep on Saturday at her home in Crail, her daughter said.\n"
    "Tolland was born in Aberdeen in 1933 as the third child of a lighthouse keeper.\n"
    "She left school at 15 and worked for eight years in a fish factory.\n"
    'Her first novel, "Salt", was rejected by 19 publishers before it appeared in 1961.\n'
    '"The Last Lamp" came out in 1974 and won the Carnell Prize.\n'
    "In all she wrote fourteen novels, three plays and a book for children.\n"
    "She was married to the painter Callum Rae from 1958 until his death in 2003.\n"
    "They had two daughters, Isla and Morag.\n"
    "A memorial service will be held in St Andrews on 8 February.\n"
    "Tolland gave most of her money to the lifeboat service.\n",
    published="2025-01-21",
)


STRIKE = Article(
    "strike",
    "Bakers walk out in Lenz",
    "Bakers in Lenz laid down their work yesterday after talks on pay failed.\n"
    "Talks had begun last month in a hotel at the station.\n"
    "Schools handed out rice instead of bread this morning.\n"
    "The mayor, Ute Falk, called for both sides to meet again on Friday.\n"
    "The last strike of bakers in the town ended after nine days in 1998.\n",
    published="2025-05-14",
)
QUAKE = Article(
    "quake",
    "Quake shakes the Orta valley",
    "A quake of magnitude 5.9 shook the Orta valley on Saturday, killing four people and damaging a dam.\n"
    "Aftershocks went on until Monday.\n"
    "The dam, finished in 1964, had been inspected last year.\n"
    "The army reached the village of Pell last night.\n",
)


QUESTIONS = [
    (ATTACK, "When did the attacks happen?", ("The first attack began", "Gunmen stormed")),
    (ATTACK, "Was anyone injured?", ("Another 58 people", "The injured were taken")),
    (ATTACK, "Who was hurt?", ("Another 58 people", "The injured were taken")),
    (ATTACK, "death toll", ("Gunmen stormed",)),
    (ATTACK, "Who condemned the attacks?", ("The United Nations",)),
    (ATTACK, "What did the interior minister say?", ('"These are cowards',)),
    (STRIKE, "When did the bakers walk out?", ("Bakers in Lenz laid down",)),
    (STRIKE, "When did schools hand out rice?", ("Schools handed out",)),
    (QUAKE, "When did the earthquake strike?", ("A quake of magnitude",)),
    (QUAKE, "When did the quake happen?", ("A quake of magnitude",)),
    (WRITER, "Who was her husband?", ("She was married",)),
    (WRITER, "Which prize did she win?", ('"The Last Lamp" came out',)),
    (WRITER, "Did she have children?", ("They had two daughters",)),
]


def test_a_short_question_after_one_article_is_answered() -> None:
    wrong = []
    with Engine.temporary([ATTACK, STRIKE, QUAKE, WRITER], settings=Settings()) as engine:
        for article, question, right in QUESTIONS:
            answer = engine.ask(question, filters=Filters(article_ids=(article.id,)))
            if answer.status != "answered" or not answer.quotes[0].text.startswith(right):
                wrong.append((question, answer.status, answer.confidence))
    assert wrong == []
