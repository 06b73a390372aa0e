"""What is asked and answered: protocols, episodes, assessments, responses, their entries and scores."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from domain import AssessmentKind, AssessmentState, EntryKind, Limb, ResponseState, Side
from storage.columns import Exact, Instant, Texts, one_of
from storage.register_words import Anaesthesia, ConsentSupport, Magnification, Via
from storage.schema.base import metadata, own_id, to
from storage.words import Cause, Indication, Layout, Technique

protocol = Table(
    "protocol",
    metadata,
    own_id(),
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
    own_id(),
    to("patient"),
    to("site"),
    to("protocol"),
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
    Column("mdt_roles", Texts, nullable=False),
    Column("rec_reference", String(80)),
    Column("iras_id", String(40)),
    Column("study_title", String(300)),
    Column("ethics_on", Date),
    Column("study_consent_on", Date),
    Column("anaesthesia", one_of(Anaesthesia)),
    Column("coaptations", Integer),
    Column("suture", String(80)),
    Column("magnification", one_of(Magnification)),
    Column("earlier_neuroma_operations", Integer),
    Column("operating_surgeon", String(32)),
    Column("supervising_surgeon", String(32)),
    Column("selection_reason", Text),
    Column("consent_support", one_of(ConsentSupport)),
    Column("registered_at", Instant, nullable=False),
    Column("activated_at", Instant),
    Column("next_look_at", Instant, index=True),
    to("site", "operated_site_id", optional=True),  # where it was done, once another site follows it
    to("episode", "reoperation_of_id", optional=True),
)

assessment = Table(
    "assessment",
    metadata,
    own_id(),
    to("episode", index=False),
    to("protocol"),
    Column("time_point", String(40), nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("tmr_on", Date, nullable=False),  # the operation date it was planned for
    Column("kind", one_of(AssessmentKind), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("send_at", Instant, nullable=False),
    Column("zone", String(64), nullable=False),  # of the patient when planned: for local times in exports
    Column("instruments", Texts, nullable=False),
    Column("state", one_of(AssessmentState), nullable=False),
    Column("reason", String(64)),
    to("assessment", "parent_id", optional=True),
    Column("opened_at", Instant),
    Column("prompted_at", Instant),
    Column("first_seen_at", Instant),
    Column("answered_at", Instant),
    Column("closed_at", Instant),
    Column("card_message_id", BigInteger),
    Column("source", String(64)),  # the update that began it, if a patient did: the same one counts once
    UniqueConstraint("episode_id", "protocol_id", "time_point", "occurrence"),
    CheckConstraint("opens_on <= closes_on", name="window"),
    CheckConstraint("(state IN ('planned', 'open')) = (closed_at IS NULL)", name="closed"),
    CheckConstraint("state <> 'open' OR opened_at IS NOT NULL", name="opened"),
    # Only what is open, so that Today and digests stay quick after years of follow-up.
    Index(
        "ix_assessment_open",
        "episode_id",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

response = Table(
    "response",
    metadata,
    own_id(),
    to("assessment", index=False),
    Column("instrument", String(80), nullable=False),
    Column("version", String(32), nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("context", JSON, nullable=False),
    Column("state", one_of(ResponseState), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("given_on", Date),  # where staff entered the answers: when they were given; local
    Column("entered_at", Instant),  # and when they were entered last
    Column("judged_seq", Integer, nullable=False),
    Column("judged_at", Instant),
    UniqueConstraint("assessment_id", "instrument"),
    CheckConstraint("(state = 'in-progress') = (ended_at IS NULL)", name="ended"),
    # Only what waits to be judged, so that the health page stays quick after years of follow-up.
    Index(
        "ix_response_unjudged",
        "started_at",
        sqlite_where=text("judged_at IS NULL"),
        postgresql_where=text("judged_at IS NULL"),
    ),
)

entry = Table(
    "entry",
    metadata,
    own_id(),
    to("response", index=False),
    Column("seq", Integer, nullable=False),
    Column("kind", one_of(EntryKind), nullable=False),
    Column("link_id", String(255), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("source", String(64)),
    Column("layout", one_of(Layout)),
    Column("via", one_of(Via)),  # none: in the chat
    Column("proxy", Boolean),  # whether somebody else spoke for the patient; none: in the chat
    UniqueConstraint("response_id", "seq"),
    UniqueConstraint("response_id", "source"),
)

score = Table(
    "score",
    metadata,
    own_id(),
    to("response", index=False),
    Column("name", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("value", Exact),
    Column("missing", String(64)),
    UniqueConstraint("response_id", "name", "version"),
    CheckConstraint("(value IS NULL) = (missing IS NOT NULL)", name="value_or_missing"),
)
