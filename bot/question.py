"""The screen of one question: its words, and its buttons by kind of item. Pure.

A 0 to 10 scale has three rows (0-3, 4-7, 8-10) with the anchors in words above; other small ranges have rows
of six, where a last button such as 16+ may stand for all above it too; choices stand one a row. A label over
25 characters is written out in the text with a number, and its button carries the number and a short form.
Large buttons: no row of numbers has more than two, in the same order, so that one half of the screen is one
button.
"""

from collections.abc import Iterator

from bot import buttons
from bot.answers_in_words import in_words, number_in_words
from bot.screen import Button, Rows, Screen, page, shortened
from bot.surroundings import Surroundings
from questionnaires.conversation import NO, YES, Ask, Standing
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import Back, Choose, Decline, Done, Number, Skip, Tick
from questionnaires.progress import Count
from storage.words import Layout

LABEL = 25
MOST_NUMBERS = 17
"""Where there would be more buttons than this, the number is typed."""

_SCALE_ROWS = ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10))
_ROW, _LARGE_ROW = 6, 2


def question(
    response_id: int,
    standing: Standing,
    ask: Ask,
    around: Surroundings,
    note: str = "",
    count: Count | None = None,
) -> Screen:
    """The question with what must be read first above it: a note about the last message, then notices.

    `count` is the progress through the whole sitting, where that has more parts.
    """
    item, progress = ask.item, count or standing
    text = page(
        note,
        *(around.fill(notice) for notice in ask.notices),
        around.say("progress", position=progress.position, total=progress.total),
        around.fill(item.text),
        around.fill(item.help),
        _scale(item, around),
        _options(item, around),
        _how(item, around),
        _so_far(ask, around),
    )
    drawn = _Drawn(response_id, standing.seq, around)
    return Screen(text, (*drawn.answers(ask), *drawn.ways_out(item, standing.position)))


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


def _options(item: Item, around: Surroundings) -> str:
    """Every label, numbered, where one is too long for a button."""
    if not _is_numbered(item):
        return ""
    return "\n".join(
        f"{number}. {around.fill(option.label)}" for number, option in enumerate(item.options, 1)
    )


def _how(item: Item, around: Surroundings) -> str:
    """How to answer, where the buttons do not show it."""
    if item.repeats:
        return around.say("tick-all")
    if item.kind in (ItemKind.STRING, ItemKind.TEXT):
        return around.say("type-text")
    if item.kind is not ItemKind.INTEGER:
        return ""
    if not _numbers(item):
        return how_to_type(item, around)
    if not item.or_more:
        return ""
    return around.say("or-more", label=item.or_more, number=str(item.last_button), high=str(item.maximum))


def how_to_type(item: Item, around: Surroundings) -> str:
    """Which number to type."""
    if item.minimum is None or item.maximum is None:
        return around.say("type-any-number")
    return around.say("type-number", low=item.minimum, high=item.maximum)


def _so_far(ask: Ask, around: Surroundings) -> str:
    if ask.ticked:
        return around.say("ticked", answers=in_words(around.texts, ask.item, ask.ticked))
    if ask.current:
        answer = shortened(in_words(around.texts, ask.item, ask.current), 200)
        return around.say("answer-so-far", answer=answer)
    return ""


def _is_numbered(item: Item) -> bool:
    return any(len(option.label) > LABEL for option in item.options)


def _numbers(item: Item) -> range:
    """The numbers to draw as buttons; none where the range is open or wide."""
    if item.kind is not ItemKind.INTEGER or item.minimum is None or item.maximum is None:
        return range(0)
    last = item.maximum if item.last_button is None else item.last_button
    numbers = range(item.minimum, last + 1)
    return numbers if len(numbers) <= MOST_NUMBERS else range(0)


class _Drawn:
    """Draws buttons of one response as of one length of its log."""

    def __init__(self, response_id: int, seq: int, around: Surroundings) -> None:
        self._response_id, self._seq, self._around = response_id, seq, around

    def _button(self, label: str, move: buttons.Tappable) -> Button:
        return Button(label, buttons.tap(self._response_id, self._seq, move, self._around.layout))

    def answers(self, ask: Ask) -> Rows:
        """The buttons that answer, by kind of item."""
        item = ask.item
        if item.kind is ItemKind.BOOLEAN:
            return (
                (self._button(self._around.say("button-yes"), Choose(item.ordinal, YES)),),
                (self._button(self._around.say("button-no"), Choose(item.ordinal, NO)),),
            )
        if item.kind is ItemKind.CHOICE:
            return tuple((button,) for button in self._choices(ask))
        return tuple(
            tuple(self._button(number_in_words(item, number), Number(item.ordinal, number)) for number in row)
            for row in _rows_of(_numbers(item), self._around.layout)
        )

    def _choices(self, ask: Ask) -> Iterator[Button]:
        item = ask.item
        for ordinal, option in enumerate(item.options):
            label = self._around.fill(option.label)
            if _is_numbered(item):
                label = shortened(f"{ordinal + 1}. {label}", LABEL)
            if not item.repeats:
                yield self._button(label, Choose(item.ordinal, ordinal))
            else:
                mark = "✓ " if option.coding in ask.ticked else ""
                yield self._button(mark + label, Tick(item.ordinal, ordinal))
        if item.repeats:
            yield self._button(self._around.say("button-done"), Done(item.ordinal))

    def ways_out(self, item: Item, position: int) -> Rows:
        """Skip where allowed, prefer not to say always, Back but on the first question."""
        rows = []
        if not item.required and item.kind in (ItemKind.STRING, ItemKind.TEXT):
            rows.append((self._button(self._around.say("button-skip"), Skip(item.ordinal)),))
        rows.append((self._button(self._around.say("button-decline"), Decline(item.ordinal)),))
        if position > 1:
            rows.append((self._button(self._around.say("button-back"), Back()),))
        return tuple(rows)


def _rows_of(numbers: range, layout: Layout) -> tuple[tuple[int, ...], ...]:
    if numbers == range(11) and layout is Layout.STANDARD:
        return _SCALE_ROWS
    most = _LARGE_ROW if layout is Layout.LARGE else _ROW
    return tuple(tuple(numbers[at : at + most]) for at in range(0, len(numbers), most))
