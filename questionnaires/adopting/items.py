"""Makes the items of a foreign form, with every occurrence of what repeats, in the order they are asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from questionnaires.adopting.conditions import conditions_of
from questionnaires.adopting.features import remark_on, remark_on_kind
from questionnaires.adopting.occurrences import MOST, Path, Place, name_of, stands_often
from questionnaires.adopting.questions import is_told_with, question_of
from questionnaires.adopting.remarks import Remarks
from questionnaires.adopting.value_sets import ValueSets
from questionnaires.forms.form import FormItem
from questionnaires.instrument import Condition, Item, ItemKind, Operator


@dataclass(frozen=True, slots=True)
class Maker:
    """What the making of items needs to know of the form; the last three change on the way.

    `drafts` holds each question by its link id, with what is said of it: made once, however often it stands.
    """

    places: Mapping[str, Place]
    hidden: frozenset[str]
    sets: ValueSets
    language: str
    remarks: Remarks
    ordinals: "count[int]"
    drafts: dict[str, tuple[Item, Remarks]] = field(default_factory=dict)

    def below(self, items: tuple[FormItem, ...], path: Path, parent: int | None) -> Iterator[Item]:
        """The items of one place, each as often as it may stand."""
        for item in items:
            if remark_on_kind(item.node, item.link_id, self.remarks):
                continue
            remark_on(item.node, item.link_id, self.remarks)
            self._remark_on_repeating(item)
            if not stands_often(item):
                yield self._once(item, path, parent)
            elif item.link_id in self.hidden:  # nobody is asked whether there is one more
                yield self._once(item, (*path, 1), parent)
            else:
                yield from self._often(item, path, parent)

    def _remark_on_repeating(self, item: FormItem) -> None:
        if self.places[item.link_id].around and (item.enabled_if or item.calculated):
            self.remarks.degrade(item.link_id, "Its expression is judged for all occurrences together.")
        many = item.node.get("repeats") is True and not stands_often(item)
        if many and _asked_below(item):
            self.remarks.degrade(
                item.link_id, "What is below it is asked once, for all its answers together."
            )

    def _often(self, item: FormItem, path: Path, parent: int | None) -> Iterator[Item]:
        """Its occurrences, each but a required first one behind the question whether there is one (more)."""
        opener = None if item.node.get("required") is True else self._opener(item, (*path, 1), parent)
        if opener is not None:
            yield opener
        for number in range(1, self.places[item.link_id].limits[-1] + 1):
            made, opener = self._occurrence(item, (*path, number), parent, opener)
            yield made

    def _occurrence(
        self, item: FormItem, path: Path, parent: int | None, opener: Item | None
    ) -> tuple[Item, Item | None]:
        """One occurrence, and the question within it that opens the next."""
        made = self._once(item, path, parent)
        if opener is not None:
            made = replace(made, conditions=(_yes_to(opener),), any_of=False)
        if path[-1] >= self.places[item.link_id].limits[-1]:
            return made, None
        following = self._opener(item, (*path[:-1], path[-1] + 1), made.ordinal, is_first=False)
        return replace(made, children=(*made.children, following)), following

    def _once(self, item: FormItem, path: Path, parent: int | None) -> Item:
        ordinal = next(self.ordinals)
        made, said = self._draft(item)
        self.remarks.add(said)
        name = name_of(item.link_id, path)
        return replace(
            made,
            link_id=name,
            origin=item.link_id if name != item.link_id else "",
            hidden=item.link_id in self.hidden,
            required=made.required and item.link_id not in self.hidden,
            ordinal=ordinal,
            parent=parent,
            repeats=made.repeats and not stands_often(item),
            is_often=bool(self.places[item.link_id].around),
            conditions=conditions_of(item, path, self.places, self.remarks),
            any_of=item.any_of and len(item.conditions) > 1,
            children=tuple(self.below(_asked_below(item), path, ordinal)) if ordinal < MOST else (),
        )

    def _draft(self, item: FormItem) -> tuple[Item, Remarks]:
        if item.link_id not in self.drafts:
            said = Remarks()
            self.drafts[item.link_id] = question_of(item, self.sets, self.language, said), said
        return self.drafts[item.link_id]

    def _opener(self, item: FormItem, path: Path, parent: int | None, *, is_first: bool = True) -> Item:
        """The question whether there is one (more). The first hangs on what the item itself hangs on."""
        first = is_first and bool(item.conditions)
        return Item(
            link_id=f"{name_of(item.link_id, path)}~more",
            ordinal=next(self.ordinals),
            kind=ItemKind.BOOLEAN,
            parent=parent,
            text=self._draft(item)[0].text,
            required=True,
            conditions=conditions_of(item, path[:-1], self.places, self.remarks) if first else (),
            any_of=item.any_of and first and len(item.conditions) > 1,
            origin=item.link_id,
            asks_for_more=True,
        )


def _yes_to(opener: Item) -> Condition:
    return Condition(opener.link_id, Operator.EQUAL, True)


def _asked_below(item: FormItem) -> tuple[FormItem, ...]:
    """What stands in an item, without the texts that are told with it: help, unit, ends of its scale."""
    return tuple(child for child in item.children if item.is_group or not is_told_with(child))
