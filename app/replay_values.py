"""What the items of our instruments are, over all their versions, for answers that stand in a file."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from re import compile as pattern

from domain import Answer
from questionnaires.instrument import Item, ItemKind
from questionnaires.library import Library

_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_BETWEEN = pattern(r"[;|+]")
_ASKED_FOR = frozenset({ItemKind.INTEGER, ItemKind.DECIMAL, ItemKind.BOOLEAN, ItemKind.CHOICE, ItemKind.TEXT})


class Unreadable(Exception):
    """A cell that says nothing to us; its text is the end of a sentence."""


class Catalogue:
    """The items of the bundled instruments by link id; a link id means the same in each of them."""

    def __init__(self, library: Library) -> None:
        self._items: dict[str, dict[str, Item]] = {}
        for instrument in library.instruments:
            known = self._items.setdefault(instrument.id, {})
            asked = (item for item in instrument.flat if item.kind in _ASKED_FOR and not item.hidden)
            known.update({item.link_id: item for item in asked})
        self.link_ids: Mapping[str, Item] = {
            link_id: item for known in self._items.values() for link_id, item in known.items()
        }

    def instruments(
        self, link_ids: frozenset[str], order: Sequence[str]
    ) -> Iterator[tuple[str, frozenset[str]]]:
        """Which instruments these items are of: the one with the most of them first, then for the rest."""
        left = link_ids
        while left:
            shares = {each: left.intersection(self._items[each]) for each in order}
            instrument = max(order, key=lambda each: len(shares[each]))  # the first of several
            yield instrument, shares[instrument]
            left -= shares[instrument]

    def values(self, link_id: str, text: str) -> tuple[Answer, ...]:
        """The answer in a cell; none if it is empty. Raises Unreadable."""
        item = self.link_ids[link_id]
        whole = item.kind is not ItemKind.CHOICE or text in _words(item)
        parts = [text] if whole else _BETWEEN.split(text)
        return tuple(_value(item, part.strip()) for part in parts if part.strip())


def _words(item: Item) -> Mapping[str, Answer]:
    """What a choice is written as: its code, or the words on its button."""
    return {name: option.answer for option in item.options for name in (option.code, option.label)}


def _value(item: Item, text: str) -> Answer:
    match item.kind:
        case ItemKind.BOOLEAN if text.lower() in _YES | _NO:
            return text.lower() in _YES
        case ItemKind.CHOICE if text in _words(item):
            return _words(item)[text]
        case ItemKind.INTEGER | ItemKind.DECIMAL:
            return _number(item, text)
        case ItemKind.TEXT:
            return text
    raise Unreadable(f"{text!r} is no answer to {item.link_id}.")


def _number(item: Item, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unreadable(f"{text!r} is no number for {item.link_id}.") from None
    low, high = item.minimum, item.maximum
    if not value.is_finite() or (low is not None and value < low) or (high is not None and value > high):
        raise Unreadable(f"{text} is not within {low} and {high}, as {item.link_id} asks.")
    return value
