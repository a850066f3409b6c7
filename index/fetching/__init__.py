"""Fetching what stands at an address, from the open web alone. The menu: Fetcher, Fetched, its
policies, and listing_of, which reads feeds and sitemaps."""

from __future__ import annotations

from index.fetching.addresses import OPEN_WEB, WITH_PRIVATE, Policy
from index.fetching.client import Fetched, Fetcher
from index.fetching.feeds import Link, Listing, listing_of

__all__ = ["OPEN_WEB", "WITH_PRIVATE", "Fetched", "Fetcher", "Link", "Listing", "Policy", "listing_of"]
