"""A value in words that need no language but the instrument's own. Pure."""

from datetime import datetime, time

from domain import Answer, Coding, Quantity
from questionnaires.instrument import Item


def plain_word(item: Item, value: Answer) -> str:
    """The label of an option, a number with its unit, a date as year-month-day.

    Yes and no stay placeholders, {yes} and {no}, for whoever shows them.
    """
    for option in item.options:
        if option.answer == value:
            return option.label
    if isinstance(value, bool):
        return "{yes}" if value else "{no}"
    return _written(value)


def _written(value: Answer) -> str:
    match value:
        case Coding(code=code):
            return code
        case Quantity(number, unit):
            return f"{number} {unit}".strip()
        case datetime():
            return value.isoformat(" ", "minutes")
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)
