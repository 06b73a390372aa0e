"""Bundles of one made-up conversation, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from audit.fhir.bundles import person_bundles
from domain import AssessmentKind, AssessmentState, Entry, Nation, PatientStatus, ResponseState
from questionnaires.instrument import Instrument
from storage.audit_words import AssessmentRow, LogLine, OperationRow, Register, ResponseRow, ScoreRow
from storage.register_words import Surgery
from tests.audit.fhir.rules import every
from tests.audit.fhir.validators import Node, resources
from tests.cast import GOVERNANCE, OPERATION, TMR_ON
from tests.questionnaires.talking import NOON, Talk

AT = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
PATIENT, STAFF = "patient:E0001", "staff:DR1"


@dataclass(frozen=True)
class Story:
    """One response of P0001. `by` made every tap; `hands` says who made which, if several did."""

    instrument: Instrument
    context: Mapping[str, str] = field(default_factory=dict)
    log: Sequence[Entry] = ()
    state: ResponseState = ResponseState.COMPLETED
    by: str = PATIENT
    hands: Sequence[str] = ()
    scores: tuple[ScoreRow, ...] = ()
    zone: str = "Europe/London"

    @property
    def register(self) -> Register:
        return Register((), (OPERATED,), (self._asked,), (self._response,), self.scores, (), (), (), ())

    @property
    def _asked(self) -> AssessmentRow:
        day = TMR_ON
        return AssessmentRow(
            id=7,
            episode_id=1,
            protocol="default",
            protocol_version="1.0.0",
            time_point="M06",
            occurrence=1,
            tmr_on=day,
            in_force=True,
            kind=AssessmentKind.SCHEDULED,
            parent_id=None,
            opens_on=day,
            closes_on=day,
            send_at=NOON,
            zone=self.zone,
            instruments=(self.instrument.id,),
            state=AssessmentState.COMPLETED,
            reason=None,
            opened_at=None,
            prompted_at=None,
            first_seen_at=None,
            answered_at=None,
            closed_at=None,
        )

    @property
    def _response(self) -> ResponseRow:
        hands = self.hands or [self.by] * len(self.log)
        return ResponseRow(
            id=9,
            assessment_id=7,
            instrument=self.instrument.id,
            version=self.instrument.version,
            checksum=self.instrument.checksum,
            language="en",
            context=self.context,
            state=self.state,
            started_at=NOON,
            ended_at=None,
            log=tuple(LogLine(entry, by) for entry, by in zip(self.log, hands, strict=True)),
        )

    def bundle(self, *, with_free_text: bool = False) -> Node:
        register, instrument = self.register, self.instrument
        (made,) = person_bundles(register, lambda _: instrument, AT, with_free_text=with_free_text)
        assert made.patient == "P0001"
        return made.resource

    def response(self, *, with_free_text: bool = False) -> Node:
        (found,) = resources(self.bundle(with_free_text=with_free_text), "QuestionnaireResponse")
        return found

    def observations(self) -> dict[str, Node]:
        """By our own code."""
        found = resources(self.bundle(), "Observation")
        return {each["code"]["coding"][-1]["code"]: each for each in found}


OPERATED = OperationRow(
    episode_id=1,
    episode="E0001",
    patient="P0001",
    patient_status=PatientStatus.FOLLOWED,
    site_id=1,
    site="NORTH",
    nation=Nation.ENGLAND,
    zone="Europe/London",
    language="en",
    enrolled_on=date(2024, 12, 1),
    linked_on=None,
    protocol="default",
    protocol_version="1.0.0",
    operation=OPERATION,
    governance=GOVERNANCE,
    registered_at=NOON,
    activated_at=NOON,
    followed_by="NORTH",
    reoperation_of=None,
    status_on=NOON.date(),
    surgery=Surgery(),
)


def story(talk: Talk, **rest: Any) -> Story:
    """The story of a conversation."""
    return Story(talk.instrument, talk.context, talk.log, **rest)


def item(response: Node, link_id: str) -> Node:
    """The first item of this link id, wherever it stands."""
    return next(row for row in every(response) if row["linkId"] == link_id)
