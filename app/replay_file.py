"""Reads answers from a CSV file into the reports that the alert rules judge.

One line is one answer: `patient, tmr_date, answered_at, link_id, value`. Lines of a patient that follow each
other within an hour are one sitting; an item that is answered again in it later has been changed. Several
choices of one item are lines of the same instant, or codes joined by `;`, `|` or `+`.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, groupby
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.report import CORE, PAIN_REPORT, RECHECK, WOUND_CHECK, Report
from app.replay_values import Catalogue, Unreadable
from domain import Answer, Fault

COLUMNS = ("patient", "tmr_date", "answered_at", "link_id", "value")
ORDER = (CORE, WOUND_CHECK, "extended", RECHECK, PAIN_REPORT)
"""Which instrument a sitting is of, where several have all its items."""

_ONE_SITTING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the file. `values` are empty where the line says that nothing was answered."""

    patient: str
    tmr_on: date
    at: datetime
    link_id: str
    values: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The reports of each patient, in the order of the file, and the link ids that no rule could look at."""

    reports: Mapping[str, tuple[Report, ...]]
    unknown: tuple[str, ...]


def read(path: Path, catalogue: Catalogue, zone: ZoneInfo) -> Read:
    """The reports in a file; every line that cannot be read is told at once. Raises Fault.

    An instant without an offset is local to `zone`, a date alone is its midnight.
    """
    faults: list[str] = []
    unknown: set[str] = set()
    lines: list[Line] = []
    for number, row in _rows(path):
        if row["link_id"] not in catalogue.link_ids:
            unknown.add(row["link_id"])
            continue
        try:
            lines.append(_line(row, catalogue, zone))
        except (ValueError, Unreadable) as wrong:
            faults.append(f"Line {number}: {wrong}")
    faults += _two_dates(lines)
    if faults:
        raise Fault("\n".join(faults))
    numbers = count(1)
    patients = sorted(lines, key=lambda line: (line.patient, line.at))
    reports = {
        patient: tuple(_reports(tuple(theirs), catalogue, zone, numbers))
        for patient, theirs in groupby(patients, attrgetter("patient"))
    }
    return Read(reports, tuple(sorted(unknown)))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Fault(f"{path}: the columns {', '.join(missing)} are missing.")
            for row in reader:
                yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Fault(f"{path} cannot be read as CSV in UTF-8 ({type(error).__name__}).") from None


def _line(row: Mapping[str, str], catalogue: Catalogue, zone: ZoneInfo) -> Line:
    if not row["patient"]:
        raise Unreadable("there is no patient.")
    return Line(
        row["patient"],
        _date(row["tmr_date"]),
        _instant(row["answered_at"], zone),
        row["link_id"],
        catalogue.values(row["link_id"], row["value"]),
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"{text!r} is no date; it should look like 2026-03-31.") from None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"{text!r} is no instant; it should look like 2026-03-31T09:30:00Z.") from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _two_dates(lines: Iterable[Line]) -> list[str]:
    """Patients with more than one operation date: each operation needs a name of its own here."""
    dates: dict[str, set[date]] = {}
    for line in lines:
        dates.setdefault(line.patient, set()).add(line.tmr_on)
    return [f"{patient} has more than one tmr_date." for patient, known in dates.items() if len(known) > 1]


def _reports(
    lines: Sequence[Line], catalogue: Catalogue, zone: ZoneInfo, numbers: Iterator[int]
) -> Iterator[Report]:
    """One report for each instrument of each sitting, by time."""
    for sitting in _sittings(lines):
        given = _in_force(sitting)
        on = sitting[-1].at.astimezone(zone).date()
        for instrument, link_ids in catalogue.instruments(frozenset(given), ORDER):
            yield Report(
                response_id=next(numbers),
                instrument=instrument,
                day=(on - sitting[0].tmr_on).days,
                on=on,
                at=sitting[-1].at,
                answers={link_id: given[link_id] for link_id in given if link_id in link_ids},
                ended=True,
                completed=True,
            )


def _sittings(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines of one patient, by time, cut where more than an hour lies between two."""
    sitting: list[Line] = []
    for line in lines:
        if sitting and line.at - sitting[-1].at > _ONE_SITTING:
            yield tuple(sitting)
            sitting = []
        sitting.append(line)
    yield tuple(sitting)


def _in_force(sitting: Sequence[Line]) -> dict[str, tuple[Answer, ...]]:
    """What stands at the end of a sitting: the values of the last instant at which each item was answered."""
    last = {line.link_id: line.at for line in sitting}
    given: dict[str, tuple[Answer, ...]] = {}
    for line in sitting:
        if line.at == last[line.link_id]:
            given[line.link_id] = (*given.get(line.link_id, ()), *line.values)
    return {link_id: values for link_id, values in given.items() if values}
