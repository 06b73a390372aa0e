"""What an administrator does in the console about the people of a hospital: the functions of the commands."""

from app.accounts import add_account, must_not_be_the_last, named_account, remove_account, reset_account
from app.linking import offer
from app.staffing import add_staff, change_role, held_posts, named_staff, remove_staff
from bot.mail.server import is_address
from console.reach import Invitation, Staffing
from domain import Act, Fault, Site
from storage import accounts, contacts, sites, staff
from storage.contacts import Details
from storage.database import Tx
from storage.words import Owner


def _fault(told: Details) -> None:
    if told.email is not None and not is_address(told.email):
        raise Fault("That is not an e-mail address. Nothing was changed.")


def add(tx: Tx, act: Act, site: Site, code: str, role: str, told: Details) -> None:
    """Add somebody to a hospital."""
    _fault(told)
    known = (told.name, told.phone, told.email)
    name, phone, email = known
    add_staff(tx, act, code=code, site_code=site.code, role=role, name=name, phone=phone, email=email)


def describe(tx: Tx, act: Act, code: str, told: Details) -> None:
    """Have these details stand in place of those known."""
    _fault(told)
    contacts.correct(tx, act, Owner.STAFF, named_staff(tx, code).id, told)


def link(tx: Tx, act: Act, code: str) -> Invitation:
    """A new link to Telegram; an earlier one stops working."""
    person = named_staff(tx, code)
    if not person.active:
        raise Fault(f"{code} has left the hospital. No link was made.")
    return offer(tx, act, Owner.STAFF, person.id)


def leave(tx: Tx, act: Act, code: str) -> None:
    """Nothing more reaches them, and they sign in no more."""
    person = remove_staff(tx, act, code)
    account = accounts.of_staff(tx, person.id)
    if account is not None and account.active:
        remove_account(tx, act, account.code)


def set_up(tx: Tx, act: Act, code: str, post: str | None, site: Site) -> str:
    """A set-up code for an account, which is made if there is none."""
    known = accounts.by_code(tx, code)
    if known is None:
        is_staff = staff.by_code(tx, code) is not None
        _, setup_code = add_account(tx, act, code, post, None if is_staff else site.code)
        return setup_code
    must_not_be_the_last(tx, known)
    return reset_account(tx, act, code)


def remove(tx: Tx, act: Act, code: str) -> None:
    """Nobody signs in by it any more."""
    must_not_be_the_last(tx, named_account(tx, code))
    remove_account(tx, act, code)


def posts(tx: Tx, code: str) -> tuple[str, ...]:
    """What somebody answers for at their hospital."""
    person = named_staff(tx, code)
    return held_posts(sites.get(tx, person.site_id), person)


STAFFING = Staffing(add, describe, change_role, link, leave, posts, set_up, remove)
