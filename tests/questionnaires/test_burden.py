"""How much the instruments ask of a person (taps, screens) and of the machine."""

from clock import Stopwatch
from domain import Entry
from questionnaires.conversation import Ask, standing
from questionnaires.instrument import ItemKind
from tests.questionnaires.bundled import CONTEXTS, LIBRARY, core, shown
from tests.questionnaires.talking import CORE, NOON, Talk, choice


def test_every_label_fits_a_button() -> None:
    labels = [
        option.label
        for instrument in LIBRARY.instruments
        for item in instrument.flat
        for option in item.options
    ]
    assert not [label for label in labels if len(label) > 25]


def test_without_a_prosthesis_or_a_finding_the_core_takes_thirteen_taps() -> None:
    talk = core().through()
    talk.send()
    assert len(talk.log) <= 13


def test_with_a_prosthesis_and_no_finding_the_core_takes_at_most_seventeen_taps() -> None:
    talk = core().through(prosthesis_have=True, prosthesis_days=7, prosthesis_hours=10)
    talk.send()
    assert len(talk.log) <= 17


def test_every_screen_fits_a_chat_message() -> None:
    for context in CONTEXTS:
        for instrument in LIBRARY.instruments:
            talk = Talk(instrument, context)
            while isinstance(step := talk.now.step, Ask):
                labels = " ".join(option.label for option in step.item.options)
                assert len(step.item.text + step.item.help + labels + shown(talk)) < 3000
                if step.item.repeats:
                    talk.tick(step.item.link_id, *(option.coding.code for option in step.item.options[1:]))
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
