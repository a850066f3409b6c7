"""The formats that are read in a process of their own, and what that process runs (``parsers``)."""
