"""Reads the one JSON or YAML object in a file that somebody names, or says in a sentence why it cannot."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain import Fault
from questionnaires.faults import InstrumentFaults
from questionnaires.notation import load


def resource_in(path: Path) -> Mapping[str, Any]:
    """The object in this file. Raises Fault."""
    try:
        return load(path.read_text("utf-8-sig"))
    except OSError as fault:
        raise Fault(f"{path} cannot be read: {fault.strerror or 'it is no file'}.") from None
    except UnicodeDecodeError:
        raise Fault(f"{path} cannot be read: it is not UTF-8 text.") from None
    except ValueError:
        raise Fault(f"{path!r} is no name of a file.") from None
    except InstrumentFaults as faults:
        place, sentence = faults.faults[0]
        raise Fault(f"{path} cannot be read: {place}: {sentence}") from None
