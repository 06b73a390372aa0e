"""The plan of a publication: what changes for whom, its hash, and how it is said to people and machines."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from app.output import as_json
from scheduler.effects import Effect, Placed, Shift
from scheduler.locking import fingerprint

_HASH = 16
CANNOT = (
    "It cannot be published so, for something would be asked twice. Give a time point that you renamed "
    "its old code, or place it after the window of what was asked."
)


@dataclass(frozen=True, slots=True)
class Affected:
    """One operation for which something changes, or would be asked twice."""

    patient: str
    episode: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing a text would do now.

    `followed`: operations looked at; `left`: of patients who have left follow-up or died, of whom nothing is
    asked; `not_active`: those that begin under the new version.
    """

    text: str
    affected: tuple[Affected, ...]
    followed: int
    left: int
    not_active: int

    @property
    def hash(self) -> str:
        """The same for the same text and the same effects, whoever computes it and when."""
        told = {"text": fingerprint(self.text), "affected": [asdict(each) for each in self.affected]}
        return sha256(as_json(told).encode()).hexdigest()[:_HASH]

    @property
    def sent_twice(self) -> int:
        return sum(len(each.effect.sent_twice) for each in self.affected)

    @property
    def disturbed(self) -> int:
        return sum(len(each.effect.disturbed) for each in self.affected)

    def count(self, shifts: Callable[[Effect], tuple[object, ...]]) -> int:
        return sum(len(shifts(each.effect)) for each in self.affected)


def how_to_publish(planned: Plan, file: Path) -> list[str]:
    if planned.sent_twice or planned.disturbed:
        return [CANNOT]
    return [f"Plan {planned.hash}. To publish just this: protocol set {file} --accept {planned.hash}"]


def plan_lines(planned: Plan) -> list[str]:
    """One line a change, and last lines that count."""
    lines = [
        f"{each.episode} ({each.patient}): {words}" for each in planned.affected for words in said_of(each)
    ]
    return [
        *lines,
        f"{len(planned.affected)} of {planned.followed} operations followed are affected: "
        f"{planned.count(lambda e: e.moves)} time points move, {planned.count(lambda e: e.appears)} appear, "
        f"{planned.count(lambda e: e.withdrawn)} are withdrawn.",
        f"{planned.sent_twice} sent twice. {planned.disturbed} of those opened or ended would change.",
    ]


def said_of(affected: Affected) -> Iterator[str]:
    """What changes for one operation, a sentence each."""
    found = affected.effect
    for shift in (*found.moves, *found.appears, *found.withdrawn):
        yield in_words(shift)
    for code in found.kept:
        yield f"{code} is open and not in the new version: it can be answered, and nobody is reminded"
    for code in found.sent_twice:
        yield f"{code} would be asked though it was asked before"
    for code in found.disturbed:
        yield f"{code} was opened or has ended, and would change"


def in_words(shift: Shift) -> str:
    if shift.after is None:
        return f"{shift.time_point} is withdrawn, {_place(shift.before)} ({shift.reason})"
    if shift.before is None:
        recorded = f"; recorded as {shift.reason}" if shift.reason else ""
        return f"{shift.time_point} appears, {_place(shift.after)}{recorded}"
    return f"{shift.time_point} moves from {_place(shift.before)} to {_place(shift.after)}"


def _place(placed: Placed | None) -> str:
    if placed is None:
        return "nowhere"
    names = ", ".join(placed.instruments)
    return f"{placed.opens_on}..{placed.closes_on} (asked {placed.send_on}: {names})"


def plan_json(planned: Plan) -> dict[str, object]:
    """The plan as an object; dates as text, and of each operation only what changes."""
    return {
        "plan": planned.hash,
        "followed": planned.followed,
        "left": planned.left,
        "not_active": planned.not_active,
        "affected": len(planned.affected),
        "sent_twice": planned.sent_twice,
        "disturbed": planned.disturbed,
        "operations": [
            {"patient": each.patient, "episode": each.episode, **asdict(each.effect)}
            for each in planned.affected
        ],
    }
