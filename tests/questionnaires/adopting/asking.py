"""An instrument of a foreign form, written as YAML items."""

from questionnaires.adopting.adopt import adopt
from questionnaires.instrument import Instrument
from tests.questionnaires.talking import questionnaire


def asking(items: str, language: str = "") -> Instrument:
    """The instrument; the form must not be refused."""
    found = adopt(questionnaire(items), "checksum", language)
    assert found.instrument is not None, found.remarks
    return found.instrument
