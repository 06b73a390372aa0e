"""Who works at a site: people are added, and removed once they hold no post there."""

from app.sites import check_code, named_site
from domain import Act, Fault, Site
from storage import accounts, rota, sessions, sites, staff
from storage.access_words import Post
from storage.database import Tx
from storage.words import Role, Staff


def add_staff(
    tx: Tx,
    act: Act,
    *,
    code: str,
    site_code: str,
    role: str,
    name: str | None,
    phone: str | None,
    email: str | None,
) -> Staff:
    """Add one person to a site."""
    check_code(code)
    if role not in set(Role):
        raise Fault(f"{role!r} is not a role; use clinician or coordinator.")
    if staff.by_code(tx, code) is not None:
        raise Fault(f"There is already staff {code!r}.")
    site = named_site(tx, site_code)
    return staff.add(
        tx, act, site_id=site.id, code=code, role=Role(role), name=name, phone=phone, email=email
    )


def remove_staff(tx: Tx, act: Act, code: str) -> Staff:
    """Let nothing more reach somebody who works here no longer. Whoever holds a post is replaced first."""
    person = named_staff(tx, code)
    site = sites.get(tx, person.site_id)
    held = held_posts(site, person)
    if held:
        raise Fault(
            f"{code} is {' and '.join(held)} of {site.code}. Name somebody else with "
            f"`tmr-followup site set {site.code}` first. Nothing was changed."
        )
    turns = rota.to_come(tx, person.id, act.at)
    if turns:
        ids = ", ".join(str(turn.id) for turn in turns)
        raise Fault(
            f"{code} is on the rota of {site.code}: take the turns {ids} off first with "
            f"`tmr-followup site rota remove {site.code}`. Nothing was changed."
        )
    if not staff.leave(tx, act, person.id):
        raise Fault(f"{code} has left already. Nothing was changed.")
    return person


def change_role(tx: Tx, act: Act, code: str, role: str) -> None:
    """Somebody works as something else from now on, in the console too, where they are signed out."""
    person = named_staff(tx, code)
    if role not in set(Role):
        raise Fault(f"{role!r} is not a role; use clinician or coordinator.")
    if not person.active:
        raise Fault(f"{code} has left the hospital. Nothing was changed.")
    if person.role == role:
        raise Fault(f"{code} is {role} already. Nothing was changed.")
    staff.set_role(tx, act, person.id, Role(role))
    account = accounts.of_staff(tx, person.id)
    if account is not None:
        accounts.set_post(tx, act, account.id, Post(role))
        sessions.end_all(tx, act, account.id)


def held_posts(site: Site, person: Staff) -> tuple[str, ...]:
    """What somebody answers for at a hospital."""
    return tuple(post for post, staff_id in _posts(site) if staff_id == person.id)


def named_staff(tx: Tx, code: str) -> Staff:
    person = staff.by_code(tx, code)
    if person is None:
        raise Fault(f"There is no staff {code!r}.")
    return person


def _posts(site: Site) -> tuple[tuple[str, int | None], ...]:
    return (
        ("owner", site.owner_id),
        ("deputy", site.deputy_id),
        ("lead", site.lead_id),
        ("clinical safety officer", site.safety_officer_id),
        ("out-of-hours contact", site.out_of_hours_id),
    )
