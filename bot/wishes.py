"""Buttons under a patient's own wishes: a report begun unasked, and their chart. They are always short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hurting:
    """The operation that a report begun unasked is about."""

    episode_id: int


@dataclass(frozen=True, slots=True)
class Worded:
    """Say in words what the picture shows: the first `count` reports of this operation."""

    episode_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Charted:
    """Whether the chart is to come after each report (1) or not (0). A picture repeats what it shows: the
    operation and the count of its reports; 0 for words without a picture."""

    wanted: int
    episode_id: int
    count: int


def hurting(episode_id: int) -> str:
    return f"pain:{episode_id}"


def worded(episode_id: int, count: int) -> str:
    return f"words:{episode_id}:{count}"


def charted(episode_id: int, count: int, *, wanted: bool) -> str:
    return f"chart:{int(wanted)}:{episode_id}:{count}"
