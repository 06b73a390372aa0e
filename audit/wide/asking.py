"""What the wide table has columns for: which question at which time point. Pure.

The order never changes: the time points and instruments of the default protocol come first, then what a site
added, by name. Within an instrument the questions come in the order in which its versions brought them, so a
question that a later version leaves out keeps its place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.columns import Kind
from domain import AssessmentKind
from questionnaires.instrument import Instrument, Item, ItemKind
from storage.audit_words import Register

_CORE, _EXTENDED, _WOUND = ("core",), ("core", "extended"), ("wound-check",)
USUAL: Mapping[str, tuple[str, ...]] = {
    "BL": _EXTENDED,
    "WC03": _WOUND,
    "WC07": _WOUND,
    "WC14": _WOUND,
    "W02": _CORE,
    "WC21": _WOUND,
    "WC30": _WOUND,
    "W06": _CORE,
    "M03": _EXTENDED,
    "M06": _EXTENDED,
    "M12": _EXTENDED,
    "M24": _EXTENDED,
    "M48": _EXTENDED,
}
"""Time point -> what the default protocol asks then."""


_SHORT = {"rlp-average": "rlp_avg", "plp-average": "plp_avg"}
KINDS: Mapping[ItemKind, Kind] = {
    ItemKind.BOOLEAN: Kind.TRUTH,
    ItemKind.INTEGER: Kind.INTEGER,
    ItemKind.DECIMAL: Kind.DECIMAL,
    ItemKind.QUANTITY: Kind.DECIMAL,
    ItemKind.DATE: Kind.DATE,
}
"""What kind of column answers of a kind fill, but for choices and texts."""

_CHOICES = frozenset({ItemKind.CHOICE, ItemKind.OPEN_CHOICE})


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an instrument over all its versions. `options`: code -> latest label."""

    instrument: str
    item: Item
    options: Mapping[str, str]

    @property
    def is_choice(self) -> bool:
        return self.item.kind in _CHOICES

    @property
    def name(self) -> str:
        """As a column is named: small letters, digits, underlines."""
        return _SHORT.get(self.item.link_id) or plain_name(self.item.link_id)


def plain_name(text: str) -> str:
    """A name that every statistics package takes: it begins with a letter."""
    name = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
    return name if name[:1].isalpha() else f"q_{name}"


def asked_at(register: Register) -> Mapping[str, tuple[str, ...]]:
    """Time point -> the instruments asked then: the usual ones, then what the register has beside them."""
    found: dict[str, list[str]] = {point: list(instruments) for point, instruments in USUAL.items()}
    added: dict[str, set[str]] = {}
    for assessment in register.assessments:
        if assessment.kind is AssessmentKind.SCHEDULED:
            added.setdefault(assessment.time_point, set()).update(assessment.instruments)
    for point in sorted(added):
        known = found.setdefault(point, [])
        known += sorted(added[point].difference(known))
    return {point: tuple(instruments) for point, instruments in found.items()}


def questions(instruments: Sequence[Instrument]) -> Mapping[str, tuple[Question, ...]]:
    """Instrument -> its questions over all versions. What is answered in words is left out."""
    found: dict[str, dict[str, Question]] = {}
    for instrument in instruments:
        known = found.setdefault(instrument.id, {})
        for item in _counted(instrument):
            before = known.get(item.link_id)
            options = {} if before is None else dict(before.options)
            options |= {option.code: option.label for option in item.options}
            known[item.link_id] = Question(instrument.id, before.item if before else item, options)
    return {name: tuple(known.values()) for name, known in found.items()}


def _counted(instrument: Instrument) -> Iterator[Item]:
    words = (ItemKind.STRING, ItemKind.TEXT)
    return (item for item in instrument.questions if item.kind not in words)
