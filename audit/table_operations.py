"""The table `operations`: every operation done, active or not, and the arrangements made for it."""

from audit.columns import Column, Kind, Table, Value, moments, words
from audit.gates import shut_gates
from audit.table_surgery import SURGERY
from domain import Limb, Nation, PatientStatus, Side
from storage.audit_words import OperationRow
from storage.words import Cause, Indication, Technique

Op = OperationRow


def _shut(row: Op) -> str:
    return " ".join(gate.key for gate in shut_gates(row.operation, row.governance))


def _days_since_amputation(row: Op) -> Value:
    return (row.operation.tmr_on - row.operation.amputation_on).days


WHO: tuple[Column[Op], ...] = (
    Column("patient", Kind.TEXT, "The person's pseudonym.", lambda r: r.patient, "patient.code"),
    Column(
        "episode", Kind.TEXT, "The operation's code; one episode each.", lambda r: r.episode, "episode.code"
    ),
    Column("site", Kind.TEXT, "The hospital's code.", lambda r: r.site, "site.code"),
    Column(
        "nation",
        Kind.CODE,
        "The hospital's nation.",
        lambda r: r.nation,
        "site.nation",
        allowed=words(Nation),
    ),
)

OPERATION: tuple[Column[Op], ...] = (
    Column(
        "indication",
        Kind.CODE,
        "TMR at the amputation (primary) or later, for pain (secondary). Never to be pooled.",
        lambda r: r.operation.indication,
        "episode.indication",
        allowed=words(Indication),
    ),
    Column(
        "technique",
        Kind.CODE,
        "What was done; rpni-only is not TMR and stays out of its figures.",
        lambda r: r.operation.technique,
        "episode.technique",
        allowed=words(Technique),
    ),
    Column(
        "limb",
        Kind.CODE,
        "Upper or lower limb.",
        lambda r: r.operation.limb,
        "episode.limb",
        allowed=words(Limb),
    ),
    Column(
        "side",
        Kind.CODE,
        "Side of the limb.",
        lambda r: r.operation.side,
        "episode.side",
        allowed=words(Side),
    ),
    Column("level", Kind.TEXT, "Level of the amputation.", lambda r: r.operation.level, "episode.level"),
    Column(
        "cause",
        Kind.CODE,
        "Why the limb was amputated.",
        lambda r: r.operation.cause,
        "episode.cause; HTG750 2.1",
        allowed=words(Cause),
    ),
    Column(
        "amputation_on",
        Kind.DATE,
        "Amputation.",
        lambda r: r.operation.amputation_on,
        "episode.amputation_on",
    ),
    Column(
        "tmr_on", Kind.DATE, "TMR: the index date, day 0.", lambda r: r.operation.tmr_on, "episode.tmr_on"
    ),
    Column(
        "days_since_amputation",
        Kind.INTEGER,
        "From the amputation to TMR.",
        _days_since_amputation,
        "tmr_on - amputation_on",
        "days",
    ),
)

ARRANGEMENTS: tuple[Column[Op], ...] = (
    Column(
        "governance_on",
        Kind.DATE,
        "The governance lead was informed. The name is not exported.",
        lambda r: r.governance.governance_on,
        "episode.governance_on; HTG750 1.1",
    ),
    Column(
        "procedure_consent_on",
        Kind.DATE,
        "Consent to the procedure.",
        lambda r: r.governance.procedure_consent_on,
        "episode.procedure_consent_on; HTG750 1.1",
    ),
    Column(
        "information_version",
        Kind.TEXT,
        "Version of the information given.",
        lambda r: r.governance.procedure_information_version,
        "episode.procedure_information_version; HTG750 1.1",
    ),
    Column(
        "audit_number",
        Kind.TEXT,
        "Registration number of the clinical audit.",
        lambda r: r.governance.audit_number,
        "episode.audit_number; HTG750 1.1",
    ),
    Column(
        "mdt_on",
        Kind.DATE,
        "Selection by the multidisciplinary team.",
        lambda r: r.governance.mdt_on,
        "episode.mdt_on; HTG750 1.4",
    ),
    Column(
        "mdt_roles",
        Kind.TEXT,
        "Roles in the team, with semicolons.",
        lambda r: "; ".join(r.governance.mdt_roles),
        "episode.mdt_roles; HTG750 1.4",
    ),
    Column(
        "rec_reference",
        Kind.TEXT,
        "Research ethics committee reference of the study.",
        lambda r: r.governance.rec_reference,
        "episode.rec_reference; HTG750 1.5",
    ),
    Column(
        "iras_id",
        Kind.TEXT,
        "IRAS project id of the study.",
        lambda r: r.governance.iras_id,
        "episode.iras_id; HTG750 1.5",
    ),
    Column(
        "study_title",
        Kind.TEXT,
        "Title of the study.",
        lambda r: r.governance.study_title,
        "episode.study_title; HTG750 1.5",
    ),
    Column(
        "ethics_on",
        Kind.DATE,
        "Approval by the ethics committee.",
        lambda r: r.governance.ethics_on,
        "episode.ethics_on; HTG750 1.6",
    ),
    Column(
        "study_consent_on",
        Kind.DATE,
        "The participant's consent to the study.",
        lambda r: r.governance.study_consent_on,
        "episode.study_consent_on; HTG750 1.6",
    ),
    Column(
        "arrangements_missing",
        Kind.TEXT,
        "Keys of the required arrangements that are missing, with spaces; empty: none.",
        _shut,
        "derived; HTG750 1.1, 1.4 to 1.6",
    ),
)

FOLLOW_UP: tuple[Column[Op], ...] = (
    Column(
        "active",
        Kind.TRUTH,
        "Whether follow-up was activated; if not, nothing is asked and no efficacy table counts it.",
        lambda r: r.activated_at is not None,
        "episode.activated_at",
    ),
    Column(
        "patient_status",
        Kind.CODE,
        "Where the person stands at export.",
        lambda r: r.patient_status,
        "patient.status",
        allowed=words(PatientStatus),
    ),
    Column("enrolled_on", Kind.DATE, "Enrolment.", lambda r: r.enrolled_on, "patient.enrolled_on"),
    Column(
        "linked_on",
        Kind.DATE,
        "Telegram was linked; empty: never.",
        lambda r: r.linked_on,
        "patient.linked_on",
    ),
    Column(
        "language",
        Kind.CODE,
        "Preferred language at export (BCP 47).",
        lambda r: r.language,
        "patient.language",
    ),
    Column("protocol", Kind.TEXT, "The protocol followed now.", lambda r: r.protocol, "protocol.name"),
    Column("protocol_version", Kind.TEXT, "Its version.", lambda r: r.protocol_version, "protocol.version"),
    Column("zone", Kind.TEXT, "The person's time zone at export (IANA).", lambda r: r.zone, "patient.zone"),
    *moments("registered", "Entered in the register", lambda r: r.registered_at, lambda r: r.zone, "episode"),
    *moments("activated", "Follow-up activated", lambda r: r.activated_at, lambda r: r.zone, "episode"),
)

LATER: tuple[Column[Op], ...] = (
    Column(
        "followed_by",
        Kind.TEXT,
        "Code of the hospital that follows it, last of those in this database; site is the one that did it.",
        lambda r: r.followed_by,
        "site.code by episode.site_id",
    ),
    Column(
        "reoperation_of",
        Kind.TEXT,
        "Code of the earlier operation on the same limb that it follows; that one is followed up as well.",
        lambda r: r.reoperation_of,
        "episode.reoperation_of_id; HTG750 3.3, 3.6",
    ),
)

OPERATIONS: Table[OperationRow] = Table(
    "operations",
    "One row per operation done, whether or not it is followed up.",
    (*WHO, *OPERATION, *ARRANGEMENTS, *FOLLOW_UP, *LATER, *SURGERY),
)
