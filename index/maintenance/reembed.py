"""Re-embedding: give a corpus the vectors of another encoder, from the sentences that it holds.

Owns the order: new vectors are gathered beside the old ones, batch by batch and durably, and replace them in one step
when all are there. Until then the corpus is unchanged; after an interruption the same call continues where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from index.catalogue.pending_vectors import PendingVectors
from index.catalogue.store import Description
from index.encoders.base import Encoder, traits
from index.folder.opening import Opened, open_folder
from index.ingest.batches import Prepared, encoded, prepared_again
from index.ingest.passages import Recipe, recipe_named
from index.limits import DEFAULT, Limits
from index.maintenance import checkpoint

Batch = list[tuple[range, Prepared]]


def reembed(
    folder: str | Path,
    encoder: Encoder,
    *,
    on_start: Callable[[int, int], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
    limits: Limits = DEFAULT,
) -> bool:
    """Give the corpus in a folder the vectors of ``encoder``; False when it has them already, and nothing is done.

    ``on_start`` is called with the number of articles that have new vectors from an interrupted call, and of those that
    have none; ``on_progress`` with the number of articles done since its last call. Raises what ``Corpus.open`` raises,
    and CorpusFull; the corpus is then unchanged, and the new vectors made so far are kept."""
    opened = open_folder(Path(folder), writable=True, limits=limits)
    try:
        made = opened.store.description
        target = replace(
            made,
            encoder=encoder.name,
            encoder_digest=encoder.digest,
            dimension=encoder.dimension,
            recipe=_recipe(made, encoder).label,
        )
        if target.encoder_digest == made.encoder_digest:
            return False
        pending = PendingVectors(opened.store, target)
        missing = pending.missing()
        if on_start is not None:
            on_start(_count(opened) - len(missing), len(missing))
        for articles in _gather(opened, encoder, pending, missing):
            if on_progress is not None:
                on_progress(articles)
        pending.take_over()
        checkpoint.save_vectors(opened, checkpoint.leg_of(opened), even_if_current=True)
        return True
    finally:
        opened.close()


def _recipe(made: Description, encoder: Encoder) -> Recipe:
    """Return the new encoder's own recipe where the corpus has the old one's own, else the one that was chosen."""
    before = recipe_named(made.recipe)
    own = recipe_named(traits(made.encoder).recipe)
    return recipe_named(traits(encoder.name).recipe) if before == own else before


def _gather(opened: Opened, encoder: Encoder, pending: PendingVectors, missing: list[int]) -> Iterator[int]:
    """Yield, after each batch of new vectors is durable, how many articles were in it."""
    recipe = _recipe(opened.store.description, encoder)
    for batch in _batches(opened, missing):
        entries = encoded([item for _, item in batch], encoder, recipe=recipe, most=opened.limits.batch_sentences)
        pending.put([numbers for numbers, _ in batch], entries)
        yield len(batch)


def _count(opened: Opened) -> int:
    with opened.store.snapshot() as snapshot:
        return snapshot.state.articles + snapshot.state.earlier


def _batches(opened: Opened, first_numbers: list[int]) -> Iterator[Batch]:
    batch: Batch = []
    sentences = 0
    for first_number in first_numbers:
        # A new snapshot for each batch: one held for hours would keep the write-ahead log from being emptied.
        with opened.store.snapshot() as snapshot:
            batch.append(prepared_again(snapshot, first_number))
        sentences += len(batch[-1][0])
        if sentences >= opened.limits.batch_sentences:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch
