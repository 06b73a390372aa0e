"""The gates of HTG750: what blocks activation, what is refused at registration, and what is only told."""

import re
from dataclasses import replace
from datetime import date

import pytest

from audit.gates import (
    check_arrangements,
    check_operation,
    is_given,
    shut_gates,
    shut_on,
)
from domain import Limb, Side
from storage.words import Cause, Governance, Indication, Operation, Technique

SECONDARY = Operation(
    amputation_on=date(2022, 3, 1),
    tmr_on=date(2025, 1, 15),
    indication=Indication.SECONDARY,
    technique=Technique.TMR,
    limb=Limb.LOWER,
    side=Side.LEFT,
    level="transtibial",
    cause=Cause.TRAUMA,
)
PRIMARY = replace(SECONDARY, indication=Indication.PRIMARY, amputation_on=SECONDARY.tmr_on)
ARRANGED = Governance(
    governance_lead="Dr Lead",
    governance_on=date(2024, 11, 1),
    procedure_consent_on=date(2024, 12, 2),
    procedure_information_version="PIS 2.1",
    audit_number="CA-1432",
    mdt_on=date(2024, 11, 20),
    mdt_roles=("plastic surgery", "rehabilitation medicine"),
)
STUDY = Governance(
    rec_reference="24/LO/0123",
    iras_id="312345",
    study_title="TMR at amputation",
    ethics_on=date(2024, 5, 1),
    study_consent_on=date(2024, 12, 20),
)


def keys(operation: Operation, governance: Governance) -> list[str]:
    return [gate.key for gate in shut_gates(operation, governance)]


def test_an_empty_record_shuts_every_gate_of_a_secondary_operation() -> None:
    assert keys(SECONDARY, Governance()) == ["governance-lead", "procedure-consent", "audit-number", "mdt"]


def test_an_empty_record_shuts_every_gate_of_a_primary_operation() -> None:
    expected = ["rec-reference", "iras-id", "study-title", "ethics-approval", "study-consent"]
    assert keys(PRIMARY, Governance()) == expected


def test_a_complete_record_opens_the_gates_of_its_own_kind_only() -> None:
    assert not shut_gates(SECONDARY, ARRANGED)
    assert not shut_gates(PRIMARY, STUDY)
    assert shut_gates(SECONDARY, STUDY)
    assert shut_gates(PRIMARY, ARRANGED)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"governance_lead": " "}, "governance-lead"),
        ({"governance_on": None}, "governance-lead"),
        ({"procedure_consent_on": None}, "procedure-consent"),
        ({"procedure_information_version": "n/a"}, "procedure-consent"),
        ({"audit_number": "TBC"}, "audit-number"),
        ({"mdt_on": None}, "mdt"),
        ({"mdt_roles": ()}, "mdt"),
        ({"mdt_roles": ("-", "none")}, "mdt"),
    ],
)
def test_one_thing_missing_shuts_its_own_gate_of_a_secondary_operation(
    change: dict[str, object], key: str
) -> None:
    assert keys(SECONDARY, replace(ARRANGED, **change)) == [key]  # type: ignore[arg-type]  # by field name


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"rec_reference": "tbc"}, "rec-reference"),
        ({"iras_id": "000000"}, "iras-id"),
        ({"study_title": "—"}, "study-title"),
        ({"ethics_on": None}, "ethics-approval"),
        ({"study_consent_on": None}, "study-consent"),
    ],
)
def test_one_thing_missing_shuts_its_own_gate_of_a_primary_operation(
    change: dict[str, object], key: str
) -> None:
    assert keys(PRIMARY, replace(STUDY, **change)) == [key]  # type: ignore[arg-type]  # by field name


@pytest.mark.parametrize(
    "text",
    [None, "", "  ", "-", "—", "n/a", "N.A.", "NA", "tbc", "TBC: awaiting R&D", "None", "?", "not yet", "0"],
)
def test_words_for_nothing_are_not_an_arrangement(text: str | None) -> None:
    assert not is_given(text)


@pytest.mark.parametrize("text", ["24/LO/0123", "No. 12", "Natasha N.", "X-17", "V1"])
def test_short_and_odd_texts_that_say_something_are_taken(text: str) -> None:
    assert is_given(text)


def test_every_gate_says_in_a_sentence_what_is_missing() -> None:
    gates = (*shut_gates(SECONDARY, Governance()), *shut_gates(PRIMARY, Governance()))
    assert all(re.search(r"^[A-Z].+ \(HTG750 1\.[1-6]\)\.$", gate.sentence) for gate in gates)


def test_tmr_before_the_amputation_is_an_error() -> None:
    (finding,) = check_operation(replace(SECONDARY, tmr_on=date(2022, 2, 28)))
    assert finding.is_error
    assert finding.key == "tmr-before-amputation"


@pytest.mark.parametrize(("days", "doubted"), [(0, True), (14, True), (15, False)])
def test_tmr_soon_after_the_amputation_but_labelled_secondary_is_doubted(days: int, doubted: bool) -> None:
    tmr_on = date(2025, 1, 1).replace(day=1 + days)
    found = check_operation(replace(SECONDARY, amputation_on=date(2025, 1, 1), tmr_on=tmr_on))
    assert [finding.key for finding in found] == ["secondary-but-early"] * doubted
    assert not any(finding.is_error for finding in found)


def test_a_primary_operation_may_be_on_the_day_of_the_amputation() -> None:
    assert not check_operation(PRIMARY)


def test_an_arrangement_yet_to_come_keeps_the_follow_up_from_starting() -> None:
    (gate,) = shut_on(SECONDARY, ARRANGED, date(2024, 12, 1))
    assert gate.key == "future-date"
    assert "procedure consent date (2024-12-02)" in gate.sentence
    assert not shut_on(SECONDARY, ARRANGED, date(2024, 12, 2))


def test_what_is_missing_comes_before_what_is_yet_to_come() -> None:
    record = Governance(governance_lead="Dr Lead", governance_on=date(2025, 3, 1))
    found = [gate.key for gate in shut_on(SECONDARY, record, date(2025, 2, 1))]
    assert found == ["procedure-consent", "audit-number", "mdt", "future-date"]


def test_consent_after_the_operation_is_doubted() -> None:
    late = replace(ARRANGED, procedure_consent_on=date(2025, 1, 16))
    (finding,) = check_arrangements(SECONDARY, late)
    assert (finding.key, finding.is_error) == ("after-operation", False)


def test_a_team_without_rehabilitation_is_told_and_does_not_block() -> None:
    surgeons = replace(ARRANGED, mdt_roles=("plastic surgery", "pain medicine"))
    assert [finding.key for finding in check_arrangements(SECONDARY, surgeons)] == ["no-rehabilitation"]
    assert not shut_gates(SECONDARY, surgeons)


@pytest.mark.parametrize(
    ("operation", "governance"), [(SECONDARY, ARRANGED), (PRIMARY, STUDY), (SECONDARY, Governance())]
)
def test_complete_and_empty_arrangements_raise_no_doubt(operation: Operation, governance: Governance) -> None:
    assert not check_arrangements(operation, governance)
