"""One operation with all that the report counts: what was measured when, what went wrong, how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit.cohort.measures import BASELINE, Measure
from audit.gates import shut_gates
from audit.missingness import Missingness
from domain import PatientStatus
from storage.audit_words import OperationRow, SafetyEventRow
from storage.register_words import SafetyKind
from storage.words import Indication, SafetyState, Technique


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was answered at one time point; what was not is absent. `frequency` is a rank, 0 (none) to 5.

    `given_on` is the local date of the answers.
    """

    values: Mapping[Measure, Decimal]
    frequency: int | None
    given_on: date


@dataclass(frozen=True, slots=True)
class Window:
    """How the window of one time point stands: until when it ran, and how far it came."""

    closes_on: date
    came: Missingness


@dataclass(frozen=True, slots=True)
class Operated:
    """One operation of the register. `outcomes` and `windows` are by time point, scheduled ones only.

    `reoperated`: the earliest date on which the limb is known to be operated on again, and why, if so.
    """

    row: OperationRow
    outcomes: Mapping[str, Outcomes]
    windows: Mapping[str, Window]
    events: Sequence[SafetyEventRow]
    reoperated: tuple[date, str] | None

    @property
    def is_tmr(self) -> bool:
        """RPNI alone is another operation and stays out of every figure of TMR (HTG750 2.7)."""
        return self.row.operation.technique is not Technique.RPNI_ONLY

    @property
    def counts_for_efficacy(self) -> bool:
        """Everyone does (HTG750 1.2), but primary TMR outside a study (1.5, 1.6): only safety counts that."""
        primary = self.row.operation.indication is Indication.PRIMARY
        return self.is_tmr and not (primary and self.lacks_arrangements)

    @property
    def lacks_arrangements(self) -> bool:
        return bool(shut_gates(self.row.operation, self.row.governance))

    @property
    def confirmed(self) -> tuple[SafetyEventRow, ...]:
        return tuple(each for each in self.events if each.state is SafetyState.CONFIRMED)

    @property
    def died_on(self) -> date | None:
        """The date of a confirmed death, or the day it was noted if nobody recorded one."""
        dates = [each.occurred_on for each in self.confirmed if each.kind is SafetyKind.DEATH]
        if dates:
            return min(dates)
        return self.row.status_on if self.row.patient_status is PatientStatus.DECEASED else None

    @property
    def left_on(self) -> date | None:
        """When the person withdrew, or went to a hospital that does not work with this database."""
        gone = (PatientStatus.WITHDRAWN, PatientStatus.TRANSFERRED)
        return self.row.status_on if self.row.patient_status in gone else None

    @property
    def has_retrospective_baseline(self) -> bool:
        """Whether the baseline was given after the operation, from memory."""
        baseline = self.outcomes.get(BASELINE)
        return baseline is not None and baseline.given_on > self.row.operation.tmr_on

    def value(self, time_point: str, measure: Measure) -> Decimal | None:
        found = self.outcomes.get(time_point)
        return None if found is None else found.values.get(measure)

    def change(self, time_point: str, measure: Measure) -> Decimal | None:
        """From baseline, in points; below 0 is less than before. None unless both are known."""
        before, after = self.value(BASELINE, measure), self.value(time_point, measure)
        return None if before is None or after is None else after - before
