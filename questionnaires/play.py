"""An instrument in a terminal: a step as lines of text, and a typed line as a move. Pure."""

from collections.abc import Mapping

from domain import Answer, Coding
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import RefusalReason
from questionnaires.steps import Ask, Line, Review, Standing
from questionnaires.terminal import move_of

__all__ = ["WORDS", "move_of", "page", "refused"]

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "yes": "Yes",
        "no": "No",
        "team_phone": "the team's number",
        "team_hours": "the team's hours",
        "crisis": "call the crisis line",
        "urgent": "call the urgent care line",
        "seen": "[Here stands who sees this answer, and when.]",
    },
    "cy": {
        "yes": "Ie",
        "no": "Na",
        "team_phone": "rhif y tîm",
        "team_hours": "oriau'r tîm",
        "crisis": "ffoniwch y llinell argyfwng",
        "urgent": "ffoniwch y llinell gofal brys",
        "seen": "[Yma dywedir pwy sy'n gweld yr ateb hwn, a phryd.]",
    },
}
"""What stands for the words of the bot, the nation and the site here, where no patient reads them."""

_REFUSALS: Mapping[RefusalReason, str] = {
    RefusalReason.REPEATED: "That was already counted.",
    RefusalReason.STALE: "That belongs to an earlier question.",
    RefusalReason.NOT_AN_ANSWER: "That does not answer the question.",
    RefusalReason.UNCLEAR: "That could mean more than one answer.",
    RefusalReason.OUT_OF_RANGE: "That number is out of range.",
    RefusalReason.REQUIRED: "This needs an answer, or /decline.",
    RefusalReason.ENDED: "The answers were sent.",
}


def page(standing: Standing, language: str = "en") -> tuple[str, ...]:
    """The lines to print for where the conversation stands; the commands are English in every language."""
    words = WORDS.get(language, WORDS["en"])
    return tuple(_filled(line, words) for line in _lines(standing))


def _lines(standing: Standing) -> tuple[str, ...]:
    step = standing.step
    notices = [f"! {notice}" for notice in step.notices]
    match step:
        case Ask():
            return (*notices, *_question(step, standing))
        case Review(lines=lines):
            numbered = [f"  {number}. {_settled(line)}" for number, line in enumerate(lines, 1)]
            return ("Look over your answers.", *numbered, *notices, "(/send, /change NUMBER, /back)")
        case _:
            return ("Sent.", *notices)


def refused(reason: RefusalReason) -> str:
    """Why a move was not taken, as a sentence."""
    return _REFUSALS[reason]


def _question(step: Ask, standing: Standing) -> tuple[str, ...]:
    item = step.item
    lines = [f"[{standing.position} of {standing.total}] {item.text}"]
    lines += [f"  {line}" for line in item.help.splitlines()]
    if item.low_anchor and item.high_anchor:
        lines.append(f"  {item.minimum} = {item.low_anchor}, {item.maximum} = {item.high_anchor}")
    lines += [f"  {number}) {label}" for number, label in enumerate(_labels(step), 1)]
    if step.current and not item.repeats:
        lines.append(f"  Answered so far: {_said(item, step.current)}")
    return (*lines, f"({', '.join(_hints(item, standing))})")


def _labels(step: Ask) -> list[str]:
    item = step.item
    if item.kind is ItemKind.BOOLEAN:
        return ["{yes}", "{no}"]
    boxes = [
        ("[x] " if option.coding in step.ticked else "[ ] ") if item.repeats else ""
        for option in item.options
    ]
    return [box + option.label for box, option in zip(boxes, item.options, strict=True)]


def _hints(item: Item, standing: Standing) -> list[str]:
    hints = [_wanted(item)]
    hints += ["/done"] if item.repeats else []
    hints += [] if item.required else ["/skip"]
    hints += ["/decline"]
    return hints + (["/back"] if standing.position > 1 else [])


def _wanted(item: Item) -> str:
    if item.kind is ItemKind.INTEGER:
        return f"a number from {item.minimum} to {item.maximum}"
    if item.kind in (ItemKind.STRING, ItemKind.TEXT):
        return "any text"
    return "numbers tick and untick" if item.repeats else "a number above"


def _settled(line: Line) -> str:
    said = f"({line.kind.value})" if line.values is None else _said(line.item, line.values)
    return f"{line.item.text} {said}"


def _said(item: Item, values: tuple[Answer, ...]) -> str:
    labels = {option.coding: option.label for option in item.options}
    return ", ".join(_word(value, labels) for value in values)


def _word(value: Answer, labels: Mapping[Coding, str]) -> str:
    match value:
        case Coding():
            return labels[value]
        case bool():
            return "{yes}" if value else "{no}"
        case _:
            return str(value)


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, said in words.items():
        text = text.replace(f"{{{name}}}", said)
    return text
