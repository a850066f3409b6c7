"""Marks that programs add to a format of texts, written as their readers see them. Pure; knows no loader."""
