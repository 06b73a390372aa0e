"""Open alert cases as Flags, and messages that went out as Communications: kind and moment, never words."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from audit.fhir.naming import Node, Who
from audit.fhir.operations import own
from audit.fhir.responses import STAFF
from audit.fhir.values import instant
from domain import STANDING
from storage.audit_words import AlertRow, MessageRow
from storage.words import OutboxState

SENT = {OutboxState.SENT: "completed", OutboxState.UNSURE: "unknown"}
"""State of a message -> status of the communication. In doubt, it may or may not have arrived."""


def flags(who: Who, patient: Node, rows: Sequence[AlertRow], zone: str) -> Iterator[Node]:
    """The cases that are not closed, by number."""
    for alert in (row.alert for row in rows if row.alert.state in STANDING):
        yield {
            "resourceType": "Flag",
            "id": who.id_of("Flag", alert.id),
            "identifier": [who.identifier("alert", alert.id)],
            "status": "active",
            "category": [own("severity", alert.severity.value, f"{alert.severity.value} alert")],
            "code": own("rule", alert.rule, f"{alert.rule} {alert.rule_version}, {alert.state.value}"),
            "subject": patient,
            "period": {"start": instant(alert.fired_at, ZoneInfo(zone))},
        }


def communications(who: Who, patient: Node, messages: Sequence[MessageRow], zone: str) -> Iterator[Node]:
    """What was sent to the person, and to staff about them, by number."""
    for message in messages:
        yield {
            "resourceType": "Communication",
            "id": who.id_of("Communication", message.id),
            "identifier": [who.identifier("message", message.id)],
            "status": SENT[message.state],
            "category": [own("message", message.kind, message.kind)],
            "medium": [own("channel", message.channel.value, message.channel.value)],
            "subject": patient,
            "sent": instant(message.settled_at, ZoneInfo(zone)),
            "recipient": [STAFF if message.to_staff else patient],
        }
