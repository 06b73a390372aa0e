"""Why a message is sent, in the words that the tables and the page show."""

from collections.abc import Callable
from datetime import date

import pytest

from app.simulating.simulation import simulate
from app.simulating.words import Contact, Contacted
from scheduler.protocol import default_text, read
from tests.app.simulating.test_simulation import simulated
from tests.scheduler.cast import KNOWN


def _first(kind: Contact, about: str, *, where: Callable[[Contacted], bool] = lambda _: True) -> str:
    return next(
        each.reason
        for each in simulated().lived.contacts
        if each.kind is kind and each.about == about and where(each)
    )


@pytest.mark.parametrize(
    ("kind", "about", "reason"),
    [
        (Contact.PROMPT, "BL", "BL is open from "),
        (Contact.PROMPT, "WC03", "WC03 is due 3 days after the operation of "),
        (Contact.PROMPT, "M03", "M03 is due 3 months after the operation of "),
        (Contact.REMINDER, "W06", "no answer to W06: reminder 1"),
        (Contact.CALL, "W06", "no answer to W06 within its reminders, or its window ends"),
        (Contact.PROMPT, "RC-M03", "RC-M03: pain rose two to three days ago; asked again at "),
    ],
)
def test_the_reason_names_the_rule_and_its_anchor(kind: Contact, about: str, reason: str) -> None:
    assert _first(kind, about).startswith(reason)


def test_a_sitting_names_all_of_it_and_who_cannot_be_reached_is_called_at_once() -> None:
    assert _first(Contact.PROMPT, "WC14 W02").endswith("; with W02")
    unreached = [each for each in simulated().lived.contacts if "messages do not reach" in each.reason]
    assert {each.kind for each in unreached} == {Contact.CALL}


def test_a_notice_says_what_fired_and_who_is_told() -> None:
    notices = [each.reason for each in simulated().lived.contacts if each.kind is Contact.NOTICE]
    assert any(each.endswith(": told first") for each in notices)
    assert any(each.endswith("for nobody has taken the case") for each in notices)


def test_another_anchor_is_named() -> None:
    first = "code: W02\n    series: core\n"
    text = default_text().replace(first, "code: W02\n    anchor: enrolment\n    series: other\n")
    assert text != default_text()
    done = simulate(read(text, KNOWN), patients=5, months=4, seed=1, starts_on=date(2025, 1, 6))
    reasons = [each.reason for each in done.lived.contacts if each.about.startswith("W02")]
    assert any("14 days after the first day of follow-up, " in each for each in reasons)
