"""Writes docs/generated/instruments.md from the bundled instruments and the specs of scores: `just pages`."""

from collections.abc import Iterator
from pathlib import Path

from docs.markdown import table
from domain import Coding
from questionnaires.instrument import Condition, Instrument, Item, ItemKind
from questionnaires.library import Library
from scheduler import protocol
from tests.questionnaires.score_specs import ScoreSpec, specs

PAGE = Path(__file__).parent / "generated" / "instruments.md"
HEAD = """# Instruments and scores

What is asked, of whom, and what is counted, for whoever signs it off. Made by `uv run just pages` from
`questionnaires/bundled/` and `tests/specs/scores.txt`; a test fails when it is stale, so do not edit it.

Words in {braces} are filled in by site and nation: `{urgent}` and `{crisis}` say whom to call, `{seen}` who
sees the answer and when. "Prefer not to say" is offered with every question and is not the same as no answer.
`ctx-mode`, `ctx-phase` and `ctx-limb` are known to the site, never asked. Without "only if", always asked.

All wording, ranges and scores but those of the PHQ-4 are our own proposal, without a published standard [P].
A translation that nobody has signed off is a draft.
"""


def page() -> str:
    """The whole page."""
    library = Library.bundled()
    current = [library.current(name) for name in library.ids]
    parts = [HEAD, _overview(library, current)]
    parts += ["\n".join(_instrument(library, each)) for each in current]
    parts += ["## Scores\n", *("\n".join(_score(spec)) for spec in specs())]
    return "\n".join(parts)


def _overview(library: Library, current: list[Instrument]) -> str:
    rows = [
        (
            f"[{each.id}](#{each.id})",
            each.version,
            ", ".join(other.version for other in library.instruments if other.id == each.id and other != each)
            or "none",
            f"{each.minutes} min",
            _when(each.id),
        )
        for each in current
    ]
    return table(("instrument", "version", "earlier versions", "takes", "asked at"), rows)


def _when(instrument_id: str) -> str:
    """The time points of the default protocol that ask it."""
    planned = protocol.read(protocol.default_text(), set(Library.bundled().ids))
    points = [point.code for point in planned.time_points if instrument_id in point.instruments]
    return ", ".join(points) or "48 to 72 hours after a rise in pain"


def _instrument(library: Library, instrument: Instrument) -> Iterator[str]:
    yield f"## {instrument.id}\n"
    yield f"Version {instrument.version}, “{instrument.title}”. Languages: {_languages(library, instrument)}."
    if instrument.copyright:
        yield f"\n{instrument.copyright}"
    yield ""
    rows = [_row(instrument, item) for item in instrument.flat if item.text]
    yield table(("link id", "text", "answers", "only if"), rows)


def _languages(library: Library, instrument: Instrument) -> str:
    others = [
        f"{each.language} (signed off by: {each.signed_off_by})"
        for each in library.translations_of(instrument)
    ]
    return ", ".join((*instrument.languages, *others))


def _row(instrument: Instrument, item: Item) -> tuple[str, ...]:
    words = [item.text]
    words += [f"*Help:* {item.help}"] if item.help else []
    words += [f"*Why:* {item.why}"] if item.why else []
    return f"`{item.link_id}`", "\n".join(words), _answers(item), _only_if(instrument, item)


def _answers(item: Item) -> str:
    match item.kind:
        case ItemKind.BOOLEAN:
            return "yes, no"
        case ItemKind.INTEGER:
            ends = f" ({item.low_anchor} to {item.high_anchor})" if item.low_anchor else ""
            return f"{item.minimum} to {item.maximum}{ends}"
        case ItemKind.CHOICE:
            labels = "; ".join(_label(item, number) for number in range(len(item.options)))
            return f"all that fit: {labels}" if item.repeats else labels
        case ItemKind.DISPLAY | ItemKind.GROUP:
            return "a text, not asked"
        case _:
            return "words, may be skipped"


def _label(item: Item, number: int) -> str:
    option = item.options[number]
    counts = "" if option.weight is None else f" = {option.weight}"
    return f"{option.label}{counts}"


def _only_if(instrument: Instrument, item: Item) -> str:
    """The conditions of the item and of the groups it is in, the outermost first."""
    above = [] if item.parent is None else [_only_if(instrument, instrument.flat[item.parent])]
    joint = " or " if item.any_of else " and "
    own = joint.join(_condition(condition) for condition in item.conditions)
    return "\nand: ".join(part for part in (*above, own) if part)


def _condition(condition: Condition) -> str:
    answer = condition.answer
    said = answer.code if isinstance(answer, Coding) else str(answer).lower()
    return f"`{condition.question}` {condition.operator} {said}"


def _score(spec: ScoreSpec) -> Iterator[str]:
    yield f"### {spec.score}\n"
    yield f"Of {spec.instrument}.\n"
    yield "\n".join(f"- {name}: {words}" for name, words in spec.facts.items())
    yield ""
    yield table(spec.names, spec.examples)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
