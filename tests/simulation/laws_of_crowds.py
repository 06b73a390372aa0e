"""Laws of what arrives in a crowd, and those of ordeals that need no telephone. One sentence per breach."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from domain import PatientStatus
from storage import trail
from storage.database import Database
from storage.words import OutboxState
from tests.simulation import laws_of_alerts, laws_of_asking, laws_of_cases, laws_of_digests
from tests.simulation.crowd import Lived
from tests.simulation.crowd_post import Posted
from tests.simulation.laws_of_why import unexplained
from tests.simulation.tables import Tables, read

ASKS = ("prompt", "reminder", "again")
_WENT_OUT = (OutboxState.SENT, OutboxState.UNSURE)
Law = Callable[[Lived, Tables], list[str]]


def nobody_is_asked_at_the_wrong_time(lived: Lived, _tables: Tables) -> list[str]:
    """Not at night, not outside the window, not after leaving; looked up when it arrived."""
    return [f"{each.row.key}: {wrong}" for each in lived.posted if (wrong := _wrong(each))]


def _wrong(posted: Posted) -> str | None:
    if posted.row.kind not in ASKS:
        return None
    local = posted.at.astimezone(ZoneInfo(posted.zone))
    if not time(8) <= local.time() < time(21):
        return f"in quiet hours, at {local:%H:%M}"
    if posted.status is not PatientStatus.FOLLOWED:
        return f"to somebody who is {posted.status}"
    inside = any(opens <= local.date() <= closes for _, opens, closes in posted.windows)
    return None if inside else "outside its window"


def nothing_comes_twice(lived: Lived, tables: Tables) -> list[str]:
    """A prompt or a reminder arrives once; a notice or a digest as often as it was tried, each row once."""
    came = Counter(each.row.id for each in lived.posted)
    breaches = [f"row {row} arrived {count} times" for row, count in came.items() if count > 1]
    asked = Counter(each.windows[0][0] for each in lived.posted if each.row.kind == "prompt" and each.windows)
    breaches += [f"assessment {one} was prompted {count} times" for one, count in asked.items() if count > 1]
    rows = {row.id: row for row in (*tables.outgoing, *tables.digests)}
    breaches += [
        f"{each.row.key} arrived and is {rows[each.row.id].state}"
        for each in lived.posted
        if each.row.id in rows and rows[each.row.id].state not in _WENT_OUT
    ]
    return breaches


def opened_assessments_never_move(lived: Lived, tables: Tables) -> list[str]:
    """The window that a message asked about is the window that stands at the end."""
    seen = {window for posted in lived.posted if posted.row.kind in ASKS for window in posted.windows}
    return [
        f"assessment {one} moved from {opens}/{closes}"
        for one, opens, closes in sorted(seen)
        if (tables.assessments[one].opens_on, tables.assessments[one].closes_on) != (opens, closes)
    ]


def after_an_outage_one_message_at_most(lived: Lived, _tables: Tables) -> list[str]:
    """In the hour after the service came back nobody is asked twice."""
    breaches = []
    for _, back in lived.outages:
        soon = [
            each.row.patient_id
            for each in lived.posted
            if each.row.kind in ASKS and back <= each.at < back + timedelta(hours=1)
        ]
        breaches += [f"patient {one}: {n} after the outage" for one, n in Counter(soon).items() if n > 1]
    return breaches


def every_danger_is_told_to_somebody(lived: Lived, tables: Tables) -> list[str]:
    """A RED case: a notice arrived, or somebody took it unasked, or it was over before."""
    told = {each.row.alert_id for each in lived.posted if each.row.kind == "notice"}
    return [
        f"alert {alert.id} ({alert.rule}) reached nobody"
        for alert in tables.alerts.values()
        if alert.severity.value == "red" and alert.id not in told and alert.acknowledged_at is None
        and alert.fired_at < lived.clock.now() - timedelta(hours=3)
    ]  # fmt: skip


LAWS: Mapping[str, tuple[Law, ...]] = {
    "asking": (
        nobody_is_asked_at_the_wrong_time,
        nothing_comes_twice,
        after_an_outage_one_message_at_most,
        laws_of_asking.each_time_point_has_one_assessment,
        laws_of_asking.every_window_that_is_over_has_ended,
    ),
    "moving": (opened_assessments_never_move, laws_of_asking.windows_stay_where_the_protocol_puts_them),
    "judging": (laws_of_alerts.everything_answered_is_judged, laws_of_alerts.every_finding_is_one_alert),
    "climbing": (
        every_danger_is_told_to_somebody,
        laws_of_cases.open_alerts_are_paged_until_acknowledged,
        laws_of_cases.snoozed_cases_are_quiet_and_come_back,
    ),
    "digests": (laws_of_digests.every_slot_gives_one_digest,),
    "why": (),
    "trail": (),
}


def breaches(lived: Lived, database: Database) -> dict[str, list[str]]:
    """Every breach by the matter; a matter in which all is well is not in it."""
    tables = read(database)
    found = {name: [each for law in laws for each in law(lived, tables)] for name, laws in LAWS.items()}
    with database.read() as tx:
        fault = trail.verify(tx).fault
    found["why"] = unexplained(lived, database)
    found["trail"] = [fault] if fault else []
    return {name: sentences for name, sentences in found.items() if sentences}
