"""The tables. Alembic migrations make the same schema; a test compares the two.

Identifiers live in `contact` alone, encrypted. `entry`, `alert_action` and `trail` are append-only, held by
triggers (`triggers.py`). No column has a server-side default time: instants come from the caller.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from domain import (
    AlertState,
    AssessmentKind,
    AssessmentState,
    EntryKind,
    Lane,
    Limb,
    Mode,
    Nation,
    PatientStatus,
    ResponseState,
    Severity,
    Side,
)
from storage.columns import Instant, one_of
from storage.words import (
    ActionKind,
    Cause,
    ChannelState,
    Indication,
    OutboxState,
    Owner,
    Role,
    SafetyCategory,
    SafetyState,
    Technique,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(table: str, name: str | None = None, *, optional: bool = False) -> Column[int]:
    column = name or f"{table}_id"
    return Column(column, Integer, ForeignKey(f"{table}.id"), nullable=optional, index=True)


site = Table(
    "site",
    metadata,
    _key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("nation", one_of(Nation), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("team_phone", String(40), nullable=False),
    Column("staffed_hours", String(200), nullable=False),
    Column("mode", one_of(Mode), nullable=False),
    # Plain numbers, because staff belong to a site: a foreign key both ways could not be created in order.
    Column("owner_id", Integer),
    Column("deputy_id", Integer),
    Column("lead_id", Integer),
    Column("safety_officer_id", Integer),
    Column("out_of_hours_id", Integer),
    Column("answers_in_notices", Boolean, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    _key(),
    _to("site"),
    Column("code", String(32), nullable=False, unique=True),
    Column("role", one_of(Role), nullable=False),
    Column("active", Boolean, nullable=False),
)

patient = Table(
    "patient",
    metadata,
    _key(),
    _to("site"),
    Column("code", String(32), nullable=False, unique=True),
    Column("zone", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("send_time", Time, nullable=False),
    Column("status", one_of(PatientStatus), nullable=False),
    Column("status_at", Instant, nullable=False),
    Column("paused_until_on", Date),
    Column("enrolled_on", Date, nullable=False),
    Column("linked_on", Date),
)

contact = Table(
    "contact",
    metadata,
    _key(),
    Column("owner", one_of(Owner), nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("data_key", LargeBinary, nullable=False),  # the person's own key, wrapped by the master key
    Column("name", LargeBinary),
    Column("phone", LargeBinary),
    Column("email", LargeBinary),
    Column("nhs_number", LargeBinary),
    Column("chat", LargeBinary),
    Column("chat_index", LargeBinary, unique=True),  # blind index of the chat, for look-ups
    Column("channel", one_of(ChannelState), nullable=False),
    Column("channel_at", Instant),
    Column("link_index", LargeBinary, unique=True),  # HMAC of the one-time token, never the token
    Column("link_pin", LargeBinary),
    Column("link_expires_at", Instant),
    Column("link_attempts", Integer, nullable=False),
    Column("consent_version", String(32)),
    Column("consent_at", Instant),
    UniqueConstraint("owner", "owner_id"),
)

protocol = Table(
    "protocol",
    metadata,
    _key(),
    Column("name", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("published_by", String(64), nullable=False),
    UniqueConstraint("name", "version"),
)

episode = Table(
    "episode",
    metadata,
    _key(),
    _to("patient"),
    _to("site"),
    _to("protocol"),
    Column("code", String(32), nullable=False, unique=True),
    Column("amputation_on", Date, nullable=False),
    Column("tmr_on", Date, nullable=False),
    Column("indication", one_of(Indication), nullable=False),
    Column("technique", one_of(Technique), nullable=False),
    Column("limb", one_of(Limb), nullable=False),
    Column("side", one_of(Side), nullable=False),
    Column("level", String(80), nullable=False),
    Column("cause", one_of(Cause), nullable=False),
    Column("governance_lead", String(200)),
    Column("governance_on", Date),
    Column("procedure_consent_on", Date),
    Column("procedure_information_version", String(80)),
    Column("audit_number", String(80)),
    Column("mdt_on", Date),
    Column("mdt_roles", JSON, nullable=False),
    Column("rec_reference", String(80)),
    Column("iras_id", String(40)),
    Column("study_title", String(300)),
    Column("ethics_on", Date),
    Column("study_consent_on", Date),
    Column("registered_at", Instant, nullable=False),
    Column("activated_at", Instant),
    Column("next_look_at", Instant, index=True),
)

assessment = Table(
    "assessment",
    metadata,
    _key(),
    _to("episode"),
    _to("protocol"),
    Column("time_point", String(40), nullable=False),
    Column("kind", one_of(AssessmentKind), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("send_at", Instant, nullable=False),
    Column("zone", String(64), nullable=False),  # of the patient when planned: for local times in exports
    Column("instruments", JSON, nullable=False),
    Column("state", one_of(AssessmentState), nullable=False),
    Column("reason", String(64)),
    _to("assessment", "parent_id", optional=True),
    Column("opened_at", Instant),
    Column("prompted_at", Instant),
    Column("first_seen_at", Instant),
    Column("answered_at", Instant),
    Column("closed_at", Instant),
    Column("card_message_id", Integer),
    UniqueConstraint("episode_id", "protocol_id", "time_point"),
    CheckConstraint("opens_on <= closes_on", name="window"),
)

response = Table(
    "response",
    metadata,
    _key(),
    _to("assessment"),
    Column("instrument", String(80), nullable=False),
    Column("version", String(32), nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("context", JSON, nullable=False),
    Column("state", one_of(ResponseState), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("judged_seq", Integer, nullable=False),
    Column("judged_at", Instant),
    UniqueConstraint("assessment_id", "instrument"),
)

entry = Table(
    "entry",
    metadata,
    _key(),
    _to("response"),
    Column("seq", Integer, nullable=False),
    Column("kind", one_of(EntryKind), nullable=False),
    Column("link_id", String(255), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("source", String(64)),
    UniqueConstraint("response_id", "seq"),
    UniqueConstraint("response_id", "source"),
)

score = Table(
    "score",
    metadata,
    _key(),
    _to("response"),
    Column("name", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("value", Numeric(10, 4)),
    Column("missing", String(64)),
    UniqueConstraint("response_id", "name", "version"),
)

alert = Table(
    "alert",
    metadata,
    _key(),
    Column("key", String(160), nullable=False, unique=True),
    _to("episode"),
    _to("response", optional=True),
    Column("rule", String(16), nullable=False),
    Column("rule_version", String(32), nullable=False),
    Column("severity", one_of(Severity), nullable=False),
    Column("state", one_of(AlertState), nullable=False, index=True),
    Column("fired_at", Instant, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("acknowledged_at", Instant),
    _to("staff", "acknowledged_by_id", optional=True),
    Column("closed_at", Instant),
)

alert_action = Table(
    "alert_action",
    metadata,
    _key(),
    _to("alert"),
    Column("kind", one_of(ActionKind), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("key", String(160), unique=True),
)

safety_event = Table(
    "safety_event",
    metadata,
    _key(),
    Column("key", String(160), unique=True),
    _to("episode"),
    _to("response", optional=True),
    Column("category", one_of(SafetyCategory), nullable=False),
    Column("state", one_of(SafetyState), nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("reported_by", String(64), nullable=False),
    Column("grade", String(8)),
    Column("note", Text),
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
    Column("key", String(160), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("lane", one_of(Lane), nullable=False),
    Column("language", String(8), nullable=False),
    _to("patient", optional=True),
    _to("staff", optional=True),
    _to("episode", optional=True),
    _to("assessment", optional=True),
    _to("alert", optional=True),
    Column("detail", JSON, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("state", one_of(OutboxState), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("not_before_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("settled_at", Instant),
    Column("message_id", Integer),
    Column("reason", String(200)),
    Index(None, "state", "not_before_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", Integer, primary_key=True, autoincrement=False),
    Column("update_id", Integer, primary_key=True, autoincrement=False),
    Column("chat_index", LargeBinary),
    Column("body", LargeBinary),  # encrypted; emptied once done
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
    Column("attempts", Integer, nullable=False),
    Column("fault", String(200)),
)

trail = Table(
    "trail",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("verb", String(64), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("detail", JSON, nullable=False),
)
