"""What `tmr-followup answer` does: answers that a patient gave by phone, on paper or in the clinic.

In the terminal nothing is stored before the end of the conversation, so no other writer waits meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.enrolment import named_episode
from app.enrolment_form import read_file
from app.importing.filling import filled
from app.importing.questions import Questions, Value, read_answer
from app.importing.words import USUAL, Wrong
from app.opening import act_now, opened
from app.playing import converse
from app.shelf import Shelf
from app.staff_windows import Spot, opened_at, pending, remarks, spot_of
from domain import Act, Assessment, AssessmentState, Entry, EntryKind, Episode, Fault, Response, ResponseState
from questionnaires.conversation import answers
from questionnaires.library import Library
from questionnaires.scores import scores_of
from questionnaires.steps import Pending
from scheduler.applying import apply_steps
from scheduler.due import Close
from scheduler.instants import instant, local_date
from storage import assessments, facts, patients, responses, staff
from storage.answer_drafts import Part
from storage.database import Tx
from storage.register_words import Via
from storage.words import EndReason

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Call:
    """Which answers come in and how. `proxy`: somebody else spoke for the patient. `on`: None is today."""

    code: str
    time_point: str
    via: Via
    by: str
    proxy: bool = False
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """Where answers go. `on`: the local date on which they were given; `at`: that instant, if not now."""

    spot: Spot
    on: date
    at: datetime | None
    waiting: tuple[Pending, ...]


def enter(call: Call, file: Path | None) -> str:
    """Take the answers of a file, or ask for them here, and say what became of the time point."""
    given = read_file(file) if file else None
    act = act_now()
    with opened() as database:
        with database.read() as tx:
            library = Shelf().library(tx)
            found = reached(tx, act, call, library)
        waiting = found.waiting
        logs = (
            _from_file(waiting, given, found.at or act.at) if given is not None else _from_terminal(waiting)
        )
        parts = [_added(each, log) for each, log in zip(waiting, logs, strict=True)]
        with database.write() as tx:
            kept = keep(tx, Act(f"staff:{call.by}", act.at), call, library, parts)
            return _told(tx, call, found.spot, kept, found.on)


def reached(tx: Tx, act: Act, call: Call, library: Library) -> Reached:
    """Where these answers go and what is asked there; a Fault where none may be entered."""
    episode, on, at = _asked(tx, act, call)
    spot = spot_of(tx, episode.id, call.time_point, on)
    return Reached(spot, on, at, pending(spot, library, act))


def _added(waiting: Pending, log: Sequence[Entry]) -> Part:
    known = len(waiting.log)
    return Part(waiting.instrument.id, waiting.instrument.version, known, tuple(log[known:]))


def _asked(tx: Tx, act: Act, call: Call) -> tuple[Episode, date, datetime | None]:
    """The episode, the local date on which the answers were given, and the instant, if not now."""
    episode = named_episode(tx, call.code)
    person = staff.by_code(tx, call.by)
    if person is None or not person.active or person.site_id != episode.site_id:
        raise Fault(f"{call.by!r} is not active staff of the site that follows {episode.code}.")
    zone = patients.get(tx, episode.patient_id).zone
    today = local_date(act.at, zone)
    on = call.on or today
    if on > today:
        raise Fault(f"{on} is in the future. Nothing was changed.")
    return episode, on, None if on == today else instant(on, _NOON, zone)


def _from_terminal(waiting: Sequence[Pending]) -> list[tuple[Entry, ...]]:
    return [tuple(converse(each.instrument, each.context, each.log)) for each in waiting]


def _from_file(waiting: Sequence[Pending], given: Mapping[str, Any], at: datetime) -> list[tuple[Entry, ...]]:
    """The logs with the answers of a file; all that cannot be taken is named at once."""
    questions = Questions([each.instrument for each in waiting])
    found: dict[str, dict[str, Value]] = {each.instrument.id: {} for each in waiting}
    faults: list[str] = []
    for name, raw in given.items():
        question = questions.find(str(name), list(found))
        if isinstance(question, Wrong):
            faults.append(question.sentence)
            continue
        cell = "; ".join(map(str, raw)) if isinstance(raw, list) else raw
        value = read_answer(question.item, cell, USUAL)
        if isinstance(value, Wrong):
            faults.append(f"{name}: {value.sentence}")
        elif value != "missing":
            found[question.instrument.id][question.item.link_id] = value
    done = [filled(each, found[each.instrument.id], at) for each in waiting]
    faults += [f"{name}: this is not asked, given the other answers." for d in done for name in d.left_out]
    if faults:
        raise Fault(" ".join(faults))
    return [each.log for each in done]


def keep(tx: Tx, act: Act, call: Call, library: Library, parts: Sequence[Part]) -> int:
    """Store what was answered, and end what it completes; the number of the assessment."""
    if not any(part.entries for part in parts):
        raise Fault("Nothing was answered. Nothing was changed.")
    episode, on, at = _asked(tx, act, call)
    spot = spot_of(tx, episode.id, call.time_point, on)
    asked = opened_at(tx, act, spot, library)
    begun = {each.instrument: each for each in responses.of_assessment(tx, asked.id)}
    for part in parts:
        if part.entries:
            response = _fitting(tx, begun.get(part.instrument), part)
            for entry in part.entries:
                told = entry if at is None else replace(entry, at=at)
                responses.append(tx, act, response.id, told, via=call.via, proxy=call.proxy)
            responses.given(tx, act, response.id, on)
            if part.entries[-1].kind is EntryKind.SENT:
                _end(tx, act, library, response)
    _conclude(tx, act, library, spot, asked, at)
    return asked.id


def _fitting(tx: Tx, response: Response | None, part: Part) -> Response:
    """The response that these entries go on with, if they were taken down for it as it stands."""
    if response is None or response.version != part.version:
        raise Fault(f"{part.instrument} {part.version} is not asked here any more. Nothing was changed.")
    if len(responses.log(tx, response.id)) != part.known:
        raise Fault("The patient answered meanwhile. Nothing was changed; look at what is left and go on.")
    return response


def _conclude(tx: Tx, act: Act, library: Library, spot: Spot, asked: Assessment, at: datetime | None) -> None:
    """End the assessment where nothing is left, or where nobody will go on with it."""
    left = [r for r in responses.of_assessment(tx, asked.id) if r.state is ResponseState.IN_PROGRESS]
    today = local_date(act.at, spot.known.patient.zone)
    if not left:
        assessments.end(tx, act, asked.id, AssessmentState.COMPLETED, answered_at=at)
    elif spot.known.episode.activated_at is None or asked.closes_on < today:
        _close(tx, act, library, spot.known.episode.id, asked)


def _end(tx: Tx, act: Act, library: Library, response: Response) -> None:
    responses.end(tx, act, response.id, ResponseState.COMPLETED)
    instrument = library.get(response.instrument, response.version)
    found = scores_of(instrument.id, answers(instrument, response.context, responses.log(tx, response.id)))
    responses.put_scores(tx, act, response.id, [(s.name, s.version, s.value, s.missing) for s in found])


def _close(tx: Tx, act: Act, library: Library, episode_id: int, asked: Assessment) -> None:
    """Nobody will go on with it: partial with a key outcome, else missed."""
    known = facts.load(tx, episode_id)
    keyed = any(
        set(library.get(each.instrument, each.version).key_outcomes)
        & set(answers(library.get(each.instrument, each.version), each.context, known.logs[each.id]))
        for each in known.responses
        if each.assessment_id == asked.id
    )
    state = AssessmentState.PARTIAL if keyed else AssessmentState.MISSED
    reason = EndReason.WINDOW_CLOSED if keyed else EndReason.NO_KEY_OUTCOME
    apply_steps(tx, act, known, library, [Close(asked.id, state, reason)])


def _told(tx: Tx, call: Call, spot: Spot, assessment_id: int, on: date) -> str:
    state = assessments.get(tx, assessment_id).state.value
    said = f"{spot.known.episode.code} {call.time_point}: {state}, answers of {on} by {call.via.value}."
    return " ".join((said, *remarks(spot, on)))
