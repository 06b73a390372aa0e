"""Paints a drawing of pain as SVG, with a title and a description for those who hear it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from charts.marks import NOTHING, Beside, told
from charts.pain import WIDE, Reading, Size, draw


def pain_svg(
    readings: Sequence[Reading], *, title: str, ident: str, size: Size = WIDE, beside: Beside = NOTHING
) -> str:
    """One SVG element for these readings. `ident` must be unique on the page and a valid id."""
    return (
        templates()
        .get_template("pain.svg.j2")
        .render(
            drawing=draw(readings, size, beside),
            title=title,
            ident=ident,
            description=description(readings, beside),
            operated_on=beside.operated_on,
        )
    )


def description(readings: Sequence[Reading], beside: Beside = NOTHING) -> str:
    """What the drawing shows, in words: both pains, oldest value first, then what is marked."""
    return " ".join(part for part in (_values(readings), told(beside)) if part)


def _values(readings: Sequence[Reading]) -> str:
    if all(reading.rlp is None and reading.plp is None for reading in readings):
        return "Nothing reported yet."
    ordered = sorted(readings, key=lambda reading: reading.day)
    residual = ", ".join(_spoken(reading.day, reading.rlp) for reading in ordered)
    phantom = ", ".join(_spoken(reading.day, reading.plp) for reading in ordered)
    return (
        "Average pain of 7 days, 0 to 10, by day after surgery. "
        f"Residual limb pain: {residual}. Phantom limb pain: {phantom}."
    )


def _spoken(day: int, value: Decimal | None) -> str:
    return f"day {day}: {'not answered' if value is None else value}"


@cache
def templates() -> Environment:
    """The templates of the room; what is put into them is escaped."""
    return Environment(
        loader=PackageLoader("charts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
