"""How an episode stood at each moment of the past, told from what the trail keeps. Pure.

The tables hold how things stand now; why nothing was sent on a day of last spring depends on how they stood
then: paused, blocked, withdrawn, in another zone, with another operation date or protocol.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from domain import Patient, PatientStatus
from storage.words import ChannelState


@dataclass(frozen=True, slots=True)
class Standing:
    """What held from `since` until the next one; `patient` as they were then."""

    since: datetime
    patient: Patient
    channel: ChannelState
    tmr_on: date
    protocol_id: int

    @property
    def reachable(self) -> bool:
        """Whether a message to the patient could be sent."""
        return self.channel is ChannelState.LINKED and self.patient.status is PatientStatus.FOLLOWED


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of the trail: what was done (its verb) and what it tells."""

    at: datetime
    verb: str
    told: Mapping[str, object]


def standings(now: Standing, turns: Iterable[Turn]) -> tuple[Standing, ...]:
    """Every standing from enrolment on, in order, the last as `now` is; two at one instant are one.

    What the trail of an older version does not tell of the beginning is taken to be as it is now.
    """
    ordered = tuple(turns)
    held = [_first(now, ordered)]
    for turn in ordered:
        changed = _turned(held[-1], turn)
        if changed.since == held[-1].since:
            held[-1] = changed
        elif replace(changed, since=held[-1].since) != held[-1]:
            held.append(changed)
    return tuple(held)


def standing_at(held: tuple[Standing, ...], at: datetime) -> Standing:
    """How things stood at an instant; before the beginning, as they began."""
    return next((each for each in reversed(held) if each.since <= at), held[0])


def spans(held: tuple[Standing, ...], since: datetime) -> Iterator[tuple[Standing, datetime | None]]:
    """The standings from an instant on, each with its end; the last has none."""
    ends = (*(each.since for each in held[1:]), None)
    return ((each, end) for each, end in zip(held, ends, strict=True) if end is None or end > since)


def _first(now: Standing, turns: tuple[Turn, ...]) -> Standing:
    """As it was at the beginning: enrolled, not linked, nothing corrected yet."""
    added = _told(turns, "patient.add")
    registered = _told(turns, "episode.register")
    begun = replace(
        now.patient,
        zone=str(added.get("zone", now.patient.zone)),
        send_time=_time(added.get("send_time", now.patient.send_time)),
        status=PatientStatus.FOLLOWED,
        paused_until_on=None,
        linked_on=None,
    )
    since = min((turn.at for turn in turns), default=now.since)
    tmr_on = _date(registered.get("tmr_on")) or now.tmr_on
    protocol_id = int(str(registered.get("protocol", now.protocol_id)))
    return Standing(since, begun, ChannelState.UNLINKED, tmr_on, protocol_id)


def _told(turns: tuple[Turn, ...], verb: str) -> Mapping[str, object]:
    return next((turn.told for turn in turns if turn.verb == verb), {})


def _turned(before: Standing, turn: Turn) -> Standing:
    """As it stood after one change; what has no bearing on the asking changes nothing but the time."""
    held = replace(before, since=turn.at)
    change = _CHANGES.get(turn.verb)
    return held if change is None else change(held, turn.told)


def _with(held: Standing, **changes: object) -> Standing:
    return replace(held, patient=replace(held.patient, **changes))  # type: ignore[arg-type]


def _preferred(held: Standing, told: Mapping[str, object]) -> Standing:
    send_time = _time(told.get("send_time", held.patient.send_time))
    return _with(held, zone=told.get("zone", held.patient.zone), send_time=send_time)


def _corrected(changed: object) -> date | None:
    """The operation date after a correction, if that was corrected: each field as before, after."""
    pair = changed.get("tmr_on") if isinstance(changed, Mapping) else None
    return _date(pair[1]) if pair else None


def _date(told: object) -> date | None:
    return date.fromisoformat(str(told)) if told else None


def _time(told: object) -> time:
    return time.fromisoformat(str(told))


_CHANGES: Mapping[str, Callable[[Standing, Mapping[str, object]], Standing]] = {
    "patient.status": lambda held, told: _with(held, status=PatientStatus(str(told["status"]))),
    "patient.reinstate": lambda held, _: _with(held, status=PatientStatus.FOLLOWED),
    "patient.pause": lambda held, told: _with(held, paused_until_on=_date(told["paused_until_on"])),
    "patient.linked": lambda held, told: _with(held, linked_on=_date(told["linked_on"])),
    "patient.prefer": _preferred,
    "contact.link": lambda held, _: replace(held, channel=ChannelState.LINKED),
    "contact.channel": lambda held, told: replace(held, channel=ChannelState(str(told["state"]))),
    "episode.set-operation": lambda held, told: replace(
        held, tmr_on=_corrected(told["changed"]) or held.tmr_on
    ),
    "episode.use-protocol": lambda held, told: replace(held, protocol_id=int(str(told["protocol_id"]))),
}
