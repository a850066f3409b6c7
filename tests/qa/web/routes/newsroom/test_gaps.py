"""What had no sure answer, over HTTP: for admins alone."""

from __future__ import annotations

from dataclasses import replace

from qa.engine import Engine
from qa.gaps import Gaps
from qa.web.schemas.gaps import GapsOut
from tests.qa.web.conftest import Serve

VAIN = "How many doctors work in Quillmere?"


def test_gaps_are_shown_and_forgotten(engine: Engine, serve: Serve) -> None:
    engine.settings = replace(engine.settings, keep_gaps="on")
    engine.gaps = Gaps(engine.corpus.folder, is_on=True)
    client = serve()
    assert client.get("/ask", params={"q": VAIN}).json()["status"] != "answered"
    told = client.get("/gaps").json()
    GapsOut.model_validate(told)
    assert (told["is_kept"], told["gaps"][0]["questions"][0]["question"]) == (True, VAIN)
    gap_id = told["gaps"][0]["questions"][0]["id"]
    assert client.delete(f"/gaps/{gap_id}").status_code == 204
    assert client.delete(f"/gaps/{gap_id}").status_code == 404
    assert client.delete("/gaps").status_code == 204
    assert client.get("/gaps").json()["gaps"] == []
