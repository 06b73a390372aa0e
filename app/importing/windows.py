"""Decides what becomes of the answers of a file: a visit, unchanged, an amendment, a difference. Pure.

A window that is over and has no answers is recorded as missed, where the operation is not being followed
here: nobody was asked. One that is not over is left for whoever activates the follow-up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from app.importing.people import Op, Person
from app.importing.responding import Made, respond
from app.importing.setting import Setting
from app.importing.tally import Came, Tally, Thing
from app.importing.visiting import Report
from app.importing.words import Absent
from domain import (
    WAITING,
    Assessment,
    AssessmentState,
    Entry,
    EntryKind,
    Limb,
    Mode,
    PatientStatus,
    Response,
    ResponseState,
)
from questionnaires.context import phase
from questionnaires.conversation import answers
from questionnaires.instrument import Instrument
from questionnaires.scores import scores_of
from scheduler.instants import instant, local_date
from scheduler.plan import Planned
from storage.import_words import Amendment, NewResponse, NewVisit, Scored
from storage.words import EndReason

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be stored of one operation's windows."""

    visits: tuple[NewVisit, ...] = ()
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Windows:
    """One operation with its reports. `ended`: how and on which date its patient's follow-up ended."""

    setting: Setting
    person: Person
    op: Op
    planned: Mapping[str, Planned]
    reports: Sequence[Report]
    ended: tuple[PatientStatus, date] | None
    tally: Tally

    def decide(self) -> Decided:
        points = dict.fromkeys(report.planned.time_point for report in self.reports)
        for report in self.reports:
            self._check_alive(report)
        visits: list[NewVisit] = []
        amendments: list[Amendment] = []
        for point in points:
            mine = [report for report in self.reports if report.planned.time_point == point]
            held = self._in_force(point)
            if held is not None and self._has_answers(held):
                answered = {each.instrument for each in self._responses(held)}
                more = [report for report in mine if report.instrument not in answered]
                if more and held.state not in WAITING:
                    visits.append(self._joined(more, held))
                    mine = [report for report in mine if report.instrument in answered]
                amendments += [each for report in mine for each in self._compare(held, report)]
            else:
                visits.append(self._visit(mine, held))
        return Decided((*visits, *self._closed(frozenset(points))), tuple(amendments))

    def _in_force(self, point: str) -> Assessment | None:
        """The latest window of a time point in the register."""
        known = self.op.known.assessments if self.op.known else ()
        mine = [
            each for each in known if each.time_point == point and each.reason != EndReason.ANSWERED_ALREADY
        ]
        return max(mine, key=lambda each: each.occurrence, default=None)

    def _has_answers(self, held: Assessment) -> bool:
        return any(self._log(response) for response in self._responses(held))

    def _responses(self, held: Assessment) -> tuple[Response, ...]:
        known = self.op.known
        return tuple(each for each in known.responses if each.assessment_id == held.id) if known else ()

    def _log(self, response: Response) -> tuple[Entry, ...]:
        return self.op.known.logs.get(response.id, ()) if self.op.known else ()

    def _check_alive(self, report: Report) -> None:
        """Nobody answers after their death; who withdrew may have been asked after all."""
        if self.ended is None:
            return
        status, ended_on = self.ended
        if (report.on or report.planned.opens_on) > ended_on:
            place = next(iter(report.answers.values())).place
            sentence = f"These answers are of a time after the date on which the patient was {status}."
            if status is PatientStatus.DECEASED:
                self.tally.told.fault(place, sentence)
            else:
                self.tally.told.note(place, sentence)

    def _visit(self, reports: Sequence[Report], held: Assessment | None) -> NewVisit:
        planned = reports[0].planned
        on = max((report.on for report in reports if report.on is not None), default=None)
        at = self._at(on, planned)
        made = [self._made(report, self._at(report.on, planned)) for report in reports]
        state, reason = _ended(made, self.setting.key_outcomes)
        stands = held is not None and held.state in WAITING
        self.tally.add(Thing.VISITS, Came.NEW)
        self.tally.add(Thing.ANSWERS, Came.NEW, sum(len(report.answers) for report in reports))
        return NewVisit(
            time_point=planned.time_point,
            occurrence=1 if held is None else held.occurrence + (not stands),
            opens_on=planned.opens_on,
            closes_on=planned.closes_on,
            send_at=planned.send_at,
            zone=self.person.zone,
            instruments=tuple(report.instrument for report in reports),
            state=state,
            reason=reason,
            answered_at=at,
            responses=tuple(map(self._response, reports, made)),
            fills=held.id if held is not None and stands else None,
        )

    def _joined(self, reports: Sequence[Report], held: Assessment) -> NewVisit:
        """Answers to instruments that an ended window holds none of yet; the window stays as it ended."""
        instruments = (*held.instruments, *(each.instrument for each in reports))
        visit = self._visit(reports, held)
        return replace(visit, instruments=tuple(dict.fromkeys(instruments)), joins=held.id)

    def _at(self, on: date | None, planned: Planned) -> datetime:
        """Noon of the date given; without one, of the window's target, and not in the future."""
        zone = self.person.zone
        target_on = local_date(planned.send_at, zone)
        return min(instant(on or target_on, NOON, zone), self.setting.as_of)

    def _made(self, report: Report, at: datetime) -> Made:
        instrument = self.setting.instruments[report.instrument]
        made = self._respond(instrument, report, at)
        point = report.planned.time_point
        for link_id in made.left_out:
            self.tally.told.note(
                report.answers[link_id].place,
                f"{link_id} is not asked at {point}, given the other answers; it is left out.",
            )
        return made

    def _respond(self, instrument: Instrument, report: Report, at: datetime) -> Made:
        mode = self.person.site.mode if self.person.site else Mode.AUDIT
        tmr_on = self.op.tmr_on or report.planned.opens_on
        asked_in = phase(report.planned.send_at, self.person.zone, tmr_on)
        given = {link_id: each.value for link_id, each in report.answers.items()}
        return respond(instrument, mode, self._limb(), asked_in, given, at)

    def _limb(self) -> Limb:
        told = self.op.found.values.get("limb")
        if self.op.known is not None:
            return self.op.known.episode.limb
        return told if isinstance(told, Limb) else Limb.LOWER

    def _response(self, report: Report, made: Made) -> NewResponse:
        instrument = self.setting.instruments[report.instrument]
        language = (
            self.person.known.language if self.person.known else self.person.found.values.get("language")
        )
        return NewResponse(
            instrument=instrument.id,
            version=instrument.version,
            checksum=instrument.checksum,
            language=str(language or "en"),
            context=made.context,
            state=ResponseState.COMPLETED if made.complete else ResponseState.STOPPED,
            given_on=report.on,
            entries=made.entries,
            scores=tuple(
                (s.name, s.version, s.value, s.missing) for s in scores_of(instrument.id, made.answers)
            ),
        )

    def _compare(self, held: Assessment, report: Report) -> Iterator[Amendment]:
        """What the file has otherwise than a stored report."""
        response = next(
            (each for each in self._responses(held) if each.instrument == report.instrument), None
        )
        if response is None or response.state is ResponseState.IN_PROGRESS:
            self.tally.told.fault(
                next(iter(report.answers.values())).place,
                f"{report.planned.time_point} holds other answers already, or is being answered now: "
                "enter these by hand.",
            )
            return
        log = self._log(response)
        stored = _stored(log)
        other = []
        for link_id, given in report.answers.items():
            if stored.get(link_id) == given.value or link_id in self._never_asked(report):
                self.tally.add(Thing.ANSWERS, Came.UNCHANGED)
            elif self.tally.differs(Thing.ANSWERS, given.place, f"{report.planned.time_point} {link_id}"):
                other.append(link_id)
        if other:
            yield self._amendment(response, log, report, other)
        else:
            self.tally.add(Thing.VISITS, Came.UNCHANGED)

    def _never_asked(self, report: Report) -> tuple[str, ...]:
        instrument = self.setting.instruments[report.instrument]
        return self._respond(instrument, report, self.setting.as_of).left_out

    def _amendment(
        self, response: Response, log: tuple[Entry, ...], report: Report, other: Sequence[str]
    ) -> Amendment:
        entries: list[Entry] = []
        for link_id in other:
            value = report.answers[link_id].value
            kind, values = (
                (EntryKind.DECLINED, ()) if isinstance(value, Absent) else (EntryKind.AMENDED, value)
            )
            seq = len(log) + len(entries)
            entries.append(Entry(seq, kind, link_id, values, self.setting.as_of))
        instrument = self.setting.pinned(response.instrument, response.version)
        now = answers(instrument, response.context, (*log, *entries))
        scores: tuple[Scored, ...] = tuple(
            (s.name, s.version, s.value, s.missing) for s in scores_of(instrument.id, now)
        )
        self.tally.add(Thing.VISITS, Came.CHANGED)
        return Amendment(response.id, tuple(entries), scores)

    def _closed(self, answered: frozenset[str]) -> Iterator[NewVisit]:
        """Past windows of the main questions without answers, where nobody follows the operation here."""
        known = self.op.known
        if known is not None and known.episode.activated_at is not None:
            return
        protocol = self.setting.protocols[known.episode.protocol_id if known else self.setting.protocol_id]
        optional = {point.code for point in protocol.time_points if point.optional}
        today = self.setting.today(self.person.zone)
        for point, planned in self.planned.items():
            held = self._in_force(point)
            is_over = planned.closes_on < today and not (held and held.state not in WAITING)
            if is_over and point not in answered | optional and "core" in planned.instruments:
                self.tally.add(Thing.WINDOWS, Came.NEW)
                yield self._unanswered(planned, held)

    def _unanswered(self, planned: Planned, held: Assessment | None) -> NewVisit:
        state, reason = AssessmentState.MISSED, EndReason.NOT_ASKED.value
        if self.ended is not None and self.ended[1] <= planned.closes_on:
            state, reason = AssessmentState.CANCELLED, self.ended[0].value
        return NewVisit(
            time_point=planned.time_point,
            occurrence=held.occurrence if held else 1,
            opens_on=planned.opens_on,
            closes_on=planned.closes_on,
            send_at=planned.send_at,
            zone=self.person.zone,
            instruments=planned.instruments,
            state=state,
            reason=reason,
            answered_at=None,
            fills=held.id if held else None,
        )


def _ended(made: Sequence[Made], key_outcomes: frozenset[str]) -> tuple[AssessmentState, str | None]:
    """As a window ends by itself: complete, partial with a key outcome, else missed."""
    if all(each.complete for each in made):
        return AssessmentState.COMPLETED, None
    if any(each.answers.keys() & key_outcomes for each in made):
        return AssessmentState.PARTIAL, EndReason.WINDOW_CLOSED
    return AssessmentState.MISSED, EndReason.NO_KEY_OUTCOME


def _stored(log: Sequence[Entry]) -> dict[str, object]:
    """Link id -> what was answered last, or that it was declined."""
    found: dict[str, object] = {}
    for line in log:
        if line.kind is EntryKind.DECLINED:
            found[line.link_id] = Absent.DECLINED
        elif line.kind in (EntryKind.ANSWERED, EntryKind.AMENDED, EntryKind.TICKED):
            found[line.link_id] = line.values
    return found
