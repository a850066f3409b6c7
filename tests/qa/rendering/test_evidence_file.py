"""An evidence file: whole in itself, and what it seals is what it shows. That it checks itself is tested in a
browser."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from index import Article
from qa.rendering.evidence_file import evidence_file
from qa.rendering.exports import FORMATS
from tests.support.newsroom import newsroom


def sealed(page: str) -> tuple[dict[str, list[dict[str, str]]], str, str]:
    text = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    seal = re.search(r'id="seal">([0-9a-f]{64})<', page)
    assert text is not None
    assert seal is not None
    return json.loads(text[1]), text[1], seal[1]


def test_the_seal_and_every_digest_hold(tmp_path: Path) -> None:
    with newsroom(tmp_path) as engine:
        page = engine.ask("When did the fish market at Port Ostrin reopen?").export("evidence")
    data, text, seal = sealed(page)
    assert hashlib.sha256(text.encode()).hexdigest() == seal
    assert data["quotes"]
    for quote in data["quotes"]:
        assert hashlib.sha256(quote["text"].encode()).hexdigest() == quote["sentence_sha256"]
    assert not re.search(r'(?:src|href)="(?!https?://)', page)
    assert "src=" not in page


@pytest.mark.parametrize(
    "text",
    [
        "“Who?” asked Holt.\n“Nobody,” said Brandt of Norvik.\n",
        "הספינה נורביק טבעה ביום שני.\n",
        "Norvik </script><script>window.__pwned=1</script> & <b>fell</b> on Monday.\n",
        "Norvik \u202efell\u202c on Monday \ud83d\ude00 said Holt.\n".encode("utf-16", "surrogatepass").decode(
            "utf-16"
        ),
    ],
    ids=["only quotes", "right to left", "markup", "turned letters"],
)
def test_any_article_can_be_sealed(tmp_path: Path, text: str) -> None:
    article = Article(id="</script>", title="<b>נורביק</b>", text=text, published="2999-01-01")
    with newsroom(tmp_path, [article]) as engine:
        page = engine.ask("Who fell in Norvik on Monday?").export("evidence")
    _, sealed_text, seal = sealed(page)
    assert hashlib.sha256(sealed_text.encode()).hexdigest() == seal
    assert page.count("<script") == 2
    assert page.count("</script>") == 2


def test_a_conversation_is_one_file_and_no_answer_is_told_too(tmp_path: Path) -> None:
    with newsroom(tmp_path) as engine:
        answers = [engine.ask(q).to_dict() for q in ("When did the fish market reopen?", "Who is Zorblatt Quux?")]
    page = FORMATS["evidence"](answers)
    assert page.count("<h2") == 2
    assert "Zorblatt" in page


def test_nothing_gives_a_page_too() -> None:
    assert sealed(evidence_file([]))[0]["quotes"] == []
