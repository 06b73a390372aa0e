"""An instrument in a terminal: a step as lines of text, and a typed line as a move. Pure."""

from collections.abc import Mapping

from domain import Answer
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import RefusalReason
from questionnaires.plain_words import plain_word
from questionnaires.steps import Ask, Line, Review, Standing
from questionnaires.terminal import move_of

__all__ = ["WORDS", "move_of", "page", "refused", "wanted"]

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
    RefusalReason.WRONG_FORM: "That does not have the form that is wanted here.",
    RefusalReason.TOO_LONG: "That is more than this question takes.",
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
    lines = [f"[{standing.position} of {standing.total}] {_asked(item)}"]
    lines += [f"  {line}" for line in item.help.splitlines()]
    if item.low_anchor and item.high_anchor:
        lines.append(f"  {item.minimum} = {item.low_anchor}, {item.maximum} = {item.high_anchor}")
    lines += [f"  {number}) {label}" for number, label in enumerate(_labels(step), 1)]
    if item.initial and not step.current:
        lines.append(f"  Suggested: {_said(item, item.initial)}")
    if step.current and not (item.repeats and item.options):
        lines.append(f"  Answered so far: {_said(item, step.current)}")
    return (*lines, f"({', '.join(_hints(step, standing))})")


def _asked(item: Item) -> str:
    """The question; one that opens a further occurrence of a group is put together."""
    return f"Is there one (more) to add? {item.text}".strip() if item.asks_for_more else item.text


def _labels(step: Ask) -> list[str]:
    item = step.item
    if item.kind is ItemKind.BOOLEAN:
        return ["{yes}", "{no}"]
    if step.lacks_unit:
        return [unit.unit for unit in item.units]
    boxes = [
        ("[x] " if option.answer in step.ticked else "[ ] ") if item.repeats else ""
        for option in item.options
    ]
    return [box + option.label for box, option in zip(boxes, item.options, strict=True)]


def _hints(step: Ask, standing: Standing) -> list[str]:
    item = step.item
    hints = [_wanted(step)]
    hints += ["/out NUMBER"] if item.repeats and not item.options and step.current else []
    hints += ["/done"] if item.repeats or (standing.confirms and step.ticked) else []
    hints += [] if item.required else ["/skip"]
    hints += ["/decline"]
    return hints + (["/back"] if standing.position > 1 else [])


_WANTED: Mapping[ItemKind, str] = {
    ItemKind.STRING: "any text",
    ItemKind.TEXT: "any text",
    ItemKind.URL: "an address, such as https://example.org",
    ItemKind.DECIMAL: "a number",
    ItemKind.QUANTITY: "a number, with its unit",
    ItemKind.DATE: "a date, such as 3 June 2025",
    ItemKind.TIME: "a time, such as 14:30",
    ItemKind.DATETIME: "a date and time, such as 3 June 2025, 14:30",
}


def wanted(item: Item) -> str:
    """What is to be typed as the answer, in words; empty where the answer is one of several."""
    if item.kind is ItemKind.INTEGER:
        known = item.minimum is not None and item.maximum is not None
        return f"a number from {item.minimum} to {item.maximum}" if known else "a whole number"
    return _WANTED.get(item.kind, "")


def _wanted(step: Ask) -> str:
    item = step.item
    if (typed := wanted(item)) and not step.lacks_unit:
        return typed
    own = ", or words of your own" if item.takes_words else ""
    return ("numbers tick and untick" if item.repeats else "a number above") + own


def _settled(line: Line) -> str:
    said = f"({line.kind.value})" if line.values is None else _said(line.item, line.values)
    return f"{_asked(line.item)} {said}"


def _said(item: Item, values: tuple[Answer, ...]) -> str:
    return ", ".join(plain_word(item, value) for value in values)


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, said in words.items():
        text = text.replace(f"{{{name}}}", said)
    return text
