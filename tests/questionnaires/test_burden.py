"""How much the instruments ask of a person (taps, screens) and of the machine."""

from collections.abc import Mapping

import pytest

from bot.keyboards import MOST_NUMBERS
from clock import Stopwatch
from domain import Entry
from questionnaires.conversation import Ask, standing
from questionnaires.instrument import ItemKind
from tests.questionnaires.bundled import CONTEXTS, LIBRARY, core, current, shown
from tests.questionnaires.talking import CORE, NOON, Given, Talk, choice


def test_every_label_fits_a_button() -> None:
    labels = [
        option.label
        for instrument in (*LIBRARY.instruments, *LIBRARY.spoken)
        for item in instrument.flat
        for option in item.options
    ]
    assert not [label for label in labels if len(label) > 25]


def test_nothing_has_to_be_typed() -> None:
    """What is required has its answers on buttons: a choice, yes and no, or few enough numbers."""
    for instrument in current():
        for item in instrument.questions:
            if item.kind is ItemKind.INTEGER:
                last = item.maximum if item.last_button is None else item.last_button
                assert item.minimum is not None
                assert last is not None
                assert last - item.minimum < MOST_NUMBERS
            elif item.kind not in (ItemKind.BOOLEAN, ItemKind.CHOICE):
                assert not item.required, item.link_id


def taps(context: Mapping[str, str], **given: Given) -> int:
    """From the first answer to Send, in the order asked, with no safety finding. Every tap is an entry."""
    talk = Talk(LIBRARY.current("core"), context).through("", **given)
    talk.send()
    return len(talk.log)


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: " ".join(context.values()))
def test_the_core_takes_thirteen_taps_or_seventeen_with_a_prosthesis(context: Mapping[str, str]) -> None:
    assert taps(context) <= 13
    assert taps(context, prosthesis_have=True, prosthesis_days=7, prosthesis_hours=16) <= 17


def test_only_strong_pain_soon_after_surgery_adds_a_tap_because_it_asks_about_the_medicine() -> None:
    more = {" ".join(context.values()): taps(context, rlp_average=9, plp_average=9) for context in CONTEXTS}
    assert {name for name, count in more.items() if count > 13} == {
        "audit early upper",
        "audit early lower",
        "monitoring early upper",
        "monitoring early lower",
    }
    assert max(more.values()) == 14


def test_every_screen_fits_a_chat_message() -> None:
    for context in CONTEXTS:
        for instrument in LIBRARY.instruments:
            talk = Talk(instrument, context)
            while isinstance(step := talk.now.step, Ask):
                labels = " ".join(option.label for option in step.item.options)
                assert len(step.item.text + step.item.help + labels + shown(talk)) < 3000
                if step.item.repeats:
                    talk.tick(step.item.link_id, *(option.code for option in step.item.options[1:]))
                elif step.item.kind is ItemKind.BOOLEAN:
                    talk.put(step.item.link_id, True)
                else:
                    talk.decline()


def test_standing_takes_well_under_two_milliseconds_for_the_core() -> None:
    """The best of fifty, because other work on the machine only ever adds to it."""
    talk = core(phase="early").through(safety=("bleeding", "wound-sign", "fall"), prosthesis_have=True)
    best = min(_seconds(talk.log) for _ in range(50))
    assert best < 0.002
    assert talk.answers["safety"] == tuple(map(choice, ("bleeding", "wound-sign", "fall")))
    assert all(entry.at >= NOON for entry in talk.log)


def _seconds(log: tuple[Entry, ...]) -> float:
    watch = Stopwatch()
    standing(LIBRARY.current("core"), {**CORE, "ctx-phase": "early"}, log)
    return watch.seconds
