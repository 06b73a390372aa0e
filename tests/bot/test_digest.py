"""What a digest says to whom: cases by age, what happened, what was missed; and whom to phone, for one."""

from datetime import date, datetime, timedelta

import pytest

from bot.digest.digest import OpenCase, Topic, age, shortened
from bot.digest.telling import as_message, as_page, as_text
from bot.screen import LIMIT, length
from domain import Act, Lane, Message
from storage import alerts, outbox, staff
from storage.database import Database
from storage.words import ActionKind, CloseCode, OutboxState
from tests import cast
from tests.bot.desk import DAY, HOUR, Morning
from tests.bot.house import speech

STAFF = speech().staff


@pytest.fixture
def morning(database: Database, as_of: datetime) -> Morning:
    return Morning(database, as_of)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(minutes=59), "less than an hour"),
        (HOUR, "1 hour"),
        (2 * HOUR - timedelta(seconds=1), "1 hour"),
        (47 * HOUR, "47 hours"),
        (48 * HOUR, "2 days"),
        (timedelta(days=9, hours=23), "9 days"),
    ],
)
def test_an_age_is_said_in_whole_hours_then_days(passed: timedelta, said: str) -> None:
    assert age(passed) == said


def test_a_clinician_is_told_of_cases_oldest_first_and_not_whom_to_phone(morning: Morning) -> None:
    morning.busy()
    with morning.database.write() as tx:
        alerts.acknowledge(tx, Act("staff:OWNER", morning.as_of), morning.old.id, morning.team.owner.id)
    told = morning.digest(morning.team.owner)
    assert [section.topic for section in told.sections] == [Topic.CASES, Topic.CHANGES, Topic.MISSED]
    lines = [
        (one.case.patient, one.case.alert.rule, one.age, one.is_mine)
        for one in told.sections[0].entries
        if isinstance(one, OpenCase)
    ]
    assert lines == [
        (morning.ann.patient.code, "AMB-2", "3 days", True),
        (morning.ben.patient.code, "RED-1", "1 hour", False),
    ]
    assert told.episodes == (morning.ann.episode.id, morning.ben.episode.id)


def test_the_coordinator_is_told_whom_to_phone_first(morning: Morning) -> None:
    morning.busy()
    text = as_text(STAFF, morning.digest(morning.team.coordinator))
    ann, ben, cara, dan, eve = (
        each.patient.code for each in (morning.ann, morning.ben, morning.cara, morning.dan, morning.eve)
    )
    assert text == "\n".join(
        [
            "Digest of NORTH for COORD, Wednesday 15 January, 10:00",
            "Since Wednesday 8 January, 10:00",
            "",
            "To phone (1)",
            f"- {ben}: W02, by Tuesday 21 January",
            "",
            "Open cases, oldest first (2)",
            f"- {ann}: AMBER AMB-2, rise in pain, confirmed, open 3 days, nobody has it",
            f"- {ben}: RED RED-1, bleeding, open 1 hour, nobody has it",
            "",
            "What happened since (2)",
            f"- {ann}: AMB-2, new, Sunday 12 January, 10:00",
            f"- {ben}: RED-1, new, Wednesday 15 January, 09:00",
            "",
            "Not answered in time (1)",
            f"- {dan}: W02, ended Monday 20 January (not reached)",
            "",
            "Reminded, not answered yet (1)",
            f"- {cara}: W02, asked Wednesday 15 January, 09:00, open until Tuesday 21 January",
            "",
            "Messages do not reach (1)",
            f"- {eve}: the bot is blocked or the account gone",
            "",
        ]
    )


def test_whoever_treats_reads_how_alerting_works(morning: Morning) -> None:
    morning.busy()
    first = "\nHow alerting works, the last 91 days\n- 2 alerts, 2 questionnaires: 100.0 per 100"
    assert first in as_text(STAFF, morning.digest(morning.team.owner))
    with morning.database.write() as tx:
        alerts.acknowledge(tx, Act("staff:OWNER", morning.as_of), morning.new.id, morning.team.owner.id)
        alerts.close(
            tx, cast.by(morning.as_of + HOUR), morning.old.id, morning.team.owner.id, CloseCode.CALLED, None
        )
    whole = as_text(STAFF, morning.digest(morning.team.owner, morning.as_of + 2 * HOUR)).splitlines()
    assert whole[-1] == "- Closed with an action: AMB-2 1 of 1"
    assert whole[-2].startswith("- 2 alerts, 2 questionnaires: 100.0 per 100; acknowledged in time ")
    page = as_page(STAFF, morning.digest(morning.team.owner, morning.as_of + 2 * HOUR))
    assert f"<li>{whole[-2][2:]}</li>" in page
    assert "How alerting works" not in as_text(STAFF, morning.digest(morning.team.coordinator))


def test_with_nobody_to_coordinate_the_owner_does(morning: Morning) -> None:
    morning.busy()
    with morning.database.write() as tx:
        staff.leave(tx, cast.by(morning.as_of), morning.team.coordinator.id)
    assert morning.digest(morning.team.owner).sections[0].topic is Topic.TO_PHONE
    assert morning.digest(morning.team.deputy).sections[0].topic is Topic.CASES


def test_what_happened_counts_from_the_last_digest_that_went_out(morning: Morning) -> None:
    morning.busy()
    owner = morning.team.owner
    assert morning.digest(owner).since == morning.as_of - 7 * DAY
    with morning.database.write() as tx:
        for days, state in ((2, OutboxState.SENT), (1, OutboxState.DROPPED)):
            at = morning.as_of - days * DAY
            message = Message(f"digest:{days}", "digest", Lane.NOTICE, "en", at, staff_id=owner.id)
            outbox.queue(tx, cast.by(at), message)
            (row,) = [each for each in outbox.due(tx, at, 9) if each.kind == "digest"]
            outbox.settle(tx, cast.by(at), row.id, state)
    told = morning.digest(owner)
    assert told.since == morning.as_of - 2 * DAY
    (changes,) = [section for section in told.sections if section.topic is Topic.CHANGES]
    assert [one.patient for one in changes.entries if not isinstance(one, OpenCase)] == [
        morning.ben.patient.code
    ]


def test_who_did_what_is_said_and_notices_are_not(morning: Morning) -> None:
    case = morning.case(morning.ann, "AMB-1", morning.as_of - DAY)
    morning.note(case, ActionKind.ESCALATED, morning.as_of - HOUR, "system:tick")
    with morning.database.write() as tx:
        alerts.acknowledge(tx, Act("staff:OWNER", morning.as_of - HOUR), case.id, morning.team.owner.id)
    text = as_text(STAFF, morning.digest(morning.team.deputy))
    assert "AMB-1, acknowledged by OWNER, Wednesday 15 January, 09:00" in text
    assert "with OWNER" in text
    assert "escalated" not in text
    assert "yours" in as_text(STAFF, morning.digest(morning.team.owner))


def test_findings_that_page_nobody_are_told_here_with_answers_only_where_allowed(morning: Morning) -> None:
    morning.noted(morning.cara, "DIG-4", morning.as_of - DAY)
    morning.noted(morning.dan, "DIG-4", morning.as_of - 8 * DAY)
    told = morning.digest(morning.team.owner)
    line = f"- {morning.cara.patient.code}: DIG-4, pain creeps up, Tuesday 14 January, 10:00"
    assert as_text(STAFF, told).splitlines()[3:] == ["Worth a look (1)", line]
    assert told.episodes == (morning.cara.episode.id,)
    morning.allow_answers()
    allowed = as_text(STAFF, morning.digest(morning.team.owner)).splitlines()
    assert allowed[-1] == f"{line} (pain rlp-average, value 5)"


def test_answers_that_staff_entered_late_are_told_with_both_days(morning: Morning) -> None:
    days = {"given-on": "2024-12-20", "entered-on": "2025-01-14"}
    morning.case(morning.ann, "AMB-1", morning.as_of - DAY, **days)
    morning.noted(morning.cara, "DIG-4", morning.as_of - DAY, **days)
    morning.allow_answers()
    said = as_text(STAFF, morning.digest(morning.team.owner))
    both = ", answers of 20 December 2024, entered 14 January 2025"
    assert f"open 24 hours{both}, nobody has it" in said
    assert f"Tuesday 14 January, 10:00{both} (pain rlp-average, value 5)" in said


def test_nothing_to_say_is_one_line(morning: Morning) -> None:
    told = morning.digest(morning.team.owner)
    assert told.is_empty
    assert as_text(STAFF, told) == "NORTH: nothing to report since Wednesday 8 January, 10:00.\n"
    assert "Nothing to report." in as_page(STAFF, told)


def test_one_message_holds_the_first_of_a_long_list_and_says_how_many_more(morning: Morning) -> None:
    for number in range(60):
        morning.case(morning.ann, "AMB-2", morning.as_of - timedelta(hours=number + 1))
    told = morning.digest(morning.team.owner)
    text = as_message(STAFF, told)
    assert length(text) <= LIMIT
    assert "Open cases, oldest first (60)" in text
    assert "open 2 days" in text  # the oldest are kept
    assert "- and 45 more" in text
    assert length(as_text(STAFF, told)) > LIMIT
    changes = shortened(told, 1).sections[1]
    assert (changes.topic, changes.left_out) == (Topic.CHANGES, 59)
    assert changes.entries == told.sections[1].entries[-1:]


def test_a_digest_in_doubt_is_marked_when_it_is_repeated(morning: Morning) -> None:
    morning.busy()
    told = morning.digest(morning.team.owner)
    assert "may be a repeat" in as_page(STAFF, told, repeat=True)
    assert as_text(STAFF, told, repeat=True).startswith("This digest may be a repeat.")
    assert "may be a repeat" not in as_text(STAFF, told) + as_page(STAFF, told)


def test_a_page_escapes_what_it_is_given(morning: Morning) -> None:
    morning.case(morning.ann, "RED<b>&", morning.as_of - HOUR)
    page = as_page(STAFF, morning.digest(morning.team.owner))
    assert "<b>" not in page
    assert "RED&lt;b&gt;&amp;" in page


def test_the_last_day_to_phone_is_pointed_out(morning: Morning) -> None:
    morning.asked(morning.ben, "call")
    then = datetime.combine(date(2025, 1, 21), morning.as_of.timetz())
    assert "(today is the last day)" in as_text(STAFF, morning.digest(morning.team.coordinator, then))
