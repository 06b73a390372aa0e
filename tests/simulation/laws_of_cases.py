"""Laws of what is done with a case: I6 and I7, hand-over, snooze and rota included. One sentence per breach.

A case has rounds: one begins when it fires, and one each time it comes back to be taken. A round ends when
somebody takes or closes the case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from alerts.bank_holidays import around
from alerts.hours import next_opening, site_hours
from alerts.ladder import Ladder, Returns, Step, rungs
from alerts.numbers_file import bundled
from app.demo.clinician import Clinician
from bot import buttons
from bot.case_presses import HandedOver, SnoozedUntil
from bot.presses import Acknowledged, Press
from domain import Alert, AlertState, Severity
from scheduler.returning import returns_of
from storage.words import ActionKind, AlertAction, OutboxState, Outgoing
from tests.simulation.living import Living
from tests.simulation.ordeal import Outcome
from tests.simulation.tables import Tables

SLACK = timedelta(minutes=45)
"""Deaths, restarts and Telegram's trouble may hold a step up by this much; outages are left out."""

LONGEST_SNOOZE = timedelta(days=8)
_ENDS_ROUND = (ActionKind.ACKNOWLEDGED, ActionKind.CLOSED, ActionKind.SUPERSEDED)
_CHANGES = (*_ENDS_ROUND, ActionKind.HANDED_OVER, ActionKind.SNOOZE_ENDED)


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of a case, and the notices of it."""

    alert: Alert
    returns: Returns
    began: datetime
    ended: datetime
    rows: tuple[Outgoing, ...]

    def key(self, step: Step) -> str:
        number = f".{len(self.returns)}" if self.returns else ""
        return f"notice:{self.alert.id}:{step}{number}:"


def _rounds(outcome: Living, tables: Tables) -> Iterator[_Round]:
    for alert in tables.alerts.values():
        actions = tables.actions[alert.id]
        returns = returns_of(actions)
        rows = [row for row in tables.outgoing if row.alert_id == alert.id and row.kind == "notice"]
        for number in range(len(returns) + 1):
            began = returns[number - 1].at if number else alert.fired_at
            ends = (action.at for action in actions if action.kind in _ENDS_ROUND and action.at >= began)
            mine = tuple(row for row in rows if int(row.detail.get("round", 0)) == number)
            ended = min(ends, default=outcome.clock.now())
            yield _Round(alert, returns[:number], began, ended, mine)


def open_alerts_are_paged_until_acknowledged(outcome: Living, tables: Tables) -> list[str]:
    """I6: in each round each rung once, in order, not before its time and not long after; RED repeats."""
    breaches = []
    for one in _rounds(outcome, tables):
        wrong = [*_climb_faults(outcome, tables, one), *_meant_for_another(one)]
        if one.alert.severity is Severity.RED:
            wrong += _silences(outcome, one)
        breaches += [f"alert {one.alert.id}, round {len(one.returns)}: {each}" for each in wrong]
    return breaches


def _ladder(tables: Tables, alert: Alert) -> Ladder:
    site = tables.sites[tables.episodes[alert.episode_id].site_id]
    return Ladder(site, site_hours(site, around(site, alert.fired_at)), bundled(), rota=tables.rota)


def _climb_faults(outcome: Living, tables: Tables, one: _Round) -> list[str]:
    ladder, faults, last = _ladder(tables, one.alert), [], one.began
    for step, due_at in rungs(one.alert, ladder, one.returns):
        fired = [row for row in one.rows if row.key.startswith(one.key(step))]
        if len(fired) > 1:
            faults.append(f"{step} fired {len(fired)} times")
        if fired and fired[0].queued_at < max(due_at, last):
            faults.append(f"{step} fired too early or out of order")
        at_any_hour = one.alert.severity is Severity.RED or (step is Step.FIRST and one.returns)
        latest = due_at if at_any_hour else next_opening(ladder.hours, due_at)
        if not fired and not _over(outcome, one, latest):
            faults.append(f"{step} never fired, due {due_at:%Y-%m-%d %H:%M}")
        last = fired[0].queued_at if fired else last
    return faults


def _meant_for_another(one: _Round) -> list[str]:
    """All staff of the made-up clinic are in reach: who is told first is whoever the case came back to."""
    told = [row.staff_id for row in one.rows if row.key.startswith(one.key(Step.FIRST))]
    wrong = bool(told and one.returns and told[0] != one.returns[-1].to_id)
    return [f"it came back to {one.returns[-1].to_id}, and {told[0]} was told"] if wrong else []


def _silences(outcome: Living, one: _Round) -> list[str]:
    """Between the first notice and the acknowledgement no stretch without a notice of known outcome."""
    settled = (row.settled_at for row in one.rows if row.settled_at and row.state is not OutboxState.UNSURE)
    marks = [*sorted(settled), one.ended]
    longest = timedelta(minutes=bundled().red.repeat) + SLACK
    return [
        f"silent from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"
        for since, until in pairwise(marks)
        if since < one.ended and until - since > longest and not _away(outcome, since, until)
    ]


def snoozed_cases_are_quiet_and_come_back(outcome: Living, tables: Tables) -> list[str]:
    """I6: only AMBER rests, for some days at most; nobody is told meanwhile; it comes back on time."""
    breaches = []
    for alert_id, actions in tables.actions.items():
        for place, action in enumerate(actions):
            if action.kind is ActionKind.SNOOZED:
                wrong = _snooze_faults(outcome, tables, tables.alerts[alert_id], action, actions[place + 1 :])
                breaches += [f"alert {alert_id}: {each}" for each in wrong]
    return breaches


def _snooze_faults(
    outcome: Living, tables: Tables, alert: Alert, snooze: AlertAction, later: tuple[AlertAction, ...]
) -> Iterator[str]:
    until = datetime.fromisoformat(str(snooze.detail["until"]))
    over = next((each for each in later if each.kind in _CHANGES), None)
    ended = over.at if over is not None else outcome.clock.now()
    rows = [row for row in tables.outgoing if row.alert_id == alert.id and row.kind == "notice"]
    if alert.severity is Severity.RED or until - snooze.at > LONGEST_SNOOZE:
        yield f"snoozed until {until:%Y-%m-%d %H:%M}, which may not be"
    if any(snooze.at < row.queued_at < ended for row in rows):
        yield "somebody was told while it was snoozed"
    if ended > until + SLACK and not _away(outcome, until, until + SLACK):
        yield f"its snooze ended at {ended:%Y-%m-%d %H:%M}, due {until:%Y-%m-%d %H:%M}"
    joined = any(each.kind is ActionKind.JOINED and each.at <= ended for each in later)
    if over is not None and over.kind is ActionKind.SNOOZE_ENDED and ended < until and not joined:
        yield "its snooze ended early"


def deeds_are_done_once_by_their_staff(outcome: Outcome, tables: Tables) -> list[str]:
    """I7: one acknowledgement a round at most; whatever is done to a case, that very person tapped it."""
    chats = {chat: each.code for chat, each in outcome.world.people.items() if isinstance(each, Clinician)}
    taps = [
        (chats.get(deed.chat_id), press)
        for deed in outcome.witness.deeds
        if deed.data and (press := buttons.read(deed.data)) is not None
    ]
    breaches = []
    for alert_id, actions in tables.actions.items():
        mine = [(code, press) for code, press in taps if getattr(press, "alert_id", None) == alert_id]
        wrong = _untapped(tables, actions, mine) + _miscounted(tables.alerts[alert_id], actions, mine)
        breaches += [f"alert {alert_id}: {each}" for each in wrong]
    return breaches


def _untapped(
    tables: Tables, actions: tuple[AlertAction, ...], taps: list[tuple[str | None, Press]]
) -> list[str]:
    """Who hands an untaken case over takes it by that."""
    meant: dict[ActionKind, tuple[type, ...]] = {
        ActionKind.ACKNOWLEDGED: (Acknowledged, HandedOver),
        ActionKind.HANDED_OVER: (HandedOver,),
        ActionKind.SNOOZED: (SnoozedUntil,),
    }
    return [
        f"{action.by} never tapped {action.kind}"
        for action in actions
        if (
            action.kind in meant
            and not any(
                code == _code(action) and isinstance(press, meant[action.kind]) for code, press in taps
            )
        )
        or (action.kind in meant and tables.staff[int(str(action.detail["staff"]))].code != _code(action))
    ]


def _miscounted(
    alert: Alert, actions: tuple[AlertAction, ...], taps: list[tuple[str | None, Press]]
) -> list[str]:
    kinds = [action.kind for action in actions]
    made, back = kinds.count(ActionKind.ACKNOWLEDGED), len(returns_of(actions))
    given = {press for _, press in taps if isinstance(press, HandedOver)}
    faults = []
    if made > back + 1:
        faults.append(f"acknowledged {made} times in {back + 1} rounds")
    if kinds.count(ActionKind.HANDED_OVER) > len({press.step for press in given}):
        faults.append("a hand-over counted twice")
    if made and (alert.acknowledged_by_id is None or alert.acknowledged_at is None):
        faults.append("it does not say who acknowledged it")
    changes = [kind for kind in kinds if kind in _CHANGES]
    stands = {
        ActionKind.ACKNOWLEDGED: AlertState.ACKNOWLEDGED,
        ActionKind.CLOSED: AlertState.RESOLVED,
        ActionKind.SUPERSEDED: AlertState.SUPERSEDED,
    }
    if alert.state is not (stands.get(changes[-1], AlertState.OPEN) if changes else AlertState.OPEN):
        faults.append(f"it is {alert.state}, which its actions do not say")
    return faults


def _code(action: AlertAction) -> str:
    return action.by.removeprefix("staff:")


def _over(outcome: Living, one: _Round, due_at: datetime) -> bool:
    """Whether the case was in hand before this rung, or the service was away when it came."""
    return one.ended <= due_at + SLACK or _away(outcome, due_at, due_at + SLACK)


def _away(outcome: Living, one: datetime, two: datetime) -> bool:
    return any(began < two and ended > one for began, ended in outcome.outages)
