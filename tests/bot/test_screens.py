"""Screens of every kind of item: rows, labels, words above, ways out, and Telegram's limits."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answers_in_words import in_words
from bot.question import question
from bot.screen import LIMIT, Screen, length, page, shortened
from bot.screens import change_list, closing, screen, thanks
from bot.surroundings import Sight, Surroundings, Watch, surroundings
from bot.texts import load
from domain import Answer, Coding, EntryKind
from questionnaires.conversation import Ask, Ended, Line, Review, Standing
from questionnaires.instrument import Item, ItemKind, Option
from questionnaires.library import Library
from storage.words import Layout
from tests.bot.site import SITE

AROUND = Surroundings(load()["en"], SITE, "Nobody will see this.")
SCALE = Item(
    "pain",
    3,
    ItemKind.INTEGER,
    text="How bad?",
    required=True,
    minimum=0,
    maximum=10,
    low_anchor="none",
    high_anchor="worst",
)


def _options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(Coding("s", str(at)), label) for at, label in enumerate(labels))


def _asked(item: Item, position: int = 2, *, ticked: tuple[Answer, ...] = (), current: object = ()) -> Screen:
    ask = Ask(item, (), ticked, current)  # type: ignore[arg-type]
    return screen(7, Standing(ask, 5, position, 11, {}), AROUND)


def _rows(shown: Screen) -> list[list[str]]:
    return [[button.label for button in row] for row in shown.rows]


def test_a_scale_has_three_rows_its_anchors_in_words_and_says_where_one_is() -> None:
    shown = _asked(SCALE)
    assert shown.text == "Question 2 of 11\n\nHow bad?\n\n0 means: none\n10 means: worst"
    assert _rows(shown) == [
        ["0", "1", "2", "3"],
        ["4", "5", "6", "7"],
        ["8", "9", "10"],
        ["Prefer not to say"],
        ["Back"],
    ]
    assert shown.rows[2][2].data == "n:7:5:3:10"


def test_large_buttons_stand_two_in_a_row_and_say_how_they_were_drawn() -> None:
    large = replace(AROUND, layout=Layout.LARGE)
    shown = screen(7, Standing(Ask(SCALE, (), (), ()), 5, 2, 11, {}), large)
    assert _rows(shown) == [
        ["0", "1"],
        ["2", "3"],
        ["4", "5"],
        ["6", "7"],
        ["8", "9"],
        ["10"],
        ["Prefer not to say"],
        ["Back"],
    ]
    assert shown.text == _asked(SCALE).text
    standing, review = _review(3)
    listed = change_list(7, 30, review, 0, large)
    moves = [*shown.rows, screen(7, standing, large).rows[0], *listed.rows[:3]]
    assert all(button.data.endswith(":w") for row in moves for button in row)


def test_the_first_question_has_no_back() -> None:
    assert ["Back"] not in _rows(_asked(SCALE, position=1))


def test_small_ranges_have_rows_of_six_and_wide_or_open_ones_are_typed() -> None:
    small = _asked(replace(SCALE, maximum=16, low_anchor="", high_anchor=""))
    assert _rows(small)[:2] == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10", "11"]]
    assert _rows(small)[2] == ["12", "13", "14", "15", "16"]
    wide = _asked(replace(SCALE, maximum=17, low_anchor="", high_anchor=""))
    assert _rows(wide) == [["Prefer not to say"], ["Back"]]
    assert "from 0 to 17" in wide.text
    assert "Type a number" in _asked(replace(SCALE, maximum=None)).text


def test_hours_end_with_a_button_for_all_above_which_stores_its_number_and_reads_the_same_in_the_review() -> (
    None
):
    hours = Library.bundled().current("core").item("prosthesis-hours")
    shown = _asked(hours, current=(16,))
    assert _rows(shown)[:3] == [
        ["0", "1", "2", "3", "4", "5"],
        ["6", "7", "8", "9", "10", "11"],
        ["12", "13", "14", "15", "16+"],
    ]
    assert shown.rows[2][4].data == f"n:7:5:{hours.ordinal}:16"
    assert "16+ means 16 or more. You can also type a number, up to 24." in shown.text
    assert "Your answer so far: 16+" in shown.text
    assert in_words(AROUND.texts, hours, (20,)) == "20"


def test_no_number_of_a_bundled_instrument_needs_typing() -> None:
    library = Library.bundled()
    for item in (item for name in library.ids for item in library.current(name).questions):
        if item.kind is ItemKind.INTEGER:
            assert _rows(_asked(item))[0] != ["Prefer not to say"], item.link_id


def test_choices_stand_one_a_row_and_long_ones_are_numbered_in_the_text() -> None:
    short = _asked(Item("c", 4, ItemKind.CHOICE, text="Which?", options=_options("One", "Two")))
    assert _rows(short)[:2] == [["One"], ["Two"]]
    long = "A label that is longer than a button can show"
    numbered = _asked(Item("c", 4, ItemKind.CHOICE, text="Which?", options=_options("One", long)))
    assert _rows(numbered)[:2] == [["1. One"], ["2. A label that is…"]]
    assert f"1. One\n2. {long}" in numbered.text
    assert all(len(button.label) <= 25 for row in numbered.rows for button in row)


def test_several_choices_show_what_is_ticked_in_words_and_end_with_done() -> None:
    item = Item("t", 4, ItemKind.CHOICE, text="Which?", repeats=True, options=_options("Fall", "Bleeding"))
    ticked = (item.options[1].answer,)
    shown = _asked(item, ticked=ticked, current=ticked)
    assert _rows(shown)[:3] == [["Fall"], ["✓ Bleeding"], ["Done"]]
    assert "Ticked so far: Bleeding" in shown.text
    assert "Tap all that fit" in _asked(item).text


def test_yes_and_no_and_typed_words_have_their_buttons() -> None:
    assert _rows(_asked(Item("b", 4, ItemKind.BOOLEAN, text="Any?")))[:2] == [["Yes"], ["No"]]
    assert _rows(_asked(Item("w", 4, ItemKind.TEXT, text="More?")))[0] == ["Skip"]
    assert ["Skip"] not in _rows(_asked(Item("w", 4, ItemKind.STRING, text="More?", required=True)))


def test_a_reopened_question_says_the_answer_so_far_and_preselects_nothing() -> None:
    shown = _asked(SCALE, current=(7,))
    assert "Your answer so far: 7" in shown.text
    assert "7" in _rows(shown)[1]


def test_notices_come_first_with_their_placeholders_filled() -> None:
    ask = Ask(SCALE, ("Call {team_phone}. {urgent}. {crisis}. {seen} {other}",), (), ())
    shown = question(7, Standing(ask, 5, 2, 11, {}), ask, AROUND)
    first = shown.text.split("\n\n")[0]
    assert first.startswith("Call 028 9018 0000. call your GP")
    assert "Lifeline" in first
    assert first.endswith("Nobody will see this. {other}")


def _review(count: int) -> tuple[Standing, Review]:
    kinds = (EntryKind.ANSWERED, EntryKind.DECLINED, EntryKind.SKIPPED)
    lines = tuple(
        Line(
            replace(SCALE, link_id=f"i{at}", ordinal=at),
            (at,) if at % 3 == 0 else None,
            kinds[at % 3],
        )
        for at in range(count)
    )
    review = Review(lines, ("Call 999 now.",))
    return Standing(review, 30, count, count, {}), review


def test_the_review_shows_every_answer_and_why_there_is_none() -> None:
    standing, _ = _review(3)
    shown = screen(7, standing, AROUND, "A note.")
    assert shown.text.startswith("A note.\n\nCall 999 now.")
    for line in ("1. How bad?: 0", "2. How bad?: you prefer not to say", "3. How bad?: skipped"):
        assert line in shown.text
    assert _rows(shown) == [["Send"], ["Change an answer"]]


def test_the_list_for_change_has_eight_a_page_and_a_page_past_the_end_is_the_last() -> None:
    _, review = _review(17)
    pages = [change_list(7, 30, review, number, AROUND) for number in (0, 1, 2, 9)]
    assert [len(shown.rows) for shown in pages] == [10, 11, 3, 3]
    assert _rows(pages[1])[-3:] == [["More"], ["Earlier ones"], ["Back to my answers"]]
    assert _rows(pages[2])[0] == ["17. How bad?"]
    assert pages[2] == pages[3]
    assert "Page 3 of 3" in pages[3].text


def test_at_the_end_advice_comes_first_and_no_button_is_left() -> None:
    shown = screen(7, Standing(Ended(("Call 999 now.",)), 31, 3, 3, {}), AROUND)
    assert shown == thanks(AROUND, ("Call 999 now.",))
    assert shown.text.startswith("Call 999 now.")
    assert "0808 808 8000" in shown.text
    assert shown.rows == ()


def test_a_card_that_is_closed_says_why_and_whom_to_call() -> None:
    shown = closing(AROUND, "closed-over")
    assert "is over" in shown.text
    assert "028 9018 0000" in shown.text
    assert shown.rows == ()


def test_a_page_keeps_within_one_message_and_its_first_part_survives() -> None:
    text = page("Call 999.", "", "🩹" * LIMIT)
    assert length(text) <= LIMIT
    assert text.startswith("Call 999.")
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two", 7, "one two"),
        ("one  two\nthree", 12, "one two…"),
        ("unbreakable", 5, "unbr…"),
        ("one, two", 6, "one…"),
    ],
)
def test_a_line_is_cut_at_a_word(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short


def test_an_option_that_left_the_file_is_shown_by_its_code() -> None:
    item = Item("c", 4, ItemKind.CHOICE, options=_options("One"))
    assert in_words(AROUND.texts, item, (Coding("s", "0"), Coding("s", "gone"), True)) == "One, gone, Yes"
    assert in_words(AROUND.texts, item, ("It itches.",)) == "It itches."


@pytest.mark.parametrize(
    ("watch", "words"),
    [
        (Watch.NOW, "The clinician on duty is told of urgent answers."),
        (Watch.OPENING, "Nobody will see this before Monday 2 June, 09:00."),
        (Watch.NOBODY, "Nobody looks at single answers as they come in."),
    ],
)
def test_who_sees_an_answer_is_said_in_the_sites_time(watch: Watch, words: str) -> None:
    opening = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
    around = surroundings(load()["en"], SITE, Sight(watch, opening))
    assert around.seen == words
    assert around.moment(opening) == "Monday 2 June, 09:00"
