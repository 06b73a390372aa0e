"""The table `safety_events`: what went wrong, suspected until a clinician confirms or refutes it."""

from audit.columns import Column, Kind, Table, moments, study_day, words
from audit.records import Harm
from storage.words import SafetyCategory, SafetyState

SAFETY_EVENTS: Table[Harm] = Table(
    "safety_events",
    "One row per safety event. Rates use confirmed ones; the others are counted beside. No notes.",
    (
        Column("event_id", Kind.INTEGER, "Number of the event.", lambda h: h.event.id, "safety_event.id"),
        Column(
            "patient", Kind.TEXT, "The person's pseudonym.", lambda h: h.operation.patient, "patient.code"
        ),
        Column("episode", Kind.TEXT, "The operation's code.", lambda h: h.operation.episode, "episode.code"),
        Column(
            "response_id",
            Kind.INTEGER,
            "The response that reported it; empty: staff did.",
            lambda h: h.event.response_id,
            "safety_event.response_id",
        ),
        Column(
            "category",
            Kind.CODE,
            "The four outcomes of HTG750 3.3, and other.",
            lambda h: h.event.category,
            "safety_event.category; HTG750 3.3",
            allowed=words(SafetyCategory),
        ),
        Column(
            "state",
            Kind.CODE,
            "Suspected until a clinician confirms or refutes it.",
            lambda h: h.event.state,
            "safety_event.state",
            allowed=words(SafetyState),
        ),
        Column("grade", Kind.TEXT, "Clavien-Dindo grade.", lambda h: h.event.grade, "safety_event.grade"),
        Column(
            "occurred_on",
            Kind.DATE,
            "When it happened, as far as known.",
            lambda h: h.event.occurred_on,
            "safety_event.occurred_on",
        ),
        Column(
            "study_day",
            Kind.INTEGER,
            "Study day it happened: surgery is day 1, the day before is day -1, there is no day 0.",
            lambda h: study_day(h.event.occurred_on, h.operation.operation.tmr_on),
            "occurred_on, tmr_on; CDISC SDTM",
            unit="days",
        ),
        Column(
            "reported_by",
            Kind.CODE,
            "Who reported it.",
            lambda h: "patient" if h.event.response_id is not None else "staff",
            "safety_event.response_id",
            allowed=("patient", "staff"),
        ),
        Column(
            "zone",
            Kind.TEXT,
            "Time zone of the local times (IANA).",
            lambda h: h.operation.zone,
            "patient.zone",
        ),
        *moments(
            "reported",
            "Reported",
            lambda h: h.event.reported_at,
            lambda h: h.operation.zone,
            "safety_event.reported_at",
        ),
    ),
)
