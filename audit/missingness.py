"""What there is of an assessment, and if not all of it, how far it came: missingness as a variable. Pure.

Reports on missing data want more than "missing": silence after a message that arrived says something else
than a message that never could. The first of these that fits holds, in this order.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from audit.records import Visit, latest_lines
from domain import AssessmentState, EntryKind
from storage.audit_words import LogLine
from storage.register_words import Via
from storage.words import EndReason


class Missingness(StrEnum):
    """How far an assessment came.

    `completed`, `partial`: answers count; `answered-by-phone`: they do, and some reached
    the staff by phone (so do those that staff entered before that was stored). `declined`: all that was
    reached was declined ("prefer not to say"), sent or not. `died`, `withdrawn`, `transferred`: it
    ended because the person did, or went to another hospital, without answers that count. `not-due`:
    still to come, or it never was to be asked. `started`: answers, but none that counts. `opened`: looked at,
    nothing answered. `delivered`: a message went out, or may have; Telegram does not tell whether it was
    read. `undeliverable`: none could (blocked, not linked, refused by Telegram). `not-sent`: none was sent,
    by the person's wish (paused, stopped) or our fault (outage, licence over, planned too late), or it is
    open and none was sent so far.
    """

    COMPLETED = "completed"
    PARTIAL = "partial"
    ANSWERED_BY_PHONE = "answered-by-phone"
    DECLINED = "declined"
    DIED = "died"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    NOT_DUE = "not-due"
    STARTED = "started"
    OPENED = "opened"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    NOT_SENT = "not-sent"


_ANSWERED = frozenset({EntryKind.ANSWERED, EntryKind.TICKED, EntryKind.AMENDED})
_COUNTS: Mapping[AssessmentState, Missingness] = {
    AssessmentState.COMPLETED: Missingness.COMPLETED,
    AssessmentState.PARTIAL: Missingness.PARTIAL,
}
_ENDED: Mapping[str | None, Missingness] = {
    EndReason.DECEASED: Missingness.DIED,
    EndReason.WITHDRAWN: Missingness.WITHDRAWN,
    EndReason.TRANSFERRED: Missingness.TRANSFERRED,
    EndReason.NOT_DUE: Missingness.NOT_DUE,
    EndReason.DROPPED: Missingness.NOT_DUE,
    EndReason.POSTPONED: Missingness.NOT_DUE,
    EndReason.ANSWERED_ALREADY: Missingness.NOT_DUE,
}
_UNDELIVERED: Mapping[str | None, Missingness] = {
    EndReason.BLOCKED: Missingness.UNDELIVERABLE,
    EndReason.NOT_LINKED: Missingness.UNDELIVERABLE,
    EndReason.SEND_FAILED: Missingness.UNDELIVERABLE,
    EndReason.NOT_REACHED: Missingness.DELIVERED,  # in doubt: it may have arrived
}


def missingness(visit: Visit) -> Missingness:
    """How far an assessment came, by what is stored of it, its answers in force and who entered them.

    Unit: one of the words. Missing data: an assessment without responses has no answers. Source: our own
    words, after the SPIRIT-PRO and CONSORT-PRO statements, which ask for missing reports by cause.
    """
    asked = visit.assessment
    in_force = [line for response in visit.responses for line in latest_lines(response).values()]
    counts = _COUNTS.get(asked.state)
    if counts is not None or _is_declined(in_force):
        return _with_answers(in_force, counts)
    if asked.state is AssessmentState.PLANNED:
        return Missingness.NOT_DUE
    return _ENDED.get(asked.reason) or _touched(visit, in_force) or _unsent(asked.reason)


def _with_answers(in_force: Iterable[LogLine], counts: Missingness | None) -> Missingness:
    lines = tuple(in_force)
    if counts is None or _is_declined(lines):
        return Missingness.DECLINED
    by_phone = any(_is_phoned(line) for line in lines if line.entry.kind in _ANSWERED)
    return Missingness.ANSWERED_BY_PHONE if by_phone else counts


def _is_phoned(line: LogLine) -> bool:
    """Whether an answer reached us by phone; of an older one by staff only that is known."""
    return line.via is Via.PHONE or (line.via is None and line.by.startswith("staff:"))


def _is_declined(in_force: Iterable[LogLine]) -> bool:
    """Whether something was declined, and nothing answered."""
    kinds = {line.entry.kind for line in in_force}
    return EntryKind.DECLINED in kinds and not kinds & _ANSWERED


def _touched(visit: Visit, in_force: Iterable[LogLine]) -> Missingness | None:
    """How far the person came, if anything reached them."""
    if any(line.entry.kind in _ANSWERED for line in in_force):
        return Missingness.STARTED
    if visit.assessment.first_seen_at is not None:
        return Missingness.OPENED
    return None if visit.assessment.prompted_at is None else Missingness.DELIVERED


def _unsent(reason: str | None) -> Missingness:
    return _UNDELIVERED.get(reason, Missingness.NOT_SENT)
