"""Training the encoder, on a tiny body: vectors are of each row alone, and a question comes nearer to its answer."""

import random

import pytest

torch = pytest.importorskip("torch")

from scripts.train.encoder.pairs import Pair  # noqa: E402
from scripts.train.encoder.train import Texts, loss_of, packed, vectors  # noqa: E402
from scripts.train.model import Body  # noqa: E402
from tests.support.tiny_e5 import tiny_e5  # noqa: E402

PAIRS = [
    Pair("who sang", "Night", "Ada sang.", ("Bo left.", "It rained.")),
    Pair("who left", "A headline that is longer than seven words are", "Bo left.", ("Ada sang.",)),
    Pair("what fell", "", "Rain fell.", ()),
]


@pytest.fixture(scope="module")
def e5():
    return tiny_e5()


def test_a_rows_vector_does_not_depend_on_the_others(e5):
    body = Body(e5, layers=(0, 1), frozen=1)
    rows = [[0, 5, 6, 2], [0, 7, 2], [0, 5, 9, 10, 11, 2]]
    together = vectors(body, packed(rows), torch.float32)
    alone = torch.cat([vectors(body, packed([row]), torch.float32) for row in rows])
    assert torch.allclose(together, alone, atol=1e-5)
    assert torch.allclose(together.norm(dim=1), torch.ones(3))


def test_a_pair_becomes_a_question_its_passage_and_one_that_is_near(e5):
    questions, passages = Texts(e5).rows(PAIRS, random.Random(1))
    assert len(questions) == 3
    assert len(passages) == 5  # the last pair has none near
    assert all(row[0] == 0 and row[-1] == 2 for row in [*questions, *passages])


def test_steps_bring_questions_nearer_to_what_answers_them(e5):
    body = Body(e5, layers=(0, 1), frozen=0)
    rows = Texts(e5).rows(PAIRS, random.Random(1))
    weights = [p for p in body.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(weights, lr=3e-3)
    losses = []
    for _ in range(30):
        loss = loss_of(body, *rows, torch.float32)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2
