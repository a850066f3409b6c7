"""Files that survive a crash: written whole or not at all, sealed with a digest. Knows nothing of articles."""

from index.durable.files import publish, sync_folder
from index.durable.sealed_json import sealed, unsealed

__all__ = ["publish", "sealed", "sync_folder", "unsealed"]
