"""One patient's follow-up in full: each message, tap, window and case, in words and in the patient's time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.demo.journal import Journal
from charts.pain import Reading
from charts.svg import pain_svg
from domain import AssessmentState
from questionnaires.conversation import answers
from questionnaires.library import Library
from storage.audit_words import OperationRow, Register, ResponseRow

_SHORT = 160
_UNDECIDED = frozenset({AssessmentState.PLANNED, AssessmentState.OPEN})


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `who` is the bot, the patient, the schedule or the staff."""

    at: datetime
    zone: str
    who: str
    what: str

    @property
    def local(self) -> str:
        """The moment on the patient's wall."""
        return f"{self.at.astimezone(ZoneInfo(self.zone)):%a %d %b %Y %H:%M}"


def subject(register: Register, chats: dict[int, str]) -> str | None:
    """Whose diary is worth telling: the most cases, then the most windows answered, then the first code."""
    codes = {each.episode_id: each.patient for each in register.operations}
    cases = [codes[row.alert.episode_id] for row in register.alerts]
    visits = [
        codes[each.episode_id] for each in register.assessments if each.state is AssessmentState.COMPLETED
    ]
    ranked = sorted(chats.values(), key=lambda code: (-cases.count(code), -visits.count(code), code))
    return next(iter(ranked), None)


def diary(register: Register, journal: Journal, chat_id: int, patient: str) -> tuple[Line, ...]:
    """Everything that happened around this patient, in order of time; at one instant, what was done first."""
    lines = (
        *_deeds(journal, chat_id),
        *_messages(journal, chat_id),
        *_windows(register, patient),
        *_cases(register, patient),
    )
    return tuple(sorted(lines, key=lambda line: line.at))


def _messages(journal: Journal, chat_id: int) -> Iterator[Line]:
    for each in journal.received:
        if each.chat_id == chat_id:
            yield Line(each.at, each.zone, "bot", _short(each.seen.text))


def _deeds(journal: Journal, chat_id: int) -> Iterator[Line]:
    for each in journal.done:
        if each.chat_id == chat_id:
            about = _question(each.about)
            yield Line(each.at, each.zone, "patient", f"{about}: {each.what}" if about else each.what)


def _windows(register: Register, patient: str) -> Iterator[Line]:
    episodes = _episodes(register, patient)
    for each in register.assessments:
        if each.episode_id in episodes and each.state not in _UNDECIDED:
            at = each.answered_at or each.closed_at
            reason = f" ({each.reason})" if each.reason else ""
            if at is not None:
                yield Line(at, each.zone, "schedule", f"{each.time_point} is {each.state.value}{reason}")


def _cases(register: Register, patient: str) -> Iterator[Line]:
    episodes = _episodes(register, patient)
    for row in register.alerts:
        operation = episodes.get(row.alert.episode_id)
        if operation is not None:
            name = f"{row.alert.severity.value.upper()} {row.alert.rule}"
            for action in row.actions:
                yield Line(action.at, operation.zone, "staff", f"{name}: {action.kind.value}, by {action.by}")


def _episodes(register: Register, patient: str) -> dict[int, OperationRow]:
    return {each.episode_id: each for each in register.operations if each.patient == patient}


def pain_chart(register: Register, patient: str) -> str:
    """The patient's pain as they reported it, as SVG."""
    episodes = _episodes(register, patient)
    days = {
        each.id: episodes[each.episode_id].operation.tmr_on
        for each in register.assessments
        if each.episode_id in episodes
    }
    readings = [
        Reading((response.ended_at.date() - days[response.assessment_id]).days, *_pains(response))
        for response in register.responses
        if response.assessment_id in days and response.ended_at and response.log and _is_core(response)
    ]
    return pain_svg(readings, title=f"Pain of {patient}", ident="pain")


def _is_core(response: ResponseRow) -> bool:
    return response.instrument == "core"


def _pains(response: ResponseRow) -> tuple[Decimal | None, Decimal | None]:
    instrument = Library.bundled().get(response.instrument, response.version)
    given = answers(instrument, response.context, [line.entry for line in response.log])
    residual, phantom = (given.get(question, ()) for question in ("rlp-average", "plp-average"))
    return _number(residual), _number(phantom)


def _number(values: tuple[object, ...]) -> Decimal | None:
    return next((Decimal(value) for value in values if isinstance(value, int)), None)


def _question(text: str) -> str:
    """The question itself out of a screen: the paragraph after "Question 3 of 11"."""
    parts = text.split("\n\n")
    asked = [after for before, after in pairwise(parts) if before.startswith("Question ")]
    return asked[0] if asked else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}…"
