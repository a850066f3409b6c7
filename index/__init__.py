"""Articles -> sentences -> embeddings -> a searchable corpus on disk.

This is the public interface: these names and modules may be used from outside, and all else may change without notice.

* ``index.records``, ``index.errors``: what everything is made of.
* ``index.loaders``, ``index.fetching``, ``index.originals.pages``: files, addresses, pages of files.
* ``index.words.keys``, ``index.words.word``, ``index.words.irregular``, ``index.language.detection``: words, languages.
* ``index.durable``: files that are whole after a crash.
* ``index.extras``: how a package loads its names when they are used.
* ``index.ray.engine``, ``index.ray.fleet``, ``index.ray.indexing``, ``index.shards.store``: several machines.
* ``index.onnx_runtime``, ``index.encoders.graphs.block_weights``, ``index.encoders.storage.compiled``,
  ``index.encoders.tokens.unigram``: what the reader's model shares with the encoder's.
* ``index.encoders.compiling.e5``, ``index.encoders.graphs.bert_graph``, ``index.encoders.graphs.int8_rounding``,
  ``index.encoders.graphs.onnx_graph``, ``index.encoders.graphs.relevance_graph``: what the second reader is compiled
  with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import index.errors  # what a caller catches
import index.offline  # noqa: F401 - its switches are read when a library is loaded, by any module of this package
from index.extras import loaded_when_used

if TYPE_CHECKING:
    from index.article_conversion import Frame, of_dataframe, of_rows, of_texts
    from index.backups import backup, restore
    from index.catalogue.connection import VERSION as SQLITE_VERSION
    from index.catalogue.rows import ArticleSummary, Revision
    from index.corpus import Corpus
    from index.encoders.base import DEFAULT_MODEL, Encoder, model_digest
    from index.encoders.onnx import DEFAULT_ENCODER, FAST_ENCODER, OnnxEncoder, compiled, is_compiled
    from index.encoders.storage.cache_eviction import hold as hold_compiled
    from index.encoders.storage.compiled import compiled_folder
    from index.encoders.storage.model_folder import Form as ModelForm
    from index.encoders.storage.model_folder import ModelFolder
    from index.errors import IndexingError
    from index.folder.ingest_log import IngestEntry, IngestStatus
    from index.folder.lock import ServerAddress, announce, is_token, server_of
    from index.folder.notes import quote_stands
    from index.folder.sidecars import SIDECARS, Sidecar
    from index.ingest.batches import Outcome, check_article
    from index.language.identification import unknown_rules
    from index.language.quotations import is_quoted, quotations
    from index.maintenance.reembed import reembed
    from index.maintenance.verify import Report
    from index.records import Article, Filters, Hit, Sentence, Span, is_web_address, text_sha256
    from index.shards.corpus import ShardedCorpus, open_snapshot
    from index.shards.layout import is_sharded
    from index.splitting.paragraphs import Block, blocks
    from index.splitting.sentences import split as sentences_of
    from index.unit_vectors import Vectors
    from index.view import View

__all__ = [
    "DEFAULT_ENCODER",
    "DEFAULT_MODEL",
    "FAST_ENCODER",
    "SIDECARS",
    "SQLITE_VERSION",
    "Article",
    "ArticleSummary",
    "Block",
    "Corpus",
    "Encoder",
    "Filters",
    "Frame",
    "Hit",
    "IndexingError",
    "IngestEntry",
    "IngestStatus",
    "ModelFolder",
    "ModelForm",
    "OnnxEncoder",
    "Outcome",
    "Report",
    "Revision",
    "Sentence",
    "ServerAddress",
    "ShardedCorpus",
    "Sidecar",
    "Span",
    "Vectors",
    "View",
    "announce",
    "backup",
    "blocks",
    "check_article",
    "compiled",
    "compiled_folder",
    "hold_compiled",
    "is_compiled",
    "is_quoted",
    "is_sharded",
    "is_token",
    "is_web_address",
    "model_digest",
    "of_dataframe",
    "of_rows",
    "of_texts",
    "open_snapshot",
    "quotations",
    "quote_stands",
    "reembed",
    "restore",
    "sentences_of",
    "server_of",
    "text_sha256",
    "unknown_rules",
]

if not TYPE_CHECKING:
    # Where each name above stands.
    _MODULES = {
        "DEFAULT_ENCODER": "index.encoders.onnx",
        "DEFAULT_MODEL": "index.encoders.base",
        "FAST_ENCODER": "index.encoders.onnx",
        "SIDECARS": "index.folder.sidecars",
        "SQLITE_VERSION": "index.catalogue.connection:VERSION",
        "Article": "index.records",
        "ArticleSummary": "index.catalogue.rows",
        "Block": "index.splitting.paragraphs",
        "Corpus": "index.corpus",
        "ShardedCorpus": "index.shards.corpus",
        "Encoder": "index.encoders.base",
        "Filters": "index.records",
        "Frame": "index.article_conversion",
        "Hit": "index.records",
        "IndexingError": "index.errors",
        "IngestEntry": "index.folder.ingest_log",
        "IngestStatus": "index.folder.ingest_log",
        "ModelFolder": "index.encoders.storage.model_folder",
        "ModelForm": "index.encoders.storage.model_folder:Form",
        "OnnxEncoder": "index.encoders.onnx",
        "Outcome": "index.ingest.batches",
        "Report": "index.maintenance.verify",
        "Revision": "index.catalogue.rows",
        "Sentence": "index.records",
        "ServerAddress": "index.folder.lock",
        "Sidecar": "index.folder.sidecars",
        "Span": "index.records",
        "Vectors": "index.unit_vectors",
        "View": "index.view",
        "announce": "index.folder.lock",
        "backup": "index.backups",
        "blocks": "index.splitting.paragraphs",
        "check_article": "index.ingest.batches",
        "compiled": "index.encoders.onnx",
        "compiled_folder": "index.encoders.storage.compiled",
        "hold_compiled": "index.encoders.storage.cache_eviction:hold",
        "is_compiled": "index.encoders.onnx",
        "is_sharded": "index.shards.layout",
        "is_quoted": "index.language.quotations",
        "is_token": "index.folder.lock",
        "is_web_address": "index.records",
        "model_digest": "index.encoders.base",
        "of_dataframe": "index.article_conversion",
        "of_rows": "index.article_conversion",
        "of_texts": "index.article_conversion",
        "open_snapshot": "index.shards.corpus",
        "quotations": "index.language.quotations",
        "quote_stands": "index.folder.notes",
        "reembed": "index.maintenance.reembed",
        "restore": "index.backups",
        "sentences_of": "index.splitting.sentences:split",
        "server_of": "index.folder.lock",
        "text_sha256": "index.records",
        "unknown_rules": "index.language.identification",
    }

    __getattr__, __dir__ = loaded_when_used(__name__, _MODULES)
