"""Findings for the weekly digest. They are no alerts: no ladder, no notice and no case knows of them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from domain import Act, DigestFinding
from storage import rows
from storage.database import Tx
from storage.schema import digest_finding, episode
from storage.trail import record


def note(
    tx: Tx,
    act: Act,
    *,
    key: str,
    episode_id: int,
    response_id: int | None,
    rule: str,
    rule_version: str,
    numbers: tuple[str, str],
    inputs: Mapping[str, object],
) -> bool:
    """Keep a finding for the digest, with version and checksum of the numbers; false if it is known."""
    version, checksum = numbers
    finding_id = rows.add_if_new(
        tx.conn,
        digest_finding,
        key=key,
        episode_id=episode_id,
        response_id=response_id,
        rule=rule,
        rule_version=rule_version,
        numbers_version=version,
        numbers_checksum=checksum,
        found_at=act.at,
        inputs=dict(inputs),
    )
    if finding_id is None:
        return False
    record(tx, act, "digest-finding.note", f"digest_finding:{finding_id}", {"key": key, "rule": rule})
    return True


def supersede(tx: Tx, act: Act, finding_id: int) -> bool:
    """An amended answer took away what it was found in; false if that is known."""
    standing = (digest_finding.c.id == finding_id, digest_finding.c.superseded_at.is_(None))
    if not rows.change(tx.conn, digest_finding, *standing, superseded_at=act.at):
        return False
    record(tx, act, "digest-finding.supersede", f"digest_finding:{finding_id}")
    return True


def of_episode(tx: Tx, episode_id: int) -> tuple[DigestFinding, ...]:
    """An episode's findings, superseded ones too, in the order they were made."""
    return rows.alike(tx.conn, DigestFinding, digest_finding, episode_id=episode_id)


def of_site(tx: Tx, site_id: int, after: datetime, until: datetime) -> tuple[DigestFinding, ...]:
    """What a site's digest tells: findings made after the one instant and until the other that still hold."""
    of_the_site = digest_finding.c.episode_id.in_(select(episode.c.id).where(episode.c.site_id == site_id))
    since = (digest_finding.c.found_at > after, digest_finding.c.found_at <= until)
    holds = digest_finding.c.superseded_at.is_(None)
    return rows.many(tx.conn, DigestFinding, digest_finding, of_the_site, *since, holds)
