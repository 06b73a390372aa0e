"""Which question an answer belongs to, and its answer as the instrument stores it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.importing.cells import (
    absent,
    read_date,
    read_number,
    read_text,
    read_truth,
    read_whole,
    within,
)
from app.importing.words import Absent, Manner, Raw, Wrong, bare, listed, plain, shown
from domain import Answer
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.limits import broken

PLAIN_NAMES: Mapping[str, str] = {
    "rlp": "rlp-average",
    "rlp_7d": "rlp-average",
    "plp": "plp-average",
    "plp_7d": "plp-average",
    "frequency": "plp-frequency",
    "interference": "interference-activity",
    "enjoyment": "interference-enjoyment",
    "activity": "interference-activity",
    "prosthesis": "prosthesis-have",
    "has_prosthesis": "prosthesis-have",
    "days": "prosthesis-days",
    "hours": "prosthesis-hours",
    "wear_days": "prosthesis-days",
    "wear_hours": "prosthesis-hours",
    "qol": "quality-of-life",
    "pgic": "change",
    "global_change": "change",
}
"""Short names of the main questions; any link id can be named too."""

_OFTEN = re.compile(r"[;,|\n]")
_LONGEST_TEXT = 4_000
Value = tuple[Answer, ...] | Absent
"""Values in the order of the options; or missing, or declined."""


@dataclass(frozen=True, slots=True)
class Question:
    instrument: Instrument
    item: Item


class Questions:
    """The questions of the instruments that may be asked, by name."""

    def __init__(self, instruments: Sequence[Instrument]) -> None:
        self._by_name: dict[str, list[Question]] = {}
        for instrument in instruments:
            for item in instrument.questions:
                question = Question(instrument, item)
                for name in (item.link_id, f"{instrument.id}/{item.link_id}"):
                    self._by_name.setdefault(bare(name), []).append(question)
        self._plain = {bare(name): bare(link_id) for name, link_id in PLAIN_NAMES.items()}

    def find(self, name: str, asked: Sequence[str]) -> Question | Wrong:
        """The question of a name; where several instruments have it, that of one asked at the time point."""
        known = bare(name)
        found = self._by_name.get(known) or self._by_name.get(self._plain.get(known, ""), [])
        at_hand = [each for each in found if each.instrument.id in asked] or found
        ids = list(dict.fromkeys(each.instrument.id for each in at_hand))
        if not found:
            named = f" {name!r}" if shown(name) else ""
            return Wrong(f"There is no question{named}; there are {listed(self._names())} and others.")
        if len(ids) > 1:
            named = listed(f"{each.instrument.id}/{each.item.link_id}" for each in at_hand)
            return Wrong(f"Several questionnaires have this question: name one of {named}.")
        return at_hand[0]

    def _names(self) -> Iterator[str]:
        yield from ("rlp", "rlp_worst", "plp", "plp_worst", "plp_frequency", "interference_activity")
        yield from ("interference_enjoyment", "prosthesis_have", "prosthesis_days", "prosthesis_hours", "qol")


def read_answer(item: Item, raw: Raw, manner: Manner) -> Value | Wrong:
    """The answer in a cell."""
    none = absent(raw, manner)
    if none is not None and not (item.options and _chosen(item, plain(raw))):
        return none
    if item.options:
        return _choices(item, raw)
    value = _single(item, raw, manner)
    if isinstance(value, Wrong):
        return value
    if broken(item, value) is not None:
        return Wrong("This is not within what the question takes.")
    return (value,)


def _single(item: Item, raw: Raw, manner: Manner) -> Answer | Wrong:
    match item.kind:
        case ItemKind.BOOLEAN:
            return read_truth(raw)
        case ItemKind.INTEGER:
            return within(read_whole(raw, manner), item.minimum, item.maximum)
        case ItemKind.DECIMAL:
            return read_number(raw, manner)
        case ItemKind.DATE:
            return read_date(raw, manner)
        case ItemKind.STRING | ItemKind.TEXT | ItemKind.URL:
            return read_text(raw, _LONGEST_TEXT)
    return Wrong("Answers of this kind cannot be imported.")


def _choices(item: Item, raw: Raw) -> Value | Wrong:
    """One choice, or several where the question takes them; by code, by label, by what it counts."""
    text = plain(raw)
    whole = _chosen(item, text)
    parts = [text] if whole or not item.repeats else [each for each in _OFTEN.split(text) if each.strip()]
    found = [_chosen(item, each.strip()) for each in parts]
    if not found or not all(found):
        codes = listed(option.code for option in item.options)
        return Wrong(f"This must be one of {codes}; translate it under `values` in the map.")
    chosen = {at for each in found for at in each}
    if len(chosen) > 1 and any(item.options[at].exclusive for at in chosen):
        return Wrong("This says both that there is none and that there is one.")
    return tuple(item.options[at].answer for at in sorted(chosen))


def _chosen(item: Item, text: str) -> tuple[int, ...]:
    """The place of the option that these words name; empty: none."""
    name = bare(text)
    for at, option in enumerate(item.options):
        if name in (bare(option.code), bare(option.label)):
            return (at,)
    weighed = [at for at, option in enumerate(item.options) if str(option.weight) == text]
    return tuple(weighed[:1])
