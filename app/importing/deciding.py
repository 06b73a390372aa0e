"""Decides, of everything that a file tells, what is new, the same, different or wrong. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time

from app.importing.gathering import Found, Gathered
from app.importing.harms import Harms
from app.importing.maps import ImportMap
from app.importing.operations import corrections, count, follows, last_day, new_operation, other_transfers
from app.importing.people import Op, People, Person, site_named
from app.importing.setting import Setting
from app.importing.tally import Came, Tally, Thing
from app.importing.visiting import Visits
from app.importing.windows import NOON, Decided, Windows
from app.importing.words import Told
from domain import PatientStatus
from scheduler.instants import instant, local_date
from storage.import_words import Count, NewPatient, OperationPart, PatientPart

_SEND_TIME = time(9, 30)
_CONTACT = ("name", "phone", "email", "nhs_number")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be stored. Nothing may be, while there are troubles."""

    parts: tuple[PatientPart, ...]
    counts: tuple[Count, ...]


def decide(
    mapped: ImportMap, gathered: Gathered, setting: Setting, theatre: frozenset[Count], tally: Tally
) -> Outcome:
    """What becomes of all these rows. `theatre` are the counts that are stored."""
    told = tally.told
    people = People(setting, told, mapped.site)
    people.read(gathered)
    visits = Visits(setting, people, told, mapped.several, mapped.outside)
    for visit in gathered.visits:
        visits.take(visit)
    harms = Harms(setting, people, told)
    for event in gathered.events:
        harms.take(event)
    codes = frozenset(op.code for each in people.all() for op in each.operations if op.code is not None)
    _tell_codes_twice(people, told)
    decider = _Decider(setting, visits, harms, codes, tally)
    parts = tuple(decider.person(person) for person in people.all())
    counts = tuple(_theatre(gathered.theatre, setting, mapped.site, theatre, tally))
    return Outcome(parts, counts)


@dataclass(frozen=True, slots=True)
class _Decider:
    setting: Setting
    visits: Visits
    harms: Harms
    codes: frozenset[str]
    tally: Tally

    def person(self, person: Person) -> PatientPart:
        ended = self._ended(person)
        operations = tuple(self._operation(person, op, ended) for op in person.operations)
        self._tell_twice(person)
        known = person.known
        self.tally.add(Thing.PATIENTS, Came.UNCHANGED if known else Came.NEW)
        fresh = None if known else self._new(person)
        return PatientPart(known.id if known else None, fresh, operations, self._news(person, ended))

    def _new(self, person: Person) -> NewPatient | None:
        values = person.found.values
        language = str(values.get("language", "en"))
        if language not in self.setting.languages:
            spoken = ", ".join(sorted(self.setting.languages))
            self.tally.told.fault(
                person.found.at("language"), f"This language is not spoken; there is {spoken}."
            )
        if person.site is None:
            return None
        send_time = values.get("send_time")
        return NewPatient(
            code=person.code,
            site_id=person.site.id,
            zone=person.zone,
            language=language,
            send_time=send_time if isinstance(send_time, time) else _SEND_TIME,
            enrolled_on=last_day(values, "enrolled_on") or self.setting.today(person.zone),
            contact={name: str(values[name]) for name in _CONTACT if name in values},
        )

    def _ended(self, person: Person) -> tuple[PatientStatus, date] | None:
        """How and when follow-up ended, by the file."""
        for name, status in (("died", PatientStatus.DECEASED), ("withdrew", PatientStatus.WITHDRAWN)):
            on = last_day(person.found.values, f"{name}_on")
            if on is None and person.found.values.get(name):
                self.tally.told.fault(person.found.at(f"{name}_on"), f"`{name}_on` must say when.")
            if on is not None and person.found.values.get(name) is not False:
                self._check_end(person, name, on)
                return status, on
        return None

    def _check_end(self, person: Person, name: str, on: date) -> None:
        if on > self.setting.today(person.zone):
            self.tally.told.fault(person.found.at(f"{name}_on"), "This date lies in the future.", str(on))
        first = min((op.tmr_on for op in person.operations if op.tmr_on is not None), default=on)
        if name == "died" and on < first:
            self.tally.told.fault(person.found.at("died_on"), "This date is before the operation.", str(on))

    def _news(
        self, person: Person, ended: tuple[PatientStatus, date] | None
    ) -> tuple[PatientStatus, datetime] | None:
        """The end of follow-up, where the register does not have it."""
        if ended is None:
            return None
        status, on = ended
        known = person.known
        if known is not None and (known.status, local_date(known.status_at, known.zone)) == ended:
            self.tally.add(Thing.ENDS, Came.UNCHANGED)
            return None
        if known is not None and known.status is not PatientStatus.FOLLOWED:
            place = person.found.at("died_on" if status is PatientStatus.DECEASED else "withdrew_on")
            if not self.tally.differs(Thing.ENDS, place, "The end of follow-up"):
                return None
        else:
            self.tally.add(Thing.ENDS, Came.NEW)
        return status, min(instant(on, NOON, person.zone), self.setting.as_of)

    def _operation(self, person: Person, op: Op, ended: tuple[PatientStatus, date] | None) -> OperationPart:
        fresh = None if op.known else new_operation(op, self.setting, self.tally.told)
        changed = corrections(op, op.known, self.tally) if op.known else {}
        transfers = other_transfers(op, op.known, self.tally) if op.known else None
        count(op, bool(changed or transfers), self.tally)
        planned = self.visits.windows(person, op)
        decided = Decided()
        if planned is not None:
            reports = self.visits.of(op)
            decided = Windows(self.setting, person, op, planned, reports, ended, self.tally).decide()
        events, changed_events = self.harms.decide(op, self.tally)
        return OperationPart(
            id=op.known.episode.id if op.known else None,
            new=fresh,
            visits=decided.visits,
            amendments=decided.amendments,
            events=events,
            changed_events=changed_events,
            corrected=changed,
            transfers=transfers,
            follows=follows(op, self.setting, self.codes, self.tally.told),
        )

    def _tell_twice(self, person: Person) -> None:
        """A word where two operations on one limb are not said to follow one another."""
        seen: set[tuple[object, object]] = set()
        for op in person.operations:
            known = op.known.operation if op.known else None
            values = op.found.values
            limb = (
                values.get("limb") or (known and known.limb),
                values.get("side") or (known and known.side),
            )
            if limb in seen and op.known is None and "reoperation_of" not in values:
                self.tally.told.note(
                    op.found.place,
                    "Another operation on this limb is known; `reoperation_of` says if this follows it.",
                )
            seen.add(limb)


def _tell_codes_twice(people: People, told: Told) -> None:
    """Two patients may not have operations of one code."""
    seen: dict[str, str] = {}
    for person in people.all():
        for op in person.operations:
            if op.code is not None and seen.setdefault(op.code, person.code) != person.code:
                told.fault(op.found.at("code"), "Another patient's operation in the file has this code too.")


def _theatre(
    rows: list[Found], setting: Setting, usual_site: str | None, stored: frozenset[Count], tally: Tally
) -> list[Count]:
    known = {(each.site_id, each.year, each.quarter): each.operations for each in stored}
    found: dict[tuple[int, int, int], Count] = {}
    for row in rows:
        each = _count(row, setting, usual_site, tally.told)
        if each is None:
            continue
        key = (each.site_id, each.year, each.quarter)
        if known.get(key) == each.operations:
            tally.add(Thing.THEATRE, Came.UNCHANGED)
        elif key not in known:
            tally.add(Thing.THEATRE, Came.NEW)
            found[key] = each
        elif tally.differs(Thing.THEATRE, row.at("operations"), "The theatre count"):
            found[key] = each
    return list(found.values())


def _count(row: Found, setting: Setting, usual_site: str | None, told: Told) -> Count | None:
    values = row.values
    when = values.get("quarter") or (values.get("year"), values.get("quarter_number"))
    operations = values.get("operations")
    if operations is None:
        return None
    site = site_named(setting.sites, str(values.get("site") or usual_site or next(iter(setting.sites), "")))
    if site is None or not isinstance(when, tuple) or not all(when):
        told.fault(row.place, "A theatre count needs its site, its quarter (2025-Q1) and its operations.")
        return None
    year, quarter = when
    return Count(site.id, int(str(year)), int(str(quarter)), int(str(operations)))
