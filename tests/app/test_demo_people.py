"""Made-up people read screens as drawn by the bot, and tap what they mean."""

from collections.abc import Callable
from random import Random

import pytest

from app.demo.answers import Meaning
from app.demo.people import Deed, Tap, Wish, Words, do
from app.demo.reading import Key, View, question
from app.demo.reds import red_entries
from bot import buttons
from bot.presses import Press, Stopping, Tappable
from domain import Coding, Entry, EntryKind
from questionnaires.library import Library
from questionnaires.moves import Back, Change, Choose, Decline, Done, Number, Send, Skip, Tick

LIBRARY = Library.bundled()
CORE = LIBRARY.current("core")


class Calm(Random):
    """Dice on which no whim ever comes up."""

    def random(self) -> float:
        return 0.5


def key(label: str, data: str) -> Key:
    press: Press | None = buttons.read(data)
    assert press is not None
    return Key(label, data, press)


def means(meaning: Meaning) -> Callable[[object], Meaning]:
    return lambda _: meaning


def asked(link_id: str, *moves: tuple[str, Tappable]) -> View:
    """A screen that asks one question of the core instrument."""
    drawn = tuple(key(label, buttons.tap(5, 0, move)) for label, move in moves)
    return View(9, f"Question 1 of 9\n\n{CORE.item(link_id).text}", drawn)


def answered(seen: View, meaning: Meaning) -> Deed:
    return do(seen, question(seen, LIBRARY), means(meaning), Wish(), Calm())


def at(link_id: str) -> int:
    return CORE.item(link_id).ordinal


def test_a_question_is_known_by_its_buttons_and_its_words() -> None:
    seen = asked("rlp-average", ("7", Number(at("rlp-average"), 7)))
    found = question(seen, LIBRARY)
    assert found is not None
    assert found.link_id == "rlp-average"


def test_a_review_is_no_question() -> None:
    seen = View(9, "These are your answers", (key("Send", buttons.tap(5, 9, Send())),))
    assert question(seen, LIBRARY) is None


def test_a_number_is_tapped() -> None:
    place = at("rlp-average")
    seen = asked("rlp-average", ("6", Number(place, 6)), ("7", Number(place, 7)))
    assert answered(seen, 7) == Tap("7", buttons.tap(5, 0, Number(place, 7)))


@pytest.mark.parametrize(("meaning", "label"), [(True, "Yes"), (False, "No")])
def test_yes_and_no_are_told_apart(meaning: bool, label: str) -> None:
    place = at("prosthesis-have")
    seen = asked("prosthesis-have", ("Yes", Choose(place, 0)), ("No", Choose(place, 1)))
    deed = answered(seen, meaning)
    assert isinstance(deed, Tap)
    assert deed.label == label


def test_boxes_are_ticked_until_all_is_as_meant_and_then_done() -> None:
    place = at("safety")
    ticks: list[tuple[str, Tappable]] = [
        ("None of these", Tick(place, 0)),
        ("Bleeding from the limb", Tick(place, 1)),
        ("Done", Done(place)),
    ]
    first = answered(asked("safety", *ticks), frozenset({"bleeding"}))
    assert isinstance(first, Tap)
    assert first.label == "Bleeding from the limb"
    ticks[1] = ("✓ Bleeding from the limb", Tick(place, 1))
    then = answered(asked("safety", *ticks), frozenset({"bleeding"}))
    assert isinstance(then, Tap)
    assert then.label == "Done"


def test_words_are_typed_and_an_optional_question_is_skipped() -> None:
    place = at("comments")
    seen = asked("comments", ("Skip", Skip(place)), ("Prefer not to say", Decline(place)))
    assert answered(seen, "Better.") == Words("Better.")
    skipped = answered(seen, None)
    assert isinstance(skipped, Tap)
    assert skipped.label == "Skip"


def test_some_prefer_not_to_say_and_some_go_back() -> None:
    place = at("rlp-worst")
    moves = (("3", Number(place, 3)), ("Prefer not to say", Decline(place)), ("Back", Back()))
    seen = asked("rlp-worst", *moves)
    whims = {answered_with(seen, seed) for seed in range(400)}
    assert whims == {"3", "Prefer not to say", "Back"}


def answered_with(seen: View, seed: int) -> str:
    deed = do(seen, question(seen, LIBRARY), means(3), Wish(), Random(seed))
    assert isinstance(deed, Tap)
    return deed.label


def test_answers_are_sent_from_the_review_and_sometimes_changed_first() -> None:
    review = View(
        9, "Look them over", (key("Send", buttons.tap(5, 9, Send())), key("Change", buttons.listed(5, 9, 0)))
    )
    labels = {do_label(review, seed) for seed in range(200)}
    assert labels == {"Send", "Change"}
    change = View(9, "Which?", (key("1", buttons.tap(5, 9, Change(3))), key("Back", buttons.reviewed(5, 9))))
    assert do(change, None, means(None), Wish(), Calm()) == Tap("1", change.keys[0].data, forgets=True)


def do_label(seen: View, seed: int) -> str:
    deed = do(seen, None, means(None), Wish(), Random(seed))
    assert isinstance(deed, Tap)
    return deed.label


def test_a_pin_is_tapped_digit_by_digit_and_then_confirmed() -> None:
    token, pin = "abcdefgh12345678", "12"
    typed = ""
    for _ in range(2):
        pad = tuple(key(str(n), buttons.keyed(token, typed + str(n))) for n in range(10))
        seen = View(9, "PIN", (*pad, key("OK", buttons.entered(token, typed, 0))))
        deed = do(seen, None, means(None), Wish(pin=pin), Calm())
        assert isinstance(deed, Tap)
        typed += deed.label
    assert typed == pin
    pad = tuple(key(str(n), buttons.keyed(token, typed + str(n))) for n in range(10))
    seen = View(9, "PIN", (*pad, key("OK", buttons.entered(token, typed, 0))))
    deed = do(seen, None, means(None), Wish(pin=pin), Calm())
    assert isinstance(deed, Tap)
    assert deed.label == "OK"


def test_who_leaves_says_which_way() -> None:
    seen = View(
        9,
        "What would you like?",
        tuple(key(each.value, buttons.stopped(each)) for each in Stopping),
    )
    deed = do(seen, None, means(None), Wish(leaving=Stopping.FOLLOW_UP), Calm())
    assert isinstance(deed, Tap)
    assert deed.label == "follow-up"


def test_a_message_without_buttons_is_only_read() -> None:
    assert do(View(9, "Thank you.", ()), None, means(None), Wish(), Calm()) is None


def entry(
    seq: int, link_id: str, *codes: str, kind: EntryKind = EntryKind.ANSWERED, yes: bool = False
) -> Entry:
    from datetime import UTC, datetime

    values = (True,) if yes else tuple(Coding("urn:tmr-followup:choice", code) for code in codes)
    return Entry(seq, kind, link_id, values, datetime(2024, 1, 8, tzinfo=UTC))


def test_the_second_reading_finds_each_danger_at_the_entry_that_brought_it_up() -> None:
    log = (
        entry(0, "wound-signs", "redness"),
        entry(1, "unwell-signs", "fever", kind=EntryKind.TICKED),
        entry(2, "bleeding", "heavy"),
        entry(3, "limb-cold", yes=True),
        entry(4, "bleeding", "heavy"),
    )
    assert list(red_entries(log)) == [(1, "RED-2"), (2, "RED-1"), (3, "RED-3")]


def test_a_danger_that_was_taken_back_and_told_again_is_found_twice() -> None:
    log = (
        entry(0, "safety", "not-safe", kind=EntryKind.TICKED),
        entry(1, "safety", kind=EntryKind.DECLINED),
        entry(2, "safety", "not-safe"),
    )
    assert list(red_entries(log)) == [(0, "RED-4"), (2, "RED-4")]
