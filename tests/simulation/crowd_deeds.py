"""What the patients of a crowd do, and what the clinic does for them, straight on the tables."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from app.demo.agenda import Agenda
from app.demo.dice import dice
from app.enrolment import correct_date
from domain import Act, AssessmentKind, AssessmentState, Entry, EntryKind, PatientStatus, ResponseState
from storage import assessments, contacts, episodes, patients, responses
from storage.contacts import Details
from storage.database import Database, Tx
from storage.words import Owner, ReturnReason
from tests import cast
from tests.simulation.crowd_people import Nature, nature, operated_on, told
from tests.simulation.crowd_post import Posted

_COORDINATOR = "staff:COORD"
Deed = Callable[[Tx, Act], None]


class Patients:
    """Everybody's life. `_natures` by the number of the patient's row."""

    def __init__(self, database: Database, agenda: Agenda, seed: int, site_id: int, protocol_id: int) -> None:
        self._database, self._agenda, self._seed = database, agenda, seed
        self._site_id, self._protocol_id = site_id, protocol_id
        self._natures: dict[int, Nature] = {}

    def expect(self, number: int, at: datetime) -> None:
        """One more patient comes at that time."""
        self._agenda.put(at, lambda when: self._enrol(nature(self._seed, number), when))

    def hear(self, posted: Posted, at: datetime) -> None:
        """A message arrived: take it up some hours later, or not."""
        row = posted.row
        who = self._natures[row.patient_id or 0]
        roll = dice(self._seed, "hears", who.number, row.key)
        if row.kind in ("prompt", "reminder", "again") and roll.random() < who.answers:
            ids = [each for each, *_ in posted.windows]
            later = at + timedelta(minutes=roll.randint(5, 600))
            self._agenda.put(later, lambda when: self._answer(who, row.patient_id or 0, ids, when, roll))

    def _enrol(self, who: Nature, at: datetime) -> None:
        act, today = Act(_COORDINATOR, at), at.date()
        with self._database.write() as tx:
            patient = patients.add(
                tx,
                act,
                site_id=self._site_id,
                zone=who.zone,
                language="en",
                send_time=time(who.hour, 30),
                enrolled_on=today,
                details=Details(name=f"Example {who.number}", phone=None, nhs_number=None),
            )
            token = f"token-{who.number}"
            later = at + timedelta(days=7)
            contacts.offer_link(
                tx, act, Owner.PATIENT, patient.id, token=token, pin="482913", expires_at=later
            )
            chat_id = 500_000 + who.number
            contacts.link(
                tx, act, Owner.PATIENT, patient.id, token=token, chat_id=chat_id, consent_version="1"
            )
            patients.linked(tx, act, patient.id, today)
            tmr_on = operated_on(who, today)
            episode = cast.operated(tx, at, patient.id, tmr_on=tmr_on, protocol_id=self._protocol_id)
        self._natures[patient.id] = who
        self._plan(who, patient.id, episode.id, at)

    def _plan(self, who: Nature, patient_id: int, episode_id: int, began: datetime) -> None:
        """What will happen to them, by days."""

        def on(day: int | None, deed: Deed) -> None:
            if day is not None:
                self._agenda.put(began + timedelta(days=day), lambda at: self._do(deed, at))

        def pause(tx: Tx, act: Act) -> None:
            patients.pause(tx, act, patient_id, act.at.date() + timedelta(days=9))

        def correct(tx: Tx, act: Act) -> None:
            episode = episodes.get(tx, episode_id)
            correct_date(tx, act, episode, episode.tmr_on + timedelta(days=who.number % 15 - 7))

        def leave(tx: Tx, act: Act) -> None:
            patients.set_status(tx, act, patient_id, who.how)

        def come_back(tx: Tx, act: Act) -> None:
            patients.reinstate(tx, act, patient_id, ReturnReason.CHANGED_MIND)

        on(who.pauses, pause)
        on(who.corrected, correct)
        on(who.moves, lambda tx, act: void(patients.prefer(tx, act, patient_id, zone="Asia/Tokyo")))
        on(who.leaves, leave)
        if who.leaves is not None and who.returns and who.how is PatientStatus.WITHDRAWN:
            on(who.leaves + 30, come_back)

    def _do(self, deed: Deed, at: datetime) -> None:
        with self._database.write() as tx:
            deed(tx, Act(_COORDINATOR, at))

    def _answer(self, who: Nature, patient_id: int, ids: list[int], at: datetime, roll: Random) -> None:
        """Answer what of it is still open, and send it; now and then break off."""
        act, finishes = Act(f"patient:{who.number}", at), roll.random() < 0.95
        with self._database.write() as tx:
            if patients.get(tx, patient_id).status is not PatientStatus.FOLLOWED:
                return
            for assessment_id in ids:
                row = assessments.get(tx, assessment_id)
                silent = row.kind is AssessmentKind.RECHECK and not who.rechecks
                if row.state is AssessmentState.OPEN and not silent:
                    self._tell(tx, act, who, patient_id, assessment_id, roll, finishes=finishes)

    def _tell(
        self,
        tx: Tx,
        act: Act,
        who: Nature,
        patient_id: int,
        assessment_id: int,
        roll: Random,
        *,
        finishes: bool,
    ) -> None:
        day = (act.at.date() - patients.get(tx, patient_id).enrolled_on).days
        for each in responses.of_assessment(tx, assessment_id):
            if responses.log(tx, each.id):
                continue
            given = told(who, each.instrument, day, roll)
            for seq, (link_id, values) in enumerate(given.items()):
                responses.append(tx, act, each.id, Entry(seq, EntryKind.ANSWERED, link_id, values, act.at))
            if finishes:
                sent = Entry(len(given), EntryKind.SENT, "", (), act.at)
                responses.append(tx, act, each.id, sent)
                responses.end(tx, act, each.id, ResponseState.COMPLETED)
        if finishes:
            assessments.end(tx, act, assessment_id, AssessmentState.COMPLETED)


def void(_: object) -> None:
    """Nothing more."""
