"""The rota of a site: turns are added, read from a file and taken off, in the site's local time."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.hours import local_instant
from app.resources import text_in
from app.sites import named_site
from domain import Act, Fault, Shift, Site
from storage import rota, staff
from storage.database import Tx

_COLUMNS = ("staff", "from", "until")
_FORM = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Wish:
    """A turn as somebody wrote it; `where` names the line of a file."""

    staff: str
    starts: str
    ends: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class _Turn:
    staff_id: int
    code: str
    starts_at: datetime
    ends_at: datetime


def add_turn(tx: Tx, act: Act, site_code: str, wish: Wish) -> str:
    """Put one person on the rota, and say from when until when."""
    site = named_site(tx, site_code)
    if not _stored(tx, act, site, [wish]):
        raise Fault(f"{wish.staff} is on the rota for that time already. Nothing was changed.")
    said = f"{wish.staff} is on call from {wish.starts} until {wish.ends} ({site.zone})."
    return said + _unreached(tx, act, site)


def import_turns(tx: Tx, act: Act, site_code: str, path: Path) -> str:
    """Add all turns of a CSV file, or none; those that are over or known already are passed over."""
    site, wishes = named_site(tx, site_code), _read(path)
    added = _stored(tx, act, site, wishes)
    passed = len(wishes) - added
    return f"Added to the rota: {added}. Over or known already: {passed}.{_unreached(tx, act, site)}"


def remove_turn(tx: Tx, act: Act, site_code: str, shift_id: int) -> str:
    """Take a turn off the rota; one that has begun ends now."""
    site = named_site(tx, site_code)
    turn = next((each for each in rota.since(tx, site.id, act.at) if each.id == shift_id), None)
    if turn is None:
        raise Fault(f"Turn {shift_id} is not on the rota of {site_code}, or is over. Nothing was changed.")
    rota.remove(tx, act, turn)
    begun = turn.starts_at < act.at
    return f"Turn {shift_id} {'ends now' if begun else 'is taken off the rota'}."


def turn_rows(tx: Tx, site_code: str, as_of: datetime) -> list[dict[str, object]]:
    """The turns that are not over, in the order of time, in the site's local time."""
    site = named_site(tx, site_code)
    zone, lost = ZoneInfo(site.zone), staff.out_of_reach(tx, site.id)
    return [
        {
            "turn": turn.id,
            "staff": staff.get(tx, turn.staff_id).code,
            "from": turn.starts_at.astimezone(zone).strftime(_FORM),
            "until": turn.ends_at.astimezone(zone).strftime(_FORM),
            "reached": turn.staff_id not in lost,
        }
        for turn in rota.since(tx, site.id, as_of)
    ]


def _stored(tx: Tx, act: Act, site: Site, wishes: Sequence[Wish]) -> int:
    """Store those that are not known yet; every fault of all of them in one sentence each, and then none."""
    known = list(rota.since(tx, site.id, act.at))
    faults: list[str] = []
    added = 0
    for wish in wishes:
        turn = _turn(tx, act, site, wish, faults)
        if turn is None or turn.ends_at <= act.at or any(_holds(each, turn) for each in known):
            continue
        other = next((each for each in known if _overlap(each, turn)), None)
        if other is not None:
            taken = staff.get(tx, other.staff_id).code
            faults.append(f"{wish.where}{turn.code} would be on call together with {taken}")
            continue
        added_now = rota.add(
            tx,
            act,
            site_id=site.id,
            staff_id=turn.staff_id,
            starts_at=turn.starts_at,
            ends_at=turn.ends_at,
        )
        known.append(added_now)
        added += 1
    if faults:
        raise Fault(f"The rota of {site.code} cannot be changed: {'; '.join(faults)}. Nothing was changed.")
    return added


def _holds(known: Shift, turn: _Turn) -> bool:
    """Whether the same person is on call all that time already."""
    within = known.starts_at <= turn.starts_at and turn.ends_at <= known.ends_at
    return within and known.staff_id == turn.staff_id


def _overlap(known: Shift, turn: _Turn) -> bool:
    return known.starts_at < turn.ends_at and turn.starts_at < known.ends_at


def _turn(tx: Tx, act: Act, site: Site, wish: Wish, faults: list[str]) -> _Turn | None:
    """What was written, read; one that has begun counts from now. If it is none, its fault is noted."""
    person = staff.by_code(tx, wish.staff)
    starts_at, ends_at = (_instant(text, site) for text in (wish.starts, wish.ends))
    if person is None or not person.active or person.site_id != site.id:
        faults.append(f"{wish.where}{wish.staff!r} is not active staff of the site")
    elif starts_at is None or ends_at is None:
        faults.append(f"{wish.where}a time does not read like 2025-03-10 17:00")
    elif ends_at <= starts_at:
        faults.append(f"{wish.where}the turn of {wish.staff} ends before it begins")
    elif ends_at <= act.at and not wish.where:
        faults.append(f"{wish.where}the turn of {wish.staff} is over")
    else:
        return _Turn(person.id, person.code, max(starts_at, act.at), ends_at)
    return None


def _instant(text: str, site: Site) -> datetime | None:
    """A local time of the site. One that the clocks skip is taken later, one that comes twice first."""
    try:
        local = datetime.strptime(text.replace("T", " ").strip(), _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
    return local_instant(local.date(), local.hour * 60 + local.minute, ZoneInfo(site.zone))


def _read(path: Path) -> list[Wish]:
    rows = csv.DictReader(StringIO(text_in(path)))
    if sorted(rows.fieldnames or ()) != sorted(_COLUMNS):
        raise Fault(f"{path} must begin with the line {','.join(_COLUMNS)}.")
    return [
        Wish((row["staff"] or "").strip(), row["from"] or "", row["until"] or "", f"line {number}: ")
        for number, row in enumerate(rows, start=2)
    ]


def _unreached(tx: Tx, act: Act, site: Site) -> str:
    """A warning of turns in which the next one up would have to be told."""
    lost = staff.out_of_reach(tx, site.id)
    turns = rota.since(tx, site.id, act.at)
    codes = sorted({staff.get(tx, turn.staff_id).code for turn in turns if turn.staff_id in lost})
    if not codes:
        return ""
    return f" No message reaches {', '.join(codes)} yet: see `tmr-followup staff link`."
