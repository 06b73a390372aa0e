"""A response in FHIR: who, when, what of the log stands in it, and in which shape."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from domain import Answer, Coding, EntryKind, Quantity, ResponseState
from questionnaires.instrument import Condition, Instrument, ItemKind, Operator, Option
from questionnaires.moves import Tick
from tests.audit.fhir.making import ask, made, questionnaire, said
from tests.audit.fhir.rules import broken, every
from tests.audit.fhir.stories import PATIENT, STAFF, Story, item, story
from tests.audit.fhir.validators import Node, faults, lost_references, resources
from tests.questionnaires.bundled import core
from tests.questionnaires.talking import Talk

REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DECLINED = [{"url": REASON, "valueCode": "asked-declined"}]
MASKED = {"extension": [{"url": REASON, "valueCode": "masked"}]}
LEFT, RIGHT = Coding("urn:x", "left"), Coding("urn:x", "right")
SIDES = (Option(LEFT, "On the left"), Option(RIGHT, "On the right"))
GROUP, BOOLEAN, CHOICE, TEXT = ItemKind.GROUP, ItemKind.BOOLEAN, ItemKind.CHOICE, ItemKind.TEXT


def checked(instrument: Instrument, *answers: tuple[str, Answer | EntryKind], free: bool = True) -> Node:
    """The response of these answers, which breaks no rule."""
    told = Story(instrument, log=said(*answers))
    assert faults(told.bundle(with_free_text=free)) == []
    response = told.response(with_free_text=free)
    assert broken(questionnaire(instrument), response) == []
    return response


def test_a_response_names_its_version_its_language_its_patient_and_its_operation() -> None:
    told = story(core().through())
    response = told.response()
    (patient,) = resources(told.bundle(), "Patient")
    assert response["questionnaire"] == "urn:tmr-followup:questionnaire:core|1.2.0"
    assert response["language"] == "en"
    assert response["subject"]["reference"] == f"urn:uuid:{patient['id']}"
    assert patient["identifier"] == [{"system": "urn:tmr-followup:site:NORTH:patient", "value": "P0001"}]
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert [list(each.values()) for each in response["extension"]] == [
        ["urn:tmr-followup:episode", "E0001"],
        ["urn:tmr-followup:time-point", "M06"],
        ["urn:tmr-followup:in-force", True],
    ]


@pytest.mark.parametrize("state", ResponseState)
def test_every_state_is_a_status_of_fhir(state: ResponseState) -> None:
    told = story(core().through("quality-of-life"), state=state)
    assert told.response()["status"] == state.value
    assert faults(told.bundle()) == []


def test_authored_is_the_last_change_in_local_time_with_its_offset() -> None:
    talk = core().through("change")
    minutes = len(talk.log) - 1
    assert story(talk).response()["authored"] == f"2026-03-02T12:{minutes:02}:00+00:00"
    assert story(talk, zone="Europe/Athens").response()["authored"] == f"2026-03-02T14:{minutes:02}:00+02:00"
    assert story(core()).response()["authored"] == "2026-03-02T12:00:00+00:00"


def test_the_patient_is_the_source_of_what_they_tapped_and_staff_the_author_of_what_they_entered() -> None:
    talk = core().through("rlp-worst")
    talk.put("rlp-worst", 3)
    one, other = story(talk).response(), story(talk, by=STAFF).response()
    mixed = story(talk, hands=(PATIENT, STAFF)).response()
    assert one["source"] == one["subject"]
    assert "author" not in one
    assert other["author"] == {"type": "Practitioner", "display": "staff of the hospital"}
    assert "source" not in other
    assert mixed["source"] == one["source"]
    assert mixed["author"] == other["author"]
    assert not {"source", "author"} & set(story(core()).response())


def test_what_the_site_knows_stands_there_as_answers() -> None:
    answer = item(story(core()).response(), "ctx-mode")["answer"]
    coding = {"system": "urn:tmr-followup:context", "code": "monitoring", "display": "Monitoring"}
    assert answer == [{"valueCoding": coding}]


def test_a_declined_question_stands_there_with_the_reason() -> None:
    talk = core()
    talk.decline()
    row = item(story(talk).response(), "rlp-average")
    assert row["extension"] == DECLINED
    assert "answer" not in row


def test_a_skipped_question_and_one_not_reached_are_left_out() -> None:
    links = [row["linkId"] for row in every(story(core().through(comments=())).response())]
    assert "comments" not in links
    assert "plp-worst" not in [row["linkId"] for row in every(story(core().through("plp-worst")).response())]


def test_texts_and_labels_are_copied_in_and_displays_are_not() -> None:
    response = story(core().through()).response()
    assert item(response, "change")["text"] == "Since your operation, how has your limb changed, all in all?"
    assert item(response, "change")["answer"][0]["valueCoding"]["display"] == "Very much better"
    assert "intro" not in [row["linkId"] for row in every(response)]


def test_a_group_stands_there_when_something_in_it_does() -> None:
    have = story(core().through(prosthesis_have=True)).response()
    assert item(have, "prosthesis")["item"][0]["linkId"] == "prosthesis-days"
    none = story(core().through()).response()
    assert "prosthesis" not in [row["linkId"] for row in every(none)]


def test_ticks_that_were_never_finished_stand_there() -> None:
    talk = core().through("safety")
    talk.make(Tick(talk.item("safety").ordinal, 1))
    told = story(talk, state=ResponseState.STOPPED)
    assert item(told.response(), "safety")["answer"][0]["valueCoding"]["code"] == "bleeding"
    assert faults(told.bundle()) == []


def test_free_text_is_held_back_unless_it_is_asked_for() -> None:
    talk = core().through("comments")
    talk.put_words("Call Canary on 07700 900123")
    told = story(talk)
    assert "Canary" not in str(told.bundle())
    assert item(told.response(), "comments")["answer"] == [{"_valueString": MASKED}]
    open_answer = item(told.response(with_free_text=True), "comments")["answer"]
    assert open_answer == [{"valueString": "Call Canary on 07700 900123"}]


def test_the_same_conversation_makes_the_same_ids_and_every_reference_leads_somewhere() -> None:
    told = story(core().through())
    bundle = told.bundle()
    assert bundle == told.bundle()
    assert lost_references(bundle) == []
    assert bundle["timestamp"] == "2026-07-01T12:00:00+00:00"
    ids = [entry["resource"]["id"] for entry in bundle["entry"]]
    assert len(ids) == len(set(ids))


SUMMER = timezone(timedelta(hours=1))
ANSWERS: list[tuple[ItemKind, Answer, Node]] = [
    (BOOLEAN, True, {"valueBoolean": True}),
    (ItemKind.INTEGER, 7, {"valueInteger": 7}),
    (ItemKind.DECIMAL, Decimal("36.50"), {"valueDecimal": Decimal("36.50")}),
    (ItemKind.DECIMAL, 36, {"valueDecimal": 36}),
    (ItemKind.DATE, date(2026, 2, 3), {"valueDate": "2026-02-03"}),
    (ItemKind.DATETIME, date(2026, 2, 3), {"valueDateTime": "2026-02-03"}),
    (ItemKind.DATETIME, datetime(2026, 2, 3, 4, 5), {"valueDateTime": "2026-02-03T04:05:00+00:00"}),  # noqa: DTZ001
    (
        ItemKind.DATETIME,
        datetime(2026, 7, 3, 4, 5, tzinfo=UTC),
        {"valueDateTime": datetime(2026, 7, 3, 5, 5, tzinfo=SUMMER).isoformat()},
    ),
    (ItemKind.TIME, time(9, 30), {"valueTime": "09:30:00"}),
    (CHOICE, LEFT, {"valueCoding": {"system": "urn:x", "code": "left", "display": "On the left"}}),
    (ItemKind.OPEN_CHOICE, Coding("", "odd"), {"valueCoding": {"code": "odd"}}),
    (ItemKind.OPEN_CHOICE, "my own words", {"valueString": "my own words"}),
    (ItemKind.STRING, "words", {"valueString": "words"}),
    (TEXT, "words", {"valueString": "words"}),
    (ItemKind.URL, "https://example.org/a", {"valueUri": "https://example.org/a"}),
    (
        ItemKind.QUANTITY,
        Quantity(Decimal("70.5"), "kg"),
        {"valueQuantity": {"value": Decimal("70.5"), "unit": "kg"}},
    ),
    (
        ItemKind.QUANTITY,
        Quantity(Decimal(3), "hours", "http://unitsofmeasure.org", "h"),
        {
            "valueQuantity": {
                "value": Decimal(3),
                "unit": "hours",
                "system": "http://unitsofmeasure.org",
                "code": "h",
            }
        },
    ),
]


@pytest.mark.parametrize(("kind", "value", "written"), ANSWERS)
def test_each_answer_is_of_the_type_that_its_item_wants(kind: ItemKind, value: Answer, written: Node) -> None:
    options = SIDES if kind is CHOICE else ()
    instrument = made(ask("it", kind, options=options, required=True))
    assert item(checked(instrument, ("it", value)), "it")["answer"] == [written]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (ItemKind.STRING, "_valueString"),
        (TEXT, "_valueString"),
        (ItemKind.OPEN_CHOICE, "_valueString"),
        (ItemKind.URL, "_valueUri"),
    ],
)
def test_words_of_any_kind_are_held_back(kind: ItemKind, key: str) -> None:
    instrument = made(ask("it", kind, required=True))
    response = checked(instrument, ("it", "https://canary.example"), free=False)
    assert item(response, "it")["answer"] == [{key: MASKED}]


def test_several_choices_are_several_answers_of_one_item() -> None:
    talk = Talk(made(ask("sides", CHOICE, options=SIDES, repeats=True)))
    talk.tick("sides", "left", "right")
    (row,) = story(talk).response()["item"]
    assert [answer["valueCoding"]["code"] for answer in row["answer"]] == ["left", "right"]


def below(link_id: str) -> Instrument:
    """A question with another below it."""
    return made(ask(link_id, BOOLEAN, ask("why", TEXT)), ask("last"))


def test_what_is_asked_below_a_question_stands_under_its_answer() -> None:
    response = checked(below("worse"), ("worse", True), ("why", "It burns."), ("last", 1))
    row = item(response, "worse")
    assert row["answer"] == [
        {
            "valueBoolean": True,
            "item": [{"linkId": "why", "text": "why?", "answer": [{"valueString": "It burns."}]}],
        }
    ]


def test_below_a_question_without_an_answer_nothing_stands() -> None:
    declined = checked(below("worse"), ("worse", EntryKind.DECLINED))
    row = item(declined, "worse")
    assert row["extension"] == DECLINED
    assert "answer" not in row


def test_occurrences_of_one_question_are_its_answers() -> None:
    first = ask("child", TEXT, ask("age", ItemKind.INTEGER), required=True)
    again = ask("child#2", TEXT, ask("age#2", ItemKind.INTEGER, origin="age"), origin="child")
    told = said(("child", "Ann"), ("age", 7), ("child#2", "Ben"), ("age#2", 9))
    found = Story(made(first, again), log=told).response()["item"]
    assert [row["linkId"] for row in found] == ["child"]
    assert [answer["item"][0]["answer"] for answer in found[0]["answer"]] == [
        [{"valueInteger": 7}],
        [{"valueInteger": 9}],
    ]


def test_of_several_answers_the_first_holds_what_is_asked_below() -> None:
    instrument = made(ask("sides", CHOICE, ask("why", TEXT), options=SIDES, repeats=True))
    talk = Talk(instrument)
    talk.tick("sides", "left", "right")
    talk.put_words("It burns.")
    answers = item(story(talk).response(), "sides")["answer"]
    assert ["item" in answer for answer in answers] == [True, False]


def test_occurrences_of_a_group_are_neighbours_of_one_link_id() -> None:
    first = ask("fall", GROUP, ask("fall-on", ItemKind.DATE), ask("hurt", BOOLEAN))
    more = ask("fall/more", BOOLEAN, asks_for_more=True)
    again = ask("fall#2", GROUP, ask("fall-on#2", ItemKind.DATE, origin="fall-on"),
                ask("hurt#2", BOOLEAN, origin="hurt"), origin="fall",
                conditions=(Condition("fall/more", Operator.EQUAL, True),))  # fmt: skip
    instrument = made(first, more, again, ask("last"))
    one, two = date(2026, 1, 1), date(2026, 2, 2)
    response = checked(
        instrument, ("fall-on", one), ("hurt", True), ("fall/more", True), ("fall-on#2", two), ("last", 0)
    )
    assert [row["linkId"] for row in response["item"]] == ["fall", "fall", "last"]
    assert [row["linkId"] for row in every(response)].count("fall-on") == 2
    assert "more" not in str(response)
    once = checked(instrument, ("fall-on", one), ("fall/more", False))
    assert [row["linkId"] for row in once["item"]] == ["fall"]


def test_a_response_without_any_answer_has_no_items() -> None:
    told = Story(made(ask("one")), state=ResponseState.IN_PROGRESS)
    assert "item" not in told.response()
    assert faults(told.bundle()) == []
