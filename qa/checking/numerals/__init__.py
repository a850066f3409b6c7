"""Numbers as a draft or an article writes them: how much, of which unit, and how exactly it is meant."""

from qa.checking.numerals.amounts import Amount, amount_at, amounts
from qa.checking.numerals.units import OF_TIME, is_another_unit

__all__ = ["OF_TIME", "Amount", "amount_at", "amounts", "is_another_unit"]
