"""Keys of a service: made, listed and revoked in the corpus folder, checked by every door. Knows nothing of HTTP."""

from qa.keys.records import SCOPES, Key, allows
from qa.keys.ring import Ring
from qa.keys.rings import Rings
from qa.keys.store import KeyFile

__all__ = ["SCOPES", "Key", "KeyFile", "Ring", "Rings", "allows"]
