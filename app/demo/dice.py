"""Chance that can be repeated: each question put to chance has its own dice, named after what it is about.

So one life does not change another: the same seed and names always fall the same way, in any order of asking.
"""

from random import Random


def dice(*names: object) -> Random:
    """The dice of these names."""
    return Random(":".join(map(str, names)))  # noqa: S311 - chance, not secrecy


def some_of(dice: Random, many: int, share: float) -> frozenset[int]:
    """Which of 0..many-1 belong to a share of them: as many as the share says, the remainder by chance."""
    exact = many * share
    count = int(exact) + (dice.random() < exact - int(exact))
    return frozenset(dice.sample(range(many), count))
