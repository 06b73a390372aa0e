"""Forms with expressions in conversation: shown and hung on, never in the way, and judged anew each time."""

from datetime import UTC, datetime

from domain import Entry, EntryKind
from questionnaires.conversation import answers, standing
from questionnaires.fold import after, begin, fold
from questionnaires.instrument import Instrument
from questionnaires.notices import at_the_end
from tests.questionnaires.adopting.asking import asking
from tests.questionnaires.talking import Talk

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def expression(name: str, text: str) -> str:
    return f"{{url: '{SDC}{name}', valueExpression: {{language: text/fhirpath, expression: \"{text}\"}}}}"


def shown(kind: str, text: str) -> str:
    """What a read-only item of this kind shows of this calculation once something was answered."""
    talk = Talk(
        asking(f"""
  - {{linkId: a, type: integer, text: A?}}
  - linkId: b
    type: {kind}
    text: B
    readOnly: true
    extension: [{expression("calculatedExpression", text)}]
  - {{linkId: c, type: integer, text: C?}}
""")
    )
    talk.put_words("3")
    return " / ".join(talk.ask.notices)


A = "%resource.item.where(linkId='a').answer.value"


def test_a_calculated_value_is_shown_in_words() -> None:
    assert shown("integer", f"{A} + 4") == "B: 7"
    assert shown("decimal", f"{A} / 2") == "B: 1.5"
    assert shown("boolean", f"{A} > 2") == "B: {yes}"
    assert shown("string", f"'so ' + {A}.toString()") == "B: so 3"
    assert shown("string", "'x' | 'y'") == "B: x, y"
    assert shown("quantity", "5 'mg'") == "B: 5 mg"
    assert shown("integer", "{}") == ""


def hangs(text: str) -> Instrument:
    return asking(f"""
  - {{linkId: a, type: integer, text: A?}}
  - linkId: b
    type: integer
    text: B?
    extension: [{expression("enableWhenExpression", text)}]
  - linkId: c
    type: string
    text: C?
    enableWhen: [{{question: b, operator: exists, answerBoolean: true}}]
""")


def test_what_a_condition_by_expression_disables_is_not_asked_and_counts_for_nobody() -> None:
    talk = Talk(hangs("%resource.item.where(linkId='a').answer.value > 5"))
    talk.put_words("7")
    assert talk.asked == "b"
    talk.put_words("1")
    talk.put_words("words")
    talk.change("a")
    talk.put_words("2")
    assert talk.answers == {"a": (2,)}
    assert talk.now.total == 1


def test_the_state_kept_and_the_state_rebuilt_are_the_same() -> None:
    talk = Talk(hangs("%resource.item.where(linkId='a').answer.value > 5"))
    for words in ("7", "1", "words"):
        talk.put_words(words)
    kept = begin(talk.instrument, {})
    for length, entry in enumerate(talk.log):
        assert kept == fold(talk.instrument, {}, talk.log[:length])
        kept = after(talk.instrument, kept, entry)
    assert kept == fold(talk.instrument, {}, talk.log)


def test_an_expression_that_would_go_on_for_ever_holds_nobody_up() -> None:
    endless = "repeat(%resource.item.linkId + 'x').count() > 0"
    talk = Talk(hangs(endless))
    talk.put_words("7")
    assert talk.asked == "b"


def test_now_is_the_moment_of_the_latest_entry() -> None:
    instrument = asking(f"""
  - {{linkId: a, type: integer, text: A?}}
  - linkId: b
    type: date
    text: Today
    readOnly: true
    extension: [{expression("calculatedExpression", "today()")}]
""")
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    log = (Entry(0, EntryKind.ANSWERED, "a", (1,), at),)
    assert at_the_end(instrument, fold(instrument, {}, log)) == ("Today: 2026-05-04",)
    assert standing(instrument, {}, ()).total == 1
    assert answers(instrument, {}, log) == {"a": (1,)}


def test_values_of_every_kind_reach_the_expressions() -> None:
    kinds = {"date": "3 June 2025", "dateTime": "3 June 2025, 14:30", "time": "14:30", "url": "urn:x"}
    kinds |= {"string": "words", "decimal": "2.5", "integer": "3", "quantity": "5"}
    for kind, words in kinds.items():
        talk = Talk(
            asking(f"""
  - {{linkId: a, type: {kind}, text: A?}}
  - linkId: b
    type: boolean
    text: B?
    extension: [{expression("enableWhenExpression", "%resource.item.answer.value.exists()")}]
""")
        )
        talk.put_words(words)
        assert talk.asked == "b", kind


def test_a_choice_is_shown_by_its_label_when_it_is_calculated() -> None:
    talk = Talk(
        asking(f"""
  - linkId: a
    type: choice
    text: A?
    answerOption: [&x {{valueCoding: {{system: s, code: x, display: The X}}}}]
  - linkId: b
    type: choice
    text: B
    readOnly: true
    answerOption: [*x]
    extension: [{expression("calculatedExpression", A)}]
  - {{linkId: c, type: integer, text: C?}}
""")
    )
    talk.put("a", "x")
    assert talk.ask.notices == ("B: The X",)


def test_in_a_group_that_repeats_an_expression_is_judged_for_all_together() -> None:
    talk = Talk(
        asking(f"""
  - linkId: g
    type: group
    text: G
    repeats: true
    item:
      - {{linkId: a, type: integer, text: A?}}
      - linkId: b
        type: integer
        text: B?
        extension: [{expression("enableWhenExpression", "%resource.item.item.answer.value.first() > 5")}]
""")
    )
    talk.put("g~more", True)
    talk.put_words("7")
    assert talk.asked == "b"
    assert isinstance(talk.put_words("1"), Entry)
    assert talk.asked == "g~2~more"
