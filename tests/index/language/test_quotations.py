"""What stands between quotation marks."""

from __future__ import annotations

import pytest

from index.language.quotations import is_quoted, quotations


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in quotations(text, start=0, end=len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no”.", ["“yes”", "“no”"]),
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said ‘it’s the states’ money’ again.", ["‘it’s the states’ money’"]),
        ("Das sei „gut“, sagte er. « Non », dit-elle.", ["„gut“", "« Non »"]),
        ("彼は「はい」と言った。", ["「はい」"]),
        ("He said “he told me ‘no’ twice” then.", ["“he told me ‘no’ twice”"]),
        ('He is 6\' 2" tall, and 5" wide.', []),
        ("Rock ‘n’ roll and the ’90s.", ["‘n’"]),
        ("It was ‘em who said “go home”.", ["“go home”"]),
        ("He said: “We wait. We hope.", ["“We wait. We hope."]),
        ("A ‘mark left open ends nothing.", []),
    ],
)
def test_quotations_are_found_by_their_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("»Wir warten«, sagte sie. »Warum?«", ["»Wir warten«", "»Warum?«"]),
        ("„Nein“, sagte er. ‚Komm her‘, rief sie. ›Warum?‹", ["„Nein“", "‚Komm her‘", "›Warum?‹"]),
        ("„Er sagte ‚nein‘ zu mir“, sagte sie.", ["„Er sagte ‚nein‘ zu mir“"]),
        ("»Er sagte ›nein‹ zu mir«, sagte sie.", ["»Er sagte ›nein‹ zu mir«"]),
        ('„Das ist gut", sagte er.', ['„Das ist gut"']),
        ("»Han kommer», sade hon. ”Nej”, sade han.", ["»Han kommer»", "”Nej”"]),
        ("Han sa: «Ja.» «Nei», sa hun.", ["«Ja.»", "«Nei»"]),
        ("«\u202fNon\u202f», dit-elle. «\u00a0Oui.\u00a0»", ["«\u202fNon\u202f»", "«\u00a0Oui.\u00a0»"]),
        ("„Nie” – powiedział. „Ne,“ řekl.", ["„Nie”", "„Ne,“"]),
        ("Она сказала: «Он ответил: „Нет“ и ушёл».", ["«Он ответил: „Нет“ и ушёл»"]),
        ("彼は「『いいえ』と言った」と答えた。｢はい｣", ["「『いいえ』と言った」", "｢はい｣"]),
        ('他说：“我们赢。”她说："不。"', ["“我们赢。”", '"不。"']),
        ("»Wir warten. Wir hoffen.", ["»Wir warten. Wir hoffen."]),
        ("Home » News » Sport › Rowing", []),
    ],
)
def test_marks_of_every_language_pair(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'Why?' she asked. 'Because I can,' he said.", ["'Why?'", "'Because I can,'"]),
        ("'He told me \"no\" twice,' she said.", ["'He told me \"no\" twice,'"]),
        ("‘He told me “no” twice,’ she said.", ["‘He told me “no” twice,’"]),
        ("The 'bosses' met the 'workers' at noon.", ["'bosses'", "'workers'"]),
        ("'I'm goin' home,' he said, 'and it's the boys' turn.'", ["'I'm goin' home,'", "'and it's the boys' turn.'"]),
        ("'It's 'im,' she said.", ["'It's 'im,'"]),
        ("'40 people died,' he said of the '90s.", ["'40 people died,'"]),
        ("L'homme de l'Est: 'Je viens', dit-il. C'est l'été.", ["'Je viens'"]),
        ("'s Avonds regende het. 'Nee', zei hij.", ["'Nee'"]),
        ("The class of '69 met in the boys' hall.", []),
        ("It's the boys' house and the girls' garden.", []),
        ("Get 'em while they're hot, the boys' mother said.", []),
        ("The 'hood is quiet; the boys' club is shut.", []),
        ("He is 6' 2\" tall and 5' wide.", []),
    ],
)
def test_straight_and_single_marks_are_told_from_apostrophes(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Go home,“ he said. “Now.”", ["“Go home,“", "“Now.”"]),
        ('“Go home," he said. "Now.”', ['“Go home,"', '"Now.”']),
        ('“He said "no" to me,” she said.', ['“He said "no" to me,”']),
        ("“He is 6'2\" tall,” she said.", ["“He is 6'2\" tall,”"]),
        ('He called it " a disgrace " today.', ['" a disgrace "']),
    ],
)
def test_marks_that_were_mixed_up_in_typing_close_all_the_same(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_sentence_is_quoted_when_it_lies_wholly_inside() -> None:
    text = "“We wait. We hope,” he said. “Good.”"
    quotes = quotations(text, start=0, end=len(text))
    assert is_quoted(text, (0, 9), quotes=quotes)
    assert not is_quoted(text, (10, 28), quotes=quotes)
    assert is_quoted(text, (29, 36), quotes=quotes)
    assert not is_quoted(text, (20, 28), quotes=quotes)
