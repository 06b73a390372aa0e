"""One episode lived through the pure functions alone: from look to look, or tick by tick, with events."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain import Assessment, AssessmentKind, AssessmentState, PatientStatus
from scheduler.closing import GONE
from scheduler.instants import local_date
from scheduler.plan import Planned, Preferences, plan
from scheduler.present import Present
from scheduler.reconcile import Add, Cancel, Change, reconcile
from scheduler.steps import CallList, Close, Open, Prompt, Remind, Step, StepFacts, next_look, steps, taken
from scheduler.timepoints import Protocol
from tests.scheduler import cast

Line = tuple[datetime, str]
Event = tuple[datetime, Callable[["Life"], None]]


class Life:
    """What is known of the episode, and what happened so far (`log`, in order)."""

    def __init__(
        self, tmr_on: date, zone: str, send_time: time, enrolled_on: date, *, linked: bool = True
    ) -> None:
        self.protocol: Protocol = cast.DEFAULT
        self.log: list[Line] = []
        self.messages: list[tuple[datetime, Step]] = []
        self.now = datetime(2000, 1, 1, tzinfo=UTC)
        self.facts = StepFacts(
            patient=cast.patient(zone, send_time, enrolled_on, enrolled_on if linked else None),
            episode=cast.episode(tmr_on),
            channel_reachable=linked,
            assessments=(),
            started=frozenset(),
            keyed=frozenset(),
            queued={},
            coordinator_id=cast.COORDINATOR,
        )

    # What may happen to it.

    def prefer(self, **changes: Any) -> None:
        self.facts = replace(self.facts, patient=replace(self.facts.patient, **changes))

    def operation_on(self, tmr_on: date) -> None:
        self.facts = replace(self.facts, episode=replace(self.facts.episode, tmr_on=tmr_on))

    def reachable(self, reachable: bool) -> None:
        self.facts = replace(self.facts, channel_reachable=reachable)

    def link(self, on: date) -> None:
        self.prefer(linked_on=on)
        self.reachable(True)

    def leave(self, status: PatientStatus) -> None:
        self.prefer(status=status)
        if status is not PatientStatus.FOLLOWED:
            self.reachable(False)

    def come_back(self) -> None:
        self.leave(PatientStatus.FOLLOWED)
        self.reachable(True)

    def begin(self, codes: Iterable[str], *, key: bool) -> None:
        ids = {each.id for each in self.open if each.time_point in codes}
        self.facts = replace(
            self.facts,
            started=self.facts.started | ids,
            keyed=self.facts.keyed | ids if key else self.facts.keyed,
        )

    def complete(self, codes: Iterable[str]) -> None:
        for each in self.open:
            if each.time_point in codes:
                self._replace(
                    each.id, state=AssessmentState.COMPLETED, answered_at=each.opened_at, closed_at=self.now
                )

    def add(self, planned: Planned, kind: AssessmentKind) -> None:
        one = cast.assessment(len(self.facts.assessments) + 1, planned, kind=kind)
        self.facts = replace(self.facts, assessments=(*self.facts.assessments, one))

    def already_done_before(self, instant: datetime) -> None:
        """Everything that was to be asked before `instant` has been answered."""
        for each in self.facts.assessments:
            if each.send_at < instant:
                self._replace(each.id, state=AssessmentState.COMPLETED, answered_at=each.send_at)

    # What it shows.

    @property
    def open(self) -> list[Assessment]:
        return [each for each in self.facts.assessments if each.state is AssessmentState.OPEN]

    def code(self, assessment_id: int) -> str:
        return next(each.time_point for each in self.facts.assessments if each.id == assessment_id)

    def state(self, code: str) -> tuple[AssessmentState, str | None]:
        return next((a.state, a.reason) for a in self.facts.assessments if a.time_point == code)

    # How it goes on.

    def reconcile(self, as_of: datetime) -> None:
        patient = self.facts.patient
        preferences = Preferences(patient.zone, patient.send_time, patient.linked_on or patient.enrolled_on)
        changes = reconcile(
            plan(self.protocol, self.facts.episode.tmr_on, preferences),
            self.facts.assessments,
            Present(
                protocol_id=cast.PROTOCOL,
                tmr_on=self.facts.episode.tmr_on,
                zone=patient.zone,
                enrolled_on=patient.enrolled_on,
                as_of_on=local_date(as_of, patient.zone),
                followed=patient.status not in GONE,
            ),
        )
        for change in changes:
            self._change(change)

    def tick(self, as_of: datetime) -> None:
        done = steps(self.protocol, self.facts, as_of)
        for step in done:
            self.log.append((as_of, self._said(step)))
            self.messages.append((as_of, step))
        self.facts = taken(self.facts, done, as_of)
        assert steps(self.protocol, self.facts, as_of) == (), (
            "a second tick at the same instant did something"
        )

    def look(self, as_of: datetime) -> datetime | None:
        return next_look(self.protocol, self.facts, as_of)

    def live(self, start: datetime, end: datetime, events: Iterable[Event], every: timedelta | None) -> None:
        """From `start` to `end`: at each event, and at each look or else at every tick."""
        waiting = sorted(events, key=lambda event: event[0])
        now = self.now = start
        self.reconcile(now)
        while now < end:
            self.now = now
            while waiting and waiting[0][0] <= now:
                waiting.pop(0)[1](self)
                self.facts = replace(self.facts, episode=replace(self.facts.episode, next_look_at=now))
                self.reconcile(now)
            self.tick(now)
            look_at = self.look(now)
            self.facts = replace(self.facts, episode=replace(self.facts.episode, next_look_at=look_at))
            following = now + every if every else look_at
            stops = [waiting[0][0]] if waiting else []
            now = min([*stops, *([following] if following else []), end])

    def _said(self, step: Step) -> str:
        match step:
            case Open(ids, None):
                return " ".join(["open", *map(self.code, ids)])
            case Open(ids, _) | Prompt(ids, _):
                return " ".join(["prompt", *map(self.code, ids)])
            case Remind(ids, _):
                return " ".join(["reminder", *map(self.code, ids)])
            case CallList(assessment_id, _):
                return f"call {self.code(assessment_id)}"
            case Close(assessment_id, state, reason):
                return f"{state} {self.code(assessment_id)} {reason}"

    def _change(self, change: Change) -> None:
        match change:
            case Add(planned, state, reason, occurrence):
                one = cast.assessment(
                    len(self.facts.assessments) + 1,
                    planned,
                    state,
                    reason,
                    tmr_on=self.facts.episode.tmr_on,
                    occurrence=occurrence,
                )
                ended_at = None if state is AssessmentState.PLANNED else self.now
                one = replace(one, closed_at=ended_at)
                self.facts = replace(self.facts, assessments=(*self.facts.assessments, one))
            case Cancel(assessment_id, reason):
                self._replace(
                    assessment_id, state=AssessmentState.CANCELLED, reason=reason, closed_at=self.now
                )
            case _:
                row = change.planned
                self._replace(
                    change.assessment_id,
                    state=AssessmentState.PLANNED,
                    reason=None,
                    closed_at=None,
                    protocol_id=cast.PROTOCOL,
                    tmr_on=self.facts.episode.tmr_on,
                    opens_on=row.opens_on,
                    closes_on=row.closes_on,
                    send_at=row.send_at,
                    instruments=row.instruments,
                )

    def _replace(self, assessment_id: int, **changes: Any) -> None:
        self.facts = replace(
            self.facts,
            assessments=tuple(
                replace(each, **changes) if each.id == assessment_id else each
                for each in self.facts.assessments
            ),
        )
