"""What a made-up person means to answer, question by question. Pure: chance comes in as dice.

They know the questions by their link ids. A question they do not know they answer as most people would: no,
none, or the middle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.demo import pain
from app.demo.lives import Course, Happening, Harm, Member
from domain import Limb
from questionnaires.instrument import Item, ItemKind

Meaning = int | bool | str | frozenset[str] | None
"""A number, yes or no, the code of an option or the text, the codes of several options; none: pass it."""

_REMEMBERED = {Harm.BLEEDING: 5, Harm.INFECTION: 12, Harm.CLOT: 4}
"""How many days a sign can be seen; what only happens once is told for `_SINCE_LAST_ASKED`."""
_SINCE_LAST_ASKED = 75
_SCREEN = {
    Harm.BLEEDING: "bleeding",
    Harm.INFECTION: "wound-sign",
    Harm.CLOT: "chest-breath-calf",
    Harm.REOPERATION: "admission",
    Harm.FALL: "fall",
    Harm.DESPAIR: "not-safe",
}
_COMMENTS = (
    "Walking to the shop is easier now.",
    "Nights are the worst.",
    "Thank you for asking.",
    "The new socket rubs a little.",
)


@dataclass(frozen=True, slots=True)
class Today:
    """A member on one day: `day` after the first operation."""

    member: Member
    day: int

    @property
    def residual(self) -> float:
        return pain.residual(self.member.pain, self.day)

    @property
    def phantom(self) -> float:
        return pain.phantom(self.member.pain, self.day)

    @property
    def mean(self) -> float:
        return (self.residual + self.phantom) / 2

    def suffers(self, harm: Harm) -> Happening | None:
        """What they feel of a harm today."""
        lasting = _REMEMBERED.get(harm, _SINCE_LAST_ASKED)
        here = (each for each in self.member.happenings if each.harm is harm)
        return next((each for each in here if each.day <= self.day < each.day + lasting), None)


def meant(today: Today, item: Item, roll: Random) -> Meaning:
    """What they mean to answer to this question today."""
    known = _KNOWN.get(item.link_id)
    if known is not None:
        return known(today, roll)
    if item.link_id.startswith("medicine-change-"):
        return roll.choices(("same", "less", "more", "stopped"), (60, 25, 10, 5))[0]
    if item.link_id.startswith("function-"):
        return _scale(2 + 0.6 * today.residual, roll)
    return _otherwise(item)


def _otherwise(item: Item) -> Meaning:
    match item.kind:
        case ItemKind.BOOLEAN:
            return False
        case ItemKind.INTEGER:
            return ((item.minimum or 0) + (item.maximum or 0)) // 2
        case ItemKind.CHOICE:
            code = item.options[0].code
            return frozenset({code}) if item.repeats else code
    return None


def _scale(value: float, roll: Random) -> int:
    return round(min(10.0, max(0.0, value + roll.gauss(0, 1))))


def _frequency(today: Today, roll: Random) -> str:
    steps = ("none", "days-1-2", "days-3-6", "daily", "several-daily", "constant")
    return steps[min(5, max(1, round(today.phantom / 2 + roll.gauss(0, 0.7))))]


def _control(today: Today, roll: Random) -> str:
    weights = (2, 3, 5) if max(today.residual, today.phantom) >= 8 else (8, 3, 1)
    return roll.choices(("yes", "partly", "no"), weights)[0]


def _change(today: Today, roll: Random) -> str:
    steps = ("much-better", "better", "little-better", "same", "little-worse", "worse", "much-worse")
    middle = {Course.BETTER: 1.2, Course.SAME: 2.8, Course.WORSE: 4.5}[today.member.course]
    return steps[min(6, max(0, round(middle + roll.gauss(0, 0.7))))]


def _screen(today: Today, _: Random) -> frozenset[str]:
    felt = [each for harm in Harm if (each := today.suffers(harm)) is not None]
    codes = {_SCREEN[each.harm] for each in felt}
    if any(each.severe and each.harm is Harm.INFECTION for each in felt):
        codes.add("very-unwell")
    if any(each.severe and each.harm is Harm.REOPERATION for each in felt):
        codes.add("new-place-pain")
    return frozenset(codes or {"none"})


def _wound(today: Today, _: Random) -> frozenset[str]:
    return frozenset({"redness", "discharge"} if today.suffers(Harm.INFECTION) else {"none"})


def _unwell(today: Today, _: Random) -> frozenset[str]:
    infection = today.suffers(Harm.INFECTION)
    return frozenset({"fever", "shivers"} if infection and infection.severe else {"none"})


def _bleeding(today: Today, roll: Random) -> str:
    bleeding = today.suffers(Harm.BLEEDING)
    if bleeding is None:
        return "little" if today.day < 5 and roll.random() < 0.2 else "none"
    return "heavy" if bleeding.severe else "little"


def _bleeds_on(today: Today, _: Random) -> bool:
    bleeding = today.suffers(Harm.BLEEDING)
    return bleeding is not None and bleeding.severe


def _done(today: Today, roll: Random) -> frozenset[str]:
    if any(today.suffers(harm) for harm in (Harm.BLEEDING, Harm.CLOT)):
        return frozenset({"called-999"})
    return frozenset({roll.choice(("none", "called-team", "took-medicine"))})


def _reason(today: Today, roll: Random) -> str:
    weights = (6, today.residual, 2, 2, 1)
    return roll.choices(("as-wanted", "pain", "skin", "fit", "no-need"), weights)[0]


def _medicines(today: Today, roll: Random) -> frozenset[str]:
    classes = {"anti-inflammatory": 0.5, "gabapentinoid": 0.6, "antidepressant": 0.3, "opioid": 0.06}
    used = {name for name, chance in classes.items() if roll.random() < chance * today.mean / 6}
    return frozenset(used or {"none"})


def _comment(_: Today, roll: Random) -> str | None:
    return roll.choice(_COMMENTS) if roll.random() < 0.12 else None


def _days_worn(today: Today, roll: Random) -> int:
    return max(0, 7 - round(today.residual * 0.5 * roll.random()))


def _hours_worn(today: Today, roll: Random) -> int:
    arm = today.member.surgery.limb is Limb.UPPER
    hours = round((7 if arm else 12) - today.residual * 0.6 + roll.gauss(0, 1.5))
    return min(16, max(1, hours))  # they tap, and the last button says 16+


_KNOWN: dict[str, Callable[[Today, Random], Meaning]] = {
    "rlp-average": lambda today, roll: pain.reported(today.residual, roll),
    "plp-average": lambda today, roll: pain.reported(today.phantom, roll),
    "rlp-now": lambda today, roll: pain.reported(today.residual, roll),
    "plp-now": lambda today, roll: pain.reported(today.phantom, roll),
    "rlp-worst": lambda today, roll: pain.reported_worst(today.residual, roll),
    "plp-worst": lambda today, roll: pain.reported_worst(today.phantom, roll),
    "plp-frequency": _frequency,
    "medicine-control": _control,
    "interference-activity": lambda today, roll: _scale(0.8 * today.mean, roll),
    "interference-enjoyment": lambda today, roll: _scale(0.7 * today.mean, roll),
    "prosthesis-have": lambda today, _: today.member.wears,
    "prosthesis-days": _days_worn,
    "prosthesis-hours": _hours_worn,
    "prosthesis-reason": _reason,
    "quality-of-life": lambda today, roll: _scale(9 - 0.6 * today.mean, roll),
    "change": _change,
    "safety": _screen,
    "bleeding-heavy": _bleeds_on,
    "new-place-pain": lambda _, roll: roll.randint(3, 7),
    "comments": _comment,
    "wound-signs": _wound,
    "unwell-signs": _unwell,
    "bleeding": _bleeding,
    "chest-breath-calf": lambda today, _: today.suffers(Harm.CLOT) is not None,
    "limb-cold": lambda *_: False,
    "action-taken": _done,
    "can-wait": lambda _, roll: roll.random() < 0.8,
    "sleep": lambda today, roll: _scale(0.7 * today.mean, roll),
    "medicines": _medicines,
    "goal": lambda _, roll: roll.randint(1, 4),
}
