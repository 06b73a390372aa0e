"""What erasing a patient does to every column that can hold text, bytes or a message's number: one table.

A test walks the schema: a column that is in no list fails it, so whoever adds one decides. Words of a fixed
list (states, kinds), plain numbers and dates are not named here; all of those are kept for the audit.
"""

from collections.abc import Mapping

REMOVED: Mapping[str, Mapping[str, str]] = {
    "contact": {
        "data_key": "emptied: what was sealed with it opens no more",
        "name": "an identifier",
        "phone": "an identifier",
        "email": "an identifier",
        "nhs_number": "an identifier",
        "chat": "an identifier",
        "chat_index": "an identifier's index",
        "link_index": "a way in",
        "link_pin": "a way in",
        "link_token": "a way in",
        "link_chat_index": "an identifier's index",
    },
    "entry": {"answers": "what was typed freely is replaced; choices, numbers and dates stay"},
    "alert_action": {"detail": "the reason somebody typed is replaced; codes and what fired it stay"},
    "safety_event": {"note": "free text"},
    "episode": {"selection_reason": "free text"},
    "outbox": {
        "message_id": "which message of the chat it was",
        "detail": "the number of a message of the chat; the rest is numbers of rows and words of ours",
    },
    "assessment": {"card_message_id": "which message of the chat it was"},
    "answer_draft": {
        "time_point": "the row goes, with answers that were taken down and never stored",
        "typed": "the row goes",
    },
    "asked_reason": {"source": "the row goes, with what staff were last asked to type"},
    "inbox": {
        "chat_index": "the row goes",
        "body": "the row goes: what they sent and nobody handled",
        "fault": "the row goes",
        "bot_id": "the row goes",
        "update_id": "the row goes",
    },
}
"""Table and column -> what goes, of the patient's own rows."""

_PSEUDONYM = "the pseudonym by which the audit counts them"
_OURS = "made by the program of numbers and words of fixed lists"
_WHO = "who of the staff, or which part of the program, did it"
_RECORD = "the operation record, which the audit counts by"
_ARRANGEMENTS = "the arrangements of the hospital and the study, about nobody treated"
_DEFINITION = "names a definition, not a person"

KEPT: Mapping[str, Mapping[str, str]] = {
    "patient": {
        "code": _PSEUDONYM,
        "zone": "by which their dates are local dates",
        "language": "which translation was asked, for the audit of missing answers",
    },
    "contact": {"consent_version": "that consent was given, to which text, and when"},
    "episode": {
        "code": _PSEUDONYM,
        "level": _RECORD,
        "suture": _RECORD,
        "operating_surgeon": "a code of staff",
        "supervising_surgeon": "a code of staff",
        "governance_lead": _ARRANGEMENTS,
        "procedure_information_version": _ARRANGEMENTS,
        "audit_number": _ARRANGEMENTS,
        "mdt_roles": _ARRANGEMENTS,
        "rec_reference": _ARRANGEMENTS,
        "iras_id": _ARRANGEMENTS,
        "study_title": _ARRANGEMENTS,
    },
    "nerve_transfer": {"donor": _RECORD, "target": _RECORD},
    "assessment": {
        "time_point": _DEFINITION,
        "zone": "by which its dates are local dates",
        "instruments": _DEFINITION,
        "reason": _OURS,
        "source": "the number of an update, so that the same one counts once",
    },
    "response": {
        "instrument": _DEFINITION,
        "version": _DEFINITION,
        "checksum": _DEFINITION,
        "language": "which translation was asked",
        "context": "what the site knows of the question: phase, limb, mode; words of fixed lists",
    },
    "entry": {
        "link_id": _DEFINITION,
        "by": "the pseudonym, or " + _WHO,
        "source": "the number of an update, so that the same one counts once",
    },
    "score": {"name": _DEFINITION, "version": _DEFINITION, "missing": _OURS},
    "alert": {
        "key": _OURS,
        "rule": _DEFINITION,
        "rule_version": _DEFINITION,
        "inputs": "the numbers and choices that fired it, never free text",
        "numbers_version": _DEFINITION,
        "numbers_checksum": _DEFINITION,
    },
    "alert_action": {"by": _WHO, "key": _OURS},
    "digest_finding": {
        "key": _OURS,
        "rule": _DEFINITION,
        "rule_version": _DEFINITION,
        "numbers_version": _DEFINITION,
        "numbers_checksum": _DEFINITION,
        "inputs": "the numbers and choices it was found in, never free text",
    },
    "safety_event": {
        "key": _OURS,
        "reported_by": _WHO,
        "decided_by": _WHO,
        "grade": _RECORD,
        "yellow_card_reference": "the regulator's number of the report, by which it is followed up",
    },
    "outbox": {
        "key": _OURS,
        "kind": _OURS,
        "language": "which translation was sent",
        "reason": "why it was not sent, in words of ours",
    },
    "trail": {
        "by": "the pseudonym, or " + _WHO,
        "verb": _OURS,
        "subject": "the number of a row",
        "detail": "never held an identifier, an answer or free text",
        "key_id": "of the seal",
        "previous": "of the seal",
        "seal": "of the seal",
    },
}
"""Table and column -> why it stays."""

OF_NO_PATIENT = frozenset(
    {
        "account",
        "alert_numbers",
        "digest_wish",
        "draft",
        "enrolment",
        "heartbeat",
        "hospital_attempt",
        "instrument_licence",
        "key_check",
        "protocol",
        "recovery_code",
        "review",
        "session",
        "shift",
        "site",
        "site_instrument",
        "staff",
        "theatre_count",
    }
)
"""Tables that hold nothing of any patient: of the site, its staff and definitions, and of the service.

An `enrolment` is of somebody who is no patient yet: its row goes when it is finished, dropped or left alone.
"""
