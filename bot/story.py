"""The story of a case: what was found, who was told, who did what, in the order it happened. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain import Alert
from storage.words import ActionKind, AlertAction, OutboxState, Outgoing


class What(StrEnum):
    """What a line tells. `told-*`: what became of one notice to one person."""

    FIRED = "fired"
    JOINED = "joined"
    CHANGED = "changed"
    SENT = "told-sent"
    UNSURE = "told-unsure"
    FAILED = "told-failed"
    DROPPED = "told-dropped"
    WAITS = "told-waits"
    ACKNOWLEDGED = "acknowledged"
    HANDED_OVER = "handed-over"
    SNOOZED = "snoozed"
    SNOOZE_ENDED = "snooze-ended"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `inputs` are answers, and what they were held against; `words` hold no answer."""

    at: datetime
    what: What
    words: Mapping[str, str]
    inputs: Mapping[str, object] = field(default_factory=dict)


_OF_CHANGE = ("still", "finding", "rule")
_OF_STATE = {
    OutboxState.SENT: What.SENT,
    OutboxState.UNSURE: What.UNSURE,
    OutboxState.FAILED: What.FAILED,
    OutboxState.DROPPED: What.DROPPED,
}
_OF_KIND = {
    ActionKind.RAISED: What.FIRED,
    ActionKind.JOINED: What.JOINED,
    ActionKind.ANSWER_CHANGED: What.CHANGED,
    ActionKind.ACKNOWLEDGED: What.ACKNOWLEDGED,
    ActionKind.HANDED_OVER: What.HANDED_OVER,
    ActionKind.SNOOZED: What.SNOOZED,
    ActionKind.SNOOZE_ENDED: What.SNOOZE_ENDED,
    ActionKind.CLOSED: What.CLOSED,
    ActionKind.SUPERSEDED: What.SUPERSEDED,
}


def story(
    alert: Alert, actions: Sequence[AlertAction], notices: Sequence[Outgoing], codes: Mapping[int, str]
) -> tuple[Line, ...]:
    """All that is stored of a case, oldest first; of one instant, what was done is before what was told.

    A rung of the ladder is told by its notices, so `escalated` is no line of its own. A notice stands where
    it was settled, or else where it was queued. `codes` are the staff's by id. Nothing is left out and
    nothing recomputed: rule, version, R and its basis are those of the moment the rule fired.
    """
    done = [_done(alert, action, codes) for action in actions if action.kind in _OF_KIND]
    told = [_told(row, codes) for row in notices if row.staff_id is not None]
    return tuple(sorted([*done, *told], key=lambda line: line.at))


def _done(alert: Alert, action: AlertAction, codes: Mapping[int, str]) -> Line:
    what, detail = _OF_KIND[action.kind], action.detail
    match what:
        case What.FIRED:
            words = {"rule": alert.rule, "version": alert.rule_version, "severity": alert.severity.value}
            return Line(action.at, what, words, detail)
        case What.JOINED:
            inputs = {name: value for name, value in detail.items() if name != "rule"}
            return Line(action.at, what, {"rule": str(detail.get("rule", alert.rule))}, inputs)
        case What.CHANGED:
            inputs = {name: value for name, value in detail.items() if name not in _OF_CHANGE}
            return Line(action.at, what, {"still": "yes" if detail.get("still") else "no"}, inputs)
        case _:
            return Line(action.at, what, _deed(action, codes))


def _deed(action: AlertAction, codes: Mapping[int, str]) -> dict[str, str]:
    """Who did it, and to whom, until when, with what code and why, where there is such."""
    people = {"by": "staff", "to": "to"}
    named = {
        word: codes[int(str(action.detail[name]))] for word, name in people.items() if name in action.detail
    }
    given = {name: action.detail.get(name) for name in ("until", "code", "reason")}
    return named | {name: str(value) for name, value in given.items() if value}


def _told(row: Outgoing, codes: Mapping[int, str]) -> Line:
    words = {
        "to": codes[row.staff_id or 0],
        "channel": row.channel.value,
        "step": str(row.detail.get("step", "")),
        "reason": row.reason or "",
    }
    told = {name: word for name, word in words.items() if word}
    return Line(row.settled_at or row.queued_at, _OF_STATE.get(row.state, What.WAITS), told)
