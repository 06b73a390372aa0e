"""What a chart for staff shows beside the pain itself: R, the cases, and when the limb was operated on again.

A patient's own chart has none of it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.speech import Speech
from charts.marks import Beside, Kind, Mark
from domain import AlertState, Episode, Severity, both_days
from storage import alerts, episodes, safety_events, sites, transfers
from storage.database import Tx
from storage.words import SafetyCategory, SafetyState

_KINDS = {Severity.RED: Kind.RED, Severity.AMBER: Kind.AMBER}


def beside(tx: Tx, speech: Speech, episode: Episode, as_of: datetime, *, cases: bool = True) -> Beside:
    """What is marked in the chart of one operation; `cases`: whether the reader may know of them."""
    marks = (*(_cases(tx, speech, episode) if cases else ()), *_reoperations(tx, episode))
    usuals = speech.usual(tx, episode.id, as_of)
    return Beside(usuals, tuple(sorted(marks, key=lambda mark: mark.day)))


def _cases(tx: Tx, speech: Speech, episode: Episode) -> Iterator[Mark]:
    """Each case on the day it was raised, or of answers entered late; not one that an amendment took away."""
    zone = ZoneInfo(sites.get(tx, episode.site_id).zone)
    for alert in alerts.of_episode(tx, episode.id):
        kind = _KINDS.get(alert.severity)
        if kind is not None and alert.state is not AlertState.SUPERSEDED:
            level, _, number = alert.rule.partition("-")
            told = f"case {alert.id}, {alert.rule}: {speech.staff.rule(alert.rule)}"
            days = both_days(alert.inputs)
            on = alert.fired_at.astimezone(zone).date() if days is None else days[0]
            yield Mark((on - episode.tmr_on).days, kind, level[:1] + number, told)


def _reoperations(tx: Tx, episode: Episode) -> Iterator[Mark]:
    """By date: operations of ours that follow this one, and events of the kind that nobody refuted."""
    found: dict[date, str] = {}
    for event in safety_events.of_episode(tx, episode.id):
        if event.category is SafetyCategory.REOPERATION and event.state is not SafetyState.REFUTED:
            found[event.occurred_on] = f"operated on again, {event.state}"
    for code in transfers.reoperations(tx, episode.id):
        later = episodes.by_code(tx, code)
        if later is not None:
            found[later.tmr_on] = f"operated on again, {code}"
    for on, told in found.items():
        yield Mark((on - episode.tmr_on).days, Kind.REOPERATION, "Op", told)
