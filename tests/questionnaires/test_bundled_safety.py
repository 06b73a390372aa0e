"""What the bundled instruments say to a dangerous answer, and never say."""

import pytest

from tests.questionnaires.bundled import CONTEXTS, LIBRARY, core, shown, wound_check
from tests.questionnaires.talking import Given, Talk

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


def test_a_note_is_met_with_when_it_may_be_read() -> None:
    talk = core().through("comments")
    talk.put_words("The liner rubs.")
    assert "may not be read before the next working day" in shown(talk)
