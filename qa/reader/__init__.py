"""Question and candidate -> a score and the span that answers: the protocol and the readers."""
