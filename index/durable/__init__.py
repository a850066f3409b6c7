"""Files that survive a crash: written whole or not at all, sealed with a digest. Knows nothing of articles."""

from index.durable.files import file_sha256, make_private_folder, publish, sync_folder
from index.durable.folder_lock import locked_folder
from index.durable.sealed_json import sealed, unsealed

__all__ = ["file_sha256", "locked_folder", "make_private_folder", "publish", "sealed", "sync_folder", "unsealed"]
