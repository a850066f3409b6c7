"""Question -> candidate sentences: the dense and the lexical leg, and their fusion."""
