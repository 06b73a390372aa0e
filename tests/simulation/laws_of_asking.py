"""Laws about what people are sent: I3, I4 and I12. One sentence per breach; none: the law holds."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.texts.loading import load
from domain import Assessment, AssessmentKind, AssessmentState, PatientStatus
from storage.words import OutboxState
from tests.simulation.living import Living
from tests.simulation.ordeal import Outcome
from tests.simulation.tables import Tables
from tests.simulation.witness import Heard

QUIET_FROM, QUIET_TO = time(21), time(8)
STANDING = (AssessmentState.PLANNED, AssessmentState.OPEN)


def each_time_point_has_one_assessment(_outcome: Living, tables: Tables) -> list[str]:
    """I3, first half: one row an (episode, time point), and one more for each corrected operation date."""
    dates: defaultdict[tuple[int, str], list[date]] = defaultdict(list)
    for row in tables.assessments.values():
        dates[row.episode_id, row.time_point].append(row.tmr_on)
    return [f"{key}: {found}" for key, found in dates.items() if len(found) != len(set(found))]


def every_window_that_is_over_has_ended(outcome: Living, tables: Tables) -> list[str]:
    """I3, first half: completed, partial, missed or cancelled, with a reason unless it was answered."""
    breaches = []
    for row in tables.assessments.values():
        today = _local(outcome.clock.now(), tables.patient_of(row).zone).date()
        if row.closes_on < today and row.state in STANDING:
            breaches.append(f"assessment {row.id} ({row.time_point}) is still {row.state}")
        if row.state in (AssessmentState.MISSED, AssessmentState.CANCELLED) and not row.reason:
            breaches.append(f"assessment {row.id} ended without a reason")
    return breaches


def nobody_is_asked_at_the_wrong_time(outcome: Outcome, tables: Tables) -> list[str]:
    """I3, second half: in the window, on the right side of the operation, not at night, not after leaving."""
    zones = {(each.chat_id, each.seen.message_id): each.zone for each in outcome.world.journal.received}
    breaches = []
    for heard in outcome.witness.heard:
        if heard.begun is None or not _asks(heard):
            continue
        row = tables.assessments[heard.begun]
        zone = zones.get((heard.chat_id, heard.message_id), tables.patient_of(row).zone)
        wrong = _wrong(tables, row, heard.at, _local(heard.at, zone))
        if wrong:
            breaches.append(f"assessment {row.id} ({row.time_point}) at {heard.at:%Y-%m-%d %H:%M}: {wrong}")
    return breaches


def _wrong(tables: Tables, row: Assessment, at: datetime, local: datetime) -> str | None:
    patient, tmr_on = tables.patient_of(row), tables.episode_of(row).tmr_on
    if not row.opens_on <= local.date() <= row.closes_on:
        return "outside its window"
    if local.time() >= QUIET_FROM or local.time() < QUIET_TO:
        return "in quiet hours"
    if (row.time_point == "BL") != (local.date() < tmr_on):
        return "on the wrong side of the operation"
    gone = patient.status in (PatientStatus.WITHDRAWN, PatientStatus.CHANNEL_STOPPED, PatientStatus.DECEASED)
    return "after leaving" if gone and at > patient.status_at else None


def no_prompt_comes_twice(outcome: Outcome, tables: Tables) -> list[str]:
    """I4: one invitation a sitting at most, and never more messages than rows that may have gone out."""
    asked = [heard for heard in outcome.witness.heard if heard.begun is not None and _asks(heard)]
    invited = Counter(heard.begun for heard in asked if _is(heard, "invitation"))
    breaches = [
        f"assessment {lead} was invited {count} times" for lead, count in invited.items() if count > 1
    ]
    rows = Counter(
        row.assessment_id
        for row in tables.outgoing
        if row.kind in ("prompt", "reminder", "again") and row.state in (OutboxState.SENT, OutboxState.UNSURE)
    )
    counted = Counter(heard.begun for heard in asked)
    breaches += [
        f"assessment {lead}: {count} messages" for lead, count in counted.items() if count > rows[lead]
    ]
    return breaches


def after_an_outage_one_message_at_most(outcome: Outcome, tables: Tables) -> list[str]:
    """I12: in the hour after a long outage nobody is asked more than once for an operation."""
    breaches = []
    for _, back in outcome.outages:
        soon = [
            (heard.chat_id, tables.assessments[heard.begun].episode_id)
            for heard in outcome.witness.heard
            if heard.begun is not None and _asks(heard) and back <= heard.at < back + timedelta(hours=1)
        ]
        breaches += [f"chat {chat}: {n} after the outage" for (chat, _), n in Counter(soon).items() if n > 1]
    return breaches


def windows_stay_where_the_protocol_puts_them(_outcome: Living, tables: Tables) -> list[str]:
    """I12: clock steps, clock changes and leap days move no window; a new version moves what is planned."""
    breaches = []
    for row in tables.assessments.values():
        if row.kind is AssessmentKind.SCHEDULED:
            followed = tables.episode_of(row).protocol_id
            number = followed if row.state is AssessmentState.PLANNED else row.protocol_id
            point = tables.protocols[number].point(row.time_point)
            window = point.window(row.tmr_on) if point else None
            if window is None or (row.opens_on, row.closes_on) != (window.opens_on, window.closes_on):
                breaches.append(f"assessment {row.id} ({row.time_point}) lies elsewhere")
    return breaches


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _asks(heard: Heard) -> bool:
    """Whether the bot spoke of itself; what answers a person's /start may come at any hour."""
    return _is(heard, "invitation") or _is(heard, "reminder") or _is(heard, "again")


def _is(heard: Heard, key: str) -> bool:
    return heard.text.startswith(_opening(key))


@cache
def _opening(key: str) -> str:
    """The words of a message before its first placeholder."""
    return load()["en"].sentences[key].split("{")[0]
