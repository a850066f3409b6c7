"""Does a question lean on earlier turns? The signs of qa.conversation.followups beside those of spaCy's tags and parse.

    PYTHONPATH=FOLDER python -m scripts.bench.followups_spacy [--data DATA] [--model NAME]

FOLDER holds spaCy and a model of it, which the product has not: pip install --target FOLDER spacy en_core_web_sm. The
examples are those of ``scripts.fit.followups`` for its first scorer (CAsT 2019-2021; what a human rewrote leans), in
five folds by conversation, each scored by weights of the others; "both" gives the scorer all signs.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa.conversation.followups import QuestionForm, dependence_features
from qa.text.mentions import content_stems
from scripts.fit.followups import DATA, Follow, changes_of_subject, load

FOLDS = 5
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
Signs = Mapping[str, float]
#: A question, those before it, whether it leans, its fold; whether it is a turn as somebody asked it.
Example = tuple[str, tuple[str, ...], bool, int, bool]


def examples(follows: Sequence[Follow], strangers: Sequence[str]) -> list[Example]:
    """Return the turns with a history, their rewrites, which stand alone, and changes of subject after them."""
    fold = {name: i % FOLDS for i, name in enumerate(sorted({f.conversation for f in follows}))}
    subjects = itertools.cycle(strangers)
    out: list[Example] = []
    for follow in (f for f in follows if f.history):
        before, of = tuple(turn.question for turn in follow.history), fold[follow.conversation]
        out.append((follow.question, before, follow.leans, of, True))
        out += [(follow.rewrite, before, False, of, False)] * follow.leans
        out += [(stranger, before, False, of, False) for stranger in itertools.islice(subjects, 2)]
    return out


def by_rules(question: str, before: Sequence[str]) -> Signs:
    """Return the signs that ship."""
    known = frozenset(stem for text in before for stem in content_stems(text))
    return dependence_features(QuestionForm.of(question), known)


def by_parse(parsed: Callable[[str], Any], question: str, before: Sequence[str]) -> Signs:
    """Return signs of the same kinds, read from tags, morphology, entities and noun chunks."""
    doc = parsed(question)
    tokens = [token for token in doc if not token.is_punct]
    content = [token for token in tokens if token.pos_ in CONTENT and not token.is_stop]
    third = [t for t in tokens if t.pos_ in ("PRON", "DET") and t.morph.get("Person") == ["3"]]
    known = {token.lemma_.lower() for text in before for token in parsed(text)}
    new = [token for token in content if token.lemma_.lower() not in known]
    definite = [c for c in doc.noun_chunks if c[0].lower_ in ("the", "this", "that", "these", "those")]
    signs = {
        "bias": True,
        "singular": any(t.morph.get("Number") == ["Sing"] for t in third),
        "plural": any(t.morph.get("Number") == ["Plur"] for t in third),
        "human": any(t.morph.get("Gender") in (["Masc"], ["Fem"]) for t in third),
        "demonstrative": any(t.pos_ == "PRON" and t.morph.get("PronType") == ["Dem"] for t in tokens),
        "entity": bool(doc.ents),
        "proper noun": any(t.pos_ == "PROPN" for t in tokens),
        "definite": bool(definite),
        "definite, not completed": any(not any(t.dep_ in ("prep", "relcl") for t in c.root.children) for c in definite),
        "no subject": not any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in tokens),
        "no verb": not any(t.pos_ in ("VERB", "AUX") for t in tokens),
        "no noun": not any(t.pos_ in ("NOUN", "PROPN") for t in tokens),
        "conjunction first": bool(tokens) and tokens[0].pos_ in ("CCONJ", "SCONJ"),
        "no content": not content,
        "one word": len(content) == 1,
        "two words": len(content) == 2,
        "three words": len(content) == 3,
        "more words": len(content) > 3,
        "nothing known": len(new) == len(content),
    }
    unaided = not third
    joined = {f"unaided, {name}": unaided and signs[name] for name in ("one word", "two words", "more words", "entity")}
    numbers = {"new words": len(new) / max(1, len(content)), "new names": float(any(t.pos_ == "PROPN" for t in new))}
    return {name: float(value) for name, value in (signs | joined).items()} | numbers


def held_out(rows: Sequence[Signs], labels: Sequence[Example]) -> list[float]:
    """Score each example by weights of the other folds."""
    names = sorted(rows[0])
    x = np.array([[signs[name] for name in names] for signs in rows])
    y, fold = np.array([one[2] for one in labels]), np.array([one[3] for one in labels])
    scores = np.zeros(len(rows))
    for k in range(FOLDS):
        model = LogisticRegression(C=1.0, fit_intercept=False, solver="newton-cholesky")
        scores[fold == k] = model.fit(x[fold != k], y[fold != k]).predict_proba(x[fold == k])[:, 1]
    return [float(score) for score in scores]


def main() -> None:
    """Print a row for the rules, for spaCy and for both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", default="en_core_web_sm")
    arguments = parser.parse_args()
    import spacy

    pipeline = spacy.load(arguments.model)
    parses: dict[str, Any] = {}
    labels = examples(load(arguments.data), changes_of_subject(arguments.data))
    texts = sorted({text for question, before, *_ in labels for text in (question, *before)})
    started = time.process_time()
    parses.update(zip(texts, pipeline.pipe(texts), strict=True))
    print(f"spaCy: {1e3 * (time.process_time() - started) / len(texts):.1f} ms of processor time a question")
    started = time.process_time()
    rules = [by_rules(question, before) for question, before, *_ in labels]
    print(f"rules: {1e3 * (time.process_time() - started) / len(rules):.1f} ms")
    parsed = [by_parse(parses.__getitem__, question, before) for question, before, *_ in labels]
    both = [
        {**one, **{f"spaCy {name}": sign for name, sign in other.items()}}
        for one, other in zip(rules, parsed, strict=True)
    ]
    leans = [one[2] for one in labels]
    turns = [place for place, one in enumerate(labels) if one[4]]
    print(f"{len(labels)} examples, {sum(leans)} lean; {len(turns)} of them are turns as they were asked")
    for name, rows in (("rules", rules), ("spaCy", parsed), ("both", both)):
        scores = held_out(rows, labels)
        of_turns = roc_auc_score([leans[place] for place in turns], [scores[place] for place in turns])
        right = sum((scores[place] >= 0.5) == leans[place] for place in turns) / len(turns)
        print(f"{name:6} AUROC {roc_auc_score(leans, scores):.3f}, of turns {of_turns:.3f}, right at .5 {right:.3f}")


if __name__ == "__main__":
    main()
