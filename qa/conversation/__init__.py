"""History and a follow-up -> the question as understood; conversations that are kept."""
