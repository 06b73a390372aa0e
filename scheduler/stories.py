"""What the cases of a patient hold at this moment, read from their stories. Pure.

An amended answer may take a finding back, and a later one bring it back: the story tells of each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.words import ActionKind, AlertAction

AGAIN = ":again-"
"""Parts the key of a finding from the amendment with which it came back."""


def base_of(key: str) -> str:
    """The key of a finding, whether it came back or not."""
    return key.partition(AGAIN)[0]


def response_of(key: str) -> str:
    """The number of the response in a finding's key: it is the second part of each."""
    return key.split(":")[1]


@dataclass(frozen=True, slots=True)
class Told:
    """The findings of one case by base key, with what was told last of each; `gone`: those taken back."""

    held: Mapping[str, Mapping[str, object]]
    gone: frozenset[str]


def told(actions: Sequence[AlertAction]) -> Told:
    """Read a story, oldest action first."""
    held: dict[str, Mapping[str, object]] = {}
    gone: set[str] = set()
    for action in actions:
        named = _finding_of(action)
        if named is None:
            continue
        if action.kind is ActionKind.ANSWER_CHANGED and not action.detail["still"]:
            held.pop(named, None)
            gone.add(named)
        else:
            held[named] = action.detail
            gone.discard(named)
    return Told(held, frozenset(gone))


def taken_back(stories: Iterable[Sequence[AlertAction]]) -> frozenset[str]:
    """The base keys of findings that an amendment took back and that stand in no case."""
    read = [told(story) for story in stories]
    standing = {key for each in read for key in each.held}
    return frozenset(key for each in read for key in each.gone if key not in standing)


def _finding_of(action: AlertAction) -> str | None:
    """The finding that an action tells of. What RED rules note of a changed answer names none."""
    if action.kind in (ActionKind.RAISED, ActionKind.JOINED):
        return base_of(str(action.key))
    named = action.detail.get("finding") if action.kind is ActionKind.ANSWER_CHANGED else None
    return None if named is None else str(named)
