"""Mending: articles whose stored vectors are damaged are encoded again, from text that is whole.

Owns which articles can be mended so. An article whose text or rows are damaged is left as it is: its vectors would only
be made to fit the damage, and a backup has it whole.
"""

from __future__ import annotations

from index.encoders.base import Encoder
from index.folder.opening import Opened
from index.ingest.batches import encoded, prepared_again
from index.ingest.passages import recipe_named
from index.maintenance.verify import each_article


def mend_vectors(opened: Opened, encoder: Encoder) -> list[str]:
    """Encode again the articles whose vectors do not match their digest, and return their ids."""
    recipe = recipe_named(opened.store.description.recipe)
    with opened.store.snapshot() as snapshot:
        broken = [found.article.id for found in each_article(snapshot) if found.vectors and not found.rows]
        held = [prepared_again(snapshot, article_id) for article_id in broken]
    if held:
        entries = encoded([item for _, item in held], encoder, recipe=recipe)
        with opened.store.change() as change:
            for (numbers, _), entry in zip(held, entries, strict=True):
                change.put_vectors(numbers, entry)
    return broken
