"""Checks of what the demo promises, with exact counts.

They are computed from what each chat really received and when, from a second reading of the raw answers, and
from the rows of the register; nothing is asked of the code that plans, sends or judges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.demo.journal import Journal, Received
from app.demo.reds import red_entries
from bot.presses import Begun
from domain import AssessmentState, ResponseState
from storage import episodes, responses, trail
from storage.audit_words import AssessmentRow, Register
from storage.database import Tx

_TERMINAL = frozenset(
    {AssessmentState.COMPLETED, AssessmentState.PARTIAL, AssessmentState.MISSED, AssessmentState.CANCELLED}
)
_ENDED = frozenset({ResponseState.COMPLETED, ResponseState.STOPPED, ResponseState.AMENDED})
_QUIET_FROM, _QUIET_TO = 21, 8
_AT_ONCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Checks:
    """Counts. Clean when the pairs are equal, nothing is late or wrongly sent, and the trail verifies.

    `red_entries` brought up a danger; `_judged` of them stand in an alert, `_late` of these came after a
    minute. `responses_ended` hold an answer. `windows_ended` are those whose last local day is over;
    `_terminal` of them are closed.
    """

    red_entries: int
    red_entries_judged: int
    red_entries_late: int
    responses_ended: int
    responses_ended_judged: int
    windows_ended: int
    windows_ended_terminal: int
    prompts_outside_window: int
    prompts_in_quiet_hours: int
    prompts_after_withdrawal: int
    prompts_doubled: int
    trail_verifies: bool

    @property
    def clean(self) -> bool:
        pairs = (
            (self.red_entries, self.red_entries_judged),
            (self.responses_ended, self.responses_ended_judged),
            (self.windows_ended, self.windows_ended_terminal),
        )
        wrong = (
            self.red_entries_late
            + self.prompts_outside_window
            + self.prompts_in_quiet_hours
            + self.prompts_after_withdrawal
            + self.prompts_doubled
        )
        return all(total == done for total, done in pairs) and not wrong and self.trail_verifies


def check(tx: Tx, register: Register, journal: Journal, as_of: datetime) -> Checks:
    """Check everything as of the end of the story."""
    reds = dict(_reds(register))
    known = _known(register)
    answered = {each.id for each in register.responses if each.state in _ENDED and each.log}
    over = [each for each in register.assessments if _is_over(each, as_of)]
    asked = prompts(journal)
    windows = {each.id: each for each in register.assessments}
    return Checks(
        red_entries=len(reds),
        red_entries_judged=sum(key in known for key in reds),
        red_entries_late=sum(known[key] - at > _AT_ONCE for key, at in reds.items() if key in known),
        responses_ended=len(answered),
        responses_ended_judged=len(answered & _judged(tx)),
        windows_ended=len(over),
        windows_ended_terminal=sum(each.state in _TERMINAL for each in over),
        prompts_outside_window=sum(not _within(each, windows) for each in asked),
        prompts_in_quiet_hours=sum(_is_quiet(each) for each in asked),
        prompts_after_withdrawal=sum(_is_unwanted(each, journal) for each in asked),
        prompts_doubled=len(firsts := [*_firsts(asked)]) - len(set(firsts)),
        trail_verifies=trail.verify(tx).fault is None,
    )


def prompts(journal: Journal) -> tuple[Received, ...]:
    """What asked somebody to answer without having been asked for it: invitations and reminders."""
    return tuple(
        each for each in journal.received if each.seen.first(Begun) is not None and not each.answers_a_deed
    )


def is_first(received: Received) -> bool:
    """An invitation, and not a reminder of one."""
    return any(key.label == "Start" for key in received.seen.keys)


def _reds(register: Register) -> Iterator[tuple[str, datetime]]:
    """How an alert or a line of its case would be called, for every RED entry; and when it was stored."""
    for response in register.responses:
        log = [line.entry for line in response.log]
        yield from ((f"{rule}:{response.id}:{seq}", log[seq].at) for seq, rule in red_entries(log))


def _known(register: Register) -> dict[str, datetime]:
    """Everything that raised an alert or joined one, and when."""
    joined = {action.key: action.at for row in register.alerts for action in row.actions if action.key}
    return joined | {row.alert.key: row.alert.fired_at for row in register.alerts}


def _judged(tx: Tx) -> frozenset[int]:
    """Responses that the rules say they have read to the end."""
    return frozenset(
        response.id
        for episode in episodes.every(tx)
        for response in responses.of_episode(tx, episode.id)
        if response.judged_at is not None and response.judged_seq == len(responses.log(tx, response.id))
    )


def _is_over(assessment: AssessmentRow, as_of: datetime) -> bool:
    return assessment.closes_on < as_of.astimezone(ZoneInfo(assessment.zone)).date()


def _lead(received: Received) -> int:
    begun = received.seen.first(Begun)
    return begun.press.assessment_id if begun and isinstance(begun.press, Begun) else 0


def _within(received: Received, windows: dict[int, AssessmentRow]) -> bool:
    window = windows.get(_lead(received))
    local_on = received.at.astimezone(ZoneInfo(received.zone)).date()
    return window is not None and window.opens_on <= local_on <= window.closes_on


def _is_quiet(received: Received) -> bool:
    local = received.at.astimezone(ZoneInfo(received.zone))
    return local.hour >= _QUIET_FROM or local.hour < _QUIET_TO


def _is_unwanted(received: Received, journal: Journal) -> bool:
    left_at = journal.left.get(received.chat_id)
    return left_at is not None and received.at > left_at


def _firsts(asked: tuple[Received, ...]) -> Iterator[tuple[int, int]]:
    """Who was invited to what; nobody may be invited to the same twice."""
    return ((each.chat_id, _lead(each)) for each in asked if is_first(each))
