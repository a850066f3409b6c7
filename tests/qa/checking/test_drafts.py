"""What of a draft can be checked."""

from qa.checking.drafts import read_draft


def test_what_is_written_between_marks_is_no_statement() -> None:
    draft = read_draft('Quist said "the 14 houses in Elmsford are lost" on Friday.')
    assert [q.text for q in draft.quotations] == ["the 14 houses in Elmsford are lost"]
    assert "Elmsford" not in draft.statements[0].blanked
