"""How commands open a corpus or an engine: with a word about what takes long and about what was found odd."""

from __future__ import annotations

from index import Corpus, is_compiled, server_of
from index.errors import CorpusLocked
from qa.adding.served import ServedCorpus, ServerConnection
from qa.cli.output import complain
from qa.engine import Engine, open_corpus
from qa.opening import encoder_name, require_corpus
from qa.settings import Settings


def opened_corpus(settings: Settings, *, writable: bool = False, create: bool = False) -> Corpus:
    """Open the corpus with its encoder. Raises what qa.engine.open_corpus raises."""
    _warn(settings, create=create)
    corpus = open_corpus(settings, writable=writable, create=create)
    _write_notices(corpus)
    return corpus


def corpus_to_change(settings: Settings, *, adding: bool = False) -> Corpus | ServedCorpus:
    """Open the corpus to change it: to add to it, made if it is not there; or to remove from it, for which no model is
    needed. Where a server holds it, what is done goes through that server. Raises what ``opened_corpus`` raises."""
    try:
        if adding:
            return opened_corpus(settings, writable=True, create=True)
        return Corpus.open(settings.corpus, writable=True)
    except CorpusLocked:
        if (at := server_of(settings.corpus)) is None:
            raise
    complain(f"the corpus is in the hands of the server at {at.address}, which does what is asked here")
    return ServedCorpus(Corpus.open(settings.corpus, writable=False), ServerConnection(at, key=settings.api_key))


def opened_engine(settings: Settings, *, writable: bool = False, create: bool = False) -> Engine:
    """Open the engine that the settings describe. Raises what Engine.open raises."""
    _warn(settings, create=create)
    engine = Engine.open(settings.corpus, settings=settings, writable=writable, create=create)
    _write_notices(engine.corpus)
    return engine


def _warn(settings: Settings, *, create: bool) -> None:
    if not create:
        require_corpus(settings.corpus)
    if settings.encoder in ("default", "fast") and not is_compiled(settings.cache, encoder_name(settings)):
        complain("compiling the embedding model, once; this takes up to half a minute")


def _write_notices(corpus: Corpus) -> None:
    for notice in corpus.notices:
        complain(notice)
