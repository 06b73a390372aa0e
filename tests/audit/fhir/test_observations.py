"""Pain and scores in FHIR: which pain is told apart, and what is missing says why."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from audit.fhir.codes import MEASURES, PAINS
from domain import ResponseState
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.library import Library
from questionnaires.scores import SCORES, scores_of
from storage.audit_words import ScoreRow
from tests.audit.fhir.stories import Story, story
from tests.audit.fhir.validators import Node, faults
from tests.questionnaires.bundled import LIBRARY, core
from tests.questionnaires.talking import CORE, Talk

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
SAFE = {(LOINC, "72514-3"), (LOINC, "38208-5"), (SNOMED, "225908003")}
REASONS = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def scored(name: str, value: Decimal | None, missing: str | None = None, version: str = "1.0.0") -> Node:
    """The observation of one score of a completed response."""
    told = story(core().through(), scores=(ScoreRow(9, name, version, value, missing),))
    assert faults(told.bundle()) == []
    return told.observations()[name]


def test_a_pain_answer_is_an_observation_of_its_own_moment_derived_from_its_response() -> None:
    told = story(core().through("change", rlp_worst=8))
    worst = told.observations()["rlp-worst"]
    assert worst["valueInteger"] == 8
    assert worst["effectiveDateTime"] == "2026-03-02T12:01:00+00:00"
    assert worst["category"][0]["coding"][0]["code"] == "survey"
    assert worst["derivedFrom"][0]["reference"] == f"urn:uuid:{told.response()['id']}"
    assert worst["subject"] == told.response()["subject"]


def test_residual_and_phantom_limb_pain_have_the_same_public_code_and_codes_of_their_own() -> None:
    found = story(core().through(new_place_pain=4, safety=("new-place-pain",))).observations()
    assert set(found) == {"rlp-average", "rlp-worst", "plp-average", "plp-worst", "new-place-pain"}
    named = [seen["code"]["coding"] for seen in found.values()]
    codings = [tuple((each["system"], each["code"]) for each in codes) for codes in named]
    assert len(set(codings)) == len(codings)
    places = {seen["bodySite"]["text"] for seen in found.values()}
    assert {"residual limb (left lower limb)", "phantom limb (left lower limb)"} < places
    assert all(each in SAFE or each[0] == "urn:tmr-followup:item" for coding in codings for each in coding)


def test_every_pain_question_of_the_bundled_instruments_has_its_row_and_every_row_its_question() -> None:
    numbers: Mapping[str, set[str]] = {
        "core": {"rlp-average", "rlp-worst", "plp-average", "plp-worst", "new-place-pain"},
        "wound-check": {"rlp-now", "plp-now"},
        "re-check": {"rlp-average", "plp-average"},
    }
    assert set().union(*numbers.values()) == set(PAINS)
    for instrument_id, wanted in numbers.items():
        scales = {each.link_id for each in _scales(LIBRARY.current(instrument_id))}
        assert wanted == scales & set(PAINS)


def _scales(instrument: Instrument) -> list[Item]:
    return [each for each in instrument.questions if each.kind is ItemKind.INTEGER and each.maximum == 10]


def test_every_score_that_is_computed_has_its_row() -> None:
    computed = {score.name for name in SCORES for score in scores_of(name, {})}
    assert computed <= set(MEASURES)


def test_a_declined_pain_question_is_an_observation_without_a_value() -> None:
    talk = core()
    talk.decline()
    found = story(talk).observations()
    assert list(found) == ["rlp-average"]
    (average,) = found.values()
    assert average["dataAbsentReason"] == {"coding": [{"system": REASONS, "code": "asked-declined"}]}
    assert "valueInteger" not in average


def test_an_answer_given_anew_has_the_moment_at_which_it_was_given() -> None:
    talk = core().through("plp-average", rlp_average=3)
    talk.change("rlp-average")
    talk.put("rlp-average", 5)
    talk.change("rlp-average")
    seen = story(talk).observations()["rlp-average"]
    assert (seen["valueInteger"], seen["effectiveDateTime"]) == (5, "2026-03-02T12:03:00+00:00")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ResponseState.IN_PROGRESS, "preliminary"),
        (ResponseState.COMPLETED, "final"),
        (ResponseState.AMENDED, "amended"),
        (ResponseState.STOPPED, "final"),
        (ResponseState.ENTERED_IN_ERROR, "entered-in-error"),
    ],
)
def test_the_state_of_the_response_gives_the_status_of_what_is_derived(
    state: ResponseState, status: str
) -> None:
    found = story(core().through("plp-average"), state=state).observations()
    assert {seen["status"] for seen in found.values()} == {status}


def test_a_score_is_a_quantity_with_its_unit_and_its_version() -> None:
    seen = scored("pain-interference", Decimal("5.5000"))
    assert seen["valueQuantity"] == {
        "value": Decimal("5.5"),
        "unit": "score",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert seen["method"]["text"].startswith("pain-interference 1.0.0: ")
    assert scored("wear-index", Decimal(100))["valueQuantity"]["code"] == "%"


def test_a_score_that_nobody_has_described_goes_out_under_its_name() -> None:
    seen = scored("other", Decimal(3), version="2.0.0")
    assert seen["code"]["text"] == "other"
    assert seen["valueQuantity"]["code"] == "{score}"


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("no-prosthesis", "not-applicable"),
        ("unanswered", "unknown"),
        ("not-asked", "not-asked"),
        ("anything", "unknown"),
    ],
)
def test_a_missing_score_says_why(missing: str, reason: str) -> None:
    absent = scored("wear-index", None, missing)["dataAbsentReason"]
    assert absent == {"coding": [{"system": REASONS, "code": reason}], "text": missing}
    assert "text" not in scored("wear-index", None)["dataAbsentReason"]


def test_two_versions_of_a_score_are_two_observations() -> None:
    both = tuple(ScoreRow(9, "wear-index", version, Decimal(1), None) for version in ("1.0.0", "2.0.0"))
    bundle = story(core().through(), scores=both).bundle()
    assert len({entry["fullUrl"] for entry in bundle["entry"]}) == len(bundle["entry"])


def test_the_wound_check_tells_the_two_pains_of_now_apart() -> None:
    talk = Talk(
        Library.bundled().current("wound-check"), {"ctx-mode": CORE["ctx-mode"], "ctx-limb": CORE["ctx-limb"]}
    )
    found = Story(talk.instrument, talk.context, talk.through(rlp_now=2, plp_now=6).log).observations()
    assert {name: seen["valueInteger"] for name, seen in found.items()} == {"rlp-now": 2, "plp-now": 6}
