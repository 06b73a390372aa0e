"""The time point that staff enter answers for: the window that stands, or one that is added for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.protocols import known_instruments
from domain import LEFT, WAITING, Act, Assessment, AssessmentKind, AssessmentState, Fault, ResponseState
from questionnaires.context import context, phase
from questionnaires.library import Library
from questionnaires.steps import Pending
from scheduler.adding import add_planned
from scheduler.applying import apply_steps
from scheduler.due import Open
from scheduler.licensing import expired
from scheduler.plan import Planned, Preferences, plan
from scheduler.protocol import read
from storage import assessments, episodes, facts, protocols
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import Indication

_ANSWERED = (AssessmentState.COMPLETED, AssessmentState.PARTIAL)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the answers go: an assessment that stands, or one to be added as a further occurrence."""

    known: EpisodeFacts
    standing: Assessment | None
    planned: Planned
    occurrence: int

    @property
    def is_open(self) -> bool:
        return self.standing is not None and self.standing.state is AssessmentState.OPEN


def spot_of(tx: Tx, episode_id: int, time_point: str, given_on: date) -> Spot:
    """Where answers of a time point go; a Fault where none may be entered."""
    known = facts.load(tx, episode_id)
    _may_enter(tx, known)
    found = _spot(known, _planned(tx, known), time_point, given_on)
    if isinstance(found, str):
        raise Fault(found)
    return found


def spots_of(tx: Tx, episode_id: int, given_on: date) -> tuple[Spot, ...]:
    """Everywhere answers of that day may go, in the order of the windows; a Fault where none may."""
    known = facts.load(tx, episode_id)
    _may_enter(tx, known)
    planned = _planned(tx, known)
    points = dict.fromkeys((*planned, *(each.time_point for each in known.assessments)))
    found = [_spot(known, planned, point, given_on) for point in points]
    spots = [each for each in found if isinstance(each, Spot)]
    return tuple(sorted(spots, key=lambda each: (each.planned.opens_on, each.planned.time_point)))


def _spot(known: EpisodeFacts, planned: Mapping[str, Planned], time_point: str, given_on: date) -> Spot | str:
    """Where answers of a time point go, or why none may be entered."""
    mine = [each for each in known.assessments if each.time_point == time_point]
    latest = max(mine, key=lambda each: each.occurrence, default=None)
    if latest is not None and latest.state in _ANSWERED:
        return f"{time_point} is {latest.state.value} already. Nothing was changed."
    window = planned.get(time_point) if latest is None else _as_planned(latest)
    if window is None:
        return f"There is no time point {time_point!r} for {known.episode.code}."
    if given_on < window.opens_on:
        return f"{time_point} begins on {window.opens_on}; answers of {given_on} do not belong to it."
    stands = latest is not None and latest.state in WAITING
    if latest is not None and not stands and latest.kind is not AssessmentKind.SCHEDULED:
        return f"{time_point} is over. Nothing was changed."
    occurrence = latest.occurrence + (not stands) if latest else 1
    return Spot(known, latest if stands else None, window, occurrence)


def remarks(spot: Spot, on: date) -> tuple[str, ...]:
    """What whoever enters answers of that day should know of what becomes of them."""
    episode, ends_on = spot.known.episode, spot.planned.closes_on
    is_late_baseline = ends_on <= episode.tmr_on <= on
    told = {
        "Baseline entered after the operation: it is flagged as retrospective.": is_late_baseline,
        f"The window ended on {ends_on}; the answers are kept with their date.": on > ends_on
        and not is_late_baseline,
        "Follow-up is not active, so no alert rule reads them: act on what you hear.": (
            episode.activated_at is None
        ),
    }
    return tuple(sentence for sentence, holds in told.items() if holds)


def _may_enter(tx: Tx, known: EpisodeFacts) -> None:
    if known.patient.status in LEFT:
        raise Fault(f"{known.patient.code} is {known.patient.status.value}: nothing more is entered.")
    indication = episodes.operation(tx, known.episode.id).indication
    if known.episode.activated_at is None and indication is Indication.PRIMARY:
        raise Fault(
            f"{known.episode.code} is a primary operation whose follow-up is not active: HTG750 1.5 wants a "
            "formal study first. The operation and its safety events count in the register."
        )


def _as_planned(row: Assessment) -> Planned:
    return Planned(row.time_point, row.opens_on, row.closes_on, row.send_at, row.instruments)


def _planned(tx: Tx, known: EpisodeFacts) -> dict[str, Planned]:
    """Every time point of the protocol, optional ones too, where nothing is stored of it yet."""
    protocol = read(protocols.body(tx, known.episode.protocol_id), known_instruments(tx))
    operation = episodes.operation(tx, known.episode.id)
    wishes = Preferences(
        known.patient.zone,
        known.patient.send_time,
        known.patient.linked_on or known.patient.enrolled_on,
        frozenset(point.code for point in protocol.time_points if point.optional),
        amputation_on=operation.amputation_on,
        followed_from=known.patient.enrolled_on,
    )
    return {each.time_point: each for each in plan(protocol, operation.tmr_on, wishes)}


def pending(spot: Spot, library: Library, act: Act) -> tuple[Pending, ...]:
    """The questionnaires that wait for answers, in their order."""
    known = spot.known
    if spot.standing is not None and spot.is_open:
        return tuple(
            Pending(library.get(each.instrument, each.version), each.context, known.logs.get(each.id, ()))
            for each in known.responses
            if each.assessment_id == spot.standing.id and each.state is ResponseState.IN_PROGRESS
        )
    over = expired(known, library, act.at)
    asked_in = phase(spot.planned.send_at, known.patient.zone, known.episode.tmr_on)
    told = context(known.site.mode, known.episode.limb, asked_in)
    names = [name for name in spot.planned.instruments if name not in over]
    return tuple(Pending(library.current(name), told) for name in names)


def opened_at(tx: Tx, act: Act, spot: Spot, library: Library) -> Assessment:
    """The assessment of the spot, open, with its responses begun."""
    known, standing = spot.known, spot.standing
    if standing is None:
        add_planned(tx, act, known, spot.planned, occurrence=spot.occurrence)
        known = facts.load(tx, known.episode.id)
        standing = next(
            each
            for each in known.assessments
            if (each.time_point, each.occurrence) == (spot.planned.time_point, spot.occurrence)
        )
    if standing.state is AssessmentState.PLANNED:
        apply_steps(tx, act, known, library, [Open((standing.id,), None)])
    return assessments.get(tx, standing.id)
