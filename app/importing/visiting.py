"""Puts the answers of a file at the time points of their operations. Pure.

A time point that is named holds, whatever the date; a date alone is put where a window holds it. Answers of
several rows at one time point are one report, if no question is answered twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from app.importing.gathering import Found, Given, Visit
from app.importing.maps import Outside, Several
from app.importing.people import Op, People, Person
from app.importing.questions import Question, Value, read_answer
from app.importing.setting import Setting
from app.importing.words import Absent, Place, Told, Wrong, listed, shown
from scheduler.plan import Planned

_SEND_TIME = time(9, 30)


@dataclass(frozen=True, slots=True)
class Reported:
    """One answer, where it stands and on which date it was given, if the file says so."""

    value: Value = field(repr=False)
    place: Place
    on: date | None


@dataclass(slots=True)
class Report:
    """The answers to one instrument at one time point, by link id."""

    instrument: str
    planned: Planned
    answers: dict[str, Reported] = field(default_factory=dict)

    @property
    def on(self) -> date | None:
        """The date it was given: the latest that the file tells of its answers."""
        return max((each.on for each in self.answers.values() if each.on is not None), default=None)


class Visits:
    """Takes rows of answers, and keeps reports by operation."""

    def __init__(
        self, setting: Setting, people: People, told: Told, several: Several, outside: Outside
    ) -> None:
        self._setting, self._people, self._told = setting, people, told
        self._several, self._outside = several, outside
        self.reports: dict[int, dict[tuple[str, str], Report]] = {}

    def of(self, op: Op) -> tuple[Report, ...]:
        """The reports of an operation, by time point and instrument."""
        found = self.reports.get(id(op), {})
        return tuple(found[key] for key in sorted(found))

    def take(self, visit: Visit) -> None:
        person = self._people.of(visit.found)
        if person is None:
            return
        on = visit.found.values.get("on")
        day = on if isinstance(on, date) else None
        if day is not None and day > self._setting.today(person.zone):
            self._told.fault(visit.found.at("on"), "This date lies in the future.", str(day))
            return
        op = operation_of(person, visit.found, day, self._told)
        if op is None:
            return
        windows = self.windows(person, op)
        around = None if windows is None else self._around(visit.found, op, day, windows)
        for given in visit.given if around is not None else ():
            self._answer(visit.found, op, given, day, around or ())

    def windows(self, person: Person, op: Op) -> Mapping[str, Planned] | None:
        """The time points of an operation; None while its dates are not known, which is told elsewhere."""
        tmr_on = op.tmr_on
        amputation_on = op.found.values.get("amputation_on")
        if op.known is not None:
            amputation_on = op.known.operation.amputation_on
        if tmr_on is None:
            return None
        protocol_id = op.known.episode.protocol_id if op.known else self._setting.protocol_id
        send_time = person.known.send_time if person.known else person.found.values.get("send_time")
        return self._setting.windows(
            protocol_id,
            tmr_on,
            amputation_on if isinstance(amputation_on, date) else tmr_on,
            person.zone,
            send_time if isinstance(send_time, time) else _SEND_TIME,
        )

    def _answer(self, found: Found, op: Op, given: Given, on: date | None, around: Sequence[Planned]) -> None:
        place = found.place.at(given.label)
        asked = tuple(dict.fromkeys(name for each in around for name in each.instruments))
        question = self._setting.questions.find(given.name, asked)
        if isinstance(question, Wrong):
            self._told.fault(place, question.sentence)
            return
        value = read_answer(question.item, given.raw, given.manner)
        if isinstance(value, Wrong):
            self._told.fault(place, value.sentence, shown(given.raw))
        elif value is not Absent.MISSING:
            planned = _best(around, question, on)
            self._keep(op, planned, question, Reported(value, place, on))

    def _around(
        self, found: Found, op: Op, on: date | None, windows: Mapping[str, Planned]
    ) -> tuple[Planned, ...] | None:
        """The time point that is named, or those whose window holds the date; before the operation, those
        that belong there, however early it was."""
        named = found.values.get("time_point")
        if named is not None:
            return self._named(found, str(named), on, windows)
        if on is None:
            self._told.fault(
                found.at("on"), "Answers need a time point (`at`, `time_point`) or a date (`on`)."
            )
            return None
        held = tuple(each for each in windows.values() if each.opens_on <= on <= each.closes_on)
        before = tuple(each for each in windows.values() if op.tmr_on and each.closes_on <= op.tmr_on)
        if held or self._outside is Outside.NEAREST:
            return held or tuple(windows.values())
        if before and on <= max(each.closes_on for each in before):
            self._told.note(
                found.at("on"), f"{on} is earlier than any window; the answers count as before surgery."
            )
            return before
        sentence = "No time point's window holds this date"
        if self._outside is Outside.LEAVE_OUT:
            self._told.note(found.at("on"), f"{sentence}: these answers are left out.")
        else:
            self._told.fault(
                found.at("on"),
                f"{sentence}. Name the time point, or say `outside_windows: nearest` (or `leave-out`) in "
                "the map.",
                str(on),
            )
        return None

    def _named(
        self, found: Found, named: str, on: date | None, windows: Mapping[str, Planned]
    ) -> tuple[Planned, ...] | None:
        planned = windows.get(named)
        if planned is None:
            self._told.fault(
                found.at("time_point"),
                f"There is no such time point; there are {listed(windows)}.",
                shown(named),
            )
            return None
        if on is None and planned.opens_on > self._setting.as_of.date():
            self._told.note(found.at("time_point"), f"{named} opens on {planned.opens_on}, which is to come.")
        if on is not None and not planned.opens_on <= on <= planned.closes_on:
            self._told.note(
                found.at("on"), f"{on} is outside the window of {named}; the answers are kept at {named}."
            )
        return (planned,)

    def _keep(self, op: Op, planned: Planned, question: Question, given: Reported) -> None:
        held = self.reports.setdefault(id(op), {})
        name = question.instrument.id
        report = held.setdefault((planned.time_point, name), Report(name, planned))
        link_id = question.item.link_id
        before = report.answers.get(link_id)
        if before is None or self._wins(given, before, planned):
            report.answers[link_id] = given
        elif before.value != given.value and self._several is Several.REFUSE:
            self._told.fault(
                given.place,
                f"{before.place} answers the same question of {planned.time_point} otherwise. Say `several: "
                "first`, `last` or `closest` in the map to have one of them.",
            )

    def _wins(self, given: Reported, before: Reported, planned: Planned) -> bool:
        if self._several is not Several.CLOSEST or given.on is None or before.on is None:
            return self._several is Several.LAST
        target_on = planned.send_at.date()
        return abs(given.on - target_on) < abs(before.on - target_on)


def _best(around: Sequence[Planned], question: Question, on: date | None) -> Planned:
    """Of the time points around a date, one that asks the question; the one nearest, then that with the
    nearest target."""
    asking = [each for each in around if question.instrument.id in each.instruments] or list(around)

    def distance(each: Planned) -> tuple[timedelta, timedelta]:
        day = on or each.opens_on
        outside = max(each.opens_on - day, day - each.closes_on, timedelta(0))
        return outside, abs(day - each.send_at.date())

    return min(asking, key=distance)


def operation_of(person: Person, found: Found, on: date | None, told: Told) -> Op | None:
    """Which operation a row is about: the one named, that of the same row, the only one, or by date."""
    named = found.values.get("operation")
    mine = list(_candidates(person, found, named))
    if len(mine) == 1:
        return mine[0]
    if not person.operations:
        told.fault(found.place, "No operation of this patient is in the register or in the file.")
        return None
    if named is not None:
        told.fault(found.at("operation"), "This operation is not among those of the patient.")
        return None
    before = [op for op in person.operations if op.tmr_on is not None and on is not None and op.tmr_on <= on]
    if len({op.tmr_on for op in before}) == len(before) and before:
        return max(before, key=lambda op: op.tmr_on or date.min)
    told.fault(
        found.place, "The patient has several operations: map `operation` to the column with its code."
    )
    return None


def _candidates(person: Person, found: Found, named: object) -> Iterator[Op]:
    row = (found.place.sheet, found.place.row)
    if named is not None:
        yield from (op for op in person.operations if op.code == named)
    elif any(row in op.rows for op in person.operations):
        yield from (op for op in person.operations if row in op.rows)
    else:
        yield from person.operations
