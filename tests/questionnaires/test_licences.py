"""Licences: their file, with every fault at once, and how one stands on a day."""

from datetime import date, timedelta

import pytest

from domain import Licence
from questionnaires.faults import InstrumentFaults
from questionnaires.licences import LicenceState, licence_state, licence_template, read_licence

LAST = date(2027, 3, 31)
WHOLE = """
holder: The  Holders
text: >-
  May be asked of patients
  of the hospital.
valid_until_on: 2027-03-31
reference: "L-7"
attribution: © The Holders
attribution_shown: false
"""


def faults(text: str) -> dict[str, str]:
    with pytest.raises(InstrumentFaults) as caught:
        read_licence(text)
    return dict(caught.value.faults)


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        (61, LicenceState.VALID),
        (60, LicenceState.EXPIRING),
        (0, LicenceState.EXPIRING),
        (-1, LicenceState.EXPIRED),
    ],
)
def test_a_licence_is_warned_about_for_60_days_and_holds_to_the_end_of_its_last(
    days_left: int, state: LicenceState
) -> None:
    assert licence_state(Licence("A", "B", LAST), LAST - timedelta(days=days_left)) is state


def test_a_whole_file_is_read() -> None:
    text = "May be asked of patients of the hospital."
    assert read_licence(WHOLE) == Licence("The Holders", text, LAST, "L-7", "© The Holders", False)


def test_what_may_be_left_out_is_empty_and_a_day_may_stand_in_quotes() -> None:
    licence = read_licence('{"holder": "A", "text": "B", "valid_until_on": "2027-03-31"}')
    assert licence == Licence("A", "B", LAST)


def test_an_attribution_is_shown_unless_the_file_says_otherwise() -> None:
    assert read_licence(WHOLE.replace("attribution_shown: false", "")).attribution_shown


def test_without_holder_text_and_expiry_a_file_is_refused_with_every_fault_at_once() -> None:
    assert set(faults("reference: L-7\n")) == {"holder", "text", "valid_until_on"}
    assert set(faults(licence_template())) == {"holder", "text", "valid_until_on"}


@pytest.mark.parametrize(
    ("old", "new", "key", "sentence"),
    [
        ("2027-03-31", "2027-03-31T10:00:00Z", "valid_until_on", "A date such as"),
        ("2027-03-31", "none", "valid_until_on", "A date such as"),
        ("2027-03-31", '"2027-02-30"', "valid_until_on", "2027-02-30 is on no calendar."),
        ("2027-03-31", "2027-02-30", "the file", "a date that cannot be read"),
        ("The  Holders", "7", "holder", "Text is wanted here"),
        ("The  Holders", "H" * 201, "holder", "at most 200 characters"),
        ("© The Holders", "© {Holders", "attribution", "no { or }"),
        ("© The Holders", '"© \\0"', "attribution", "a character that is none"),
        ("attribution_shown: false", "attribution_shown: perhaps", "attribution_shown", "true or false"),
        ("attribution: © The Holders\nattribution_shown: false", "attribution_shown: true",
         "attribution_shown", "give the words"),
        ("reference:", "number:", "number", "not understood here"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_fault_at_its_key(old: str, new: str, key: str, sentence: str) -> None:
    assert sentence in faults(WHOLE.replace(old, new))[key]


def test_a_file_that_holds_no_licence_is_refused() -> None:
    assert "A licence is wanted" in faults("- a\n")["the file"]
