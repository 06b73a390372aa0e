"""The words of the product: frozen values and their states, with the standard library only.

Every room speaks in these. Dates (`*_on`) are local dates of the patient's zone and ranges of dates include
both ends; instants (`*_at`) are aware UTC datetimes and ranges of instants are half-open.
"""

from domain.answers import Answer, Answers, Coding, Entry, EntryKind, Quantity, Response, ResponseState
from domain.asking import WAITING, Assessment, AssessmentKind, AssessmentState
from domain.faults import Fault
from domain.figures import Kpis, RuleFigures
from domain.licences import Licence
from domain.people import LEFT, Episode, Limb, Mode, Nation, Patient, PatientStatus, Shift, Side, Site
from domain.telling import (
    ENTERED_ON,
    GIVEN_ON,
    STANDING,
    Act,
    Alert,
    AlertState,
    Cadence,
    Channel,
    DigestFinding,
    DigestWish,
    Lane,
    Message,
    Severity,
    WhenEmpty,
    both_days,
)

__all__ = [
    "ENTERED_ON",
    "GIVEN_ON",
    "LEFT",
    "STANDING",
    "WAITING",
    "Act",
    "Alert",
    "AlertState",
    "Answer",
    "Answers",
    "Assessment",
    "AssessmentKind",
    "AssessmentState",
    "Cadence",
    "Channel",
    "Coding",
    "DigestFinding",
    "DigestWish",
    "Entry",
    "EntryKind",
    "Episode",
    "Fault",
    "Kpis",
    "Lane",
    "Licence",
    "Limb",
    "Message",
    "Mode",
    "Nation",
    "Patient",
    "PatientStatus",
    "Quantity",
    "Response",
    "ResponseState",
    "RuleFigures",
    "Severity",
    "Shift",
    "Side",
    "Site",
    "WhenEmpty",
    "both_days",
]
