"""Shards: a corpus in parts, each an ordinary corpus folder, searched as one. For what does not fit one machine.

An article lies in the part that the sha256 of its id names, so that it is found without asking all. Every score is one
that the undivided corpus would give: cosines are exact, and BM25 counts over all parts. Nothing here knows on which
machine a part is open; `index.ray` opens them on several.
"""
