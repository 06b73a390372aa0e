"""What became of a message tells why a contact did not go out; what it waited for tells what made it late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from domain import AssessmentKind, Lane
from scheduler.contacts import Contact, StepKind
from scheduler.plan import Planned
from scheduler.reasons import History, Wait, WhyNot
from scheduler.timepoints import Anchor
from scheduler.why import Explained, Fate, explain
from scheduler.why_words import contact_row, rule, said, title
from storage.words import ChannelState, OutboxState, Outgoing
from tests.scheduler import cast
from tests.scheduler.cast import at
from tests.scheduler.remembered import Remembered

START = at("2025-01-16 09:00")
PROMPTED = at("2025-01-18 09:30")
CALLED = at("2025-01-19 09:30")

UNSENT = [
    (OutboxState.DROPPED, "withdrawn", None, WhyNot.WITHDRAWN),
    (OutboxState.DROPPED, "channel-stopped", None, WhyNot.STOPPED),
    (OutboxState.DROPPED, "transferred", None, WhyNot.TRANSFERRED),
    (OutboxState.DROPPED, "assessment-completed", None, WhyNot.ANSWERED),
    (OutboxState.DROPPED, "assessment-missed", None, WhyNot.OUTSIDE_WINDOW),
    (OutboxState.DROPPED, "assessment-missed", "paused", WhyNot.PAUSED),
    (OutboxState.DROPPED, "overtaken", None, WhyNot.OUTAGE),
    (OutboxState.DROPPED, "overtaken", "quiet-hours", WhyNot.QUIET_HOURS),
    (OutboxState.DROPPED, "overtaken", "too-many", WhyNot.RATE_LIMIT),
    (OutboxState.DROPPED, "window-ended", "unreached", WhyNot.OUTAGE),
    (OutboxState.DROPPED, "nothing-to-say", None, WhyNot.SEND_FAILED),
    (OutboxState.FAILED, "forbidden", None, WhyNot.BLOCKED),
    (OutboxState.FAILED, "channel-unlinked", None, WhyNot.NOT_LINKED),
    (OutboxState.FAILED, "refused: message is too long", None, WhyNot.SEND_FAILED),
    (OutboxState.QUEUED, None, None, WhyNot.OUTSIDE_WINDOW),
    (OutboxState.QUEUED, "paused", "paused", WhyNot.PAUSED),
]


def _silent(until: datetime) -> Remembered:
    """Cara, operated on 15 January 2025, until then."""
    life = Remembered(date(2025, 1, 15), "Europe/London", time(9, 30), date(2024, 12, 4))
    life.live(START, until, [], every=None)
    return life


def _with(history: History, key: str, change: Callable[[Outgoing], Outgoing]) -> History:
    rows = tuple(change(row) if row.key == key else row for row in history.outgoing)
    return replace(history, outgoing=rows)


def _told(history: History, key: str, as_of: datetime) -> Explained:
    (found,) = (each for each in explain(history, as_of) if each.contact.key == key)
    return found


def _key(history: History, kind: str, code: str = "WC03") -> str:
    mine = next(each.id for each in history.assessments if each.time_point == code)
    return f"{kind}:{mine}"


@pytest.mark.parametrize(("state", "reason", "waited", "why"), UNSENT)
def test_a_message_that_never_went_out_says_why(
    state: OutboxState, reason: str | None, waited: str | None, why: WhyNot
) -> None:
    over = at("2025-01-20 09:00")
    history = _silent(over).history()
    key = _key(history, "prompt")
    waiting = None if state is OutboxState.QUEUED else PROMPTED
    history = _with(
        history,
        key,
        lambda row: replace(row, state=state, reason=reason, settled_at=waiting, message_id=None),
    )
    row_id = next(row.id for row in history.outgoing if row.key == key)
    if waited:
        history = replace(history, waits={row_id: (Wait(PROMPTED, "unreached"), Wait(PROMPTED, waited))})
    found = _told(history, key, over)
    assert (found.fate, found.why) == (Fate.NOT_SENT, why)
    assert said(found).startswith("Not sent: ")


@pytest.mark.parametrize(
    ("state", "reason", "why"),
    [
        (OutboxState.FAILED, "channel-blocked", WhyNot.NO_COORDINATOR),
        (OutboxState.DROPPED, "staff-inactive", WhyNot.NO_COORDINATOR),
        (OutboxState.DROPPED, "staff-of-another-site", WhyNot.TRANSFERRED),
    ],
)
def test_a_line_of_the_call_list_that_reached_nobody_says_so(
    state: OutboxState, reason: str, why: WhyNot
) -> None:
    history = _silent(at("2025-01-19 12:00")).history()
    key = _key(history, "call")
    history = _with(history, key, lambda row: replace(row, state=state, reason=reason))
    assert _told(history, key, CALLED).why is why


def test_with_nobody_appointed_nobody_was_told() -> None:
    over = at("2025-01-20 09:00")
    life = Remembered(date(2025, 1, 15), "Europe/London", time(9, 30), date(2024, 12, 4))
    life.facts = replace(life.facts, coordinator_id=None)
    life.live(START, over, [], every=None)
    history = replace(life.history(), coordinator_id=None)
    assert _told(history, _key(history, "call"), over).why is WhyNot.NO_COORDINATOR


def test_a_message_in_doubt_is_told_so_and_one_that_waits_says_for_what() -> None:
    now = at("2025-01-18 10:00")
    history = _silent(now).history()
    key = _key(history, "prompt")
    row_id = next(row.id for row in history.outgoing if row.key == key)
    doubtful = _told(_with(history, key, lambda row: replace(row, state=OutboxState.UNSURE)), key, now)
    assert (doubtful.fate, said(doubtful)) == (
        Fate.IN_DOUBT,
        "Sent on Saturday 18 January 2025 at 09:30, but it may not have arrived; it is not repeated.",
    )
    later = now + timedelta(minutes=5)
    waiting = _with(
        history,
        key,
        lambda row: replace(row, state=OutboxState.QUEUED, not_before_at=later, reason="too-many"),
    )
    found = _told(replace(waiting, waits={row_id: (Wait(now, "too-many"),)}), key, now)
    assert (found.fate, found.at, found.why) == (Fate.TO_COME, later, WhyNot.RATE_LIMIT)
    fresh = _told(_with(history, key, lambda row: replace(row, state=OutboxState.QUEUED)), key, now)
    assert (fresh.fate, fresh.at, fresh.why) == (Fate.TO_COME, now, None)


def test_a_message_that_waited_into_another_day_says_what_held_it_up() -> None:
    history = _silent(at("2025-01-19 12:00")).history()
    key = _key(history, "prompt")
    row_id = next(row.id for row in history.outgoing if row.key == key)
    sent_at = at("2025-01-19 10:00")
    late = _with(history, key, lambda row: replace(row, settled_at=sent_at))
    held = replace(late, waits={row_id: (Wait(PROMPTED, "paused"),)})
    assert _told(held, key, sent_at).why is WhyNot.PAUSED
    assert said(_told(held, key, sent_at)).endswith("; late, because the patient had paused messages.")
    assert _told(late, key, sent_at).why is WhyNot.OUTAGE
    licensed = replace(late, licensed=frozenset({"wound-check"}))
    assert _told(licensed, key, sent_at).why is None, "a licence may have been renewed meanwhile"


def test_a_licence_that_is_over_keeps_the_first_message_back() -> None:
    now = at("2025-01-18 12:00")
    life = Remembered(date(2025, 1, 15), "Europe/London", time(9, 30), date(2024, 12, 4))
    life.facts = replace(life.facts, expired=frozenset({"wound-check"}))
    life.live(START, now, [], every=None)
    history = replace(life.history(), expired=frozenset({"wound-check"}))
    assert _told(history, _key(history, "prompt"), now).why is WhyNot.LICENCE_EXPIRED


def test_what_nobody_planned_is_told_beside_the_plan() -> None:
    now = at("2025-01-18 18:00")
    history = _silent(now).history()
    key = _key(history, "prompt")
    (asked,) = (row for row in history.outgoing if row.key == key)
    again = replace(asked, id=90, key="again:1:2025011810", kind="again")
    call = replace(
        asked,
        id=91,
        key="repeat-1:call:1",
        kind="call",
        lane=Lane.NOTICE,
        staff_id=7,
        patient_id=None,
        repeat=True,
    )
    history = replace(history, outgoing=(*history.outgoing, again, call))
    shown, repeated = explain(history, now)[-2:]
    assert (shown.contact.kind, shown.fate) == (StepKind.AGAIN, Fate.SENT)
    assert (repeated.contact.kind, repeated.fate) == (StepKind.REPEAT, Fate.SENT)
    assert title(shown.contact) == "WC03, question shown again after an outage"
    assert rule(history, shown.contact).startswith("after a day or more without contact")
    assert rule(history, repeated.contact).startswith("a notice to staff that may not have arrived")
    assert contact_row(history, shown)["anchor"] == {"what": "outage", "at": "2025-01-18T09:30:00Z"}


def test_a_time_point_that_the_protocol_no_longer_has_is_said_to_be_dropped() -> None:
    now = at("2025-01-18 12:00")
    life = _silent(now)
    shorter = replace(cast.DEFAULT, time_points=cast.DEFAULT.time_points[:1])
    history = life.history()
    (last,) = history.standings
    dropped = replace(last, since=now, protocol_id=2)
    history = replace(history, standings=(last, dropped), protocols={cast.PROTOCOL: cast.DEFAULT, 2: shorter})
    later = now + timedelta(hours=1)
    reminder = _told(history, f"{_key(history, 'remind')}:1", later)
    assert (reminder.fate, reminder.why) == (Fate.NOT_SENT, WhyNot.DROPPED)
    assert rule(history, reminder.contact) == "6 hours after the first message"


def test_a_reminder_of_an_earlier_protocol_is_told_though_no_step_of_the_present_one_fits() -> None:
    now = at("2025-01-18 18:00")
    history = _silent(now).history()
    key = f"{_key(history, 'remind')}:1"
    (sent,) = (row for row in history.outgoing if row.key == key)
    mine = replace(sent, id=90, key=f"{_key(history, 'remind')}:2")
    found = _told(replace(history, outgoing=(*history.outgoing, mine)), mine.key, now)
    assert found.fate is Fate.SENT
    assert rule(history, found.contact) == "some time after the first message"


def _first_rule(history: History, code: str, **point: object) -> tuple[str, object]:
    """The rule and the anchor of a first message, were its time point so."""
    changed = tuple(
        replace(each, **point) if each.code == code else each  # type: ignore[arg-type]
        for each in cast.DEFAULT.time_points
    )
    history = replace(history, protocols={cast.PROTOCOL: replace(cast.DEFAULT, time_points=changed)})
    found = _told(history, _key(history, "prompt", code), START)
    return rule(history, found.contact), contact_row(history, found)["anchor"]


def test_the_rule_names_the_date_that_a_time_point_counts_from() -> None:
    history = replace(_silent(START + timedelta(hours=1)).history(), followed_from=date(2024, 12, 4))
    told, counted = _first_rule(history, "M03")
    assert told == "3 months after the operation on 15 January 2025; window 17 March 2025 to 31 May 2025"
    assert counted == {"what": "operation", "on": "2025-01-15"}
    told, counted = _first_rule(history, "M03", anchor=Anchor.AMPUTATION)
    assert counted == {"what": "amputation", "on": history.episode.amputation_on.isoformat()}
    told, counted = _first_rule(history, "M03", anchor=Anchor.ENROLMENT)
    assert counted == {"what": "enrolment", "on": "2024-12-04"}
    assert "the enrolment on 4 December 2024, or as soon after as it could be asked" in told
    assert "42 days before the operation" in _first_rule(history, "BL")[0]
    same_day = replace(cast.DEFAULT.time_points[0].target, days=0)
    assert _first_rule(history, "M03", target=same_day)[0].startswith("on the day of the operation")


def test_a_re_check_counts_from_the_rise_and_one_without_a_parent_too() -> None:
    life = _silent(START + timedelta(hours=1))
    planned = Planned("RC-M03", date(2025, 1, 18), date(2025, 1, 19), PROMPTED, ("re-check",))
    life.add(planned, AssessmentKind.RECHECK)
    history = life.history()
    found = _told(history, _key(history, "prompt", "RC-M03"), START)
    assert contact_row(history, found)["anchor"] == {"what": "rise", "at": None}
    parent = next(each.id for each in history.assessments if each.time_point == "M03")
    assert rule(history, found.contact).startswith("a re-check, 48 hours after a rise in pain; window")
    assessments = tuple(
        replace(each, parent_id=parent) if each.time_point == "RC-M03" else each
        for each in history.assessments
    )
    history = replace(history, assessments=assessments)
    found = _told(history, _key(history, "prompt", "RC-M03"), START)
    assert contact_row(history, found)["anchor"] == {"what": "rise reported at M03", "at": None}


def test_the_title_tells_which_asking_it_is_and_the_call_rule_why_it_is_at_once() -> None:
    history = _silent(at("2025-01-19 12:00")).history()
    call = _told(history, _key(history, "call"), CALLED).contact
    assert title(call) == "WC03, line of the call list"
    assert rule(history, call) == "1 day after the first message, at the latest on 19 January 2025"
    unreachable: Contact = replace(call, standing=replace(call.standing, channel=ChannelState.BLOCKED))
    assert rule(history, unreachable) == "at once, because messages do not reach the patient"
    second = replace(call, assessment=replace(call.assessment, occurrence=2))
    assert title(second) == "WC03 (2. asking), line of the call list"


def test_two_reminders_that_days_left_out_bring_together_are_one_message() -> None:
    life = Remembered(date(2024, 11, 27), "Europe/London", time(9, 30), date(2024, 10, 16))
    weekdays = replace(cast.DEFAULT.quiet, never_on=frozenset({4, 5}))
    life.protocol = replace(cast.DEFAULT, quiet=weekdays)
    begins, over = at("2024-12-10 09:00"), at("2024-12-17 09:00")
    life.reconcile(begins)
    life.already_done_before(begins)
    life.live(begins, over, [], every=None)
    history = life.history()
    first, second = (_told(history, f"{_key(history, 'remind', 'W02')}:{n}", over) for n in (1, 2))
    assert (first.fate, first.at) == (Fate.SENT, at("2024-12-15 09:30"))
    assert (second.fate, second.why) == (Fate.NOT_SENT, WhyNot.RATE_LIMIT)
