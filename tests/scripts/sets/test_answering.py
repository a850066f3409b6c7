"""The sets that confidence is fitted on: headings of written articles are searched as headings."""

from index.records import OutlinedArticle
from scripts.sets.answering import ours
from scripts.sets.written import EVERYDAY, EVERYDAY_FITTING, written


def test_written_articles_are_searched_with_their_headings_and_answers_have_their_place():
    everyday = ours(alone=True, batches=EVERYDAY_FITTING, name="everyday")
    (pool,) = everyday.pools
    articles = {article.id: article for article in pool.articles}
    headed = [one for one in written(EVERYDAY_FITTING) if any(one.headings)]
    assert len(headed) >= 10
    for one in headed:
        stored = articles[one.id]
        assert isinstance(stored, OutlinedArticle)
        lines = [stored.text[start:].split("\n", 1)[0] for start, _ in stored.outline]
        assert set(lines) == set(one.headings) - {""}
    for posed in pool.questions:
        for name, start, end in posed.gold.gold:
            assert articles[name].text[start:end].strip()
        assert posed.answerable == bool(posed.gold.gold)


def test_what_is_measured_on_is_not_among_what_is_trained_on():
    trained, measured = ({a.title for a in written(batches)} for batches in (EVERYDAY, EVERYDAY_FITTING))
    assert not trained & measured
