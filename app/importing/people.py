"""Puts the rows of a file together: one person of many rows, one operation of many. Pure.

Rows that say the same are one; a row that leaves a field blank agrees with one that fills it; two that differ
are a trouble.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.importing.gathering import Found, Gathered, Values, Who
from app.importing.setting import Setting
from app.importing.vocabulary import LIMB_OF_LEVEL
from app.importing.words import Place, Told, bare
from domain import Site
from storage.import_words import KnownOperation, KnownPatient


@dataclass(slots=True)
class Op:
    """One operation of the file. `rows` are those that tell of it."""

    found: Found
    known: KnownOperation | None
    rows: set[tuple[str, int]]

    @property
    def tmr_on(self) -> date | None:
        told = self.found.values.get("tmr_on")
        if isinstance(told, date):
            return told
        return self.known.operation.tmr_on if self.known else None

    @property
    def code(self) -> str | None:
        told = self.found.values.get("code")
        return str(told) if told is not None else self.known.episode.code if self.known else None


@dataclass(slots=True)
class Person:
    """One patient of the file. `known`: as the register has them."""

    code: str
    found: Found
    known: KnownPatient | None
    site: Site | None
    operations: list[Op] = field(default_factory=list)

    @property
    def zone(self) -> str:
        return self.known.zone if self.known else str(self.found.values.get("zone") or self._site_zone)

    @property
    def _site_zone(self) -> str:
        return self.site.zone if self.site else "UTC"


class People:
    """The patients of a file, in the order in which it first names them."""

    def __init__(self, setting: Setting, told: Told, usual_site: str | None) -> None:
        self._setting, self._told, self._usual_site = setting, told, usual_site
        self._by_code: dict[str, Person] = {}

    def all(self) -> tuple[Person, ...]:
        return tuple(self._by_code.values())

    def read(self, gathered: Gathered) -> None:
        for found in gathered.patients:
            self._add(found)
        for found in gathered.operations:
            self._operate(found)

    def of(self, found: Found) -> Person | None:
        """Whom a row is about; None, and a trouble, for somebody who is nowhere."""
        code = self.code_of(found.who)
        person = self._by_code.get(code)
        if person is None and code in self._setting.known:
            person = self._add(found)
        if person is None:
            self._told.fault(
                found.at("code" if "code" in found.labels else "key"),
                "This patient is neither in the register nor among the operations of the file.",
            )
        return person

    def code_of(self, who: Who) -> str:
        """The code of a patient; made of the hospital's key where there is none."""
        if who.code is not None:
            return who.code
        codes = self._setting.codes_of(who.key or "")
        return next((code for code in codes if code in self._setting.known), codes[0])

    def _add(self, found: Found) -> Person:
        code = self.code_of(found.who)
        person = self._by_code.get(code)
        if person is not None:
            merge(person.found, found, self._told, ("code", "key"))
            return person
        known = self._setting.known.get(code)
        if known is not None and known.erasing_at is not None:
            place = found.at("code" if "code" in found.labels else "key")
            self._told.fault(place, f"{code} was erased. Take the rows of this patient out of the file.")
        person = Person(code, _copied(found), known, None)
        person.site = self._site(person)
        person.operations += [_stored(found, each) for each in (known.operations if known else ())]
        self._by_code[code] = person
        return person

    def _site(self, person: Person) -> Site | None:
        sites = self._setting.sites
        if person.known is not None:
            return next((site for site in sites.values() if site.id == person.known.site_id), None)
        named = person.found.values.get("site") or self._usual_site
        if named is None and len(sites) == 1:
            return next(iter(sites.values()))
        site = site_named(sites, str(named))
        if site is None:
            place = person.found.at("site") if "site" in person.found.values else Place("map", column="site")
            self._told.fault(
                place, f"Name one of the sites: {', '.join(sorted(sites)) or 'none is set up yet'}."
            )
        return site

    def _operate(self, found: Found) -> None:
        """A row that tells of an operation; a row that fills nothing of it tells of none."""
        person = self._by_code[self.code_of(found.who)]
        told = {name for name in found.values if found.labels.get(name, "").startswith("column")}
        if not told:
            self._told.note(found.place, "No operation is recorded in this row.")
            return
        found = _copied(found)
        found.values.update(_with_limb(found.values))
        op = next((each for each in person.operations if _same(each, found.values)), None)
        if op is None:
            person.operations.append(Op(found, None, {_row(found)}))
            return
        merge(op.found, found, self._told, ())
        op.rows.add(_row(found))


def site_named(sites: Mapping[str, Site], name: str) -> Site | None:
    """The site of this code or name; case does not count."""
    known = {each.name.casefold(): each for each in sites.values()}
    known |= {code.casefold(): each for code, each in sites.items()}
    return known.get(name.casefold())


def _copied(found: Found) -> Found:
    """The same with values of its own, to which further rows may add."""
    return replace(found, values=dict(found.values), labels=dict(found.labels))


def _row(found: Found) -> tuple[str, int]:
    return found.place.sheet, found.place.row


def _stored(found: Found, known: KnownOperation) -> Op:
    return Op(Found(found.place, found.who, {}, {}), known, set())


def _with_limb(values: Values) -> Values:
    """The limb, where only the level tells of it."""
    limb = LIMB_OF_LEVEL.get(bare(str(values.get("level", ""))))
    return {} if "limb" in values or limb is None else {"limb": limb}


def _same(op: Op, values: Values) -> bool:
    """Whether a row is about this operation: the same code, else limb and date as far as told."""
    if values.get("code") is not None and op.code is not None:
        return bool(op.code == values["code"])
    known = op.known.operation if op.known else None
    mine: dict[str, object] = {}
    for name in ("limb", "side", "tmr_on"):
        mine[name] = op.found.values.get(name, getattr(known, name) if known else None)
    return all(name not in values or values[name] == mine[name] for name in mine)


def merge(into: Found, found: Found, told: Told, but: tuple[str, ...]) -> None:
    """Add what a further row says; a trouble where it says otherwise."""
    for name, value in found.values.items():
        if name in but:
            continue
        if name not in into.values:
            into.values[name] = value
            into.labels[name] = found.labels.get(name, name)
        elif into.values[name] != value:
            told.fault(
                found.at(name), f"Row {into.place.row} of {into.place.sheet or 'the file'} says otherwise."
            )
