"""Sites: where people are treated, who answers for their follow-up, and whether alerts are on."""

from collections.abc import Mapping

from domain import Act, Mode, Nation, Site
from storage import rows
from storage.database import Tx
from storage.schema import episode, site
from storage.trail import record
from storage.waking import wake


def put(
    tx: Tx, act: Act, *, code: str, name: str, nation: Nation, zone: str, team_phone: str, staffed_hours: str
) -> Site:
    """Add a site, or correct the one with this code. A new site is in audit mode."""
    told = {
        "name": name,
        "nation": nation,
        "zone": zone,
        "team_phone": team_phone,
        "staffed_hours": staffed_hours,
    }
    before = by_code(tx, code)
    if before is None:
        site_id = rows.add(tx.conn, site, code=code, mode=Mode.AUDIT, answers_in_notices=False, **told)
        record(tx, act, "site.add", f"site:{site_id}", {"code": code})
        return get(tx, site_id)
    rows.change(tx.conn, site, site.c.id == before.id, **told)
    record(tx, act, "site.change", f"site:{before.id}", _changed(before, told))
    wake(tx, act, episode.c.site_id == before.id)
    return get(tx, before.id)


def appoint(
    tx: Tx,
    act: Act,
    site_id: int,
    *,
    mode: Mode,
    owner_id: int | None,
    deputy_id: int | None,
    lead_id: int | None,
    safety_officer_id: int | None,
    out_of_hours_id: int | None,
    answers_in_notices: bool,
) -> Site:
    """Name who answers for the site's alerts, and set its mode."""
    told = {
        "mode": mode,
        "owner_id": owner_id,
        "deputy_id": deputy_id,
        "lead_id": lead_id,
        "safety_officer_id": safety_officer_id,
        "out_of_hours_id": out_of_hours_id,
        "answers_in_notices": answers_in_notices,
    }
    rows.change(tx.conn, site, site.c.id == site_id, **told)
    record(tx, act, "site.appoint", f"site:{site_id}", told)
    wake(tx, act, episode.c.site_id == site_id)
    return get(tx, site_id)


def get(tx: Tx, site_id: int) -> Site:
    return rows.known(tx.conn, Site, site, site_id)


def by_code(tx: Tx, code: str) -> Site | None:
    return rows.one(tx.conn, Site, site, code=code)


def every(tx: Tx) -> tuple[Site, ...]:
    """All sites, in the order they were added."""
    return rows.many(tx.conn, Site, site)


def _changed(before: Site, told: Mapping[str, object]) -> dict[str, object]:
    return {"changed": sorted(name for name, value in told.items() if getattr(before, name) != value)}
