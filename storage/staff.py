"""Staff, by pseudonym. What they are called and how they are reached is in contacts."""

from sqlalchemy import and_, bindparam, exists, not_, or_, select

from domain import Act
from storage import contacts, mailboxes, rows
from storage.database import Tx
from storage.schema import contact, heartbeat, staff
from storage.trail import record
from storage.words import ChannelState, MailState, Owner, Role, Staff

_MAIL_WORKS = exists(select(heartbeat.c.name)).where(
    heartbeat.c.name == mailboxes.HEARTBEAT, heartbeat.c.detail["state"].as_string() == MailState.ON
)
_IN_REACH = or_(
    contact.c.channel == ChannelState.LINKED,
    and_(contact.c.email.is_not(None), contact.c.email_refused_at.is_(None), _MAIL_WORKS),
)
# Every card that a patient sees asks this, so it is built once.
_OUT_OF_REACH = (
    select(staff.c.id)
    .join(contact, and_(contact.c.owner == Owner.STAFF, contact.c.owner_id == staff.c.id))
    .where(
        staff.c.site_id == bindparam("site"),
        or_(staff.c.active.is_(False), not_(_IN_REACH)),
    )
)


def add(
    tx: Tx,
    act: Act,
    *,
    site_id: int,
    code: str,
    role: Role,
    name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
) -> Staff:
    """Add a member of staff; a code that is taken is refused."""
    free = rows.free_code(tx.conn, staff, code)
    staff_id = rows.add(tx.conn, staff, site_id=site_id, code=free, role=role, active=True)
    contacts.keep(tx, act, Owner.STAFF, staff_id, contacts.Details(name, phone, email))
    record(tx, act, "staff.add", f"staff:{staff_id}", {"code": code, "role": role})
    return get(tx, staff_id)


def leave(tx: Tx, act: Act, staff_id: int) -> bool:
    """They have left the hospital: nothing is sent to them, and their chat is forgotten. False if known."""
    there = (staff.c.id == staff_id, staff.c.active.is_(True))
    if not rows.change(tx.conn, staff, *there, active=False):
        return False
    record(tx, act, "staff.leave", f"staff:{staff_id}")
    contacts.set_channel(tx, act, Owner.STAFF, staff_id, ChannelState.UNLINKED)
    return True


def set_role(tx: Tx, act: Act, staff_id: int, role: Role) -> None:
    """Somebody works as something else from now on."""
    before = get(tx, staff_id).role
    rows.change(tx.conn, staff, staff.c.id == staff_id, role=role)
    record(tx, act, "staff.set-role", f"staff:{staff_id}", {"was": before, "role": role})


def get(tx: Tx, staff_id: int) -> Staff:
    return rows.known(tx.conn, Staff, staff, staff_id)


def by_code(tx: Tx, code: str) -> Staff | None:
    return rows.one(tx.conn, Staff, staff, code=code)


def of_site(tx: Tx, site_id: int) -> tuple[Staff, ...]:
    """The staff of a site, in the order they were added."""
    return rows.alike(tx.conn, Staff, staff, site_id=site_id)


def codes(tx: Tx) -> dict[int, str]:
    """Everybody's code, of all sites, by id: whoever did something may work elsewhere by now."""
    return {each.id: each.code for each in rows.many(tx.conn, Staff, staff)}


def out_of_reach(tx: Tx, site_id: int) -> frozenset[int]:
    """Staff of a site whom nothing reaches, neither Telegram nor e-mail, or who are no longer there."""
    return frozenset(tx.conn.execute(_OUT_OF_REACH, {"site": site_id}).scalars())
