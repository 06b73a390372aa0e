"""Puts an instrument together from its items; whatever the conversation looks up is worked out once."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import NamedTuple

from questionnaires.forms.form import Form
from questionnaires.instrument import Advance, Instrument, Item, ItemKind


class Loop(Exception):
    """Conditions that refer to each other in a circle. `names` are the link ids on it."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        super().__init__(f"Conditions go round in a loop: {', '.join(self.names)}.")


class Head(NamedTuple):
    """What an instrument says of itself, beside its items."""

    id: str
    version: str
    url: str
    title: str
    minutes: int
    checksum: str
    languages: tuple[str, ...]
    advance: Advance = Advance.AUTO
    copyright: str = ""
    form: Form | None = None


def assembled(head: Head, items: tuple[Item, ...]) -> Instrument:
    """The instrument of these items, whose ordinals count through the tree. Raises Loop."""
    flat = tuple(flattened(items))
    order = _order(flat)
    return Instrument(
        **head._asdict(),
        items=items,
        flat=flat,
        order=order,
        questions=tuple(item for item in flat if item.is_question),
        places=MappingProxyType({item.link_id: item.ordinal for item in flat}),
        reached=MappingProxyType(_reached(order)),
        advice=_advice(flat),
    )


def flattened(items: Iterable[Item]) -> Iterator[Item]:
    """The items and all below them, parents first."""
    for item in items:
        yield item
        yield from flattened(item.children)


def _order(flat: tuple[Item, ...]) -> tuple[Item, ...]:
    """Every item after its parent and after what its conditions read."""
    known = {item.link_id: item.ordinal for item in flat}
    graph: TopologicalSorter[int] = TopologicalSorter()
    for item in flat:
        reads = [known[name] for condition in item.conditions for name in condition.reads if name in known]
        graph.add(item.ordinal, *reads, *([] if item.parent is None else [item.parent]))
    try:
        return tuple(flat[ordinal] for ordinal in graph.static_order())
    except CycleError as loop:
        raise Loop(flat[ordinal].link_id for ordinal in loop.args[1]) from None


def _reached(order: tuple[Item, ...]) -> Mapping[str, tuple[Item, ...]]:
    """Link id -> the items whose being enabled may hang on its answer, in an order fit for judging.

    Whoever reads it, what stands inside those, whoever reads any of these, and so on.
    """
    after: dict[int, set[int]] = {item.ordinal: set() for item in order}
    places = {item.link_id: item for item in order}
    for item in order:
        for name in {name for condition in item.conditions for name in condition.reads if name in places}:
            after[places[name].ordinal].add(item.ordinal)
        if item.parent is not None:
            after[item.parent].add(item.ordinal)
    below: dict[int, set[int]] = {}
    for item in reversed(order):
        below[item.ordinal] = after[item.ordinal].union(*(below[one] for one in after[item.ordinal]))
    return {
        item.link_id: tuple(each for each in order if each.ordinal in below[item.ordinal])
        for item in order
        if below[item.ordinal] and item.kind not in (ItemKind.GROUP, ItemKind.DISPLAY)
    }


def _advice(flat: tuple[Item, ...]) -> frozenset[int]:
    """Ordinals of the texts brought up by an answer, and not only by the site's context."""
    asked = {item.link_id for item in flat if item.is_question}
    return frozenset(
        item.ordinal
        for item in flat
        if item.kind is ItemKind.DISPLAY
        and any(name in asked for condition in item.conditions for name in condition.reads)
    )
