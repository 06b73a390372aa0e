"""Who and where: sites, staff, patients, and the one table that holds identifiers, encrypted."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    UniqueConstraint,
    false,
    text,
)

from domain import Cadence, Mode, Nation, PatientStatus, WhenEmpty
from storage.columns import Instant, one_of
from storage.schema.base import metadata, own_id, to
from storage.words import ChannelState, Owner, Role

site = Table(
    "site",
    metadata,
    own_id(),
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
    own_id(),
    to("site"),
    Column("code", String(32), nullable=False, unique=True),
    Column("role", one_of(Role), nullable=False),
    Column("active", Boolean, nullable=False),
)

shift = Table(
    "shift",
    metadata,
    own_id(),
    to("site"),
    to("staff"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    CheckConstraint("starts_at < ends_at", name="starts_first"),
)

digest_wish = Table(
    "digest_wish",
    metadata,
    Column("staff_id", Integer, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("cadence", one_of(Cadence), nullable=False),
    Column("weekday", Integer),  # from Monday (0); none: every day
    Column("at", Time, nullable=False),  # the site's local time
    Column("when_empty", one_of(WhenEmpty), nullable=False),
    Column("next_at", Instant, nullable=False, index=True),
    CheckConstraint("(cadence = 'weekly') = (weekday IS NOT NULL)", name="weekly_has_a_day"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
)

patient = Table(
    "patient",
    metadata,
    own_id(),
    to("site"),
    Column("code", String(32), nullable=False, unique=True),
    Column("zone", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("send_time", Time, nullable=False),
    Column("status", one_of(PatientStatus), nullable=False),
    Column("status_at", Instant, nullable=False),
    Column("paused_until_on", Date),
    Column("enrolled_on", Date, nullable=False),
    Column("linked_on", Date),
    Column("large_buttons", Boolean, nullable=False, server_default=false()),
    Column("chart_wanted", Boolean, nullable=False, server_default=false()),
    Column("erasing_at", Instant),  # erasure was asked for; it is under way until the next one is set
    Column("erased_at", Instant),  # identifiers and free text are gone for good
    Index(
        "ix_patient_erasing",
        "erasing_at",
        sqlite_where=text("erasing_at IS NOT NULL AND erased_at IS NULL"),
        postgresql_where=text("erasing_at IS NOT NULL AND erased_at IS NULL"),
    ),
)

contact = Table(
    "contact",
    metadata,
    own_id(),
    Column("owner", one_of(Owner), nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("data_key", LargeBinary, nullable=False),  # their own, wrapped by the master key; empty: erased
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
    Column("link_token", LargeBinary),  # while a chat was asked for the PIN: the token, sealed,
    Column("link_chat_index", LargeBinary),  # and the blind index of that chat
    Column("link_expires_at", Instant),
    Column("link_attempts", Integer, nullable=False),
    Column("consent_version", String(32)),
    Column("consent_at", Instant),
    Column("email_refused_at", Instant),  # the address was refused for good; nothing more is sent there
    UniqueConstraint("owner", "owner_id"),
    CheckConstraint("(chat IS NULL) = (chat_index IS NULL)", name="chat_indexed"),
    CheckConstraint("channel <> 'linked' OR chat IS NOT NULL", name="linked_has_chat"),
)
