"""Signatures under reports: what was signed is a file that this system wrote, and whether it still holds.

A signature keeps the SHA-256 of the figures, without the day they were read on and the name of the hospital:
while that is the same, the report says what it said when it was signed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.columns import local_day
from audit.report.as_json import plain
from audit.report.build import Report
from audit.report.render import Signature
from domain import Act, Fault, Site
from storage import reviews, trail
from storage.audit_words import Register
from storage.database import Tx

WRITTEN = "report.write"
_NOT_FIGURES = ("as_of", "site")


@dataclass(frozen=True, slots=True)
class Written:
    """A report as it stands in a file. `site` is the hospital's code; None: of all hospitals."""

    period: str
    site: str | None
    checksum: str


def written(tx: Tx, told: bytes) -> Written:
    """The report in a file `report.json`, if the trail knows it and it may be signed; else a Fault."""
    seals = {hashlib.sha256(each).hexdigest() for each in (told, told.rstrip(b"\n"))}
    try:
        report = json.loads(told)
        lines = trail.read(tx, f"report:{report['period']}")
    except (ValueError, KeyError, TypeError):
        raise Fault("This is no report.json as `report --out FOLDER` writes it.") from None
    known = [line.detail for line in lines if line.verb == WRITTEN and seals & _seals_of(line.detail)]
    if not known:
        raise Fault(
            "This report was not written by this system, or changed since: make it anew, read it, sign it."
        )
    if known[0]["external"] or report["surgeon"] is not None:
        raise Fault("Sign the hospital's own report: neither the version for outside nor a surgeon's pack.")
    return Written(report["period"], report["site"], _sealed(report))


def sign(tx: Tx, act: Act, report: Written, site: Site, staff_id: int, actions: str) -> None:
    """Keep a signature under a report of this hospital, dated by its own calendar."""
    reviews.sign(
        tx,
        act,
        site_id=site.id,
        period=report.period,
        report_checksum=report.checksum,
        signed_by_id=staff_id,
        signed_on=local_day(act.at, site.zone),
        actions=actions,
    )


def _seals_of(detail: Mapping[str, Any]) -> set[str]:
    return set(detail["sha256"].values())


def _sealed(told: Any) -> str:
    """The SHA-256 that a signature under this report keeps."""
    figures = {name: each for name, each in told.items() if name not in _NOT_FIGURES}
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def signatures(register: Register, codes: Mapping[int, str], report: Report) -> tuple[Signature, ...]:
    """Those under the report of this period, of one hospital or of all; none under a surgeon's pack.

    Among those of several hospitals each signed its own figures, which cannot be held against the whole.
    `codes` are those of staff, by number.
    """
    if report.surgeon is not None:
        return ()
    sites = {site.id: site.code for site in register.sites if report.site in (None, site.code)}
    signed = [each for each in register.reviews if each.period == report.period and each.site_id in sites]
    figures = _sealed(plain(report)) if signed and len(sites) == 1 else None
    return tuple(
        Signature(
            who=codes[review.signed_by_id],
            site=sites[review.site_id],
            signed_on=review.signed_on,
            actions=review.actions,
            changed=None if figures is None else review.report_checksum != figures,
        )
        for review in signed
    )
