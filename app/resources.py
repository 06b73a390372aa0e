"""Reads the one JSON or YAML object in a file that somebody names, or says in a sentence why it cannot."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain import Fault
from questionnaires.faults import InstrumentFaults
from questionnaires.notation import load_foreign

_MOST_YAML = 1_000_000


def resource_in(path: Path) -> Mapping[str, Any]:
    """The object in this file. Raises Fault."""
    text = text_in(path)
    try:
        return _loaded(path, text)
    except InstrumentFaults as faults:
        place, sentence = faults.faults[0]
        raise Fault(f"{path} cannot be read: {place}: {sentence}") from None


def text_in(path: Path) -> str:
    """The text in this file. Raises Fault."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as fault:
        raise Fault(f"{path} cannot be read: {fault.strerror or 'it is no file'}.") from None
    except UnicodeDecodeError:
        raise Fault(f"{path} cannot be read: it is not UTF-8 text.") from None
    except ValueError:
        raise Fault(f"{path!r} is no name of a file.") from None


def _loaded(path: Path, text: str) -> Mapping[str, Any]:
    """What the text holds. YAML may hold itself, by its aliases, and takes long to read."""
    if len(text) > _MOST_YAML and not text.lstrip().startswith("{"):
        raise Fault(f"{path} is too long for YAML.")
    return load_foreign(text)
