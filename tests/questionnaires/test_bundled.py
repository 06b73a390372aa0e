"""What the bundled instruments ask, of whom, in how many taps, and what they say to a dangerous answer."""

from itertools import product

import pytest

from clock import Stopwatch
from domain import Entry
from questionnaires.conversation import Ask, Review, standing
from questionnaires.instrument import ItemKind
from questionnaires.library import Library
from tests.questionnaires.talking import CORE, NOON, Given, Talk, choice, codes

LIBRARY = Library.bundled()
CONTEXTS = [
    {"ctx-mode": mode, "ctx-phase": phase, "ctx-limb": limb}
    for mode, phase, limb in product(
        ("audit", "monitoring"), ("before", "early", "later"), ("upper", "lower")
    )
]
ASKED_BEFORE_SURGERY = (
    "rlp-average rlp-worst plp-average plp-worst plp-frequency interference-activity interference-enjoyment"
    " prosthesis-have quality-of-life"
)


def core(**context: str) -> Talk:
    return Talk(LIBRARY.current("core"), {**CORE, **{f"ctx-{key}": value for key, value in context.items()}})


def wound_check(mode: str = "monitoring") -> Talk:
    return Talk(LIBRARY.current("wound-check"), {"ctx-mode": mode})


def asked(talk: Talk, **given: Given) -> list[str]:
    """Link ids in the order in which they are asked, up to the review."""
    step = talk.through("", **given).now.step
    assert isinstance(step, Review)
    return [line.item.link_id for line in step.lines]


def shown(talk: Talk) -> str:
    return " ".join(talk.now.step.notices)


def test_the_core_asks_this_before_surgery() -> None:
    assert asked(core(phase="before")) == [*ASKED_BEFORE_SURGERY.split(), "safety", "comments"]


@pytest.mark.parametrize("phase", ["early", "later"])
def test_change_since_the_operation_is_asked_only_after_it(phase: str) -> None:
    assert asked(core(phase=phase)) == [*ASKED_BEFORE_SURGERY.split(), "change", "safety", "comments"]


def test_in_audit_mode_the_core_asks_about_safety_in_the_past_tense() -> None:
    everything = asked(core(mode="audit"), safety_past=("bleeding", "admission", "new-place-pain"))
    assert everything[-3:] == ["safety-past", "new-place-pain", "comments"]
    assert not {"safety", "bleeding-heavy"} & set(everything)


def test_phantom_pain_frequency_is_left_out_only_when_both_answers_say_none() -> None:
    assert "plp-frequency" not in asked(core(), plp_average=0, plp_worst=0)
    assert "plp-frequency" in asked(core(), plp_average=0, plp_worst=6)
    declined = core().through("plp-average")
    declined.decline()
    assert "plp-frequency" in asked(declined, plp_worst=0)


@pytest.mark.parametrize(
    ("phase", "pain", "wanted"), [("early", 8, True), ("early", 7, False), ("later", 10, False)]
)
def test_medicine_is_asked_about_early_when_an_average_is_eight_or_more(
    phase: str, pain: int, wanted: bool
) -> None:
    assert ("medicine-control" in asked(core(phase=phase), rlp_average=pain)) is wanted
    assert ("medicine-control" in asked(core(phase=phase), plp_average=pain)) is wanted


def test_prosthesis_questions_follow_from_having_one_and_wearing_it() -> None:
    assert "prosthesis-days" not in asked(core(), prosthesis_have=False)
    unworn = asked(core(), prosthesis_have=True, prosthesis_days=0)
    assert "prosthesis-hours" not in unworn
    assert "prosthesis-reason" in unworn
    assert "prosthesis-hours" in asked(core(), prosthesis_have=True, prosthesis_days=1)


def test_the_limb_decides_how_the_prosthesis_is_spoken_of() -> None:
    assert "leg or foot" in shown(core(limb="lower").through("prosthesis-have"))
    assert "arm or hand" in shown(core(limb="upper").through("prosthesis-have"))


def test_where_high_is_good_the_ends_are_said_twice() -> None:
    item = LIBRARY.current("core").item("quality-of-life")
    assert (item.low_anchor, item.high_anchor) == (
        "the worst life you can think of",
        "the best life you can think of",
    )
    assert "0 is the worst and 10 is the best" in item.help


def test_each_pain_is_explained_in_plain_words_wherever_it_is_first_asked() -> None:
    for instrument in LIBRARY.instruments:
        for item in instrument.questions:
            if item.key_outcome:
                wanted = "still there" if item.link_id.startswith("rlp") else "taken off"
                assert wanted in item.help, (instrument.id, item.link_id)


RED_CORE = {
    "RED-1": ("safety", "bleeding"),
    "RED-2": ("safety", "wound-sign", "very-unwell"),
    "RED-3 chest, breath or calf": ("safety", "chest-breath-calf"),
    "RED-3 limb": ("safety", "limb-cold"),
    "RED-4": ("safety", "not-safe"),
}


@pytest.mark.parametrize("rule", RED_CORE)
@pytest.mark.parametrize("phase", ["before", "early", "later"])
def test_a_red_answer_in_the_core_is_met_at_once_with_what_to_do_now(rule: str, phase: str) -> None:
    link_id, *signs = RED_CORE[rule]
    talk = core(phase=phase).through(link_id)
    for sign in signs:
        talk.put(link_id, sign)
    if rule == "RED-1":
        talk.tick(link_id)
        talk.put("bleeding-heavy", True)
    assert "999" in shown(talk)
    assert "{seen}" in shown(talk)


RED_WOUND: dict[str, dict[str, Given]] = {
    "RED-1": {"bleeding": "heavy"},
    "RED-2 fever": {"wound_signs": ("redness",), "unwell_signs": ("fever",)},
    "RED-2 confusion": {"wound_signs": ("opening", "heat"), "unwell_signs": ("confusion",)},
    "RED-2 shivers": {"wound_signs": ("discharge",), "unwell_signs": ("shivers",)},
    "RED-2 unwell": {"wound_signs": ("swelling",), "unwell_signs": ("very-unwell",)},
    "RED-3 chest": {"chest_breath_calf": True},
    "RED-3 limb": {"limb_cold": True},
}


@pytest.mark.parametrize("rule", RED_WOUND)
def test_a_red_answer_in_the_wound_check_is_met_at_once_with_what_to_do_now(rule: str) -> None:
    given = RED_WOUND[rule]
    talk = wound_check()
    last = list(given)[-1].replace("_", "-")
    talk.through(last, **given)
    value = given[last.replace("-", "_")]
    for one in value if isinstance(value, tuple) else (value,):
        talk.put(last, one)
    assert "999" in shown(talk)
    assert "{seen}" in shown(talk)
    assert "Do not wait for us." in shown(talk)


def test_strong_advice_is_not_weakened_by_milder_advice_beside_it() -> None:
    talk = wound_check().through(wound_signs=("redness",), unwell_signs=("fever",))
    assert "A&E at once" in shown(talk)
    assert "today" not in shown(talk)
    talk = core().through(safety=("wound-sign", "very-unwell"))
    assert "A&E at once" in shown(talk)
    assert "today" not in shown(talk)


def test_no_text_promises_a_call() -> None:
    texts = [item.text + item.help for instrument in LIBRARY.instruments for item in instrument.flat]
    assert not [text for text in texts if "will call" in text or "you are fine" in text.lower()]


def test_in_audit_mode_everybody_gets_the_same_emergency_text() -> None:
    quiet = core(mode="audit").through()
    loud = core(mode="audit").through(safety_past=("bleeding", "wound-infection", "clot"))
    assert shown(quiet) == shown(loud)
    assert "999" in shown(quiet)
    assert shown(wound_check("audit").through()) == shown(quiet)


@pytest.mark.parametrize("instrument", LIBRARY.instruments, ids=lambda instrument: instrument.id)
def test_every_instrument_begins_by_saying_that_it_is_not_for_emergencies(instrument: object) -> None:
    for context in CONTEXTS:
        talk = Talk(next(held for held in LIBRARY.instruments if held is instrument), context)
        assert "999" in talk.ask.notices[0]
        assert "{urgent}" in talk.ask.notices[0]


def test_the_wound_check_asks_about_now_in_monitoring_mode_only() -> None:
    signs = ["wound-signs", "unwell-signs", "bleeding", "chest-breath-calf", "limb-cold"]
    assert asked(wound_check()) == ["rlp-now", "plp-now", "medicine-control", *signs]
    assert asked(wound_check("audit")) == ["wound-past"]


def test_what_was_done_about_it_is_asked_once_something_is_wrong() -> None:
    assert "action-taken" in asked(wound_check(), limb_cold=True)
    assert "action-taken" in asked(wound_check(), unwell_signs=("shivers",))
    assert "action-taken" in asked(wound_check("audit"), wound_past=("clot",))


def test_the_re_check_asks_three_things_and_no_means_call() -> None:
    talk = Talk(LIBRARY.current("re-check"))
    assert asked(talk, can_wait=False) == ["rlp-average", "plp-average", "can-wait"]
    assert "{team_phone}" in shown(talk)
    assert "999" in shown(talk)


def test_the_extended_questions_ask_for_change_of_each_medicine_after_surgery_only() -> None:
    after = Talk(LIBRARY.current("extended"), CORE)
    assert "medicine-change-opioid" in asked(after, medicines=("opioid",))
    before = Talk(LIBRARY.current("extended"), {**CORE, "ctx-phase": "before"})
    assert "medicine-change-opioid" not in asked(before, medicines=("opioid",))


def test_every_medicine_has_its_question_of_change() -> None:
    extended = LIBRARY.current("extended")
    classes = {option.coding.code for option in extended.item("medicines").options} - {"none"}
    assert classes == {
        link[len("medicine-change-") :] for link in extended.places if "medicine-change-" in link
    }


def test_the_limb_decides_which_functions_are_asked() -> None:
    extended = LIBRARY.current("extended")
    lower, upper = (asked(Talk(extended, {**CORE, "ctx-limb": limb})) for limb in ("lower", "upper"))
    assert lower[-3:] == ["function-walk", "function-stairs", "function-stand"]
    assert upper[-3:] == ["function-dress", "function-carry", "function-open"]


def test_the_key_outcomes_are_these() -> None:
    keys = {instrument.id: instrument.key_outcomes for instrument in LIBRARY.instruments}
    assert keys == {
        "core": ("rlp-average", "plp-average"),
        "extended": (),
        "re-check": ("rlp-average", "plp-average"),
        "wound-check": ("rlp-now", "plp-now"),
    }


def test_every_label_fits_a_button() -> None:
    labels = [
        option.label
        for instrument in LIBRARY.instruments
        for item in instrument.flat
        for option in item.options
    ]
    assert not [label for label in labels if len(label) > 25]


def test_every_code_is_of_our_own_systems() -> None:
    for instrument in LIBRARY.instruments:
        for item in instrument.flat:
            systems = {option.coding.system for option in item.options}
            assert systems <= {"urn:tmr-followup:context" if item.hidden else "urn:tmr-followup:choice"}


def test_none_of_these_comes_first_and_stands_alone() -> None:
    for instrument in LIBRARY.instruments:
        for item in instrument.questions:
            if item.repeats:
                assert [option.exclusive for option in item.options] == [True] + [False] * (
                    len(item.options) - 1
                )
                assert codes((item.options[0].coding,)) == ("none",)


def test_only_free_text_may_be_skipped() -> None:
    optional = {
        item.link_id
        for instrument in LIBRARY.instruments
        for item in instrument.questions
        if not item.required
    }
    assert optional == {"comments"}


def test_a_note_is_met_with_when_it_may_be_read() -> None:
    talk = core().through("comments")
    talk.put_words("The liner rubs.")
    assert "may not be read before the next working day" in shown(talk)


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
