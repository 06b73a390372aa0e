"""What a made-up person answers to a whole questionnaire at once, as the report that the rules read."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from alerts.report import Report
from app.demo.answers import Meaning, Today, meant
from app.demo.lives import Member, Surgery
from domain import Answer, Answers, Mode
from questionnaires.context import context, phase
from questionnaires.enablement import enabled
from questionnaires.fold import begin
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.library import Library


def report(
    member: Member,
    surgery: Surgery,
    instrument: Instrument,
    zone: str,
    roll: Random,
    at: datetime,
    *,
    number: int,
    completed: bool,
    recheck_of: int | None,
) -> Report:
    """The report of one instrument, given at once at `at`; `number` is that of the response."""
    on = at.astimezone(ZoneInfo(zone)).date()
    around = context(Mode.MONITORING, surgery.limb, phase(at, zone, surgery.tmr_on))
    today = Today(member, (on - member.surgery.tmr_on).days)
    return Report(
        response_id=number,
        instrument=instrument.id,
        day=(on - surgery.tmr_on).days,
        on=on,
        at=at,
        answers=_answers(instrument, around, today, roll),
        ended=True,
        completed=completed,
        recheck_of=recheck_of,
    )


def newest(instrument: str) -> Instrument:
    """The version that is asked today, of a bundled instrument."""
    return _library().current(instrument)


@cache
def _library() -> Library:
    return Library.bundled()


def _answers(instrument: Instrument, around: Mapping[str, str], today: Today, roll: Random) -> Answers:
    """The answers in force, in asking order: what a condition hides is left out."""
    given = {item.link_id: _values(item, meant(today, item, roll)) for item in instrument.questions}
    told = {link_id: values for link_id, values in given.items() if values}
    on = enabled(instrument, {**begin(instrument, around).values, **told})
    return {
        item.link_id: told[item.link_id]
        for item in instrument.questions
        if item.ordinal in on and item.link_id in told
    }


def _values(item: Item, meaning: Meaning) -> tuple[Answer, ...]:
    """The meaning as values: options by their codes, all else as it is; none is not answered."""
    if meaning is None:
        return ()
    if item.kind is ItemKind.CHOICE:
        codes = meaning if isinstance(meaning, frozenset) else {meaning}
        return tuple(option.answer for option in item.options if option.code in codes)
    return () if isinstance(meaning, frozenset) else (meaning,)
