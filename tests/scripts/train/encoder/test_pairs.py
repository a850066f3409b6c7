"""Pairs for the encoder: what is near does not answer, and is of the same article."""

from scripts.sets.written import TRAINING, answering, written
from scripts.train.encoder.pairs import NEAR, pool_pairs
from scripts.train.records import NO_SPAN, Paragraph, Pool, Question
from tests.support.doubles import HashEncoder

MILL = Paragraph("Mill", "set#Mill", ("The mill of Aldra burned.", "Three people died.", "It opened in 1904."))
YARD = Paragraph("Mill", "set#Mill", ("The yard stayed open.", "Among the three were two clerks."))
POND = Paragraph("Pond", "set#Pond", ("The pond froze.", "Nobody skated on it."))
TOLL = Question("How many died?", 0, 1, (0, 5), ("Three",))
ASKED = (TOLL, Question("Who owns it?", 0, None, NO_SPAN, ()), Question("What froze?", 2, 0, (4, 8), ("pond",)))


def test_a_pair_holds_the_answering_sentence_and_others_of_its_article_without_the_answer():
    toll, froze = pool_pairs(Pool((MILL, YARD, POND), ASKED), HashEncoder())
    assert (toll.question, toll.title, toll.sentence) == (TOLL.text, "Mill", "Three people died.")
    assert set(toll.near) == {MILL.sentences[0], MILL.sentences[2], YARD.sentences[0]}  # "three" is the answer
    assert froze.near == ("Nobody skated on it.",)


def test_no_more_than_so_many_are_near():
    long = Paragraph("Mill", "set#Mill", ("Three people died.", *(f"Line {number} of many." for number in range(40))))
    (pair,) = pool_pairs(Pool((long,), (Question("How many died?", 0, 0, (0, 5), ("Three",)),)), HashEncoder())
    assert len(pair.near) == NEAR


def test_only_batches_for_training_are_paired(monkeypatch):
    from scripts.train.encoder import pairs

    article = next(written(TRAINING[:1]))
    asked = []
    monkeypatch.setattr(pairs, "written", lambda batches: asked.append(batches) or [article])
    drawn = list(pairs.written_pairs(HashEncoder()))
    assert asked == [TRAINING]
    questions = {q.text: q for q in article.questions}
    for pair in drawn:
        start = article.text.index(pair.sentence)
        assert answering(article, questions[pair.question], start, start + len(pair.sentence))
        for near in pair.near:
            start = article.text.index(near)
            assert not answering(article, questions[pair.question], start, start + len(near))
