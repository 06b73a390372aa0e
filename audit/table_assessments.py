"""The table `assessments`: every visit window, when it was planned, asked and answered, and how it ended."""

from audit.cohort.measures import BASELINE
from audit.columns import Column, Kind, Table, Value, local_day, moments, study_day, words
from audit.missingness import Missingness, missingness
from audit.records import Visit, given_on
from domain import AssessmentKind, AssessmentState
from storage.words import EndReason


def study_day_answered(visit: Visit) -> Value:
    """CDISC study day of the local date on which the assessment was answered."""
    answered_at = visit.assessment.answered_at
    if answered_at is None:
        return None
    return study_day(local_day(answered_at, visit.assessment.zone), visit.operation.operation.tmr_on)


WINDOW: tuple[Column[Visit], ...] = (
    Column(
        "assessment_id",
        Kind.INTEGER,
        "Number of the assessment; joins the other tables.",
        lambda v: v.assessment.id,
        "assessment.id",
    ),
    Column("patient", Kind.TEXT, "The person's pseudonym.", lambda v: v.operation.patient, "patient.code"),
    Column("episode", Kind.TEXT, "The operation's code.", lambda v: v.operation.episode, "episode.code"),
    Column(
        "protocol",
        Kind.TEXT,
        "The protocol that planned it.",
        lambda v: v.assessment.protocol,
        "protocol.name",
    ),
    Column(
        "protocol_version",
        Kind.TEXT,
        "Version of that protocol.",
        lambda v: v.assessment.protocol_version,
        "protocol.version",
    ),
    Column(
        "time_point",
        Kind.TEXT,
        "Code of the time point, such as BL, W06 or M12; PAIN-1, PAIN-2 and so on for what was begun "
        "unasked, RC- and the code for a re-check.",
        lambda v: v.assessment.time_point,
        "assessment.time_point",
    ),
    Column(
        "kind",
        Kind.CODE,
        "scheduled: a time point of the protocol. re-check: 48 to 72 h after a rise in pain. unscheduled: "
        "begun by the person unasked; it belongs to no time point, so it counts in no completeness.",
        lambda v: v.assessment.kind,
        "assessment.kind",
        allowed=words(AssessmentKind),
    ),
    Column(
        "after_assessment_id",
        Kind.INTEGER,
        "For a re-check: the assessment that showed the rise.",
        lambda v: v.assessment.parent_id,
        "assessment.parent_id",
    ),
    Column(
        "instruments",
        Kind.TEXT,
        "Instruments asked, in order, with spaces; of an opened one without those whose licence was over.",
        lambda v: " ".join(v.assessment.instruments),
        "assessment.instruments",
    ),
    Column(
        "opens_on",
        Kind.DATE,
        "First day of the window, included.",
        lambda v: v.assessment.opens_on,
        "assessment.opens_on",
    ),
    Column(
        "closes_on",
        Kind.DATE,
        "Last day of the window, included.",
        lambda v: v.assessment.closes_on,
        "assessment.closes_on",
    ),
    Column(
        "occurrence",
        Kind.INTEGER,
        "Which asking of this time point, from 1: it is asked anew after a corrected operation date "
        "or a withdrawal taken back.",
        lambda v: v.assessment.occurrence,
        "assessment.occurrence",
    ),
    Column(
        "planned_for_tmr_on",
        Kind.DATE,
        "The operation date that the window was planned for, as it then stood.",
        lambda v: v.assessment.tmr_on,
        "assessment.tmr_on",
    ),
    Column(
        "in_force",
        Kind.TRUTH,
        "false: the time point is asked anew, since the operation date was corrected or a withdrawal taken "
        "back; answers stand, but not for this time point. Just one row of a time point is in force.",
        lambda v: v.assessment.in_force,
        "derived: no later occurrence is wanted",
    ),
)

OUTCOME: tuple[Column[Visit], ...] = (
    Column(
        "state",
        Kind.CODE,
        "How the window stands or ended; partial: a key outcome was answered, but not sent.",
        lambda v: v.assessment.state,
        "assessment.state",
        allowed=words(AssessmentState),
    ),
    Column(
        "reason",
        Kind.CODE,
        "Why it ended so. Asked, and not answered: not-reached, no-key-outcome. No message reached, or was "
        "meant to: blocked, stopped, not-linked, paused. Never asked, by our fault: send-failed, outage, "
        "not-asked (over when planned), licence-expired (of all it asks). Begun unasked and left: abandoned. "
        "sent_at_utc tells whether a "
        "message went out.",
        lambda v: v.assessment.reason,
        "assessment.reason",
        allowed=words(EndReason),
    ),
    Column(
        "study_day",
        Kind.INTEGER,
        "Study day of the answer: surgery is day 1, the day before is day -1, there is no day 0.",
        study_day_answered,
        "answered_at, tmr_on; CDISC SDTM",
        unit="days",
    ),
    Column(
        "zone",
        Kind.TEXT,
        "Time zone of the local times (IANA).",
        lambda v: v.assessment.zone,
        "assessment.zone",
    ),
)


def _zone(visit: Visit) -> str:
    return visit.assessment.zone


TIMES: tuple[Column[Visit], ...] = (
    *moments("planned", "Planned to be asked", lambda v: v.assessment.send_at, _zone, "assessment.send_at"),
    *moments("opened", "Opened", lambda v: v.assessment.opened_at, _zone, "assessment.opened_at"),
    *moments(
        "sent",
        "The first message was sent",
        lambda v: v.assessment.prompted_at,
        _zone,
        "assessment.prompted_at",
    ),
    *moments(
        "first_seen",
        "First touched by the person",
        lambda v: v.assessment.first_seen_at,
        _zone,
        "assessment.first_seen_at",
    ),
    *moments("answered", "Completed", lambda v: v.assessment.answered_at, _zone, "assessment.answered_at"),
    *moments("closed", "Ended", lambda v: v.assessment.closed_at, _zone, "assessment.closed_at"),
)

VERSIONS: tuple[Column[Visit], ...] = (
    Column(
        "versions",
        Kind.TEXT,
        "instrument@version of each response begun, with spaces. It stays with its version to the end.",
        lambda v: " ".join(f"{each.instrument}@{each.version}" for each in v.responses),
        "response.instrument, response.version",
    ),
    Column(
        "checksums",
        Kind.TEXT,
        "SHA-256 of the file of each of them, in the same order, with spaces.",
        lambda v: " ".join(each.checksum for each in v.responses),
        "response.checksum",
    ),
)

MISSINGNESS: Column[Visit] = Column(
    "missingness",
    Kind.CODE,
    "How far it came; the first that fits. completed, partial: answers count; answered-by-phone: they do, "
    "and some reached staff by phone. declined: all that was reached was declined. died, withdrawn, "
    "transferred (to another hospital): it ended because the person did. not-due: to come, or never to be "
    "asked. started: answers, but none that counts. opened: "
    "looked at. delivered: a message went out, or may have; Telegram does not tell whether it was read. "
    "undeliverable: none could be. not-sent: none was, by the person's wish or our fault: see reason.",
    missingness,
    "derived: state, reason, sent_at, first_seen_at, entries in force, who made them and how they came",
    allowed=words(Missingness),
)


def _from_memory(visit: Visit) -> Value:
    """Whether a baseline was given after the operation. Empty: no baseline, or no answers sent."""
    given = [given_on(each, visit.assessment.zone) for each in visit.responses if each.ended_at]
    if visit.assessment.time_point != BASELINE or not given:
        return None
    return max(given) > visit.operation.operation.tmr_on


FROM_MEMORY: Column[Visit] = Column(
    "from_memory",
    Kind.TRUTH,
    "Of a baseline with answers: whether they were given after the operation, from memory.",
    _from_memory,
    "derived: response.given_on, response.ended_at, tmr_on",
)

ASSESSMENTS: Table[Visit] = Table(
    "assessments",
    "One row per visit window of an operation. An operation that is not active has none.",
    (*WINDOW, *OUTCOME, *TIMES, *VERSIONS, MISSINGNESS, FROM_MEMORY),
)
