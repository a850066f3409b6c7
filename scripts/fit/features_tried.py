"""The features of confidence that a fit may choose from.

Owns their signs, and which are tried with a reader and which without.
"""

#: The features tried, each with the sign that its weight must have.
SIGNS = {
    "reader_logit": 1,
    "second_logit": 1,
    "span_margin": 1,
    "relevance_margin": 1,
    "score_margin": 1,
    "coverage": 1,
    "dense": 1,
    "fused": 1,
    "oov_share": -1,
    "missing_answer_type": -1,
    "unmatched_entities": -1,
    "spoken": 1,
    "retrieval_lead": 1,
    "article_lead": 1,
    "vagueness": -1,
}
#: Those of them that a reader gives.
OF_READER = frozenset({"reader_logit", "second_logit", "span_margin", "relevance_margin", "article_lead"})
#: Not tried beside a reader: a margin over other sentences separates answerable questions from the rest less well, and
#: two sentences that answer together would make each other doubtful.
NOT_BESIDE_READER = frozenset({"relevance_margin", "score_margin"})
