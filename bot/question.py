"""The screen of one question: its words, the buttons that answer, and the ways out. Pure."""

from bot import moments
from bot.answers_in_words import in_words
from bot.drawing import Drawn
from bot.keyboards import is_numbered, keyboard, numbers, on_page
from bot.screen import Rows, Screen, page, shortened
from bot.surroundings import Surroundings
from questionnaires.conversation import Ask, Standing
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import Back, Decline, Skip
from questionnaires.progress import Count

_TYPED: dict[ItemKind, str] = {
    ItemKind.STRING: "type-text",
    ItemKind.TEXT: "type-text",
    ItemKind.URL: "type-address",
    ItemKind.DATE: "type-date",
    ItemKind.TIME: "type-time",
    ItemKind.DATETIME: "type-moment",
    ItemKind.OPEN_CHOICE: "type-other",
}
"""How to answer, where words are typed or may be."""


def question(
    response_id: int,
    standing: Standing,
    ask: Ask,
    around: Surroundings,
    note: str = "",
    count: Count | None = None,
    view: str = "",
) -> Screen:
    """The question with what must be read first above it: a note about the last message, then notices.

    `count` is the progress through the whole sitting, where that has more parts. `view` names the part of the
    buttons to show, where they do not fit on one screen.
    """
    item, progress = ask.item, count or standing
    text = page(
        note,
        *(around.fill(notice) for notice in ask.notices),
        around.say("progress", position=progress.position, total=progress.total),
        asked_text(item, around),
        around.fill(item.help),
        _scale(item, around),
        _options(ask, view, around),
        _how(ask, around),
        _suggested(ask, around),
        _so_far(ask, around),
        _steps(item, view, around),
    )
    drawn = Drawn(response_id, standing.seq, around)
    answers = keyboard(ask, view, drawn, confirms=standing.confirms)
    return Screen(text, (*answers, *_ways_out(item, standing.position, drawn)))


def asked_text(item: Item, around: Surroundings) -> str:
    """The question in words; one that opens a further occurrence of a group is put together."""
    text = around.fill(item.text)
    if not item.asks_for_more:
        return text
    return around.say(
        "ask-first" if item.link_id == f"{item.origin}~more" else "ask-another", what=text
    ).strip()


def _scale(item: Item, around: Surroundings) -> str:
    """What the ends of the scale mean, in words."""
    if item.kind is not ItemKind.INTEGER or not (item.low_anchor and item.high_anchor):
        return ""
    return around.say(
        "scale",
        low_number=str(item.minimum),
        low=around.fill(item.low_anchor),
        high_number=str(item.maximum),
        high=around.fill(item.high_anchor),
    )


def _options(ask: Ask, view: str, around: Surroundings) -> str:
    """Every label of the page, numbered, where one is too long for a button."""
    if not is_numbered(ask.item):
        return ""
    shown = on_page(ask, view)
    labels = ((at + 1, around.fill(ask.item.options[at].label)) for at in shown)
    return "\n".join(f"{number}. {label}" for number, label in labels)


def _how(ask: Ask, around: Surroundings) -> str:
    """How to answer, where the buttons do not show it."""
    item = ask.item
    several = around.say("type-several") if item.repeats else ""
    if item.repeats and item.options:
        return page(around.say("tick-all"), around.say("type-other") if item.takes_words else "")
    if ask.lacks_unit:
        return around.say("choose-unit")
    if item.kind in (ItemKind.BOOLEAN, ItemKind.CHOICE):
        return ""
    if not numbers(item) or item.repeats:
        return page(how_to_type(item, around), several)
    return _or_more(item, around)


def _or_more(item: Item, around: Surroundings) -> str:
    if not item.or_more:
        return ""
    return around.say("or-more", label=item.or_more, number=str(item.last_button), high=str(item.maximum))


def how_to_type(item: Item, around: Surroundings) -> str:
    """Which number to type, or which words."""
    if item.kind in _TYPED:
        return around.say(_TYPED[item.kind])
    whole = item.kind is ItemKind.INTEGER
    low, high = (item.minimum, item.maximum) if whole else (item.limits.low, item.limits.high)
    unit = f" ({item.units[0].unit})" if len(item.units) == 1 else ""
    if low is None or high is None:
        return around.say("type-any-number") + unit
    return around.say("type-number", low=str(low), high=str(high)) + unit


def _suggested(ask: Ask, around: Surroundings) -> str:
    """The form's own first value: it is told, and never answered with."""
    if not ask.item.initial or ask.current:
        return ""
    return around.say("suggested", answer=in_words(around.texts, ask.item, ask.item.initial))


def _so_far(ask: Ask, around: Surroundings) -> str:
    if ask.ticked:
        return around.say(
            "ticked" if ask.item.repeats else "marked", answers=in_words(around.texts, ask.item, ask.ticked)
        )
    if ask.current:
        answer = shortened(in_words(around.texts, ask.item, ask.current), 200)
        return around.say("answer-so-far", answer=answer)
    return ""


def _steps(item: Item, view: str, around: Surroundings) -> str:
    """The part of a date or a time that was tapped so far."""
    if item.kind not in (ItemKind.DATE, ItemKind.TIME, ItemKind.DATETIME):
        return ""
    made = moments.so_far(view, around.texts.months)
    return around.say("answer-so-far", answer=f"{made} …") if made else ""


def _ways_out(item: Item, position: int, drawn: Drawn) -> Rows:
    """Skip where allowed, prefer not to say always, Back but on the first question."""
    rows = []
    if not item.required:
        rows.append((drawn.say("button-skip", Skip(item.ordinal)),))
    rows.append((drawn.say("button-decline", Decline(item.ordinal)),))
    if position > 1:
        rows.append((drawn.say("button-back", Back()),))
    return tuple(rows)
