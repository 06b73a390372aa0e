"""After a day or more without intake, Telegram has dropped taps: people are shown their question again.

Once, that is. The intake notes the gap when it comes back; the tick reads that note. Staff are told as well,
because what was lost cannot be known.
"""

from datetime import datetime, timedelta

from domain import Act, Assessment, AssessmentState, Lane, Message, Patient
from scheduler.operations import tell_site
from storage import assessments, heartbeats, outbox, patients, sites
from storage.database import Tx

GAP = "intake-gap"
TOLD = "intake-gap-told"
_SIGN_OF_LIFE = timedelta(minutes=5)
"""How long before an outage the intake may have been seen last: it does not beat all the time."""


def untold(tx: Tx) -> heartbeats.Heartbeat | None:
    """The gap that has not been dealt with yet, if there is one."""
    beats = {beat.name: beat for beat in heartbeats.every(tx)}
    gap, told = beats.get(GAP), beats.get(TOLD)
    return None if gap is None or (told is not None and told.at >= gap.at) else gap


def after_outage(tx: Tx, act: Act) -> int:
    """Queue one more showing of each open, prompted sitting after a gap not dealt with yet; how many."""
    gap = untold(tx)
    if gap is None:
        return 0
    shown = [_again(tx, act, patient, gap) for patient in patients.every(tx)]
    for site in sites.every(tx):
        tell_site(tx, act, site, f"outage:{gap.at:%Y%m%d%H}", {"what": "outage"})
    heartbeats.beat(tx, TOLD, gap.at)
    return sum(shown)


def _again(tx: Tx, act: Act, patient: Patient, gap: heartbeats.Heartbeat) -> int:
    """One message an episode: its open assessments that were prompted before the intake came back.

    None where a reminder that fell due in the gap shows them anyway.
    """
    asked = [
        each
        for each in assessments.open_of_patient(tx, patient.id)
        if each.state is AssessmentState.OPEN and each.prompted_at is not None and each.prompted_at < gap.at
    ]
    sittings: dict[int, list[Assessment]] = {}
    for each in asked:
        sittings.setdefault(each.episode_id, []).append(each)
    return sum(
        outbox.queue(tx, act, _show(patient, sitting, gap.at, act.at))
        for episode_id, sitting in sittings.items()
        if not _asked_since(tx, episode_id, datetime.fromisoformat(gap.detail["since"]))
    )


def _asked_since(tx: Tx, episode_id: int, since: datetime) -> bool:
    """Whether something asks them already: not sent yet, or sent since the intake was last seen."""
    return any(
        row.lane is Lane.PROMPT and (row.settled_at is None or row.settled_at > since + _SIGN_OF_LIFE)
        for row in outbox.of_episode(tx, episode_id)
    )


def _show(patient: Patient, sitting: list[Assessment], gap_at: datetime, as_of: datetime) -> Message:
    return Message(
        key=f"again:{sitting[0].id}:{gap_at:%Y%m%d%H}",
        kind="again",
        lane=Lane.PROMPT,
        language=patient.language,
        not_before_at=as_of + timedelta(minutes=1),  # what waits in the inbox is handled first
        patient_id=patient.id,
        episode_id=sitting[0].episode_id,
        assessment_id=sitting[0].id,
        detail={"sitting": ",".join(str(each.id) for each in sitting)},
    )
