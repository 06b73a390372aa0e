"""The digest of one member of staff: from the facts of a site at one moment to what is said of them. Pure.

Nothing here pages anybody: it is for reading over coffee. Sections stand in the order in which they should be
read, and an empty one is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain import Kpis, Site
from storage.digest_words import Case, Happening, Lost, Noted, Window
from storage.words import Staff

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class Topic(StrEnum):
    """The sections, in their order."""

    TO_PHONE = "to-phone"
    CASES = "cases"
    CHANGES = "changes"
    FINDINGS = "findings"
    MISSED = "missed"
    OVERDUE = "overdue"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Coordination:
    """What only whoever coordinates is told, each in the order in which it should be dealt with."""

    to_phone: tuple[Window, ...] = ()
    overdue: tuple[Window, ...] = ()
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a digest is made of. What happened, was found or missed is of the time since `since`, oldest
    first. `figures` are for those who treat, where anything is there to count."""

    person: Staff
    site: Site
    since: datetime
    cases: tuple[Case, ...]
    happenings: tuple[Happening, ...]
    findings: tuple[Noted, ...]
    missed: tuple[Window, ...]
    coordination: Coordination | None
    figures: Kpis | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that stands, and how long it has. `is_mine`: the reader acknowledged it."""

    case: Case
    age: str
    is_mine: bool


Entry = OpenCase | Happening | Noted | Window | Lost


@dataclass(frozen=True, slots=True)
class Section:
    """`left_out` counts the entries that did not find room."""

    topic: Topic
    entries: tuple[Entry, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What is said. `episodes` are those of its cases and then of its findings: their charts may be shown.

    `figures` stand below the rest; on their own they are nothing to report.
    """

    person: Staff
    site: Site
    since: datetime
    as_of: datetime
    sections: tuple[Section, ...]
    episodes: tuple[int, ...]
    figures: Kpis | None

    @property
    def is_empty(self) -> bool:
        return not self.sections


def digest(facts: Facts, as_of: datetime) -> Digest:
    """What this person is told at `as_of`: cases oldest first with their age, then what else there is."""
    cases = tuple(_open(case, facts.person, as_of) for case in facts.cases)
    told: Sequence[tuple[Topic, tuple[Entry, ...]]] = [
        (Topic.CASES, cases),
        (Topic.CHANGES, facts.happenings),
        (Topic.FINDINGS, facts.findings),
        (Topic.MISSED, facts.missed),
    ]
    work = facts.coordination
    if work is not None:
        told = [
            (Topic.TO_PHONE, work.to_phone),
            *told,
            (Topic.OVERDUE, work.overdue),
            (Topic.LOST, work.lost),
        ]
    sections = tuple(Section(topic, entries) for topic, entries in told if entries)
    shown = [each.case.alert.episode_id for each in cases]
    shown += [each.finding.episode_id for each in facts.findings]
    episodes = tuple(dict.fromkeys(shown))
    return Digest(facts.person, facts.site, facts.since, as_of, sections, episodes, facts.figures)


def shortened(whole: Digest, most: int) -> Digest:
    """The same with at most so many entries a section: of what happened the latest, else the first."""
    return replace(whole, sections=tuple(_cut(section, most) for section in whole.sections))


def age(passed: timedelta) -> str:
    """How long something has stood, in whole hours, and from two days on in whole days (rounded down)."""
    if passed < _HOUR:
        return "less than an hour"
    if passed < 2 * _DAY:
        hours = passed // _HOUR
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{passed // _DAY} days"


def _open(case: Case, person: Staff, as_of: datetime) -> OpenCase:
    return OpenCase(case, age(as_of - case.alert.fired_at), case.taken_by == person.code)


def _cut(section: Section, most: int) -> Section:
    kept = section.entries[-most:] if section.topic is Topic.CHANGES else section.entries[:most]
    return replace(section, entries=kept, left_out=section.left_out + len(section.entries) - len(kept))
