"""Names what a form asks for and the engine does not do: population, queries, value sets elsewhere."""

from collections.abc import Mapping
from typing import Any

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
_NAMED: Mapping[str, str] = {
    f"{_SDC}sdc-questionnaire-initialExpression": "population (initialExpression)",
    f"{_SDC}sdc-questionnaire-answerExpression": "options by expression (answerExpression)",
    f"{_SDC}sdc-questionnaire-answerOptionsToggleExpression": "options switched by expression",
    f"{_SDC}sdc-questionnaire-candidateExpression": "population (candidateExpression)",
    f"{_SDC}sdc-questionnaire-contextExpression": "population (contextExpression)",
    f"{_SDC}sdc-questionnaire-itemPopulationContext": "population (itemPopulationContext)",
    f"{_SDC}sdc-questionnaire-launchContext": "a launch context",
    f"{_SDC}sdc-questionnaire-sourceQueries": "population (sourceQueries)",
    f"{_SDC}sdc-questionnaire-sourceStructureMap": "population (sourceStructureMap)",
    f"{_SDC}sdc-questionnaire-subQuestionnaire": "a form in parts (subQuestionnaire)",
    f"{_SDC}sdc-questionnaire-adaptive": "an adaptive form",
}


def features_of(node: Mapping[str, Any], where: str) -> list[str]:
    """A sentence for each feature of one object that is ignored."""
    found = []
    extensions = node.get("extension")
    for row in extensions if isinstance(extensions, list) else ():
        if not isinstance(row, Mapping):
            continue
        name = _NAMED.get(str(row.get("url")))
        value = row.get("valueExpression")
        language = str(value.get("language", "")) if isinstance(value, Mapping) else ""
        if name is not None:
            found.append(f"{where}: {name[0].upper()}{name[1:]} is ignored.")
        elif language and "fhirpath" not in language:
            found.append(f"{where}: An expression in {language} is ignored.")
    value_set = node.get("answerValueSet")
    if isinstance(value_set, str) and not value_set.startswith("#"):
        found.append(f"{where}: The value set {value_set} is not at hand.")
    return found
