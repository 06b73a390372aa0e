"""One made-up episode under a protocol, lived from look to look through the pure functions of the tick.

What the database would do is done in memory here: steps become facts, changes become assessments. The person
answers a whole sitting at one instant, some hours after it is asked, after a reminder, or never; who breaks
off leaves a key outcome behind. What they report of themselves is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from alerts.change import unanswered
from alerts.numbers import Numbers
from alerts.red import red
from alerts.report import RISES, Report
from alerts.rule import Finding
from alerts.rules import amber
from app.demo.agenda import Agenda
from app.demo.dice import dice
from app.demo.lives import Leaving, Member, Surgery
from app.demo.willing import delay, reminders_needed
from app.simulating.answering import newest, report
from app.simulating.cases import COORDINATOR, SITE, Cases
from app.simulating.planning import PROTOCOL, changed, episode, patient, planned_as
from app.simulating.reasons import why
from app.simulating.words import Contact, Contacted, Lived, Visit
from domain import LEFT, Assessment, AssessmentKind, AssessmentState, PatientStatus, Site
from scheduler.due import CallList, Close, Open, Prompt, Remind, Step, StepFacts
from scheduler.instants import local_date
from scheduler.plan import Preferences, plan
from scheduler.present import Present
from scheduler.recheck import recheck
from scheduler.reconcile import reconcile
from scheduler.steps import next_look, steps, taken
from scheduler.tick import plan_preferences
from scheduler.timepoints import Protocol

_LEAVES_UNFINISHED = 0.015
_PAUSE = timedelta(days=7)
_NOON = time(13)
_SILENT = frozenset({AssessmentState.MISSED, AssessmentState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every life is lived in."""

    protocol: Protocol
    numbers: Numbers
    holidays: Callable[[Site, datetime], frozenset[date]]
    seed: int
    until: datetime


class Life:
    """One episode of one member. `code` names it in what is told."""

    def __init__(
        self, around: Surroundings, member: Member, surgery: Surgery, code: str, begins_at: datetime
    ) -> None:
        self._around, self._member, self._surgery, self._code = around, member, surgery, code
        self._cases = Cases(code, around.numbers, around.holidays, around.until)
        self._agenda = Agenda()
        self._waits: dict[int, int | None] = {}
        self._history: list[Report] = []
        self._first: dict[int, int] = {}
        """Which response tells the pain of an assessment: what a re-check of it checks."""
        self._contacts: list[Contacted] = []
        self._begins_at = begins_at
        linked_on = local_date(begins_at, member.zone) if member.joins else None
        self._facts = StepFacts(
            patient=patient(member, code, local_date(begins_at, member.zone), linked_on),
            episode=episode(surgery, code, begins_at),
            channel_reachable=member.joins,
            assessments=(),
            started=frozenset(),
            keyed=frozenset(),
            queued={},
            coordinator_id=COORDINATOR,
        )

    def live(self) -> Lived:
        """From the first look to the end of the simulation."""
        self._expect()
        now: datetime | None = self._begins_at
        self._reconcile(self._begins_at)
        while now is not None and now < self._around.until:
            for deed in self._agenda.due(now):
                deed(now)
            now = self._look(now)
        contacts = sorted((*self._contacts, *self._cases.told), key=lambda each: each.at)
        visits = tuple(_visit(self._code, each) for each in self._facts.assessments)
        return Lived(tuple(contacts), visits, self._cases.cases)

    def _look(self, at: datetime) -> datetime | None:
        """Take the steps that are due; when to look again, or when they next do something."""
        protocol = self._around.protocol
        near = replace(self._facts, assessments=_near(self._facts.assessments, at))
        done = steps(protocol, near, at)
        after = taken(near, done, at)
        self._facts = replace(self._facts, queued=after.queued, assessments=self._with(after.assessments))
        for step in done:
            self._take(step, at)
        near = replace(self._facts, assessments=_near(self._facts.assessments, at))
        look_at = next_look(protocol, near, at)
        self._facts = replace(self._facts, episode=replace(self._facts.episode, next_look_at=look_at))
        return min((each for each in (look_at, self._agenda.next_at) if each is not None), default=None)

    def _take(self, step: Step, at: datetime) -> None:
        """Note the message of a step, and have its reader hear it."""
        match step:
            case Close(assessment_id):
                self._judge_silence(self._one(assessment_id), at)
            case CallList(assessment_id):
                self._note(step, Contact.CALL, [self._one(assessment_id)], at)
            case Open(ids, message) | Prompt(ids, message) if message is not None:
                self._note(step, Contact.PROMPT, [*map(self._one, ids)], at)
                self._hear(ids, at)
            case Remind(ids):
                self._note(step, Contact.REMINDER, [*map(self._one, ids)], at)
                self._hear(ids, at)

    def _note(
        self,
        step: Open | Prompt | Remind | CallList,
        kind: Contact,
        sitting: Sequence[Assessment],
        at: datetime,
    ) -> None:
        reason = why(self._around.protocol, self._facts, self._preferences(), step, sitting)
        about = " ".join(each.time_point for each in sitting)
        zone = self._facts.patient.zone
        self._contacts.append(Contacted(at, zone, self._code, kind, about, None, reason))

    def _hear(self, ids: tuple[int, ...], at: datetime) -> None:
        """Take it up now, after a reminder, or not at all."""
        lead = ids[0]
        if lead in self._waits:
            waits = self._waits[lead]
            self._waits[lead] = waits - 1 if waits else None
        elif self._member.silent:
            self._waits[lead] = None
        else:
            willing = self._dice("willing", lead)
            self._waits[lead] = reminders_needed(self._day(at), self._member.diligence, willing)
        if self._waits[lead] == 0:
            later = at + delay(self._dice("delay", lead))
            self._agenda.put(later, lambda when: self._sit_down(ids, when))

    def _sit_down(self, ids: tuple[int, ...], at: datetime) -> None:
        """Answer what of it is still open."""
        if not self._facts.channel_reachable:
            return
        finishes = self._dice("sits down", ids[0]).random() >= _LEAVES_UNFINISHED
        for each in [one for one in map(self._one, ids) if one.state is AssessmentState.OPEN]:
            if finishes:
                self._put(each.id, state=AssessmentState.COMPLETED, answered_at=at, closed_at=at)
            else:
                begun, keyed = self._facts.started | {each.id}, self._facts.keyed | {each.id}
                self._facts = replace(self._facts, started=begun, keyed=keyed)
            self._report(each, at, completed=finishes)

    def _report(self, assessment: Assessment, at: datetime, *, completed: bool) -> None:
        """Give the answers of one assessment, and have them judged."""
        for name in assessment.instruments:
            given = report(
                self._member,
                self._surgery,
                newest(name),
                self._facts.patient.zone,
                self._dice("means", assessment.id, name),
                at,
                number=len(self._history) + 1,
                completed=completed,
                recheck_of=self._first.get(assessment.parent_id or 0),
            )
            self._history.append(given)
            if name in RISES:
                self._first[assessment.id] = given.response_id
            self._judge(assessment, given, at)

    def _judge(self, assessment: Assessment, given: Report, at: datetime) -> None:
        found = (*red(given, {}, 0), *amber(given, self._history, self._around.numbers))
        for each in found:
            if isinstance(each, Finding):
                self._raise(each, given.response_id, at)
        if any(not isinstance(each, Finding) for each in found):
            planned = recheck(at, assessment.time_point, self._around.protocol, self._preferences())
            number = len(self._facts.assessments) + 1
            added = planned_as(
                number,
                planned,
                assessment.tmr_on,
                kind=AssessmentKind.RECHECK,
                occurrence=assessment.occurrence,
                parent_id=assessment.id,
            )
            self._facts = replace(self._facts, assessments=(*self._facts.assessments, added))

    def _judge_silence(self, assessment: Assessment, at: datetime) -> None:
        """A re-check that nobody answered is a finding too, if the first value was high."""
        first = self._first.get(assessment.parent_id or 0)
        if assessment.state in _SILENT and first is not None:
            for each in unanswered(self._history[first - 1], self._history, self._around.numbers):
                self._raise(each, first, at)

    def _raise(self, finding: Finding, response_id: int, at: datetime) -> None:
        self._cases.raise_case(finding, response_id, at, self._dice("case", finding.key))

    def _expect(self) -> None:
        """What they do of themselves, by days after the first operation: pause, move, leave."""
        member = self._member
        noon = datetime.combine(member.surgery.tmr_on, _NOON, tzinfo=ZoneInfo(member.zone))
        if member.pauses_day is not None:
            self._agenda.put(noon + timedelta(days=member.pauses_day), self._pause)
        if member.moves_to is not None:
            zone = member.moves_to
            self._agenda.put(noon + timedelta(days=member.moves_day), lambda at: self._prefer(at, zone=zone))
        if member.leaving is not None:
            self._agenda.put(noon + timedelta(days=member.leaving_day), self._leave)

    def _pause(self, at: datetime) -> None:
        self._prefer(at, paused_until_on=local_date(at, self._facts.patient.zone) + _PAUSE)

    def _leave(self, at: datetime) -> None:
        status = {
            Leaving.WITHDRAWS: PatientStatus.WITHDRAWN,
            Leaving.STOPS_MESSAGES: PatientStatus.CHANNEL_STOPPED,
        }.get(self._member.leaving or Leaving.BLOCKS, PatientStatus.FOLLOWED)
        self._facts = replace(self._facts, channel_reachable=False)
        self._prefer(at, status=status)

    def _prefer(self, at: datetime, **changes: object) -> None:
        preferring = replace(self._facts.patient, **changes)  # type: ignore[arg-type]
        self._facts = replace(self._facts, patient=preferring)
        self._reconcile(at)

    def _reconcile(self, at: datetime) -> None:
        who, tmr_on = self._facts.patient, self._surgery.tmr_on
        present = Present(
            protocol_id=PROTOCOL,
            tmr_on=tmr_on,
            zone=who.zone,
            enrolled_on=who.enrolled_on,
            as_of_on=local_date(at, who.zone),
            followed=who.status not in LEFT,
        )
        assessments = self._facts.assessments
        planned = plan(self._around.protocol, tmr_on, self._preferences())
        for change in reconcile(planned, assessments, present):
            assessments = changed(assessments, change, tmr_on)
        self._facts = replace(self._facts, assessments=assessments)

    def _preferences(self) -> Preferences:
        return plan_preferences(SITE, self._facts.patient, self._facts.episode)

    def _one(self, assessment_id: int) -> Assessment:
        return self._facts.assessments[assessment_id - 1]

    def _with(self, some: Sequence[Assessment]) -> tuple[Assessment, ...]:
        """All assessments, some of them as they are now."""
        known = {each.id: each for each in some}
        return tuple(known.get(each.id, each) for each in self._facts.assessments)

    def _put(self, assessment_id: int, **changes: object) -> None:
        rows = list(self._facts.assessments)
        rows[assessment_id - 1] = replace(rows[assessment_id - 1], **changes)  # type: ignore[arg-type]
        self._facts = replace(self._facts, assessments=tuple(rows))

    def _day(self, at: datetime) -> int:
        return (local_date(at, self._facts.patient.zone) - self._member.surgery.tmr_on).days

    def _dice(self, *about: object) -> Random:
        return dice(self._around.seed, "simulated", self._code, *about)


def _near(assessments: Sequence[Assessment], at: datetime) -> tuple[Assessment, ...]:
    """Those that a step or the next look may be about: what is open, with its whole sitting; what is due; and
    the next of what is planned. Looking at all years ahead each time would take most of the time."""
    planned = sorted(
        (each for each in assessments if each.state is AssessmentState.PLANNED), key=lambda each: each.send_at
    )
    coming = planned[sum(each.send_at <= at for each in planned) :]
    ids = {each.id for each in (*planned[: len(planned) - len(coming)], *coming[:2])}
    sittings = {each.opened_at for each in assessments if each.state is AssessmentState.OPEN}
    return tuple(each for each in assessments if each.id in ids or each.opened_at in sittings)


def _visit(code: str, one: Assessment) -> Visit:
    return Visit(code, one.time_point, one.kind, one.opens_on, one.closes_on, one.state, one.reason)
