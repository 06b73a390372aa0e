"""Hospitals, patients and their operations."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Limb(StrEnum):
    UPPER = "upper"
    LOWER = "lower"


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Nation(StrEnum):
    """Decides the telephone numbers told to patients and the bank holidays."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


class Mode(StrEnum):
    """Whether individual alerts are raised (monitoring) or not (audit, until monitoring is set up)."""

    AUDIT = "audit"
    MONITORING = "monitoring"


class PatientStatus(StrEnum):
    """`channel-stopped`: no messages, still followed by phone. `withdrawn`: nobody asks any more.
    `transferred`: another hospital, which does not work with this database, follows them."""

    FOLLOWED = "followed"
    CHANNEL_STOPPED = "channel-stopped"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    TRANSFERRED = "transferred"


LEFT = frozenset({PatientStatus.WITHDRAWN, PatientStatus.DECEASED, PatientStatus.TRANSFERRED})
"""Nobody here asks them any more, by any means."""


@dataclass(frozen=True, slots=True)
class Site:
    """One hospital. Staff are named by id; `staffed_hours` reads `Mon-Fri 09:00-17:00; Sat 09:00-12:00`."""

    id: int
    code: str
    name: str
    nation: Nation
    zone: str
    team_phone: str
    staffed_hours: str
    mode: Mode
    owner_id: int | None
    deputy_id: int | None
    lead_id: int | None
    safety_officer_id: int | None
    out_of_hours_id: int | None
    answers_in_notices: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """A turn on a site's rota: who is told first from one instant until another. Turns do not overlap."""

    id: int
    site_id: int
    staff_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """A person under follow-up, by pseudonym. `paused_until_on` is the last paused local date;
    `chart_wanted`: their own chart comes after each report. Erasure was asked for at `erasing_at` and done at
    `erased_at`: from the first on nobody follows them, and nothing is added."""

    id: int
    site_id: int
    code: str
    zone: str
    language: str
    send_time: time
    status: PatientStatus
    status_at: datetime
    paused_until_on: date | None
    enrolled_on: date
    linked_on: date | None
    large_buttons: bool = False
    chart_wanted: bool = False
    erasing_at: datetime | None = None
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One operation. It owns the index date `tmr_on` (day 0); `activated_at` is empty while a gate is shut.
    `amputation_on` is the date of the amputation that it treats.

    Nothing is planned, sent or alerted while it is not active. `next_look_at` is when the tick must
    look again; an entry sets it to the moment of the entry.
    """

    id: int
    patient_id: int
    site_id: int
    code: str
    tmr_on: date
    amputation_on: date
    limb: Limb
    side: Side
    protocol_id: int
    registered_at: datetime
    activated_at: datetime | None
    next_look_at: datetime | None
