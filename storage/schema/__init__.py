"""The tables. Alembic migrations make the same schema; a test compares the two.

Identifiers live in `contact` alone, encrypted. What is append-only is held by triggers
(`storage/triggers.py`). No column has a server-side default time: instants come from the caller.
"""

from storage.schema.access import (
    account,
    answer_draft,
    draft,
    enrolment,
    hospital_attempt,
    recovery_code,
    session,
)
from storage.schema.alerting import (
    alert,
    alert_action,
    alert_numbers,
    asked_reason,
    digest_finding,
    safety_event,
)
from storage.schema.asking import assessment, entry, episode, protocol, response, score
from storage.schema.base import metadata
from storage.schema.delivery import heartbeat, inbox, key_check, outbox, trail
from storage.schema.instruments import instrument_licence, site_instrument
from storage.schema.people import contact, digest_wish, patient, shift, site, staff
from storage.schema.register import nerve_transfer, review, theatre_count

__all__ = [
    "account",
    "alert",
    "alert_action",
    "alert_numbers",
    "answer_draft",
    "asked_reason",
    "assessment",
    "contact",
    "digest_finding",
    "digest_wish",
    "draft",
    "enrolment",
    "entry",
    "episode",
    "heartbeat",
    "hospital_attempt",
    "inbox",
    "instrument_licence",
    "key_check",
    "metadata",
    "nerve_transfer",
    "outbox",
    "patient",
    "protocol",
    "recovery_code",
    "response",
    "review",
    "safety_event",
    "score",
    "session",
    "shift",
    "site",
    "site_instrument",
    "staff",
    "theatre_count",
    "trail",
]
