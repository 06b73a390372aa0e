"""Words of the register beyond the operation record: surgery, safety, theatre counts, reviews."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Anaesthesia(StrEnum):
    GENERAL = "general"
    REGIONAL = "regional"
    LOCAL = "local"
    COMBINED = "general+regional"
    OTHER = "other"


class Magnification(StrEnum):
    NONE = "none"
    LOUPES = "loupes"
    MICROSCOPE = "microscope"


class ConsentSupport(StrEnum):
    """Who was with the patient when they consented to the procedure (HTG750 1.2)."""

    NONE = "none"
    INTERPRETER = "interpreter"
    CARER = "carer"
    BOTH = "interpreter+carer"


class Via(StrEnum):
    """How an answer reached us, where the patient did not tap it in the chat: staff entered it."""

    PHONE = "phone"
    PAPER = "paper"
    CLINIC = "clinic"
    IMPORT = "import"


class SafetyKind(StrEnum):
    """What a safety event of the category `other` was."""

    WOUND_BREAKDOWN = "wound-breakdown"
    CLOT = "clot"
    NERVE_LOSS = "nerve-or-motor-loss"
    DEATH = "death"
    OTHER = "other"


class ReoperationReason(StrEnum):
    """Why the limb was operated on again (HTG750 3.6: TMR may unmask a neuroma in another nerve)."""

    OTHER_NERVE = "other-nerve-neuroma"
    SAME_NERVE = "same-nerve-recurrence"
    OTHER = "other"


class Product(StrEnum):
    """Whether a device or a medicine had a part in a safety event: then it goes to the Yellow Card scheme."""

    NONE = "none"
    DEVICE = "device"
    MEDICINE = "medicine"
    BOTH = "device+medicine"


@dataclass(frozen=True, slots=True)
class NerveTransfer:
    """A donor nerve and the motor target it was joined to, in the surgeon's words."""

    donor: str
    target: str


@dataclass(frozen=True, slots=True)
class Surgery:
    """What was done at the operation, and by whom (HTG750 1.7, 2.3, 2.6, 3.7). None: not recorded.

    Surgeons are codes. `coaptations` and `earlier_neuroma_operations` count from 0.
    """

    anaesthesia: Anaesthesia | None = None
    coaptations: int | None = None
    suture: str | None = None
    magnification: Magnification | None = None
    earlier_neuroma_operations: int | None = None
    operating_surgeon: str | None = None
    supervising_surgeon: str | None = None
    selection_reason: str | None = None
    consent_support: ConsentSupport | None = None


@dataclass(frozen=True, slots=True)
class TheatreCount:
    """How many TMR operations the theatre register of a site counts in a quarter (1 to 4)."""

    site_id: int
    year: int
    quarter: int
    operations: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Review:
    """One report that was reviewed and signed. `period` is a year (2025) or a quarter (2025-Q1)."""

    id: int
    site_id: int
    period: str
    report_checksum: str
    signed_by_id: int
    signed_on: date
    actions: str
    at: datetime
    by: str
