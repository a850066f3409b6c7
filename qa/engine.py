"""The engine: a question over a corpus -> an answer. The shell, HTTP, MCP and Python all open and ask it.

Owns which models are used, what a corpus is opened with, and which questions are accepted. Knows nothing of HTTP,
terminals or files beyond the corpus folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from index import Article, Corpus, Encoder, Filters, Frame, Outcome, View, of_dataframe, of_texts
from index.errors import InvalidArticle
from qa.answering.models import Models, with_own
from qa.answering.pipeline import Answering, Candidates, Examination, Request, Stage, until_whole
from qa.conversation.session_store import Bounds
from qa.conversation.sessions import Conversation, Conversations
from qa.conversation.understanding import understand
from qa.limits import accepted_error, accepted_limit, accepted_question, accepted_turns, check_length
from qa.newsroom import NewsroomMethods
from qa.opening import open_corpus, open_encoder, open_store, require_corpus
from qa.reader.loading import open_reader
from qa.records import Answer, Turn
from qa.retrieval.speaker_words import words_of
from qa.settings import Settings
from qa.stopwatch import stage

__all__ = ["AskOptions", "Candidates", "Engine", "Examination", "Models", "Stage", "open_corpus", "open_encoder"]

_LIMIT = 3


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question is to be answered; see ``Engine.ask``."""

    #: The turns before the question, oldest first, or a conversation, which then keeps this one too.
    history: Sequence[Turn] | Conversation = ()
    #: Most sentences to quote.
    limit: int = _LIMIT
    #: Which articles to search.
    filters: Filters | None = None
    #: The share of wrong answers to accept, in place of the default threshold.
    max_error: float | None = None
    #: Whose words alone may answer, in direct or indirect speech: a name, or a description that the articles use ("the
    #: mayor").
    speaker: str | None = None

    def named(self) -> dict[str, Any]:
        """Return the options by name, as ``Engine.ask`` takes them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class Engine(NewsroomMethods):
    """Answers questions over one corpus. Make one with ``Engine.open``; use it as a context manager.

    Safe to ask from several threads at once, also while articles change. Every answer is of one generation."""

    def __init__(self, corpus: Corpus, models: Models, *, settings: Settings | None = None) -> None:
        """Take over an open corpus and its models. ``Engine.open`` opens them by settings."""
        self.settings = settings or Settings()
        super().__init__(corpus, models.encoder, keep_gaps=self.settings.keep_gaps == "on")
        self.models = models
        kept = Bounds(self.settings.conversation_hours, self.settings.max_conversations)
        self.conversations = Conversations(corpus.folder, kept)
        self._answering = Answering(models)
        self._at_close: list[Callable[[], None]] = []

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        writable: bool = False,
        create: bool = False,
    ) -> Engine:
        """Open the corpus in a folder (or that of the settings) for questions, with the models that the settings name.

        ``encoder`` replaces theirs. The corpus's own calibration is used when it was fitted for these models; else
        ``corpus.notices`` says why not. Raises what ``Corpus.open`` does, EncoderError, ReaderError, CalibrationError.
        """
        settings = (settings or Settings()).with_(corpus=None if corpus is None else Path(corpus))
        if not create:
            require_corpus(settings.corpus)
        with ExitStack() as opened:  # what was opened is closed again when a later part cannot be opened
            encoder, reader = encoder or open_encoder(settings), open_reader(settings)
            if reader is not None:
                opened.callback(reader.close)
            engine = cls._over(settings, Models.of(encoder, reader), writable=writable, create=create)
            opened.pop_all()
        return engine

    def beside(self, corpus: Path, *, writable: bool = False, create: bool = False) -> Engine:
        """Open another corpus with the models of this engine, which keeps them: close the other engine with
        ``but_models``, and before this one. Raises what ``Corpus.open`` does, CalibrationError."""
        models = Models.of(self.models.encoder, self.models.reader)
        return self._over(self.settings.with_(corpus=corpus), models, writable=writable, create=create)

    @classmethod
    def _over(cls, settings: Settings, models: Models, *, writable: bool, create: bool) -> Self:
        with ExitStack() as opened:
            store = open_store(settings.corpus, models.encoder, writable=writable, create=create)
            opened.callback(store.close)
            if settings.calibration == "own":
                models, notice = with_own(models, store.folder)
                store.notices.extend(filter(None, [notice]))
            engine = cls(store, models, settings=settings)
            opened.pop_all()
        return engine

    @classmethod
    def temporary(
        cls, articles: Iterable[Article] = (), *, settings: Settings | None = None, encoder: Encoder | None = None
    ) -> Engine:
        """Open an engine over articles in a temporary folder, for tests and notebooks: it is gone when it is closed.

        Raises what ``open`` and ``add`` raise."""
        settings = settings or Settings()
        with ExitStack() as opened:
            models = Models.of(encoder or open_encoder(settings), open_reader(settings))
            if models.reader is not None:
                opened.callback(models.reader.close)
            corpus = Corpus.temporary(encoder=models.encoder)
            engine = cls(corpus, models, settings=settings.with_(corpus=corpus.folder))
            opened.callback(engine.close)
            engine.add(articles)
            opened.pop_all()
        return engine

    @classmethod
    def from_texts(cls, texts: Iterable[str], **options: Any) -> Engine:
        """Open a temporary engine over texts, an article each. Options and errors are those of ``temporary``."""
        return cls.temporary(of_texts(texts), **options)

    @classmethod
    def from_dataframe(cls, frame: Frame, **options: Any) -> Engine:
        """Open a temporary engine over a data frame: an article a row, of the column ``text`` and, where there are,
        ``id``, ``title``, ``url``, ``source``, ``author``, ``published``. For the rest see ``from_texts``."""
        return cls.temporary(of_dataframe(frame), **options)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] | Conversation = (),
        limit: int = _LIMIT,
        filters: Filters | None = None,
        max_error: float | None = None,
        speaker: str | None = None,
    ) -> Answer:
        """Answer a question with up to ``limit`` sentences of the articles, or say that they do not answer it.

        Sentences that only together make the answer are all returned, even if they are more than ``limit``. ``history``
        are the turns before the question, oldest first, or one of ``conversations``, which then also keeps this turn;
        ``filters`` restrict the articles; ``max_error`` is the share of wrong answers to accept, in place of the
        default threshold; with ``speaker`` only that person's words may answer, those that ``said`` lists. Raises
        QuestionError for what cannot be used, UnknownConversation, ConversationError."""
        *_, answer = self.stages(question, AskOptions(history, limit, filters, max_error, speaker))
        assert isinstance(answer, Answer)
        return answer

    def stages(self, question: str, options: AskOptions | None = None) -> Iterator[Stage]:
        """Answer as ``ask`` does, and yield each stage: the question as understood, what will be read, the answer last.
        A caller that stops early saves the work of the later stages."""
        return until_whole(lambda: self._stages(question, options or AskOptions()))

    def _stages(self, question: str, options: AskOptions) -> Iterator[Stage]:
        with self._view(options.filters) as view:
            request = self._request(view, question, options)
            yield request.understood
            for stage in self._answering.stages(view, request):
                if isinstance(stage, Answer) and view.as_of is None:  # of the past, what is known today may answer
                    self.gaps.keep(stage, request.history)
                if isinstance(stage, Answer) and isinstance(options.history, Conversation):
                    yield options.history.remember(stage)
                else:
                    yield stage

    def examine(self, question: str, options: AskOptions | None = None) -> Examination:
        """Answer as ``ask`` does, and return everything that was looked at. A conversation does not keep the turn."""
        options = options or AskOptions()
        with self._view(options.filters) as view:
            return self._answering.examine(view, self._request(view, question, options))

    async def aask(self, question: str, options: AskOptions | None = None) -> Answer:
        """Answer as ``ask`` does, in a thread, so that the event loop goes on."""
        return await asyncio.to_thread(self.ask, question, **(options or AskOptions()).named())

    @stage("understand")
    def _request(self, view: View, question: str, options: AskOptions) -> Request:
        """Check a question and its options. Raises QuestionError, UnknownConversation, ConversationError."""
        accepted = accepted_question(question, most_chars=self.settings.max_question_chars)
        limit, max_error = accepted_limit(options.limit), accepted_error(options.max_error)
        thresholds = self.models.confidence_model.thresholds(max_error)
        history = options.history
        turns = history.recall(view) if isinstance(history, Conversation) else accepted_turns(history)
        today = datetime.now(UTC).date()
        now = today if view.as_of is None else min(today, date.fromisoformat(view.as_of[:10]))
        words = None if options.speaker is None else words_of(view, options.speaker, filters=options.filters)
        return Request(understand(accepted, turns), turns, limit, options.filters or None, thresholds, now, words)

    def add(self, articles: Iterable[Article]) -> list[Outcome]:
        """Add or replace articles. See ``Corpus.add``; an article longer than the settings allow is invalid too."""
        return self.corpus.add(self._short_enough(articles))

    def _short_enough(self, articles: Iterable[Article]) -> Iterator[Article]:
        if isinstance(articles, Article):
            raise InvalidArticle("one article stands where several are expected; write [article]")
        for article in articles:
            check_length(article, most_chars=self.settings.max_article_chars)
            yield article

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Delete articles. See ``Corpus.delete``."""
        return self.corpus.delete(article_ids)

    def close(self, *, but_models: bool = False) -> None:
        """Close the corpus, and the reader unless others use the models. Closing again does nothing."""
        with ExitStack() as closing:  # the reader is closed even when closing the corpus fails
            if self.models.reader is not None and not but_models:
                closing.callback(self.models.reader.close)
            closing.callback(self.corpus.close)
            for call in self._at_close:
                closing.callback(call)

    def on_close(self, call: Callable[[], None]) -> None:
        """Call a function before the corpus is closed, such as one that stops work on it."""
        self._at_close.append(call)

    def __repr__(self) -> str:
        return f"Engine({self.corpus!r})"

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
