"""Keyboards of the kinds that foreign forms bring: pages, units, several typed answers, Next, occurrences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.screen import Screen
from bot.screens import screen
from domain import Answer, Coding, Quantity
from questionnaires.conversation import Ask, Standing
from questionnaires.instrument import Item, ItemKind, Limits, Option
from tests.bot.test_screens import AROUND

TODAY = date(2026, 3, 2)
AROUND_TODAY = replace(AROUND, today=TODAY)
KILO, POUND = Quantity(Decimal(0), "kg", "urn:u", "kg"), Quantity(Decimal(0), "lb", "urn:u", "lb")


def shown(
    item: Item,
    *given: Answer,
    ticked: tuple[Answer, ...] | None = None,
    view: str = "",
    touched: int | None = None,
    confirms: bool = False,
) -> Screen:
    marks = given if ticked is None and item.repeats else ticked or ()
    ask = Ask(item, (), marks, given, touched)
    return screen(7, Standing(ask, 5, 2, 9, {}, confirms), AROUND_TODAY, "", view=view)


def labels(found: Screen) -> list[list[str]]:
    return [[button.label for button in row] for row in found.rows]


def choice(
    count: int, *, repeats: bool = False, exclusive: bool = False, kind: ItemKind = ItemKind.CHOICE
) -> Item:
    options = tuple(Option(Coding("s", str(at)), f"Option {at}", exclusive and not at) for at in range(count))
    return Item("c", 4, kind, text="Which?", repeats=repeats, options=options, required=True)


def test_eight_choices_stand_on_one_screen_and_nine_on_two_pages() -> None:
    assert len(labels(shown(choice(8)))) == 8 + 2
    first = labels(shown(choice(9)))
    assert first[:9] == [*([f"Option {at}"] for at in range(8)), ["More"]]
    assert labels(shown(choice(9), view="p1"))[:2] == [["Option 8"], ["Earlier ones"]]


def test_a_page_past_the_end_is_the_last_one() -> None:
    assert labels(shown(choice(20), view="p9"))[0] == ["Option 16"]


def test_after_a_tick_the_page_of_that_option_stays() -> None:
    assert labels(shown(choice(20, repeats=True), touched=17))[0] == ["Option 16"]


def test_none_of_these_is_offered_with_all_that_it_denies() -> None:
    found = labels(shown(choice(10, repeats=True, exclusive=True)))
    assert found[:11] == [*([f"Option {at}"] for at in range(10)), ["Done"]]


def test_labels_of_a_page_are_written_out_with_their_own_numbers() -> None:
    long = Option(Coding("s", "long"), "A label that is far too long for any button at all")
    item = replace(choice(9), options=(*choice(9).options, long))
    found = shown(item, view="p1")
    assert "9. Option 8\n10. A label that is far too long for any button at all" in found.text
    assert "1. Option 0" not in found.text
    assert labels(found)[1] == ["10. A label that is far…"]


def test_an_open_choice_says_that_words_of_ones_own_may_be_typed() -> None:
    found = shown(choice(2, kind=ItemKind.OPEN_CHOICE))
    assert "You can also type an answer of your own." in found.text
    several = shown(choice(2, kind=ItemKind.OPEN_CHOICE, repeats=True), Coding("s", "1"), "my own")
    assert labels(several)[:4] == [["Option 0"], ["✓ Option 1"], ["Take out: my own"], ["Done"]]


def test_a_quantity_is_typed_and_then_its_unit_is_chosen() -> None:
    item = Item("q", 4, ItemKind.QUANTITY, text="How heavy?", units=(KILO, POUND), required=True)
    assert "Type a number and send it" in shown(item).text
    asked = shown(item, Quantity(Decimal("70.5"), ""))
    assert "Which unit is that in?" in asked.text
    assert labels(asked)[:2] == [["kg"], ["lb"]]
    assert "70.5 kg" in shown(item, Quantity(Decimal("70.5"), "kg")).text


def test_a_quantity_of_one_unit_names_it() -> None:
    item = Item(
        "q", 4, ItemKind.QUANTITY, text="How heavy?", units=(KILO,), limits=Limits(Decimal(1), Decimal(300))
    )
    assert "Type a number from 1 to 300 and send it as a message. (kg)" in shown(item).text


def test_several_typed_answers_can_be_taken_out_again_and_end_with_done() -> None:
    item = Item("s", 4, ItemKind.STRING, text="Names?", repeats=True)
    assert labels(shown(item)) == [["Skip"], ["Prefer not to say"], ["Back"]]
    found = shown(item, "Ibuprofen", "Aspirin")
    assert labels(found)[:3] == [["Take out: Ibuprofen"], ["Take out: Aspirin"], ["Done"]]
    assert "You can give more than one." in found.text


def test_with_next_a_tap_only_marks() -> None:
    scale = Item("n", 4, ItemKind.INTEGER, text="How bad?", minimum=0, maximum=10, required=True)
    assert labels(shown(scale, confirms=True))[:3] == [list("0123"), list("4567"), ["8", "9", "10"]]
    found = shown(scale, 7, ticked=(7,), confirms=True)
    assert labels(found)[:4] == [list("0123"), ["4", "5", "6", "✓ 7"], ["8", "9", "10"], ["Next"]]
    assert "You chose: 7. Tap Next to go on, or tap another one." in found.text
    truth = Item("b", 4, ItemKind.BOOLEAN, text="Well?", required=True)
    assert labels(shown(truth, True, ticked=(True,), confirms=True))[:3] == [["✓ Yes"], ["No"], ["Next"]]


def test_a_step_leaves_numbers_out() -> None:
    item = Item("n", 4, ItemKind.INTEGER, text="How bad?", minimum=0, maximum=100, step=10)
    assert labels(shown(item))[:2] == [["0", "10", "20", "30", "40", "50"], ["60", "70", "80", "90", "100"]]


@pytest.mark.parametrize(
    ("link_id", "words"),
    [
        ("g~more", "Is there anything to add here? Medicines"),
        ("g~2~more", "Is there another one to add? Medicines"),
    ],
)
def test_a_group_that_repeats_is_opened_by_a_question(link_id: str, words: str) -> None:
    item = Item(link_id, 4, ItemKind.BOOLEAN, text="Medicines", asks_for_more=True, origin="g", required=True)
    assert words in shown(item).text


def test_a_first_value_of_the_form_is_told_and_not_answered_with() -> None:
    item = Item("n", 4, ItemKind.INTEGER, text="How many?", minimum=0, maximum=3, initial=(2,))
    assert "If nothing has changed, it may be: 2" in shown(item).text
    assert "it may be" not in shown(item, 3).text


@pytest.mark.parametrize(("low", "high"), [(-5, 5), (3_000_000_000, 3_000_000_010)])
def test_numbers_that_no_button_can_say_are_typed(low: int, high: int) -> None:
    item = Item("n", 4, ItemKind.INTEGER, text="How many?", minimum=low, maximum=high, required=True)
    assert labels(shown(item)) == [["Prefer not to say"], ["Back"]]
    assert f"from {low} to {high}" in shown(item).text
