"""Repair: build again from the catalogue's rows all that is derived from them.

Owns what can be rebuilt. A sentence is a copy of a part of its article's text, and is written again from it. An article
whose own text or rows are damaged is left as it is: new vectors would only match the damage, and a backup has the
article undamaged.
"""

from __future__ import annotations

from contextlib import suppress

from index.catalogue import full_text
from index.catalogue.connection import Connection
from index.catalogue.rows import ARTICLE, rows_digest
from index.encoders.base import Encoder
from index.errors import CorpusError
from index.folder.opening import Opened
from index.ingest.batches import encoded, prepared_again
from index.ingest.passages import recipe_named
from index.maintenance.checkpoint import save_vectors
from index.maintenance.verify import each_article
from index.records import Article, text_sha256
from index.vectors import dense_search

_NAMED = 10  # ids in a notice; more are counted


def rebuild(opened: Opened, leg: dense_search.DenseLeg, *, encoder: Encoder | None = None) -> None:
    """Build the catalogue's indexes, the full-text index and the vector index again from the catalogue's rows.

    With an encoder, articles whose stored vectors are damaged are encoded again, and a notice names them."""
    with suppress(CorpusError), opened.store.transaction() as connection:  # where a row is damaged, verify says so
        _build_indexes(connection)
    with suppress(CorpusError), opened.store.transaction() as connection:
        _copy_sentences(connection)
    if encoder is not None:
        encode_damaged(opened, encoder)
    with opened.store.transaction() as connection:
        full_text.rebuild(connection)
    with opened.store.snapshot() as snapshot:
        leg.replace(dense_search.rebuilt(snapshot))
    save_vectors(opened, leg, even_if_current=True)


def _build_indexes(connection: Connection) -> None:
    """Rebuild SQLite's own indexes, and correct counts that are too low: they would assign sentence numbers twice.
    Counts that are too high are kept, because they show that something was lost."""
    connection.rows("REINDEX")
    connection.rows(
        "UPDATE state SET articles = max(articles, (SELECT count(*) FROM articles)),"
        " sentences = max(sentences, (SELECT count(*) FROM sentences)),"
        " last_number = max(last_number, (SELECT coalesce(max(number), 0) FROM sentences),"
        " (SELECT coalesce(max(number), 0) FROM earlier_sentences))"
    )


def _copy_sentences(connection: Connection) -> None:
    """Write the sentences again that are not what their articles say, of articles whose text and rows are whole."""
    for of in (full_text.CURRENT, full_text.EARLIER):
        # As bytes: with a flipped bit it may not be valid text.
        differing = connection.rows(
            f"SELECT DISTINCT a.key FROM {of}sentences s JOIN {of}articles a ON a.key = s.article "  # noqa: S608
            'WHERE CAST(substr(a.text, s.start + 1, s."end" - s.start) AS BLOB) IS NOT CAST(s.text AS BLOB)'
        )
        for (key,) in differing:
            row = connection.row(
                f"SELECT {ARTICLE}, stored, known, first_number, rows_sha256 FROM {of}articles WHERE key = ?",  # noqa: S608
                (key,),
            )
            article, (*times, first, digest) = Article(*row[:-4]), row[-4:]
            spans = connection.rows(
                f'SELECT start, "end", role, section, place, number FROM {of}sentences WHERE article = ? '  # noqa: S608
                "ORDER BY number",
                (key,),
            )
            is_whole = text_sha256(article.text) == article.content_sha256 and digest == rows_digest(
                article, first, spans=(span[:5] for span in spans), times=(times[0], times[1])
            )
            if is_whole:
                copies = [(article.text[span[0] : span[1]], span[5]) for span in spans]
                connection.many(f"UPDATE {of}sentences SET text = ? WHERE number = ?", copies)  # noqa: S608


def encode_damaged(opened: Opened, encoder: Encoder) -> None:
    """Encode the articles whose vectors do not match their digest again, and add a notice that names them."""
    recipe = recipe_named(opened.store.description.recipe)
    with opened.store.snapshot() as snapshot:
        damaged = [checked for checked in each_article(snapshot) if checked.vectors and not checked.rows]
        articles = [prepared_again(snapshot, checked.numbers.start) for checked in damaged]
    ids = list(dict.fromkeys(checked.article.id for checked in damaged))
    if not ids:
        return
    entries = encoded([item for _, item in articles], encoder, recipe=recipe)
    with opened.store.change() as change:
        for (numbers, _), entry in zip(articles, entries, strict=True):
            change.put_vectors(numbers, entry)
    named = ", ".join(map(repr, ids[:_NAMED])) + (f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else "")
    opened.notices.append(f"stored vectors were damaged and have been encoded again: those of {named}")
