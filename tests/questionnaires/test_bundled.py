"""What the bundled instruments ask, and of whom."""

import pytest

from domain import Coding
from questionnaires.conversation import Review
from tests.questionnaires.bundled import LIBRARY, core, current, extended, shown, wound_check
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


@pytest.mark.parametrize(("limb", "said", "unsaid"), [("lower", "leg", "arm"), ("upper", "arm", "leg")])
def test_each_pain_is_explained_in_plain_words_and_for_this_limb_where_it_is_first_asked(
    limb: str, said: str, unsaid: str
) -> None:
    for instrument in current():
        for link_id in instrument.key_outcomes:
            talk = Talk(instrument, {**CORE, "ctx-limb": limb}).through(link_id)
            if link_id.startswith("rlp"):
                assert f"the part of your {said} that is still there" in shown(talk)
                assert unsaid not in shown(talk)
            else:
                assert "taken off" in talk.ask.item.help


@pytest.mark.parametrize(("limb", "said"), [("lower", "leg"), ("upper", "arm")])
def test_advice_speaks_of_the_limb_it_is_about(limb: str, said: str) -> None:
    wound = wound_check(limb=limb).through(bleeding="heavy", limb_cold=True)
    main = core(limb=limb).through(safety=("bleeding", "limb-cold"), bleeding_heavy=True)
    for talk in (wound, main):
        assert f"raise the {said}" in shown(talk)
        assert f" {said} that turns cold, blue or white" in shown(talk)


def test_the_wound_check_asks_about_now_in_monitoring_mode_only() -> None:
    signs = ["wound-signs", "unwell-signs", "bleeding", "chest-breath-calf", "limb-cold"]
    assert asked(wound_check()) == ["rlp-now", "plp-now", "medicine-control", *signs]
    assert asked(wound_check("audit")) == ["wound-past"]


def test_what_was_done_about_it_is_asked_once_something_is_wrong() -> None:
    assert "action-taken" in asked(wound_check(), limb_cold=True)
    assert "action-taken" in asked(wound_check(), unwell_signs=("shivers",))
    assert "action-taken" in asked(wound_check("audit"), wound_past=("clot",))


def test_the_re_check_asks_three_things_and_no_means_call() -> None:
    talk = Talk(LIBRARY.current("re-check"), CORE)
    assert asked(talk, can_wait=False) == ["rlp-average", "plp-average", "can-wait"]
    assert "{team_phone}" in shown(talk)
    assert "999" in shown(talk)


def test_the_report_begun_unasked_asks_what_the_re_check_asks() -> None:
    talk = Talk(LIBRARY.current("pain-report"), {"ctx-mode": "monitoring", "ctx-limb": "lower"})
    assert asked(talk, can_wait=False) == ["rlp-average", "plp-average", "can-wait"]
    assert "{team_phone}" in shown(talk)
    assert "Nobody is told of this answer at once" in shown(talk)


def test_in_audit_mode_the_report_begun_unasked_says_that_nobody_acts_on_it() -> None:
    talk = Talk(LIBRARY.current("pain-report"), {"ctx-mode": "audit", "ctx-limb": "lower"})
    assert asked(talk) == ["rlp-average", "plp-average"]
    assert shown(talk) == shown(wound_check("audit").through())
    assert "Nobody acts on one person's answers" in shown(talk)


def test_the_extended_questions_ask_for_change_of_each_medicine_after_surgery_only() -> None:
    assert "medicine-change-opioid" in asked(extended(), medicines=("opioid",))
    assert "medicine-change-opioid" not in asked(extended(phase="before"), medicines=("opioid",))


def test_every_medicine_has_its_question_of_change() -> None:
    longer = LIBRARY.current("extended")
    classes = {option.code for option in longer.item("medicines").options} - {"none"}
    start = "medicine-change-"
    assert classes == {link.removeprefix(start) for link in longer.places if link.startswith(start)}


def test_the_limb_decides_which_functions_are_asked() -> None:
    lower, upper = (asked(extended(limb=limb)) for limb in ("lower", "upper"))
    assert lower[-3:] == ["function-walk", "function-stairs", "function-stand"]
    assert upper[-3:] == ["function-dress", "function-carry", "function-open"]


PHQ4 = ("phq4-nervous", "phq4-worry", "phq4-interest", "phq4-down")


def test_the_phq_4_is_asked_where_somebody_acts_on_it_and_only_there() -> None:
    assert set(PHQ4) <= set(asked(extended()))
    assert not set(PHQ4) & set(asked(extended(mode="audit")))


def test_the_phq_4_stands_as_its_authors_wrote_it_and_names_them() -> None:
    longer = LIBRARY.current("extended")
    assert [longer.item(link_id).text for link_id in PHQ4] == [
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
    ]
    for link_id in PHQ4:
        labels = [(option.label, option.weight) for option in longer.item(link_id).options]
        assert labels == [
            ("Not at all", 0),
            ("Several days", 1),
            ("More than half the days", 2),
            ("Nearly every day", 3),
        ]
    assert "Pfizer Inc." in longer.copyright
    assert "Pfizer Inc." in shown(extended().through("phq4-nervous"))


NUMBERS = {"not-at-all": 0, "several-days": 1, "more-than-half": 2, "nearly-daily": 3}


@pytest.mark.parametrize("first", NUMBERS)
@pytest.mark.parametrize("second", NUMBERS)
def test_three_or_more_in_a_half_of_the_phq_4_are_met_with_whom_to_talk_to(first: str, second: str) -> None:
    high = NUMBERS[first] + NUMBERS[second] >= 3
    worried = extended().through("phq4-interest", phq4_nervous=first, phq4_worry=second)
    assert ("{crisis}" in shown(worried)) is high
    down = extended().through("function-walk", phq4_interest=first, phq4_down=second)
    assert ("{crisis}" in shown(down)) is high
    assert shown(down.through()).count("{crisis}") == high


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
            systems = {option.answer.system for option in item.options if isinstance(option.answer, Coding)}
            assert systems <= {"urn:tmr-followup:context" if item.hidden else "urn:tmr-followup:choice"}


PUBLIC = {("http://loinc.org", "72514-3"), ("http://snomed.info/sct", "225908003")}


def test_public_codes_are_those_known_to_be_right_and_never_stand_without_one_of_ours() -> None:
    for instrument in current():
        coded = [item for item in instrument.flat if item.codes]
        assert {item.link_id for item in coded} == {
            item.link_id
            for item in instrument.questions
            if item.link_id.startswith(("rlp-", "plp-")) or item.link_id == "new-place-pain"
        } - {"plp-frequency"}
        for item in coded:
            *public, own = ((coding.system, coding.code) for coding in item.codes)
            assert set(public) == PUBLIC
            assert own == ("urn:tmr-followup:item", item.link_id)


def test_every_question_says_why_it_is_asked() -> None:
    unsaid = [item.link_id for instrument in current() for item in instrument.questions if not item.why]
    assert not unsaid


def test_none_of_these_comes_first_and_stands_alone() -> None:
    for instrument in LIBRARY.instruments:
        for item in instrument.questions:
            if item.repeats:
                assert [option.exclusive for option in item.options] == [True] + [False] * (
                    len(item.options) - 1
                )
                assert codes((item.options[0].answer,)) == ("none",)


def test_only_free_text_may_be_skipped() -> None:
    optional = {
        item.link_id
        for instrument in LIBRARY.instruments
        for item in instrument.questions
        if not item.required
    }
    assert optional == {"comments"}
