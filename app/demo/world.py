"""Everybody in the made-up world: cohort and staff with their telephones, and the clinic's own agenda."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app import casework
from app.demo import clinic
from app.demo.agenda import Agenda, Deed
from app.demo.clinician import Clinician, Habits
from app.demo.journal import Journal
from app.demo.lives import Harm, Member, Surgery
from app.demo.person import Person
from app.demo.phone import Phone
from app.demo.standin import StandIn
from domain import Act, Episode, Fault, Patient
from questionnaires.library import Library
from storage.database import Database
from storage.words import CloseCode, Owner

_HABITS = {
    "NURSE": Habits(0.75, 0.12),
    "DEPUTY": Habits(0.7, 0.2),
    "LEAD": Habits(1.0, 0.0),
    "SAFETY": Habits(0.0, 0.0),
    "NIGHT": Habits(0.85, 0.1),
    "COORD": Habits(0.0, 0.0),
}
_SOON = timedelta(minutes=15)
_PATIENT_CHATS, _STAFF_CHATS = 500_000, 900_000


@dataclass(slots=True)
class World:
    """People by chat, in the order they came; `chats` gives a patient's code. `clinicians`: their kind."""

    database: Database
    standin: StandIn
    seed: int
    clinicians: type[Clinician] = Clinician
    journal: Journal = field(default_factory=Journal)
    agenda: Agenda = field(default_factory=Agenda)
    people: dict[int, Person | Clinician] = field(default_factory=dict)
    chats: dict[int, str] = field(default_factory=dict)

    @property
    def next_at(self) -> datetime | None:
        """When the next of them does something."""
        found = (each.next_at for each in (self.agenda, *self.people.values()))
        return min((at for at in found if at is not None), default=None)

    def act(self, at: datetime) -> bool:
        """Everybody does what they had in mind for now, the clinic first; whether anybody did anything."""
        due = self.agenda.due(at)
        for deed in due:
            deed(at)
        acting = [each for each in self.people.values() if each.next_at is not None and each.next_at <= at]
        for person in acting:
            person.act(at)
        return bool(due or acting)

    def populate(self, members: Sequence[Member], at: datetime) -> None:
        """Open the clinic now, and put the cohort into its diary."""
        clinic.open_clinic(self.database, at)
        for number, code in enumerate(clinic.STAFF):
            self._employ(code, _STAFF_CHATS + number, at)
        self.agenda.put(at + _SOON, self._start_monitoring)
        for member in members:
            self._schedule(member)

    def _employ(self, code: str, chat_id: int, at: datetime) -> None:
        phone = Phone(self.standin, self.journal, chat_id, "Europe/London")
        clinician = self.clinicians(code, _HABITS[code], phone, self._close, self.seed)
        self.people[chat_id] = clinician
        token, pin = self._link(Owner.STAFF, clinic.staff_id(self.database, code), at)
        clinician.given_link(token, pin, at + timedelta(minutes=5))

    def _start_monitoring(self, at: datetime) -> None:
        """Refused until those who answer for alerts have opened their links: the clinic tries again."""
        try:
            clinic.start_monitoring(self.database, at)
        except Fault:
            self.agenda.put(at + _SOON, self._start_monitoring)

    def _schedule(self, member: Member) -> None:
        """Everything the clinic will do for one person, by date."""
        self.agenda.put(clinic.on_the_day(member.enrolled_on), lambda at: self._enrol(member, at))

    def _enrol(self, member: Member, at: datetime) -> None:
        enrolled = clinic.enrol_member(self.database, member, at)
        chat_id = _PATIENT_CHATS + member.number
        if member.joins and not enrolled.missing:
            self._hand_over(member, enrolled.patient, chat_id, at)
        self._plan(member, enrolled.patient, enrolled.episode, chat_id)

    def _plan(self, member: Member, patient: Patient, episode: Episode, chat_id: int) -> None:
        """What the clinic will do for this person later: another operation, a new zone, what it knows."""

        def on(day: date, deed: Deed) -> None:
            self.agenda.put(clinic.on_the_day(day), deed)

        second, day_zero = member.second, member.surgery.tmr_on
        if second is not None:
            before = second.tmr_on - timedelta(days=14)
            on(before, lambda at: self._operate_again(patient.code, second, at))
        if member.moves_to is not None:
            moves_on = day_zero + timedelta(days=member.moves_day)
            on(moves_on, lambda at: self._move(member, patient.id, chat_id, at))
        for each in member.happenings:
            if each.harm is Harm.REOPERATION:
                told_on = day_zero + timedelta(days=each.day + 2)
                on(told_on, lambda at: clinic.record_reoperation(self.database, member, episode.id, at))

    def _operate_again(self, patient_code: str, surgery: Surgery, at: datetime) -> None:
        clinic.enrol_again(self.database, patient_code, surgery, at)

    def _hand_over(self, member: Member, patient: Patient, chat_id: int, at: datetime) -> None:
        """They take part by telephone: link, PIN, and from then on they live."""
        phone = Phone(self.standin, self.journal, chat_id, member.zone)
        person = Person(member, phone, Library.bundled(), self.seed)
        self.people[chat_id] = person
        self.chats[chat_id] = patient.code
        token, pin = self._link(Owner.PATIENT, patient.id, at)
        person.given_link(token, pin, at)
        person.expect(member.surgery.tmr_on)

    def _link(self, owner: Owner, owner_id: int, at: datetime) -> tuple[str, str]:
        """A link is a secret even here; it never shows in what the demo prints."""
        token, pin = secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06d}"
        clinic.offer_link(self.database, owner, owner_id, token, pin, at)
        return token, pin

    def _move(self, member: Member, patient_id: int, chat_id: int, at: datetime) -> None:
        if member.moves_to is not None:
            clinic.note_move(self.database, patient_id, member.moves_to, at)
            if chat_id in self.people:
                self.people[chat_id].phone.zone = member.moves_to

    def _close(self, alert_id: int, code: str, done: CloseCode, at: datetime) -> None:
        """Close a case, unless somebody has."""
        try:
            with self.database.write() as tx:
                casework.close(tx, Act(f"staff:{code}", at), alert_id, code, done.value, "no change needed")
        except Fault:
            return
