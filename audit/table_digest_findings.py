"""The table `digest_findings`: what the rules found that pages nobody and goes to the weekly digest."""

from audit.columns import Column, Kind, Table, Value, local_day, moments, study_day
from audit.records import Noticed


def _study_day(noticed: Noticed) -> Value:
    on = local_day(noticed.finding.found_at, noticed.operation.zone)
    return study_day(on, noticed.operation.operation.tmr_on)


def _zone(noticed: Noticed) -> str:
    return noticed.operation.zone


DIGEST_FINDINGS: Table[Noticed] = Table(
    "digest_findings",
    "One row per finding of the weekly digest. Nobody is paged for one, and nobody closes it.",
    (
        Column(
            "finding_id",
            Kind.INTEGER,
            "Number of the finding.",
            lambda n: n.finding.id,
            "digest_finding.id",
        ),
        Column(
            "patient", Kind.TEXT, "The person's pseudonym.", lambda n: n.operation.patient, "patient.code"
        ),
        Column("episode", Kind.TEXT, "The operation's code.", lambda n: n.operation.episode, "episode.code"),
        Column(
            "response_id",
            Kind.INTEGER,
            "The response it was found in; empty: silence is what was found.",
            lambda n: n.finding.response_id,
            "digest_finding.response_id",
        ),
        Column(
            "rule", Kind.CODE, "The rule, such as DIG-3.", lambda n: n.finding.rule, "digest_finding.rule"
        ),
        Column(
            "rule_version",
            Kind.TEXT,
            "Version of the rule.",
            lambda n: n.finding.rule_version,
            "digest_finding.rule_version",
        ),
        Column(
            "numbers_version",
            Kind.TEXT,
            "Version of the numbers it was found with.",
            lambda n: n.finding.numbers_version,
            "digest_finding.numbers_version",
        ),
        Column(
            "numbers_checksum",
            Kind.TEXT,
            "SHA-256 of the file of these numbers.",
            lambda n: n.finding.numbers_checksum,
            "digest_finding.numbers_checksum",
        ),
        Column(
            "superseded",
            Kind.TRUTH,
            "Whether an amended answer took away what it was found in.",
            lambda n: n.finding.superseded_at is not None,
            "digest_finding.superseded_at",
        ),
        Column(
            "study_day",
            Kind.INTEGER,
            "Study day it was found: surgery is day 1, the day before is day -1, there is no day 0.",
            _study_day,
            "digest_finding.found_at, tmr_on; CDISC SDTM",
            unit="days",
        ),
        Column("zone", Kind.TEXT, "Time zone of the local times (IANA).", _zone, "patient.zone"),
        *moments("found", "Found", lambda n: n.finding.found_at, _zone, "digest_finding.found_at"),
    ),
)
