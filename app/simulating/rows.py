"""A simulation as flat rows: what the CSV files, the JSON and the tables in the terminal hold."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

from app.output import as_text
from app.simulating.load import Week, expected, weeks
from app.simulating.words import Simulated

Row = dict[str, object]


def messages(simulated: Simulated) -> list[Row]:
    """Every message with its reason, in order of time."""
    return [
        {
            "sent_at": each.at,
            "sent_local": each.at.astimezone(ZoneInfo(each.zone)).isoformat(timespec="minutes"),
            "patient": each.patient,
            "kind": each.kind.value,
            "about": each.about,
            "severity": each.severity.value if each.severity else None,
            "reason": each.reason,
        }
        for each in simulated.lived.contacts
    ]


def load(simulated: Simulated) -> list[Row]:
    """Messages and staff load, a week a row."""
    return [
        {
            "week_of": each.on,
            "prompts": each.prompts,
            "reminders": each.reminders,
            "calls": each.calls,
            "red_notices": each.red_notices,
            "amber_notices": each.amber_notices,
        }
        for each in weeks(simulated)
    ]


def missingness(simulated: Simulated) -> list[Row]:
    """What each time point would miss, a row each; shares of those that ended, with their 95 % interval."""
    return [
        {
            "time_point": each.time_point,
            "ended": each.ended,
            "completed": each.completed,
            "partial": each.partial,
            "unanswered": each.unanswered,
            "unanswered_share": round(each.share, 4),
            "share_low": round(each.low, 4),
            "share_high": round(each.high, 4),
            "reasons": "; ".join(f"{reason} {count}" for reason, count in each.reasons.items()),
        }
        for each in expected(simulated)
    ]


def visits(simulated: Simulated) -> list[Row]:
    """Every window as it stands at the end."""
    return [
        {
            "patient": each.patient,
            "time_point": each.time_point,
            "kind": each.kind.value,
            "opens_on": each.opens_on,
            "closes_on": each.closes_on,
            "state": each.state.value,
            "reason": each.reason,
        }
        for each in simulated.lived.visits
    ]


def summary(simulated: Simulated) -> Row:
    """The simulation in a few numbers."""
    kinds = Counter(each.kind.value for each in simulated.lived.contacts)
    rules = Counter(each.rule for each in simulated.lived.cases)
    all_weeks = weeks(simulated)
    return {
        "protocol": f"{simulated.protocol.name} {simulated.protocol.version}",
        "seed": simulated.seed,
        "patients": simulated.patients,
        "operations": simulated.operations,
        "not_activated": simulated.not_activated,
        "from": simulated.starts_on.isoformat(),
        "to": simulated.ends_on.isoformat(),
        "messages": dict(sorted(kinds.items())),
        "cases": dict(sorted(rules.items())),
        "to_patients_a_week": _load([each.to_patients for each in all_weeks]),
        "to_staff_a_week": _load([each.to_staff for each in all_weeks]),
        "busiest_week": _busiest(all_weeks),
    }


def _load(counts: Sequence[int]) -> Row:
    return {"mean": round(fmean(counts), 1), "most": max(counts)}


def _busiest(all_weeks: Sequence[Week]) -> str:
    """The Monday of the first week with most for staff to do."""
    return max(all_weeks, key=lambda week: (week.to_staff, -week.on.toordinal())).on.isoformat()


def write_csv(simulated: Simulated, folder: Path) -> tuple[Path, ...]:
    """The four tables as files; those of an earlier run are written over."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: Mapping[str, list[Row]] = {
        "messages": messages(simulated),
        "weeks": load(simulated),
        "missingness": missingness(simulated),
        "visits": visits(simulated),
    }
    return tuple(_write(folder / f"{name}.csv", rows) for name, rows in tables.items())


def _write(file: Path, rows: Sequence[Row]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(rows[0] if rows else ())
        writer.writerows([as_text(value) for value in row.values()] for row in rows)
    return file
