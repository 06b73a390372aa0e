"""Playing an instrument in a terminal: what is shown, and what a typed line means."""

import pytest

from questionnaires.conversation import (
    Back,
    Change,
    Choose,
    Decline,
    Done,
    Move,
    RefusalReason,
    Send,
    Skip,
    Tick,
    Type,
)
from questionnaires.play import move_of, page, refused
from tests.questionnaires.talking import Talk, instrument

SAMPLE = instrument("""
  - {linkId: pain, type: integer, text: How bad?, required: true}
  - {linkId: worn, type: boolean, text: Worn?}
  - linkId: signs
    type: choice
    text: Which?
    repeats: true
    answerOption:
      - valueCoding: {system: s, code: a, display: "Call {team_phone}"}
      - valueCoding: {system: s, code: b, display: B}
  - {linkId: note, type: string, text: Note?}
""")


@pytest.mark.parametrize(
    ("at", "line", "move"),
    [
        ("pain", "7", Type("7")),
        ("pain", "", None),
        ("pain", "seven", Type("seven")),
        ("worn", "7777777777", Type("7777777777")),
        ("worn", "yes", Type("yes")),
        ("pain", "/back", Back()),
        ("pain", "/decline", Decline(0)),
        ("pain", "/skip", Skip(0)),
        ("pain", "/send", Send()),
        ("pain", "/change 1", None),
        ("worn", " 1 ", Choose(1, 0)),
        ("signs", "2", Tick(2, 1)),
        ("signs", "/done", Done(2)),
        ("note", "/done it", Type("/done it")),
        ("note", "two  words", Type("two  words")),
        ("", "/change 3", Change(2)),
        ("", "/change 5", None),
        ("", "/change x", None),
        ("", "send", None),
    ],
)
def test_a_typed_line_is_a_move(at: str, line: str, move: Move | None) -> None:
    assert move_of(Talk(SAMPLE).through(at).now, line) == move


def test_options_are_numbered_and_ticks_are_shown() -> None:
    talk = Talk(SAMPLE).through("signs")
    talk.put("signs", "b")
    assert page(talk.now) == (
        "[3 of 4] Which?",
        "  1) [ ] Call the team's number",
        "  2) [x] B",
        "(numbers tick and untick, /done, /skip, /decline, /back)",
    )


def test_every_refusal_has_its_sentence() -> None:
    assert len({refused(reason) for reason in RefusalReason}) == len(RefusalReason)
