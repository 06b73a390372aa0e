"""Reads what a digest of one member of staff is made of."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.digest.digest import Coordination, Digest, Facts, digest
from bot.people import coordinator
from bot.speech import Figuring
from domain import Cadence, Kpis, Mode, Site, WhenEmpty
from storage import digest_facts, digest_wishes, episodes, findings, patients, sites, staff
from storage.database import Tx
from storage.digest_words import Noted
from storage.words import Outgoing, Role, Staff

_FIRST: Mapping[Cadence, timedelta] = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(days=7)}
"""How far back the first digest of somebody looks."""


def digest_of(
    tx: Tx, figuring: Figuring, person: Staff, as_of: datetime, queued_at: datetime | None = None
) -> Digest:
    """What this person is told now; of what happened, all since the last digest that went out to them.

    `queued_at` is when this very digest was queued: a copy of it by the other channel is not an earlier one.
    """
    since = digest_facts.last_sent_at(tx, person.id, queued_at or as_of)
    facts = facts_of(tx, figuring, person, since or as_of - _first(tx, person), as_of)
    return digest(facts, as_of)


def digest_for(tx: Tx, figuring: Figuring, outgoing: Outgoing, as_of: datetime) -> Digest | None:
    """The digest that a row of the outbox asks for; None if it is empty and nothing is to be sent then."""
    if outgoing.staff_id is None:
        raise ValueError(f"Outbox row {outgoing.id} is a digest for nobody of the staff.")
    person = staff.get(tx, outgoing.staff_id)
    told = digest_of(tx, figuring, person, as_of, outgoing.queued_at)
    wish = digest_wishes.get(tx, person.id)
    silent = wish is None or wish.when_empty is WhenEmpty.NOTHING
    return None if told.is_empty and silent else told


def facts_of(tx: Tx, figuring: Figuring, person: Staff, since: datetime, as_of: datetime) -> Facts:
    """The facts of this person's site. Whoever the site tells about patients out of reach coordinates."""
    site_id, site = person.site_id, sites.get(tx, person.site_id)
    coordinates = person.role is Role.COORDINATOR or coordinator(tx, site_id) == person.id
    return Facts(
        person=person,
        site=site,
        since=since,
        cases=digest_facts.standing(tx, site_id),
        happenings=digest_facts.happenings(tx, site_id, since, as_of),
        findings=noted(tx, site_id, since, as_of),
        missed=digest_facts.missed(tx, site_id, since, as_of),
        coordination=_coordination(tx, site_id) if coordinates else None,
        figures=_figures(tx, figuring, person, site, as_of),
    )


def noted(tx: Tx, site_id: int, since: datetime, as_of: datetime) -> tuple[Noted, ...]:
    """The findings of a site that page nobody, with whose they are, oldest first."""
    found = findings.of_site(tx, site_id, since, as_of)
    return tuple(
        Noted(each, patients.get(tx, episodes.get(tx, each.episode_id).patient_id).code) for each in found
    )


def _figures(tx: Tx, figuring: Figuring, person: Staff, site: Site, as_of: datetime) -> Kpis | None:
    if person.role is not Role.CLINICIAN or site.mode is not Mode.MONITORING:
        return None
    found = figuring(tx, as_of, site)
    return found if found.alerts else None


def _coordination(tx: Tx, site_id: int) -> Coordination:
    return Coordination(
        digest_facts.to_phone(tx, site_id), digest_facts.overdue(tx, site_id), digest_facts.lost(tx, site_id)
    )


def _first(tx: Tx, person: Staff) -> timedelta:
    wish = digest_wishes.get(tx, person.id)
    return _FIRST[wish.cadence if wish else Cadence.WEEKLY]
