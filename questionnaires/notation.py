"""Loads the text of a definition file: YAML 1.2 (where `no` and `10:30` are text), or plain JSON."""

import json
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from questionnaires.faults import InstrumentFaults
from questionnaires.forms.nodes import finite

_FORM = "A FHIR Questionnaire is wanted: one object with its keys."


def load(text: str, wanted: str = _FORM) -> Mapping[str, Any]:
    """The one object in the file. Raises InstrumentFaults when it is malformed, or not what is wanted."""
    try:
        resource = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise InstrumentFaults([(f"line {line}", f"The file is malformed: {fault.problem}.")]) from None
    except json.JSONDecodeError as fault:
        raise InstrumentFaults([(f"line {fault.lineno}", f"The file is malformed: {fault.msg}.")]) from None
    except ValueError:
        raise InstrumentFaults([("the file", "It holds a number or a date that cannot be read.")]) from None
    except (YAMLError, RecursionError):
        raise InstrumentFaults([("the file", "The file is neither YAML 1.2 nor JSON.")]) from None
    if not isinstance(resource, Mapping):
        raise InstrumentFaults([("the file", wanted)])
    return resource


def load_foreign(text: str) -> Mapping[str, Any]:
    """The same of a stranger's file: what only YAML can say (dates, odd keys, loops) is as in JSON."""
    found = load(text)
    return found if text.lstrip().startswith("{") else finite(found)


def _yaml(text: str) -> object:
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("%"):
            # A directive could switch to YAML 1.1, where `no` means false.
            raise InstrumentFaults(
                [(f"line {number}", "YAML directives are not taken; this is read as 1.2.")]
            )
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    return yaml.load(text)
