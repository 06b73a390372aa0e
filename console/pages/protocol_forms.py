"""A time point, and what holds for all of them, as forms: what stands in each field, what is wrong with what
was typed, and what it changes in the protocol's text. Pure.

A field is called as its path in the file; lengths are typed as people say them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from scheduler.durations import Duration, written
from scheduler.fields import Fault
from scheduler.rewriting import Path, anchor_of
from scheduler.spoken import all_heard, heard, in_words, spoken
from scheduler.timepoints import Anchor, Caps, Ladder, Protocol, TimePoint
from scheduler.why_words import length

Typed = Mapping[str, str]
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OFFSETS, MARKS = ("target", "opens", "closes"), ("primary", "optional")
WORDS = ("code", "series")
POINT = (
    *WORDS,
    "anchor",
    *OFFSETS,
    "instruments",
    *MARKS,
    "follow_up",
    "follow_up.reminders",
    "follow_up.call",
)
HOURS, CAPS = ("quiet_hours.from", "quiet_hours.to"), ("caps.a_day", "caps.a_week")
RULES = (
    "name", "version", *HOURS, "never_on", *CAPS, "follow_up.reminders", "follow_up.call", "re_check.after",
    "re_check.until", "re_check.instruments", "re_check.follow_up.reminders", "re_check.follow_up.call",
)  # fmt: skip
USUAL, OWN = "usual", "own"
LENGTH = "Write a length of time, such as 14 days, 3 months or 42 days before."
LENGTHS = "Write lengths of time with commas between them, such as 2 days, 5 days."
UNUSED = "Choose what is written below, or empty both boxes: as usual, they would not be used."
NOTHING = "Write something here."
NOT_CHOSEN = "Choose one or more."
BETWEEN = ("anchor", "primary", "")
"""Where a time point is wrong because of others: it is kept, and told until it is mended."""


def point_typed(protocol: Protocol, point: TimePoint) -> dict[str, str]:
    """What stands in the form of a time point."""
    is_usual = point.ladder is protocol.follow_up
    return {
        "code": point.code,
        "series": point.series,
        "anchor": point.anchor.value,
        **{name: spoken(getattr(point, name)) for name in OFFSETS},
        **_ticked("instruments", point.instruments),
        **{f"marks-{name}": name for name in MARKS if getattr(point, name)},
        "follow_up": USUAL if is_usual else OWN,
        **({} if is_usual else _ladder_typed("follow_up", point.ladder)),
    }


def rules_typed(protocol: Protocol) -> dict[str, str]:
    """What stands in the form of what holds for all time points."""
    quiet, recheck = protocol.quiet, protocol.recheck
    spans = {"re_check.after": recheck.after, "re_check.until": recheck.until}
    return {
        "name": protocol.name,
        "version": protocol.version,
        "quiet_hours.from": f"{quiet.begins:%H:%M}",
        "quiet_hours.to": f"{quiet.ends:%H:%M}",
        **_ticked("never_on", [WEEK[day] for day in sorted(quiet.never_on)]),
        **_caps_typed(protocol.caps),
        **_ladder_typed("follow_up", protocol.follow_up),
        **{name: length(Duration(hours=int(span.total_seconds()) // 3600)) for name, span in spans.items()},
        **_ticked("re_check.instruments", recheck.instruments),
        **_ladder_typed("re_check.follow_up", recheck.ladder),
    }


def _ticked(name: str, values: Sequence[str]) -> dict[str, str]:
    return {f"{name}-{value}": value for value in values}


def _caps_typed(caps: Caps) -> dict[str, str]:
    return {"caps.a_day": str(caps.a_day or ""), "caps.a_week": str(caps.a_week or "")}


def _ladder_typed(name: str, ladder: Ladder) -> dict[str, str]:
    reminders = ", ".join(length(each) for each in ladder.reminders)
    return {f"{name}.reminders": reminders, f"{name}.call": length(ladder.call) if ladder.call else ""}


def chosen(typed: Typed, name: str) -> tuple[str, ...]:
    """The boxes of this name that are ticked, in the order in which they came."""
    return tuple(value for key, value in typed.items() if key == f"{name}-{value}")


def point_faults(typed: Typed) -> dict[str, str]:
    """What cannot be read, by field."""
    found = {name: NOTHING for name in WORDS if not typed.get(name, "").strip()}
    found |= {name: LENGTH for name in OFFSETS if heard(typed.get(name, "")) is None}
    if typed.get("follow_up") == OWN:
        found |= _ladder_faults(typed, "follow_up")
    elif any(typed.get(f"follow_up.{name}", "").strip() for name in ("reminders", "call")):
        found["follow_up"] = UNUSED
    return found | ({} if chosen(typed, "instruments") else {"instruments": NOT_CHOSEN})


def rules_faults(typed: Typed) -> dict[str, str]:
    found = {name: NOTHING for name in ("name", "version") if not typed.get(name, "").strip()}
    spans = ("re_check.after", "re_check.until")
    found |= {name: LENGTH for name in spans if heard(typed.get(name, "")) is None}
    found |= _ladder_faults(typed, "follow_up") | _ladder_faults(typed, "re_check.follow_up")
    return found | ({} if chosen(typed, "re_check.instruments") else {"re_check.instruments": NOT_CHOSEN})


def _ladder_faults(typed: Typed, name: str) -> dict[str, str]:
    reminders, call = typed.get(f"{name}.reminders", ""), typed.get(f"{name}.call", "").strip()
    found = {} if all_heard(reminders) is not None else {f"{name}.reminders": LENGTHS}
    return found | ({f"{name}.call": LENGTH} if call and heard(call) is None else {})


def code_of(typed: Typed) -> str:
    return typed.get("code", "").strip().upper()


def belongs_at(points: Sequence[TimePoint], typed: Typed) -> int:
    """Before which time point one belongs by its day; the file keeps its order otherwise."""
    days = [_about(point.target) for point in points]
    mine = _about(heard(typed["target"]) or Duration())
    return next((at for at, day in enumerate(days) if day > mine), len(days))


def _about(length_of: Duration) -> float:
    return 30.4 * length_of.months + length_of.days


def point_changes(typed: Typed, at: int, text: str) -> dict[Path, object]:
    """What a form in which all can be read changes in the time point of that number."""
    series, anchor = typed["series"].strip(), typed.get("anchor", Anchor.TMR)
    told: dict[str, object] = {
        "code": code_of(typed),
        "series": series,
        "anchor": None if anchor == anchor_of(text, series) else anchor,
        **{name: _iso(typed[name]) for name in OFFSETS},
        "instruments": list(chosen(typed, "instruments")),
        **{name: True if typed.get(f"marks-{name}") else None for name in MARKS},
        "follow_up": _ladder(typed, "follow_up") if typed.get("follow_up") == OWN else None,
    }
    return {("time_points", at, name): value for name, value in told.items()}


def rules_changes(typed: Typed) -> dict[Path, object]:
    caps = {name: _number(typed.get(f"caps.{name}", "").strip()) for name in ("a_day", "a_week")}
    told: dict[Path, object] = {
        ("name",): typed["name"].strip(),
        ("version",): typed["version"].strip(),
        **{tuple(name.split(".")): typed.get(name, "").strip() for name in HOURS},
        ("never_on",): list(chosen(typed, "never_on")) or None,
        ("caps",): {name: most for name, most in caps.items() if most is not None} or None,
        ("follow_up",): _ladder(typed, "follow_up"),
        ("re_check", "after"): _iso(typed["re_check.after"]),
        ("re_check", "until"): _iso(typed["re_check.until"]),
        ("re_check", "instruments"): list(chosen(typed, "re_check.instruments")),
        ("re_check", "follow_up"): _ladder(typed, "re_check.follow_up"),
    }
    return told


def changed_only(changes: Mapping[Path, object], before: Mapping[Path, object]) -> dict[Path, object]:
    """Without what says the same as before, however that is written."""
    return {path: value for path, value in changes.items() if value != before[path]}


def _iso(words: str) -> str:
    return written(heard(words) or Duration())


def _number(words: str) -> int | str | None:
    """A number as the file has it; what is none stays as it was typed, and is told."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else words or None


def _ladder(typed: Typed, name: str) -> dict[str, object]:
    call = typed.get(f"{name}.call", "").strip()
    reminders = [written(each) for each in all_heard(typed.get(f"{name}.reminders", "")) or ()]
    return {"reminders": reminders, **({"call": _iso(call)} if call else {})}


def at_fields(faults: Sequence[Fault], within: str, fields: Sequence[str]) -> dict[str, str]:
    """The first fault of each field of a form about the part of the file at this path."""
    found: dict[str, str] = {}
    for fault in faults:
        name = _field(fault.path, within, fields)
        if name is not None:
            found.setdefault(name, in_words(fault.sentence))
    return found


def own_faults(faults: Sequence[Fault], within: str) -> tuple[Fault, ...]:
    """Those of a time point by itself."""
    between = {f"{within}.{name}".removesuffix(".") for name in BETWEEN}
    return tuple(each for each in faults if each.path not in between)


def _field(path: str, within: str, fields: Sequence[str]) -> str | None:
    """The field that a path of the file belongs to; `opens` for a whole time point."""
    if within and path != within and not path.startswith(f"{within}."):
        return None
    bare = re.sub(r"\[\d+\].*", "", path.removeprefix(within).removeprefix("."))
    if not bare:
        return "opens" if within else None
    holds = (name for name in fields if bare == name or bare.startswith(f"{name}."))
    return max(holds, key=len, default=next((name for name in fields if name.startswith(f"{bare}.")), None))


_POINT_AT = re.compile(r"time_points\[(\d{1,4})\]")


def is_of_point(fault: Fault) -> bool:
    return _POINT_AT.match(fault.path) is not None


def met(faults: Sequence[Fault]) -> dict[str, str]:
    """What is wrong at other time points because of one, by the field of that one in which it can be mended:
    a window that runs into a later one closes too late."""
    found: dict[str, str] = {}
    for fault in faults:
        other = _POINT_AT.match(fault.path)
        for name, sentence in at_fields([fault], other[0], POINT).items() if other else ():
            found.setdefault("closes" if name == "opens" else name, sentence)
    return found


def led(faults: Sequence[Fault], protocol: Protocol, home: str) -> Iterator[tuple[str, str]]:
    """Where each fault of a draft is mended, and what is wrong."""
    for fault in faults:
        found = _POINT_AT.match(fault.path)
        if found:
            code, name = protocol.time_points[int(found[1])].code, _field(fault.path, found[0], POINT)
            yield f"{home}/points/{code}#{name or 'opens'}", f"{code}: {in_words(fault.sentence)}"
        else:
            yield f"{home}/rules#{_field(fault.path, '', RULES) or 'name'}", in_words(fault.sentence)
