"""Where a case stands, read from what was done about it: who has it, whether it rests, how it came back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.words import ActionKind, AlertAction

_TAKEN = (ActionKind.ACKNOWLEDGED, ActionKind.SNOOZED, ActionKind.CLOSED)
_BACK = (ActionKind.HANDED_OVER, ActionKind.SNOOZE_ENDED)


@dataclass(frozen=True, slots=True)
class Snooze:
    """A case that rests until then and comes back to this person. `stirred`: a finding has joined it."""

    staff_id: int
    until: datetime
    stirred: bool = False


@dataclass(frozen=True, slots=True)
class Handling:
    """`step` counts what changed who has the case or whether it rests: a button of another step is stale.

    `holder_id`: who has it, or whom it came back to; none before anybody took it. `returns`: the actions by
    which it came back to be taken anew.
    """

    step: int = 0
    holder_id: int | None = None
    snooze: Snooze | None = None
    returns: tuple[AlertAction, ...] = ()


def handling(actions: Sequence[AlertAction]) -> Handling:
    """Read from the actions of one case, in the order they were made."""
    now = Handling()
    for action in actions:
        if action.kind in _TAKEN:
            now = Handling(now.step + 1, _person(action, "staff"), _snooze(action), now.returns)
        elif action.kind in _BACK:
            now = Handling(now.step + 1, _person(action, "to"), None, (*now.returns, action))
        elif action.kind is ActionKind.JOINED and now.snooze is not None:
            now = replace(now, snooze=replace(now.snooze, stirred=True))
    return now


def _person(action: AlertAction, name: str) -> int:
    return int(str(action.detail[name]))


def _snooze(action: AlertAction) -> Snooze | None:
    if action.kind is not ActionKind.SNOOZED:
        return None
    return Snooze(_person(action, "staff"), datetime.fromisoformat(str(action.detail["until"])))
