"""Who said what, when: the words of a person through all articles, as dated lines, each with its citation."""

from qa.speech.ledger import Ledger, SaidLine, SpeakerCount, said_by, speakers

__all__ = ["Ledger", "SaidLine", "SpeakerCount", "said_by", "speakers"]
