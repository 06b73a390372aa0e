"""What the bundled instruments ask, and of whom."""

import pytest

from questionnaires.conversation import Review
from tests.questionnaires.bundled import LIBRARY, core, shown, wound_check
from tests.questionnaires.talking import CORE, Given, Talk, codes, refused

ASKED_BEFORE_SURGERY = (
    "rlp-average rlp-worst plp-average plp-worst plp-frequency interference-activity interference-enjoyment"
    " prosthesis-have quality-of-life"
)


def asked(talk: Talk, **given: Given) -> list[str]:
    """Link ids in the order in which they are asked, up to the review."""
    step = talk.through("", **given).now.step
    assert isinstance(step, Review)
    return [line.item.link_id for line in step.lines]


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


def test_hours_above_the_last_button_may_be_typed_and_stand_as_typed() -> None:
    talk = core().through("prosthesis-hours", prosthesis_have=True, prosthesis_days=1)
    assert talk.put_words("25") == refused("out-of-range")
    talk.put_words("20")
    assert talk.answers["prosthesis-hours"] == (20,)
    talk.change("prosthesis-hours")
    talk.put_words("16+")
    assert talk.answers["prosthesis-hours"] == (16,)


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


def test_the_report_begun_unasked_asks_what_the_re_check_asks() -> None:
    talk = Talk(LIBRARY.current("pain-report"), {"ctx-mode": "monitoring"})
    assert asked(talk, can_wait=False) == ["rlp-average", "plp-average", "can-wait"]
    assert "{team_phone}" in shown(talk)
    assert "Nobody is told of this answer at once" in shown(talk)


def test_in_audit_mode_the_report_begun_unasked_says_that_nobody_acts_on_it() -> None:
    talk = Talk(LIBRARY.current("pain-report"), {"ctx-mode": "audit"})
    assert asked(talk) == ["rlp-average", "plp-average"]
    assert shown(talk) == shown(wound_check("audit").through())
    assert "Nobody acts on one person's answers" in shown(talk)


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
        "pain-report": ("rlp-average", "plp-average"),
        "re-check": ("rlp-average", "plp-average"),
        "wound-check": ("rlp-now", "plp-now"),
    }


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
