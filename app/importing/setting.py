"""What an import is held against: sites, protocol, instruments, what is known, the day. Values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from app.importing.questions import Questions
from domain import Site
from questionnaires.instrument import Instrument
from scheduler.instants import local_date
from scheduler.plan import Planned, Preferences, plan
from scheduler.timepoints import Anchor, Protocol
from storage.import_words import KnownPatient


@dataclass(frozen=True)
class Setting:
    """`protocols` by number; new operations follow the one `protocol_id` names. `known` are patients by code.

    `instruments` are the versions in use today, by id; `pinned` gives any version. `codes_of` gives the codes
    that a hospital's key may have, the one to give first.
    """

    as_of: datetime
    sites: Mapping[str, Site]
    protocol_id: int
    protocols: Mapping[int, Protocol]
    instruments: Mapping[str, Instrument]
    pinned: Callable[[str, str], Instrument]
    questions: Questions
    languages: frozenset[str]
    codes_of: Callable[[str], tuple[str, ...]] = field(repr=False)
    known: Mapping[str, KnownPatient] = field(default_factory=dict)
    operation_codes: frozenset[str] = frozenset()
    _plans: dict[tuple[object, ...], Mapping[str, Planned]] = field(default_factory=dict, repr=False)

    @cached_property
    def key_outcomes(self) -> frozenset[str]:
        """Link ids of which one answered makes a report valid as partial."""
        return frozenset(link_id for each in self.instruments.values() for link_id in each.key_outcomes)

    def today(self, zone: str) -> date:
        return local_date(self.as_of, zone)

    def windows(
        self, protocol_id: int, tmr_on: date, amputation_on: date, zone: str, send_time: time
    ) -> Mapping[str, Planned]:
        """Every time point by code, optional ones too, placed as if nothing had delayed the asking."""
        protocol = self.protocols[protocol_id]
        anchored = any(point.anchor is Anchor.AMPUTATION for point in protocol.time_points)
        key = (protocol_id, tmr_on, amputation_on if anchored else None, zone, send_time)
        if key not in self._plans:
            wishes = Preferences(
                zone,
                send_time,
                date(tmr_on.year - 2, 1, 1),
                frozenset(point.code for point in protocol.time_points if point.optional),
                amputation_on=amputation_on,
            )
            self._plans[key] = {each.time_point: each for each in plan(protocol, tmr_on, wishes)}
        return self._plans[key]
