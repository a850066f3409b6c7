"""The grammar of short questions: verbs, clauses and noun phrases, and how carried words are written into one."""
