"""Adding files, folders, pages and feeds: each is read, kept in the ingest log, and has one outcome."""
