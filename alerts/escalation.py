"""Which notices of a case go out now, and when to look at it again: first, climb, repeats until acknowledged.

Each step fires once, in order, at or after its time. After a long outage the steps that were missed fire
together, and each person who had been told gets one repeat, not one for every repeat missed. A person who is
given a step gets no repeat beside it. An acknowledged case is quiet.

`queued` everywhere holds the keys of the outbox with the instant each was queued; other keys are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.hours import next_opening
from alerts.ladder import Ladder, Step, must_wait, on_call, recipient, repeat_at, rungs
from domain import Alert, AlertState, Lane, Message, Severity

STAFF_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class _Told:
    """One notice of this alert that was queued."""

    step: Step
    staff_id: int
    n: int
    at: datetime


def due_steps(
    alert: Alert, ladder: Ladder, queued: Mapping[str, datetime], as_of: datetime
) -> tuple[Message, ...]:
    """The notices to queue now: steps in the order of the climb, then repeats in the order people were told.

    None for a case that is not open, nor for AMBER outside staffed hours.
    """
    if alert.state is not AlertState.OPEN or must_wait(alert, ladder, as_of):
        return ()
    told = _told(alert, queued)
    steps = [
        (step, to, 0)
        for step, at in rungs(alert, ladder)
        if at <= as_of
        and not _fired(step, told)
        and (to := recipient(step, alert, ladder, as_of)) is not None
    ]
    repeats = [
        (Step.REPEAT, to, n)
        for to, n, at in _repeats(alert, ladder, told, as_of)
        if at <= as_of and to not in {staff_id for _, staff_id, _ in steps}
    ]
    return tuple(_notice(alert, step, to, n, as_of) for step, to, n in steps + repeats)


def next_step_at(
    alert: Alert, ladder: Ladder, queued: Mapping[str, datetime], as_of: datetime
) -> datetime | None:
    """When to look at this case again, or None when nothing more will be told.

    `queued` must hold what `due_steps` gave just now, or the answer is in the past.
    """
    if alert.state is not AlertState.OPEN:
        return None
    told = _told(alert, queued)
    coming = [
        at
        for step, at in rungs(alert, ladder)
        if not _fired(step, told) and recipient(step, alert, ladder, as_of) is not None
    ]
    coming += [at for _, _, at in _repeats(alert, ladder, told, as_of)]
    if not coming:
        return None
    soonest = min(coming)
    return soonest if alert.severity is Severity.RED else next_opening(ladder.hours, max(soonest, as_of))


def _repeats(
    alert: Alert, ladder: Ladder, told: tuple[_Told, ...], as_of: datetime
) -> list[tuple[int, int, datetime]]:
    """(staff id, n, when due) for everybody told so far, in the order they were.

    Whoever has come on call since then and was never told is added last, due now.
    """
    people = list(dict.fromkeys(notice.staff_id for notice in told))
    coming = []
    for staff_id in people:
        own = [notice for notice in told if notice.staff_id == staff_id]
        n = 1 + max(notice.n for notice in own)
        coming.append((staff_id, n, repeat_at(alert, ladder, max(notice.at for notice in own))))
    named = on_call(alert, ladder, as_of)
    if told and named is not None and named not in people:
        coming.append((named, 1, as_of))
    return coming


def _fired(step: Step, told: tuple[_Told, ...]) -> bool:
    return any(notice.step is step for notice in told)


def _told(alert: Alert, queued: Mapping[str, datetime]) -> tuple[_Told, ...]:
    """The notices of this alert, oldest first."""
    prefix = f"notice:{alert.id}:"
    parts = [
        (key.removeprefix(prefix).split(":"), at) for key, at in queued.items() if key.startswith(prefix)
    ]
    notices = [_Told(Step(step), int(staff_id), int(n), at) for (step, staff_id, n), at in parts]
    return tuple(
        sorted(notices, key=lambda notice: (notice.at, list(Step).index(notice.step), notice.staff_id))
    )


def _notice(alert: Alert, step: Step, staff_id: int, n: int, as_of: datetime) -> Message:
    return Message(
        key=f"notice:{alert.id}:{step}:{staff_id}:{n}",
        kind="notice",
        lane=Lane.NOTICE,
        language=STAFF_LANGUAGE,
        not_before_at=as_of,
        staff_id=staff_id,
        episode_id=alert.episode_id,
        alert_id=alert.id,
        detail={"step": step.value, "n": n},
    )
