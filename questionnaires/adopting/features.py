"""Names in a foreign form what a chat cannot do (refused) or does in another way (degraded)."""

from collections.abc import Mapping

from questionnaires.adopting.looking import SDC, controls, extensions
from questionnaires.adopting.remarks import Remarks
from questionnaires.extensions import HL7
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.unsupported import TEXT_BY_EXPRESSION, feature_of

_ELSEWISE: Mapping[str, str] = {
    f"{HL7}questionnaire-constraint": "A rule between answers (constraint) is not checked.",
    f"{SDC}sdc-questionnaire-targetConstraint": "A rule between answers (targetConstraint) is not checked.",
    f"{HL7}targetConstraint": "A rule between answers (targetConstraint) is not checked.",
    f"{HL7}questionnaire-supportLink": "A link to more information is not shown.",
    f"{HL7}questionnaire-signatureRequired": "A signature cannot be given in a chat; none is asked for.",
    f"{HL7}questionnaire-minOccurs": "How many answers are needed at least is not checked.",
    f"{HL7}questionnaire-unitValueSet": "The units of a value set are not offered; the number is asked.",
    f"{HL7}cqf-expression": "A text or value by expression is not worked out.",
    f"{HL7}cqf-calculatedValue": "A limit by expression is not worked out.",
}
_CONTROLS: Mapping[str, str] = {
    "gtable": "Its rows are asked one after the other.",
    "grid": "Its rows are asked one after the other.",
    "table": "Its rows are asked one after the other.",
    "htable": "Its rows are asked one after the other.",
    "atable": "Its rows are asked one after the other.",
    "autocomplete": "All its options are offered, a page at a time.",
    "lookup": "All its options are offered, a page at a time.",
    "likert": "Its options are offered one a row.",
}
_UNASKABLE: Mapping[str, str] = {
    "attachment": "A file (attachment) cannot be asked for here.",
    "reference": "A reference to a record cannot be asked for here.",
}


def remark_on(node: Node, where: str, remarks: Remarks) -> None:
    """All that one object (the form or an item) asks for and does not get as it is written."""
    aside = node.get("_text")
    for row in (*rows(node, "extension"), *rows(aside if isinstance(aside, Mapping) else {}, "extension")):
        name, otherwise = feature_of(row), _ELSEWISE.get(words(row, "url"))
        if name is not None and name != TEXT_BY_EXPRESSION:
            remarks.refuse(where, f"It needs {name}, which is not supported.")
        elif otherwise is not None:
            remarks.degrade(where, otherwise)
    if rows(node, "modifierExtension"):
        remarks.refuse(where, "A modifier extension changes its meaning in a way that is not understood.")
    for code in controls(node):
        if code in _CONTROLS:
            remarks.degrade(where, _CONTROLS[code])


def remark_on_kind(node: Node, where: str, remarks: Remarks) -> bool:
    """Whether an item is left out: it cannot be asked, and need not be. A refusal if it must be answered."""
    kind = words(node, "type")
    sentence = _UNASKABLE.get(kind)
    if sentence is None:
        return False
    if node.get("required") is True:
        remarks.refuse(where, f"{sentence} It is required.")
    else:
        remarks.degrade(where, f"{sentence} It is left out.")
    return True


def has_limit_by_expression(node: Node) -> bool:
    """Whether a limit is worked out by an expression beside the value (`_valueDate` and the like)."""
    for row in extensions(node, f"{HL7}minValue", f"{HL7}maxValue"):
        if any(key.startswith("_value") for key in row):
            return True
    return False
