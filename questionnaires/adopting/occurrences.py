"""Names the occurrences of what stands in groups that repeat, before any is made. Pure.

A chat asks one thing after the other, so every occurrence of a group is made beforehand as items of its own,
each opened by the question whether there is one more. The first keeps its link ids; a further one has its
number behind them, as in `name~2`.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import NamedTuple

from questionnaires.adopting.looking import flagged, whole
from questionnaires.extensions import HL7
from questionnaires.forms.form import Form, FormItem
from questionnaires.instrument import ItemKind

_USUAL = (10, 5, 3)
"""How often a group may stand if the form sets no limit: outside any other, inside one, deeper."""
_MOST = 20
MOST = 3_000
"""More items than this, occurrences included, are no conversation."""
Path = tuple[int, ...]
"""Which occurrence of each repeating thing around, from 1, the outermost first."""


class Place(NamedTuple):
    """Where an item stands: the repeating items around it, and itself if it repeats, with their limits."""

    around: tuple[str, ...]
    limits: tuple[int, ...]


def stands_often(item: FormItem) -> bool:
    """Whether it is asked over and over, with all that is in it."""
    if item.node.get("repeats") is not True:
        return False
    choice = item.kind in (ItemKind.CHOICE, ItemKind.OPEN_CHOICE)
    return item.is_group or (not choice and any(child.kind != ItemKind.DISPLAY for child in item.children))


def places_of(form: Form) -> Mapping[str, Place]:
    """Link id -> where it stands."""
    found: dict[str, Place] = {}
    for item in form.items:
        _place(item, Place((), ()), found)
    return found


def _place(item: FormItem, outer: Place, found: dict[str, Place]) -> None:
    here = outer
    if stands_often(item):
        here = Place((*outer.around, item.link_id), (*outer.limits, limit_of(item, len(outer.limits))))
    found[item.link_id] = here
    for child in item.children:
        _place(child, here, found)


def hidden_in(form: Form) -> frozenset[str]:
    """Link ids of what is hidden, and of all that stands in it."""
    return frozenset(_hidden(form.items, around=False))


def _hidden(items: Iterable[FormItem], *, around: bool) -> Iterator[str]:
    for item in items:
        is_hidden = around or flagged(item.node, f"{HL7}questionnaire-hidden")
        if is_hidden:
            yield item.link_id
        yield from _hidden(item.children, around=is_hidden)


def limit_of(item: FormItem, depth: int) -> int:
    """How often it may stand at the most."""
    told = whole(item.node, f"{HL7}questionnaire-maxOccurs")
    return min(told, _MOST) if told and told > 0 else _USUAL[min(depth, len(_USUAL) - 1)]


def name_of(link_id: str, path: Path) -> str:
    """The link id of one occurrence; all first ones keep that of the file."""
    return link_id if all(each == 1 for each in path) else f"{link_id}~{'~'.join(map(str, path))}"


def read_by(
    source: str, reader: Path, around: tuple[str, ...], places: Mapping[str, Place]
) -> tuple[str, ...]:
    """The occurrences of a question that a condition reads: those that share most with the reader's place.

    None at all if they are more than any form may have.
    """
    place = places[source]
    shared = 0
    for one, other in zip(around, place.around, strict=False):
        if one != other:
            break
        shared += 1
    if prod(place.limits[shared:]) > MOST:
        return ()
    open_ended = (range(1, limit + 1) for limit in place.limits[shared:])
    return tuple(name_of(source, (*reader[:shared], *rest)) for rest in product(*open_ended))
