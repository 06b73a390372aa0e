"""A response folded from its log: what its resources are made from."""

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from audit.fhir.naming import Who
from audit.fhir.values import instant
from audit.records import Visit
from questionnaires.fold import State, fold
from questionnaires.instrument import Instrument
from storage.audit_words import ResponseRow, ScoreRow


@dataclass(frozen=True, slots=True)
class Folded:
    """One response of one person, with its instrument, what is in force, and its scores."""

    who: Who
    visit: Visit
    response: ResponseRow
    instrument: Instrument
    state: State
    scores: tuple[ScoreRow, ...]

    @property
    def id(self) -> str:
        return self.who.id_of("QuestionnaireResponse", self.response.id)

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.visit.assessment.zone)

    @property
    def authored(self) -> str:
        """When the answers last changed; of a response without any, when it began."""
        log = self.response.log
        return instant(log[-1].entry.at if log else self.response.started_at, self.zone)


def folded(
    who: Who, visit: Visit, response: ResponseRow, instrument: Instrument, scores: tuple[ScoreRow, ...]
) -> Folded:
    """The response under the version of the instrument that it is pinned to."""
    state = fold(instrument, response.context, [line.entry for line in response.log])
    return Folded(who, visit, response, instrument, state, scores)
