"""Drafts that people of a hospital brought: those that wait, one of them, and who brought it when."""

from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import Visit, number_in
from storage import accounts, drafts, sites
from storage.access_words import DraftKind
from storage.database import Tx
from storage.drafts import Draft


def standing(tx: Tx, visit: Visit, kind: DraftKind) -> tuple[Draft, ...]:
    """Those that people of this hospital brought, and nobody put in use or dropped."""
    return tuple(each for each in drafts.standing(tx, kind) if _is_ours(tx, visit, each))


def asked_for(tx: Tx, visit: Visit, kind: DraftKind, number: str) -> Draft | None:
    """The draft of that number, while it waits, if somebody of this hospital brought it."""
    known = number_in(number)
    found = None if known is None else drafts.find(tx, kind, known)
    return found if found is not None and _is_ours(tx, visit, found) else None


def _is_ours(tx: Tx, visit: Visit, draft: Draft) -> bool:
    return accounts.get(tx, draft.account_id).site_id == visit.who.site_id


def by_and_at(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> tuple[str, str]:
    """The code of whoever brought it, and the moment in words."""
    at = moment(desk.speech.staff, sites.get(tx, visit.who.site_id), draft.at)
    return accounts.get(tx, draft.account_id).code, at
