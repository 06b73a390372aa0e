"""The buttons that answer a question, by kind of item. Pure.

A 0 to 10 scale has three rows (0-3, 4-7, 8-10); other small ranges have rows of six, where a last button such
as 16+ may stand for all above it too; choices stand one a row, eight a page. A label over 25 characters is
written out in the text with a number, and its button carries the number and a short form. Large buttons: no
row of numbers has more than two, in the same order, so that one half of the screen is one button.
"""

from collections.abc import Iterator

from bot import moments
from bot.answers_in_words import in_words, number_in_words
from bot.drawing import LABEL, Drawn
from bot.looks import LARGEST
from bot.screen import Button, Rows, shortened
from domain import Answer
from questionnaires.conversation import NO, YES, Ask
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import Choose, Done, Number, Tick
from storage.words import Layout

MOST_NUMBERS = 17
"""Where there would be more buttons than this, the number is typed."""
PAGE, MOST_TOGETHER = 8, 12
_SCALE_ROWS = ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10))
_ROW = 6
_MARK = "✓ "
_MOMENTS = (ItemKind.DATE, ItemKind.DATETIME, ItemKind.TIME)


def keyboard(ask: Ask, view: str, drawn: Drawn, *, confirms: bool) -> Rows:
    """The buttons, and Done or Next below them where a tap does not answer yet."""
    return (*_answers(ask, view, drawn), *_ending(ask, drawn, confirms=confirms))


def _answers(ask: Ask, view: str, drawn: Drawn) -> Rows:
    item = ask.item
    match item.kind:
        case ItemKind.BOOLEAN:
            return _yes_or_no(ask, drawn)
        case ItemKind.CHOICE | ItemKind.OPEN_CHOICE:
            return (*_choices(ask, view, drawn), *_given(ask, drawn))
        case ItemKind.INTEGER if not item.repeats:
            return _scale(ask, drawn)
        case ItemKind.QUANTITY if ask.lacks_unit:
            labels = enumerate(item.units)
            return tuple((drawn.button(unit.unit, Choose(item.ordinal, at)),) for at, unit in labels)
        case kind if kind in _MOMENTS:
            return (*moments.keyboard(item, view, drawn), *_given(ask, drawn))
        case _:
            return _given(ask, drawn)


def _ending(ask: Ask, drawn: Drawn, *, confirms: bool) -> Rows:
    item = ask.item
    if item.repeats and (item.options or ask.ticked):
        return ((drawn.say("button-done", Done(item.ordinal)),),)
    if confirms and ask.ticked and not item.repeats and not ask.lacks_unit:
        return ((drawn.say("button-next", Done(item.ordinal)),),)
    return ()


def _yes_or_no(ask: Ask, drawn: Drawn) -> Rows:
    return tuple(
        (drawn.button(_marked(drawn.around.say(key), ask, answer), Choose(ask.item.ordinal, ordinal)),)
        for key, ordinal, answer in (("button-yes", YES, True), ("button-no", NO, False))
    )


def numbers(item: Item) -> range:
    """The numbers to draw as buttons; none where the range is open or wide."""
    if item.kind is not ItemKind.INTEGER or item.minimum is None or item.maximum is None:
        return range(0)
    last = item.maximum if item.last_button is None else item.last_button
    if item.minimum < 0 or last > LARGEST:  # no button can say such a number
        return range(0)
    found = range(item.minimum, last + 1, item.step)
    return found if len(found) <= MOST_NUMBERS else range(0)


def _scale(ask: Ask, drawn: Drawn) -> Rows:
    item, shown = ask.item, numbers(ask.item)
    found = {
        number: drawn.button(
            _marked(number_in_words(item, number), ask, number), Number(item.ordinal, number)
        )
        for number in shown
    }
    if shown == range(11) and drawn.around.layout is Layout.STANDARD:
        return tuple(tuple(found[number] for number in row) for row in _SCALE_ROWS)
    return drawn.rows(list(found.values()), _ROW)


def _choices(ask: Ask, view: str, drawn: Drawn) -> Rows:
    """The options, one a row; of many, those of one page, with the way to the others."""
    found, shown = list(_options(ask, drawn)), on_page(ask, view)
    rows = [(found[at],) for at in shown]
    page = shown.start // PAGE
    if shown.stop < len(found):
        rows.append((drawn.look(drawn.around.say("button-more"), f"p{page + 1}"),))
    if shown.start:
        rows.append((drawn.look(drawn.around.say("button-earlier"), f"p{page - 1}"),))
    return tuple(rows)


def on_page(ask: Ask, view: str) -> range:
    """The ordinals of the options shown: all of a few, else the page asked for or that of the last tap.

    With "none of these" among them all are shown together: it is no answer to what was not seen.
    """
    count = len(ask.item.options)
    whole = any(option.exclusive for option in ask.item.options)
    if count <= (MOST_TOGETHER if whole else PAGE):
        return range(count)
    last = (count - 1) // PAGE
    page = int(view[1:]) if view.startswith("p") else (ask.touched or 0) // PAGE
    first = min(last, page) * PAGE
    return range(first, min(count, first + PAGE))


def is_numbered(item: Item) -> bool:
    """Whether the labels are written out in the text, for one is too long for a button."""
    return any(len(option.label) > LABEL for option in item.options)


def _options(ask: Ask, drawn: Drawn) -> Iterator[Button]:
    item = ask.item
    for ordinal, option in enumerate(item.options):
        label = drawn.around.fill(option.label)
        if is_numbered(item):
            label = shortened(f"{ordinal + 1}. {label}", LABEL)
        move = (Tick if item.repeats else Choose)(item.ordinal, ordinal)
        yield drawn.button(_marked(label, ask, option.answer), move)


def _given(ask: Ask, drawn: Drawn) -> Rows:
    """Where several answers are typed: each of them, to be taken out again."""
    item = ask.item
    if not item.repeats or ask.lacks_unit:
        return ()
    chosen = {option.answer for option in item.options}
    typed = [value for value in ask.current if value not in chosen]
    return tuple((_out(item, value, at, drawn),) for at, value in enumerate(typed, len(item.options)))


def _out(item: Item, value: Answer, at: int, drawn: Drawn) -> Button:
    words = in_words(drawn.around.texts, item, (value,))
    return drawn.button(
        shortened(drawn.around.say("button-take-out", answer=words), 2 * LABEL), Tick(item.ordinal, at)
    )


def _marked(label: str, ask: Ask, answer: Answer) -> str:
    is_there = any(type(value) is type(answer) and value == answer for value in ask.ticked)
    return _MARK + label if is_there else label
