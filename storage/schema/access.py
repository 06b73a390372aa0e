"""Who may sign in to the console, their recovery codes, their sessions, and what they began."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.access_words import DraftKind, DraftState, Post, Stage
from storage.columns import Instant, one_of
from storage.schema.base import metadata, own_id, to

account = Table(
    "account",
    metadata,
    own_id(),
    Column("code", String(32), nullable=False, unique=True),
    Column("post", one_of(Post), nullable=False),
    to("site"),
    Column("staff_id", Integer, ForeignKey("staff.id"), unique=True),
    Column("active", Boolean, nullable=False),
    Column("password", String(200)),  # its argon2 hash, never itself
    Column("totp_secret", LargeBinary),  # sealed
    Column("totp_step", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("setup_index", LargeBinary, unique=True),  # hash of the one-time set-up code, never the code
    Column("setup_until", Instant),
    # hash of who the hospital's sign-in says they are
    Column("hospital_index", LargeBinary, index=True, unique=True),
    CheckConstraint("password IS NULL OR totp_secret IS NOT NULL", name="two_factors"),
    CheckConstraint("(setup_index IS NULL) = (setup_until IS NULL)", name="setup_ends"),
    CheckConstraint(
        "(post IN ('coordinator', 'clinician')) = (staff_id IS NOT NULL)", name="deeds_have_a_name"
    ),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    own_id(),
    to("account"),
    Column("code_index", LargeBinary, nullable=False, unique=True),  # its hash, never the code
    Column("used_at", Instant),
)

session = Table(
    "session",
    metadata,
    own_id(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),  # of what the cookie holds
    to("account"),
    Column("stage", one_of(Stage), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

hospital_attempt = Table(
    "hospital_attempt",
    metadata,
    own_id(),
    Column("state_index", LargeBinary, nullable=False, unique=True),  # hash of state and cookie
    to("account", optional=True),  # who is setting up; none who signs in
    Column("begun_at", Instant, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    own_id(),
    Column("kind", one_of(DraftKind), nullable=False),
    to("account"),
    Column("at", Instant, nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", one_of(DraftState), nullable=False),
    CheckConstraint("kind IN ('protocol', 'alert-numbers', 'questionnaire')", name="known_kind"),
    CheckConstraint("state IN ('open', 'published', 'dropped')", name="known_state"),
)

enrolment = Table(
    "enrolment",
    metadata,
    own_id(),
    to("site"),
    to("account"),  # who changed it last
    Column("begun_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("step", Integer, nullable=False),
    Column("typed", LargeBinary, nullable=False),  # sealed: names, numbers and dates of no patient yet
    sqlite_autoincrement=True,  # the number of one that is gone never means another
)

answer_draft = Table(
    "answer_draft",
    metadata,
    own_id(),
    to("episode", index=False),
    to("account"),  # who changed it last
    Column("time_point", String(40), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("step", Integer, nullable=False),
    Column("typed", LargeBinary, nullable=False),  # sealed: what is taken down, and how it came
    UniqueConstraint("episode_id", "time_point"),
    sqlite_autoincrement=True,
)
