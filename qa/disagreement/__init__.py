"""Where independent reports give different numbers or dates for the same thing: both are shown, and neither is
judged."""

from qa.disagreement.comparison import Conflict, Report, conflicts
from qa.disagreement.events import day_of
from qa.disagreement.quantities import amounts, quantities
from qa.disagreement.states import counted_in

__all__ = ["Conflict", "Report", "amounts", "conflicts", "counted_in", "day_of", "quantities"]
