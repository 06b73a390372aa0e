"""The table `scores`: every score computed from a response, or what was missing for it."""

from audit.columns import Column, Kind, Table, Value, local_day, study_day
from audit.records import GivenScore


def _study_day(given: GivenScore) -> Value:
    ended_at = given.response.ended_at
    if ended_at is None:
        return None
    return study_day(local_day(ended_at, given.visit.assessment.zone), given.visit.operation.operation.tmr_on)


SCORES: Table[GivenScore] = Table(
    "scores",
    "One row per score and response. Each score is a named function with its own missing-data rule.",
    (
        Column(
            "response_id", Kind.INTEGER, "Number of the response.", lambda g: g.response.id, "response.id"
        ),
        Column(
            "assessment_id",
            Kind.INTEGER,
            "Number of the assessment.",
            lambda g: g.response.assessment_id,
            "response.assessment_id",
        ),
        Column(
            "patient",
            Kind.TEXT,
            "The person's pseudonym.",
            lambda g: g.visit.operation.patient,
            "patient.code",
        ),
        Column(
            "episode", Kind.TEXT, "The operation's code.", lambda g: g.visit.operation.episode, "episode.code"
        ),
        Column(
            "time_point",
            Kind.TEXT,
            "Code of the time point.",
            lambda g: g.visit.assessment.time_point,
            "assessment.time_point",
        ),
        Column(
            "instrument", Kind.TEXT, "The instrument.", lambda g: g.response.instrument, "response.instrument"
        ),
        Column("version", Kind.TEXT, "Its version.", lambda g: g.response.version, "response.version"),
        Column("score", Kind.TEXT, "Name of the score.", lambda g: g.score.name, "score.name"),
        Column(
            "score_version", Kind.TEXT, "Version of its function.", lambda g: g.score.version, "score.version"
        ),
        Column("value", Kind.DECIMAL, "The score, in its own unit.", lambda g: g.score.value, "score.value"),
        Column("missing", Kind.TEXT, "Why there is no value.", lambda g: g.score.missing, "score.missing"),
        Column(
            "study_day",
            Kind.INTEGER,
            "Study day on which the response ended: surgery is day 1, there is no day 0.",
            _study_day,
            "response.ended_at, tmr_on; CDISC SDTM",
            unit="days",
        ),
        Column(
            "checksum",
            Kind.TEXT,
            "SHA-256 of the instrument's file.",
            lambda g: g.response.checksum,
            "response.checksum",
        ),
    ),
)
