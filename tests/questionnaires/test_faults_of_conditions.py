"""What a condition may not say: what could never be judged is a fault."""

import pytest

from tests.questionnaires.faulty import A, b_when, faults

CONDITIONS = {
    "a condition on an unknown item": (
        b_when('question: z, operator: "=", answerInteger: 1'),
        "item[b].enableWhen[0]",
        "'z' =: There is no such item.",
    ),
    "a condition on a text to read": (
        "  - {linkId: d, type: display, text: D}\n"
        "  - {linkId: b, type: text, text: B?, enableWhen: "
        "[{question: d, operator: exists, answerBoolean: true}]}",
        "item[b].enableWhen[0]",
        "'d' exists: It is never answered.",
    ),
    "a condition with an answer of another type": (
        A + b_when('question: a, operator: "=", answerString: x'),
        "item[b].enableWhen[0]",
        "'a' =: Its answers are compared with answerInteger.",
    ),
    "a boolean condition on a number": (
        A + b_when('question: a, operator: "=", answerBoolean: true'),
        "item[b].enableWhen[0]",
        "'a' =: Its answers are compared with answerInteger.",
    ),
    "exists without a truth value": (
        A + b_when("question: a, operator: exists, answerInteger: 1"),
        "item[b].enableWhen[0]",
        "'a' exists: exists goes with answerBoolean.",
    ),
    "an order between words": (
        "  - {linkId: s, type: string, text: S?}\n" + b_when('question: s, operator: ">", answerString: x'),
        "item[b].enableWhen[0]",
        "'s' >: Only numbers are more or less.",
    ),
    "a condition on an option that is not there": (
        "  - {linkId: c, type: choice, text: C?, answerOption: [OPTION]}\n"
        "  - {linkId: b, type: text, text: B?, enableWhen: "
        '[{question: c, operator: "=", answerCoding: {system: s, code: y}}]}',
        "item[b].enableWhen[0]",
        "'c' =: It has no such option.",
    ),
    "a condition with an unknown operator": (
        A + b_when('question: a, operator: "<>", answerInteger: 1'),
        "item[b].enableWhen[0].operator",
        "'<>' is not known; use one of exists, =, !=, >, <, >=, <=.",
    ),
    "a condition without an answer": (
        A + b_when('question: a, operator: "="'),
        "item[b].enableWhen[0]",
        "Exactly one answer is wanted: one of answerBoolean, answerInteger, answerCoding, answerString.",
    ),
    "a condition whose coding is no object": (
        A + b_when('question: a, operator: "=", answerCoding: x'),
        "item[b].enableWhen[0].answerCoding",
        "An object is wanted here.",
    ),
    "two conditions without enableBehavior": (
        A + "  - {linkId: b, type: text, text: B?, enableWhen: "
        '[&c {question: a, operator: "=", answerInteger: 1}, *c]}',
        "item[b].enableWhen",
        "More than one condition needs enableBehavior: all or any.",
    ),
    "an unknown enableBehavior": (
        A + "  - {linkId: b, type: text, text: B?, enableBehavior: some, enableWhen: "
        '[{question: a, operator: "=", answerInteger: 1}]}',
        "item[b].enableBehavior",
        "'some' is not known; use one of all, any.",
    ),
    "an item that waits for itself": (
        b_when('question: b, operator: "=", answerInteger: 1', kind="integer"),
        "enableWhen",
        "Conditions go round in a loop: b.",
    ),
    "conditions that wait for each other": (
        b_when('question: c, operator: "=", answerInteger: 1', kind="integer")
        + "\n  - {linkId: c, type: integer, text: C?, "
        'enableWhen: [{question: b, operator: "!=", answerInteger: 1}]}',
        "enableWhen",
        "Conditions go round in a loop: b, c.",
    ),
    "a group that waits for its own child": (
        '  - {linkId: g, type: group, enableWhen: [{question: b, operator: "=", answerInteger: 1}], '
        "item: [{linkId: b, type: integer, text: B?}]}",
        "enableWhen",
        "Conditions go round in a loop: ",
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_that_cannot_be_judged_is_a_fault_with_its_path(name: str) -> None:
    items, path, sentence = CONDITIONS[name]
    assert any(at == path and said.startswith(sentence) for at, said in faults(items)), faults(items)
