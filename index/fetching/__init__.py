"""Fetching what stands at an address, from the open web alone. The menu: Fetcher, Fetched, its
policies, listing_of, which reads feeds and sitemaps, and post_json, which sends to an address that was allowed."""

from __future__ import annotations

from index.fetching.addresses import OPEN_WEB, WITH_PRIVATE, Policy
from index.fetching.client import Fetched, Fetcher
from index.fetching.feeds import Link, Listing, listing_of
from index.fetching.posting import post_json

__all__ = ["OPEN_WEB", "WITH_PRIVATE", "Fetched", "Fetcher", "Link", "Listing", "Policy", "listing_of", "post_json"]
