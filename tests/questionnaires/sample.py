"""A small instrument with every kind of item, for tests of the conversation."""

from tests.questionnaires.talking import instrument

SAMPLE = instrument("""
  - {linkId: hello, type: display, text: Hello.}
  - linkId: pain
    type: integer
    text: How bad?
    required: true
    extension:
      - {url: http://hl7.org/fhir/StructureDefinition/minValue, valueInteger: 0}
      - {url: http://hl7.org/fhir/StructureDefinition/maxValue, valueInteger: 10}
  - linkId: medicine
    type: boolean
    text: Does medicine help?
    required: true
    enableWhen: [{question: pain, operator: ">", answerInteger: 5}]
  - linkId: signs
    type: choice
    text: Which signs?
    required: true
    repeats: true
    answerOption:
      - valueCoding: {system: urn:tmr-followup:choice, code: none, display: None}
        extension:
          - url: http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive
            valueBoolean: true
      - valueCoding: {system: urn:tmr-followup:choice, code: red, display: Red}
      - valueCoding: {system: urn:tmr-followup:choice, code: hot, display: Hot}
  - linkId: advice
    type: display
    text: Call your team.
    enableWhen: [{question: signs, operator: "=", answerCoding: {system: urn:tmr-followup:choice, code: red}}]
  - linkId: between
    type: display
    text: Nearly done.
  - linkId: change
    type: choice
    text: Better?
    required: true
    answerOption:
      - valueCoding: {system: urn:tmr-followup:choice, code: yes, display: Better}
      - valueCoding: {system: urn:tmr-followup:choice, code: no, display: Worse}
  - {linkId: note, type: text, text: Anything else?}
  - {linkId: bye, type: display, text: Thank you.}
""")
PAIN, MEDICINE, SIGNS, CHANGE, NOTE = (
    SAMPLE.item(link_id).ordinal for link_id in ("pain", "medicine", "signs", "change", "note")
)
