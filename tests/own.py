"""An instrument of a site's own for tests: a goal from 0 to 10, in versions that ask more or less."""

from datetime import date, datetime
from hashlib import sha256

from domain import Licence
from questionnaires.definitions import read_definition
from storage import site_instruments
from storage.database import Tx
from tests import cast

HOLDER, WORDS = "The Goal Group", "© The Goal Group 2024"
LICENCE = Licence(HOLDER, "Asked with leave.", date(2026, 12, 31), "G-1", WORDS, attribution_shown=True)
QUESTIONS = ("progress", "effort", "hope")


def definition(
    version: str = "1.0.0", questions: tuple[str, ...] = QUESTIONS[:2], own_id: str = "goal"
) -> str:
    """The file of one version."""
    return f"""
resourceType: Questionnaire
id: {own_id}
url: urn:example:{own_id}
version: "{version}"
title: My goal
status: active
language: en
extension:
  - {{url: urn:tmr-followup:minutes, valueInteger: 1}}
item:
""" + "".join(_item(name, name == questions[0]) for name in questions)


def _item(link_id: str, is_key: bool) -> str:
    key = "\n      - {url: urn:tmr-followup:key-outcome, valueBoolean: true}" if is_key else ""
    return f"""
  - linkId: {link_id}
    type: integer
    text: How much {link_id} do you see?
    required: true
    extension:{key}
      - {{url: http://hl7.org/fhir/StructureDefinition/minValue, valueInteger: 0}}
      - {{url: http://hl7.org/fhir/StructureDefinition/maxValue, valueInteger: 10}}
      - {{url: urn:tmr-followup:low-anchor, valueString: none}}
      - {{url: urn:tmr-followup:high-anchor, valueString: all}}
"""


def added(tx: Tx, at: datetime, text: str | None = None, licence: Licence = LICENCE) -> int:
    """Kept as the command line keeps it."""
    body = (definition() if text is None else text).encode()
    read = read_definition(body, "goal")
    told = {"instrument": read.id, "version": read.version, "checksum": sha256(body).hexdigest()}
    return site_instruments.add(tx, cast.by(at), **told, body=body, licence=licence)
