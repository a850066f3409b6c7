"""What every encoder promises, held by each: the double, sentence-transformers, and the compiled models."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.encoders.base import Encoder
from tests.support.doubles import HashEncoder

TEXTS = [
    "The ministry published the figures on Tuesday.",
    "No.",
    "A much longer sentence, with a clause (and another in brackets), that runs on about the price of bread "
    "in the north, the price of bread in the south, and what the mayor of a small town by the river said of both "
    "when she was asked.",
    "Café Zürich reopened — at last — after 3.5 years.",
    "सड़क बंद थी।",
    "word " * 700,  # longer than any window, and as dear as thirty others
    "",
]
SHORT = [text for text in TEXTS if len(text) < 1_000]


@pytest.fixture(
    scope="module",
    params=[
        "hash",
        *(pytest.param(name, marks=pytest.mark.model) for name in ("torch", "fp32", "fast", "exact", "onnx")),
    ],
)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "hash":
        return HashEncoder()
    found: Encoder = request.getfixturevalue(f"{request.param}_encoder")
    return found


def test_an_encoder_says_what_it_is(encoder: Encoder) -> None:
    assert encoder.name
    assert len(encoder.digest) == 64
    assert encoder.dimension > 0


def test_vectors_are_unit_rows_of_float32_in_the_order_given(encoder: Encoder) -> None:
    vectors = encoder.encode_sentences(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), encoder.dimension), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    short = [vector for vector, text in zip(vectors, TEXTS, strict=True) if text in SHORT]
    np.testing.assert_allclose(encoder.encode_sentences(SHORT[::-1])[::-1], short, atol=1e-6)


def test_a_vector_does_not_depend_on_its_batch(encoder: Encoder) -> None:
    texts = [*SHORT, *TEXTS, *SHORT]
    alone = {text: encoder.encode_sentences([text])[0] for text in TEXTS}
    np.testing.assert_allclose(encoder.encode_sentences(texts), np.stack([alone[text] for text in texts]), atol=1e-6)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_sentences([]).shape == (0, encoder.dimension)


def test_a_question_is_one_unit_vector_near_what_it_asks_for(encoder: Encoder) -> None:
    question = encoder.encode_question("When did the ministry publish the figures?")
    assert (question.shape, question.dtype) == ((encoder.dimension,), np.float32)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert int(np.argmax(encoder.encode_sentences(TEXTS[:5]) @ question)) == 0


def test_the_same_text_gives_the_same_vector_again_whatever_else_is_encoded_meanwhile(encoder: Encoder) -> None:
    alone = encoder.encode_question(TEXTS[0])
    with ThreadPoolExecutor(4) as pool:
        others = pool.map(lambda text: encoder.encode_sentences([text]), TEXTS)
        again = list(pool.map(encoder.encode_question, [TEXTS[0]] * 8))
        assert len(list(others)) == len(TEXTS)
    for vector in again:
        np.testing.assert_array_equal(vector, alone)


@pytest.mark.model
def test_the_compiled_model_gives_the_vectors_of_the_model_it_was_compiled_from(
    torch_encoder: Encoder, fp32_encoder: Encoder
) -> None:
    # a longer one is cut by the one, and not by the other
    reference, compiled = torch_encoder.encode_sentences(SHORT), fp32_encoder.encode_sentences(SHORT)
    np.testing.assert_allclose(compiled, reference, atol=1e-6)
    np.testing.assert_allclose(
        fp32_encoder.encode_question(TEXTS[0]), torch_encoder.encode_question(TEXTS[0]), atol=1e-6
    )
    assert (fp32_encoder.digest, fp32_encoder.dimension) == (torch_encoder.digest, torch_encoder.dimension)


@pytest.mark.model
def test_texts_that_sentence_transformers_cuts_are_counted(torch_encoder: Encoder) -> None:
    before = torch_encoder.truncated  # type: ignore[attr-defined]
    torch_encoder.encode_sentences(TEXTS)
    assert torch_encoder.truncated == before + 1  # type: ignore[attr-defined]
    assert torch_encoder.max_tokens == 256  # type: ignore[attr-defined]


@pytest.mark.model
@pytest.mark.parametrize("name", ["fast", "fp32", "exact", "onnx"])
def test_what_stands_at_the_end_of_a_long_text_is_in_its_vector(name: str, request: pytest.FixtureRequest) -> None:
    encoder: Encoder = request.getfixturevalue(f"{name}_encoder")
    filler = "The council spoke about the budget for roads and schools. " * 70
    fish = "A whale was seen in the harbour."
    plain, ending, whale = encoder.encode_sentences([filler, filler + (fish + " ") * 70, fish])
    assert ending @ whale > plain @ whale + 0.02
    assert ending @ plain < 0.999
