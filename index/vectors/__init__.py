"""The FAISS index over the sentence vectors: derived from the catalogue, and always rebuildable from it."""
