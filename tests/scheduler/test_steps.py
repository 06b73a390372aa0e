"""What the stories do not show of the steps: the messages, missing people, time points that are gone."""

from dataclasses import replace
from datetime import date, time

from domain import AssessmentKind, AssessmentState, Lane, Message
from scheduler.plan import Preferences
from scheduler.recheck import recheck
from scheduler.steps import CallList, Close, Open, Prompt, Remind, next_look, steps
from tests.scheduler.cast import COORDINATOR, at
from tests.scheduler.life import Event, Life

START = at("2025-01-28 00:00")


def _life(*, linked: bool = True) -> Life:
    """Day 13 of an operation on 15 January in London; whatever came before has been answered."""
    life = Life(date(2025, 1, 15), "Europe/London", time(9, 30), date(2024, 12, 4), linked=linked)
    life.reconcile(START)
    life.already_done_before(START)
    return life


def _lived(life: Life, until: str, *events: Event) -> Life:
    life.live(START, at(until), events, every=None)
    return life


def test_a_prompt_names_its_sitting_and_nothing_that_tells_a_person_apart() -> None:
    ((asked_at, step),) = _lived(_life(), "2025-01-29 12:00").messages
    assert asked_at == at("2025-01-29 09:30")
    assert step == Open(
        (4, 5),
        Message(
            key="prompt:4",
            kind="prompt",
            lane=Lane.PROMPT,
            language="en",
            not_before_at=asked_at,
            patient_id=1,
            episode_id=1,
            assessment_id=4,
            detail={"sitting": "4,5"},
        ),
    )


def test_a_reminder_has_its_own_key_and_leads_with_what_it_is_about() -> None:
    life = _lived(_life(), "2025-02-03 00:00")
    reminders = [step.message for _, step in life.messages if isinstance(step, Remind)]
    assert [message.key for message in reminders] == ["remind:4:1", "remind:5:1", "remind:5:2"]
    assert [message.detail["sitting"] for message in reminders] == ["4,5", "5,4", "5"]
    assert {message.kind for message in reminders} == {"reminder"}


def test_a_call_goes_to_the_coordinator_ahead_of_prompts_and_not_to_the_patient() -> None:
    life = _lived(_life(), "2025-01-31 00:00")
    (call,) = [step.message for _, step in life.messages if isinstance(step, CallList)]
    assert (call.key, call.kind, call.lane) == ("call:4", "call", Lane.NOTICE)
    assert (call.staff_id, call.patient_id, call.assessment_id) == (COORDINATOR, None, 4)


def test_with_no_coordinator_the_call_waits_for_one() -> None:
    life = _life(linked=False)
    life.facts = replace(life.facts, coordinator_id=None)
    _lived(life, "2025-01-30 12:00")
    assert [said for _, said in life.log] == ["open WC14 W02"]
    life.facts = replace(life.facts, coordinator_id=COORDINATOR)
    life.tick(at("2025-01-30 12:00"))
    assert [said for _, said in life.log][1:] == ["call WC14", "call W02"]


def test_after_linking_a_whole_sitting_is_prompted_once() -> None:
    life = _lived(
        _life(linked=False),
        "2025-01-31 12:00",
        (at("2025-01-30 12:00"), lambda life: life.link(date(2025, 1, 30))),
    )
    prompts = [step for _, step in life.messages if isinstance(step, Prompt)]
    assert [step.assessment_ids for step in prompts] == [(4, 5)]
    assert prompts[0].message.key == "prompt:4"


def test_a_channel_that_comes_back_without_linking_anew_is_asked_the_latest_step_only() -> None:
    life = _life()
    life.reachable(False)
    _lived(life, "2025-02-03 00:00", (at("2025-02-01 12:00"), lambda life: life.reachable(True)))
    assert [said for _, said in life.log if not said.startswith(("call", "missed"))] == [
        "open WC14 W02",
        "reminder W02",
        "reminder W02",
    ]


def test_whoever_was_never_linked_counts_from_the_opening() -> None:
    life = _life(linked=False)
    _lived(life, "2025-01-29 15:00", (at("2025-01-29 12:00"), lambda life: life.reachable(True)))
    assert [said for _, said in life.log] == ["open WC14 W02", "call WC14", "call W02", "prompt WC14 W02"]


def test_a_question_shown_again_after_an_outage_counts_as_asking() -> None:
    life = _lived(_life(), "2025-01-30 00:00")
    life.facts = replace(
        life.facts, queued={**life.facts.queued, "again:4:2025013110": at("2025-01-31 10:00")}
    )
    assert [type(step) for step in steps(life.protocol, life.facts, at("2025-01-31 10:00"))] == [CallList]


def test_an_open_visit_that_the_protocol_has_dropped_is_left_in_peace_until_it_ends() -> None:
    life = _lived(_life(), "2025-01-29 12:00")
    life.protocol = replace(life.protocol, time_points=life.protocol.time_points[:2])
    assert steps(life.protocol, life.facts, at("2025-01-31 09:30")) == ()
    life.reachable(False)
    assert steps(life.protocol, life.facts, at("2025-01-31 09:30")) == ()
    ended = steps(life.protocol, life.facts, at("2025-02-05 00:00"))
    assert [(step.state, step.reason) for step in ended if isinstance(step, Close)] == [
        (AssessmentState.MISSED, "blocked"),
        (AssessmentState.MISSED, "blocked"),
    ]


def test_a_recheck_due_with_other_visits_joins_their_sitting_and_ends_with_them() -> None:
    life = _life()
    preferences = Preferences("Europe/London", time(9, 30), date(2024, 12, 4))
    life.add(recheck(at("2025-01-27 09:00"), "WC07", life.protocol, preferences), AssessmentKind.RECHECK)
    _lived(
        life, "2025-01-29 12:01", (at("2025-01-29 12:00"), lambda life: life.operation_on(date(2025, 3, 1)))
    )
    assert [said for _, said in life.log] == [
        "prompt WC14 W02 RC-WC07",
        "cancelled WC14 operation-postponed",
        "cancelled W02 operation-postponed",
        "cancelled RC-WC07 operation-postponed",
        "prompt BL",
    ]


def test_when_everything_has_ended_there_is_no_next_look() -> None:
    life = _lived(_life(), "2027-12-01 00:00")
    assert next_look(life.protocol, life.facts, at("2027-12-01 00:00")) is None
    assert {each.state for each in life.facts.assessments} == {
        AssessmentState.COMPLETED,
        AssessmentState.MISSED,
    }


def test_what_is_due_already_is_looked_at_now() -> None:
    life = _life()
    assert next_look(life.protocol, life.facts, at("2025-01-29 10:00")) == at("2025-01-29 10:00")
