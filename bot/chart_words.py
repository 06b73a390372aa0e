"""The words of a chart: those in the picture, and all it shows as text for whoever cannot see it. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.screen import CAPTION, length, page
from bot.surroundings import Surroundings
from charts.pain import Reading
from charts.words import Words


def words(around: Surroundings, limb: str = "") -> Words:
    """What stands in the picture; `limb` where there are charts of several."""
    title = around.say("chart-title")
    return Words(
        title=around.say("chart-title-limb", limb=limb, title=title) if limb else title,
        rlp=around.say("chart-rlp"),
        plp=around.say("chart-plp"),
        weeks=around.say("chart-weeks"),
        months=around.say("chart-months"),
        surgery=around.say("chart-surgery"),
    )


def in_words(around: Surroundings, readings: Sequence[Reading], tmr_on: date) -> str:
    """Every value with its date, oldest first. The oldest are left out where a caption cannot hold all."""
    for first in range(len(readings)):
        told = _told(around, readings[first:], tmr_on, around.say("chart-earlier") if first else "")
        if length(told) <= CAPTION:
            return told
    return around.say("chart-words")


def _told(around: Surroundings, readings: Sequence[Reading], tmr_on: date, earlier: str) -> str:
    rlp = _values(around, readings, tmr_on, lambda one: one.rlp)
    plp = _values(around, readings, tmr_on, lambda one: one.plp)
    return page(
        around.say("chart-words"),
        around.say("chart-words-rlp", values=rlp) if rlp else "",
        around.say("chart-words-plp", values=plp) if plp else "",
        earlier,
    )


def _values(
    around: Surroundings,
    readings: Sequence[Reading],
    tmr_on: date,
    value_of: Callable[[Reading], Decimal | None],
) -> str:
    """One pain; the year is said where it is another than before."""
    said, year = [], 0
    for reading in readings:
        value, on = value_of(reading), tmr_on + timedelta(days=reading.day)
        if value is not None:
            day = f"{on.day} {around.texts.months[on.month - 1]}" + (f" {on.year}" if on.year != year else "")
            said.append(around.say("chart-value", value=str(value), day=day))
            year = on.year
    return ", ".join(said)
