"""What is said of a foreign form: asked otherwise than it is written (degraded), or not at all (refused)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from questionnaires.forms.notes import THE_FORM


class Status(StrEnum):
    """How well a form can be asked in a chat. The order is from best to worst."""

    SUPPORTED = "supported"
    DEGRADED = "degraded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Remark:
    """`where` is a link id, or "the form"; `reason` a sentence that names the feature."""

    level: Status
    where: str
    reason: str


@dataclass(slots=True)
class Remarks:
    """Collects remarks while a form is read; the same remark counts once."""

    found: dict[Remark, None] = field(default_factory=dict)

    def degrade(self, where: str, reason: str) -> None:
        self.found[Remark(Status.DEGRADED, where or THE_FORM, reason)] = None

    def add(self, others: "Remarks") -> None:
        """What was said while a part of the form was read apart."""
        self.found |= others.found

    def refuse(self, where: str, reason: str) -> None:
        self.found[Remark(Status.REFUSED, where or THE_FORM, reason)] = None


def status_of(remarks: Iterable[Remark]) -> Status:
    """The worst that is said."""
    levels = {remark.level for remark in remarks}
    return next((level for level in reversed(Status) if level in levels), Status.SUPPORTED)
