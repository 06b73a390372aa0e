"""Which notices of a case go out now, and when to look at it again: first, climb, repeats until acknowledged.

Each step fires once, in order, at or after its time. After a long outage the steps that were missed fire
together, and each person who had been told gets one repeat, not one for every repeat missed. A person who is
given a step gets no repeat beside it. An acknowledged case is quiet. Each time a case comes back to be taken,
a new round of steps and repeats begins; having been told in an earlier round counts for nothing in it.

`queued` everywhere holds the keys of the outbox with the instant each was queued; other keys are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.hours import next_opening
from alerts.ladder import Ladder, Returns, Step, holds_post, must_wait, recipient, repeat_at, rungs
from domain import Alert, AlertState, Lane, Message, Severity

STAFF_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class _Told:
    """What was queued in one round: the steps; by person the last repeat and notice, first told first."""

    steps: frozenset[str]
    people: Mapping[int, tuple[int, datetime]]


def due_steps(
    alert: Alert, ladder: Ladder, queued: Mapping[str, datetime], as_of: datetime, returns: Returns = ()
) -> tuple[Message, ...]:
    """The notices to queue now: steps in the order of the climb, then repeats in the order people were told.

    None for a case that is not open; for AMBER outside staffed hours only the word of a hand-over.
    """
    if alert.state is not AlertState.OPEN:
        return ()
    waits, told = must_wait(alert, ladder, as_of), _told(alert, queued, len(returns))
    steps = [
        (step, to, 0)
        for step, at in rungs(alert, ladder, returns)
        if at <= as_of
        and step not in told.steps
        and (not waits or _is_handed(step, returns))
        and (to := recipient(step, alert, ladder, as_of, returns)) is not None
    ]
    repeats = [
        (Step.REPEAT, to, n)
        for to, n, at in _repeats(alert, ladder, told, as_of, returns)
        if at <= as_of and not waits and to not in {staff_id for _, staff_id, _ in steps}
    ]
    return tuple(_notice(alert, step, to, n, as_of, len(returns)) for step, to, n in steps + repeats)


def next_step_at(
    alert: Alert, ladder: Ladder, queued: Mapping[str, datetime], as_of: datetime, returns: Returns = ()
) -> datetime | None:
    """When to look at this case again, or None when nothing more will be told.

    `queued` must hold what `due_steps` gave just now, or the answer is in the past.
    """
    if alert.state is not AlertState.OPEN:
        return None
    told = _told(alert, queued, len(returns))
    coming = [
        at
        for step, at in rungs(alert, ladder, returns)
        if step not in told.steps and recipient(step, alert, ladder, max(at, as_of), returns) is not None
    ]
    coming += [at for _, _, at in _repeats(alert, ladder, told, as_of, returns)]
    if not coming:
        return None
    soonest = min(coming)
    return soonest if alert.severity is Severity.RED else next_opening(ladder.hours, max(soonest, as_of))


def _is_handed(step: Step, returns: Returns) -> bool:
    """Whether this step is the word to somebody to whom a colleague hands the case."""
    return step is Step.FIRST and bool(returns) and returns[-1].at_once


def _repeats(
    alert: Alert, ladder: Ladder, told: _Told, as_of: datetime, returns: Returns
) -> list[tuple[int, int, datetime]]:
    """(staff id, n, when due) for everybody told so far, first told first.

    Whoever has come on call since then and was never told is added last, due now; so is the next one up when
    those who were told turn out to be out of reach. Whoever was told in a turn on the rota is left in peace
    once it is over and somebody else is on call.
    """
    named = recipient(Step.FIRST, alert, ladder, as_of, returns)
    coming = [
        (staff_id, n + 1, repeat_at(alert, ladder, at))
        for staff_id, (n, at) in told.people.items()
        if named in (None, staff_id) or holds_post(ladder.site, staff_id)
    ]
    if told.people and named is not None and named not in told.people:
        coming.append((named, 1, as_of))
    return coming


def _told(alert: Alert, queued: Mapping[str, datetime], current: int) -> _Told:
    """Of two notices of one instant, the one first in `queued` counts as the earlier."""
    prefix = f"notice:{alert.id}:"
    own = sorted(((at, key) for key, at in queued.items() if key.startswith(prefix)), key=lambda one: one[0])
    steps: set[str] = set()
    people: dict[int, tuple[int, datetime]] = {}
    for at, key in own:
        named, staff_id, n = key.removeprefix(prefix).split(":")
        step, _, number = named.partition(".")
        if int(number or 0) != current:
            continue
        steps.add(step)
        # A step counts as repeat 0, and may come after repeats: the highest number is the last one used.
        highest, _ = people.get(int(staff_id), (0, at))
        people[int(staff_id)] = (max(highest, int(n)), at)
    return _Told(frozenset(steps), people)


def _notice(alert: Alert, step: Step, staff_id: int, n: int, as_of: datetime, current: int) -> Message:
    """The key of a later round names it, for keys never repeat."""
    named = f"{step}.{current}" if current else step.value
    return Message(
        key=f"notice:{alert.id}:{named}:{staff_id}:{n}",
        kind="notice",
        lane=Lane.NOTICE,
        language=STAFF_LANGUAGE,
        not_before_at=as_of,
        staff_id=staff_id,
        episode_id=alert.episode_id,
        alert_id=alert.id,
        detail={"step": step.value, "n": n} | ({"round": current} if current else {}),
    )
