"""Adding what people have: files, folders, pages, feeds. Reading, remembering what went in, and one outcome each."""
