"""The table `safety_events`: what went wrong, suspected until a clinician confirms or refutes it."""

from audit.columns import Column, Kind, Table, Value, moments, study_day, words
from audit.records import Harm
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.words import SafetyCategory, SafetyState


def _reportable(harm: Harm) -> Value:
    """Whether the Yellow Card scheme is to hear of it, and has not yet."""
    event = harm.event
    involved = event.product is not None and event.product is not Product.NONE
    return involved and event.yellow_card_on is None and event.state is not SafetyState.REFUTED


LATER: tuple[Column[Harm], ...] = (
    Column(
        "kind",
        Kind.CODE,
        "Of the category other: what it was.",
        lambda h: h.event.kind,
        "safety_event.kind",
        allowed=words(SafetyKind),
    ),
    Column(
        "reoperation_reason",
        Kind.CODE,
        "Of a reoperation: why the limb was operated on again.",
        lambda h: h.event.reoperation_reason,
        "safety_event.reoperation_reason; HTG750 3.6",
        allowed=words(ReoperationReason),
    ),
    Column(
        "product",
        Kind.CODE,
        "Whether a device or a medicine had a part; empty: not said.",
        lambda h: h.event.product,
        "safety_event.product; HTG750, MHRA Yellow Card",
        allowed=words(Product),
    ),
    Column(
        "reportable_not_reported",
        Kind.TRUTH,
        "A device or a medicine had a part, it is not refuted, and no Yellow Card report is noted.",
        _reportable,
        "derived: product, state, yellow_card_on",
    ),
    Column(
        "yellow_card_on",
        Kind.DATE,
        "Reported to the Yellow Card scheme by staff; nothing is reported automatically.",
        lambda h: h.event.yellow_card_on,
        "safety_event.yellow_card_on",
    ),
    Column(
        "yellow_card_reference",
        Kind.TEXT,
        "Reference of that report.",
        lambda h: h.event.yellow_card_reference,
        "safety_event.yellow_card_reference",
    ),
    *moments(
        "decided",
        "Confirmed or refuted",
        lambda h: h.event.decided_at,
        lambda h: h.operation.zone,
        "safety_event.decided_at",
    ),
)

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
        *LATER,
    ),
)
