"""Dates and times by buttons: one step a screen, within the limits, and never half an answer."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot import buttons
from bot.looks import Looked
from bot.presses import Tapped
from bot.screen import Screen
from questionnaires.instrument import Item, ItemKind, Limits
from questionnaires.moves import Pick
from tests.bot.test_keyboards import AROUND_TODAY, labels, shown

DAY = Item("d", 4, ItemKind.DATE, text="When?", required=True)
MOMENT = replace(DAY, kind=ItemKind.DATETIME)
HOUR = replace(DAY, kind=ItemKind.TIME)


def press(found: Screen, label: str) -> object:
    """What the button with this label means."""
    data = next(button.data for row in found.rows for button in row if button.label == label)
    return buttons.read(data)


def test_the_years_end_with_the_present_one_and_can_be_paged() -> None:
    found = shown(DAY)
    assert labels(found)[:6] == [
        ["2015", "2016", "2017"],
        ["2018", "2019", "2020"],
        ["2021", "2022", "2023"],
        ["2024", "2025", "2026"],
        ["Earlier years"],
        ["Later years"],
    ]
    assert press(found, "Earlier years") == Looked(7, 5, "y2014")
    assert labels(shown(DAY, view="y2014"))[0] == ["2003", "2004", "2005"]
    assert press(found, "Later years") == Looked(7, 5, "y2038")


def test_a_year_a_month_and_a_day_make_a_date() -> None:
    months = shown(DAY, view="2025")
    assert labels(months)[:4] == [
        ["January", "February", "March"],
        ["April", "May", "June"],
        ["July", "August", "September"],
        ["October", "November", "December"],
    ]
    assert press(months, "June") == Looked(7, 5, "2025-06")
    assert "Your answer so far: 2025 …" in months.text
    days = shown(DAY, view="2025-06")
    assert "Your answer so far: June 2025 …" in days.text
    assert labels(days)[4] == ["29", "30"]
    assert press(days, "3") == Tapped(7, 5, Pick(4, "2025-06-03"))
    assert press(days, "Another month") == Looked(7, 5, "2025")
    assert press(months, "Another year") == Looked(7, 5, "y2025")


def test_only_days_within_the_limits_are_offered() -> None:
    item = replace(DAY, limits=Limits(date(2025, 11, 20), date(2026, 1, 10)))
    assert labels(shown(item))[0] == ["2025", "2026"]
    assert labels(shown(item, view="2025"))[0] == ["November", "December"]
    assert labels(shown(item, view="2026-01"))[:2] == [list("1234567"), ["8", "9", "10"]]


def test_limits_in_the_past_show_the_last_years_there_are() -> None:
    item = replace(DAY, limits=Limits(date(1990, 1, 1), date(1999, 12, 31)))
    assert labels(shown(item))[0] == ["1990", "1991", "1992"]
    assert ["Later years"] not in labels(shown(item))


def test_a_moment_goes_on_to_the_hour_and_the_minute() -> None:
    days = shown(MOMENT, view="2025-06")
    assert press(days, "3") == Looked(7, 5, "2025-06-03T")
    hours = shown(MOMENT, view="2025-06-03T")
    assert labels(hours)[0] == ["00", "01", "02", "03", "04", "05"]
    assert press(hours, "14") == Looked(7, 5, "2025-06-03T14")
    minutes = shown(MOMENT, view="2025-06-03T14")
    assert "Your answer so far: 3 June 2025 14: …" in minutes.text
    assert labels(minutes)[0] == ["14:00", "14:05", "14:10", "14:15"]
    assert press(minutes, "14:30") == Tapped(7, 5, Pick(4, "2025-06-03T14:30"))
    assert press(minutes, "Another hour") == Looked(7, 5, "2025-06-03T")


def test_a_time_of_day_begins_with_the_hour() -> None:
    assert press(shown(HOUR), "09") == Looked(7, 5, "T09")
    assert press(shown(HOUR, view="T09"), "09:30") == Tapped(7, 5, Pick(4, "09:30"))


def test_a_date_has_its_limits_as_moments_too() -> None:
    item = replace(MOMENT, limits=Limits(datetime(2026, 1, 1), datetime(2026, 2, 1)))  # noqa: DTZ001 - local
    assert labels(shown(item))[0] == ["2026"]


@pytest.mark.parametrize("view", ["p3", "T14", "y1001", ""])
def test_a_view_of_another_question_shows_the_beginning(view: str) -> None:
    assert labels(shown(DAY, view=view))[0][0].isdecimal()


def test_what_was_given_is_said_in_words() -> None:
    assert "3 June 2025" in shown(DAY, date(2025, 6, 3)).text
    assert "14:30" in shown(HOUR, time(14, 30)).text
    assert "3 June 2025, 14:30" in shown(MOMENT, datetime(2025, 6, 3, 14, 30)).text  # noqa: DTZ001 - local


def test_several_dates_can_be_taken_out_again() -> None:
    found = shown(replace(DAY, repeats=True), date(2025, 6, 3))
    assert ["Take out: 3 June 2025"] in labels(found)
    assert ["Done"] in labels(found)


def test_large_buttons_stand_two_a_row() -> None:
    from bot.screens import screen
    from questionnaires.conversation import Ask, Standing
    from storage.words import Layout

    around = replace(AROUND_TODAY, layout=Layout.LARGE)
    found = screen(7, Standing(Ask(DAY, (), (), ()), 5, 2, 9, {}), around, "", view="2025-06")
    assert labels(found)[0] == ["1", "2"]
    assert press(found, "3") == Tapped(7, 5, Pick(4, "2025-06-03"), Layout.LARGE)


@pytest.mark.parametrize(
    "view", ["2025-13", "0000", "2025-00", "2025-06-32T", "T24", "p", "y20", "2025-06-03"]
)
def test_a_view_of_nobodys_making_is_no_button(view: str) -> None:
    assert buttons.read(f"v:7:5:{view}") is None


@pytest.mark.parametrize(
    ("low", "high"),
    [(date(2026, 1, 1), date(2020, 1, 1)), (None, date(1850, 1, 1)), (date(2090, 1, 1), None)],
)
def test_there_are_always_years_to_offer(low: date | None, high: date | None) -> None:
    found = shown(replace(DAY, limits=Limits(low, high)))
    assert labels(found)[0][0].isdecimal()
