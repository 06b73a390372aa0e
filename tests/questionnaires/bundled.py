"""The bundled instruments in conversations, for tests."""

from itertools import product

from questionnaires.instrument import Instrument
from questionnaires.library import Library
from tests.questionnaires.talking import CORE, Talk

LIBRARY = Library.bundled()
CONTEXTS = [
    {"ctx-mode": mode, "ctx-phase": phase, "ctx-limb": limb}
    for mode, phase, limb in product(
        ("audit", "monitoring"), ("before", "early", "later"), ("upper", "lower")
    )
]


def core(**context: str) -> Talk:
    return Talk(LIBRARY.current("core"), {**CORE, **{f"ctx-{key}": value for key, value in context.items()}})


def wound_check(mode: str = "monitoring", limb: str = "lower") -> Talk:
    return Talk(LIBRARY.current("wound-check"), {"ctx-mode": mode, "ctx-limb": limb})


def extended(**context: str) -> Talk:
    given = {f"ctx-{key}": value for key, value in context.items()}
    return Talk(LIBRARY.current("extended"), {**CORE, **given})


def current() -> tuple[Instrument, ...]:
    """The latest version of each, by id."""
    return tuple(LIBRARY.current(name) for name in LIBRARY.ids)


def shown(talk: Talk) -> str:
    return " ".join(talk.now.step.notices)
