"""The routes that a newsroom asks besides questions: a draft checked, who said what, questions watched."""
