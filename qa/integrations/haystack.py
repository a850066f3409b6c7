"""Haystack: a component that retrieves cited sentences (extra ``haystack``)."""

from __future__ import annotations

from typing import Any

from qa.client import Client
from qa.engine import Engine
from qa.errors import SettingsError
from qa.integrations.evidence import evidence_of
from qa.integrations.not_installed import not_installed

try:
    from haystack import Document, component, default_from_dict, default_to_dict
    from haystack.utils import Secret, deserialize_secrets_inplace
except ModuleNotFoundError as error:
    raise not_installed("Haystack", extra="haystack", error=error) from None


@component
class AnswerRetriever:
    """Retrieves the sentences that answer, with their citations as meta; none where it abstains.

    It asks the corpus in a folder, or the service at an address, and can be saved with its pipeline, which is loaded
    with ``allowed_modules=["qa.integrations.haystack"]``."""

    def __init__(
        self,
        corpus: str | None = None,
        *,
        address: str | None = None,
        key: Secret | None = None,
        limit: int = 3,
    ) -> None:
        """Name the folder of a corpus, or the address of a service and its key; neither is opened before it is used.

        Raises SettingsError unless one of both is named."""
        if (corpus is None) == (address is None):
            raise SettingsError("give the folder of a corpus or the address of a service, one of both")
        self.corpus, self.address, self.key, self.limit = corpus, address, key, limit
        self._asked: Engine | Client | None = None

    def warm_up(self) -> None:
        """Open the corpus and the models, or the client. Raises what ``Engine.open`` raises."""
        if self._asked is None:
            key = None if self.key is None else self.key.resolve_value()
            self._asked = Engine.open(self.corpus) if self.address is None else Client(self.address, key=key)

    def close(self) -> None:
        """Close what was opened; the next question opens it again."""
        asks, self._asked = self._asked, None
        if asks is not None:
            asks.close()

    @component.output_types(documents=list[Document], answer=dict[str, Any])  # type: ignore[untyped-decorator]
    def run(self, query: str, limit: int | None = None) -> dict[str, Any]:
        """Answer a question: ``documents``, and ``answer`` as ``Answer.to_dict`` has it. Raises QuestionError."""
        self.warm_up()
        assert self._asked is not None
        answer = self._asked.ask(query, limit=self.limit if limit is None else limit)
        documents = [
            Document(id=one.id, content=one.text, meta=one.metadata, score=one.confidence)
            for one in evidence_of(answer)
        ]
        return {"documents": documents, "answer": answer.to_dict()}

    def to_dict(self) -> dict[str, Any]:
        """Return what makes the component again."""
        key = None if self.key is None else self.key.to_dict()
        made: dict[str, Any] = default_to_dict(
            self, corpus=self.corpus, address=self.address, key=key, limit=self.limit
        )
        return made

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> AnswerRetriever:
        """Make the component of what ``to_dict`` returned."""
        deserialize_secrets_inplace(data["init_parameters"], keys=["key"])
        made: AnswerRetriever = default_from_dict(cls, data)
        return made
