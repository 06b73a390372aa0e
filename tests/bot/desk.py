"""A hospital of the morning: Ann with a case and a report, Ben to be phoned, Cara reminded, Dan who missed a
window, Eve whom messages do not reach. What a digest tells of them."""

from datetime import date, datetime, timedelta

from app.figures import figures
from bot.digest.digest import Digest
from bot.digest.gathering import digest_of
from domain import Act, Alert, Assessment, AssessmentState, Lane, Message, Severity
from storage import alerts, assessments, contacts, findings, outbox, responses, sites
from storage.database import Database
from storage.words import ActionKind, ChannelState, EndReason, Owner, Staff
from tests import cast
from tests.bot.house import opened
from tests.scheduler.lives import answer, send

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Morning:
    """`as_of` is now: a Wednesday, 10:00."""

    def __init__(self, database: Database, as_of: datetime) -> None:
        self.database, self.as_of = database, as_of
        with database.write() as tx:
            self.team = cast.team(tx, as_of - 30 * DAY)
            self.ann, self.ben, self.cara, self.dan, self.eve = (
                cast.person(tx, as_of - 30 * DAY, self.team, name, tmr_on=date(2024, 12, 4))
                for name in ("Ann", "Ben", "Cara", "Dan", "Eve")
            )

    def case(self, person: cast.Person, rule: str, at: datetime, **inputs: object) -> Alert:
        severity = Severity.RED if rule.startswith("RED") else Severity.AMBER
        with self.database.write() as tx:
            raised = alerts.raise_alert(
                tx,
                cast.by(at),
                key=f"{rule}:{person.episode.id}:{at:%H%M%d}",
                episode_id=person.episode.id,
                response_id=None,
                rule=rule,
                rule_version="1.0.0",
                severity=severity,
                inputs={"rlp-average": 7, **inputs},
            )
        assert raised is not None
        return raised

    def asked(self, person: cast.Person, *kinds: str) -> Assessment:
        """An open window of theirs, prompted an hour ago, about which such words were queued."""
        at = self.as_of - HOUR
        with self.database.write() as tx:
            window = opened(tx, at, person)
            assessments.prompted(tx, cast.by(at), [window.id], 1)
            for kind in kinds:
                message = Message(
                    key=f"{kind}:{window.id}",
                    kind=kind,
                    lane=Lane.NOTICE if kind == "call" else Lane.PROMPT,
                    language="en",
                    not_before_at=at,
                    patient_id=None if kind == "call" else person.patient.id,
                    staff_id=self.team.coordinator.id if kind == "call" else None,
                    episode_id=person.episode.id,
                    assessment_id=window.id,
                )
                outbox.queue(tx, cast.by(at), message)
            return window

    def missed(self, person: cast.Person, at: datetime) -> None:
        with self.database.write() as tx:
            window = opened(tx, at, person)
            assessments.end(tx, cast.by(at), window.id, AssessmentState.MISSED, EndReason.NOT_REACHED)

    def reported(self, person: cast.Person, at: datetime, rlp: int, plp: int) -> None:
        with self.database.write() as tx:
            window = opened(tx, at, person, "pain-report", time_point=f"own-{at:%m%d%H%M}")
            (told,) = responses.of_assessment(tx, window.id)
        answer(self.database, told, at, {"rlp-average": rlp, "plp-average": plp})
        send(self.database, told, at)

    def noted(self, person: cast.Person, rule: str, at: datetime, **inputs: object) -> None:
        with self.database.write() as tx:
            assert findings.note(
                tx,
                cast.by(at),
                key=f"{rule}:{person.episode.id}",
                episode_id=person.episode.id,
                response_id=None,
                rule=rule,
                rule_version="1.0.0",
                numbers=("1.0.0", "0" * 64),
                inputs={"value": 5, "pain": "rlp-average", **inputs},
            )

    def block(self, person: cast.Person) -> None:
        with self.database.write() as tx:
            act = cast.by(self.as_of)
            contacts.set_channel(tx, act, Owner.PATIENT, person.patient.id, ChannelState.BLOCKED)

    def note(self, case: Alert, kind: ActionKind, at: datetime, by: str = "staff:DEPUTY") -> None:
        with self.database.write() as tx:
            assert alerts.note(tx, Act(by, at), case.id, kind, {})

    def allow_answers(self) -> None:
        site = self.team.site
        with self.database.write() as tx:
            sites.appoint(
                tx,
                cast.by(self.as_of),
                site.id,
                mode=site.mode,
                owner_id=site.owner_id,
                deputy_id=site.deputy_id,
                lead_id=site.lead_id,
                safety_officer_id=site.safety_officer_id,
                out_of_hours_id=None,
                answers_in_notices=True,
            )

    def digest(self, person: Staff, at: datetime | None = None) -> Digest:
        with self.database.read() as tx:
            return digest_of(tx, figures, person, at or self.as_of)

    def busy(self) -> None:
        """All of it at once."""
        self.old = self.case(self.ann, "AMB-2", self.as_of - 3 * DAY)
        self.new = self.case(self.ben, "RED-1", self.as_of - HOUR)
        self.asked(self.ben, "call")
        self.asked(self.cara, "reminder")
        self.missed(self.dan, self.as_of - DAY)
        self.block(self.eve)
        self.reported(self.ann, self.as_of - 4 * DAY, 4, 2)
        self.reported(self.ann, self.as_of - 3 * DAY, 7, 3)
