"""A site, a protocol and instruments to hold files against, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ruamel.yaml import YAML

from app.importing.deciding import Outcome, decide
from app.importing.files import sheets_of
from app.importing.gathering import gather
from app.importing.map_reading import read_map
from app.importing.maps import ImportMap
from app.importing.questions import Questions
from app.importing.setting import Setting
from app.importing.table import Sheet
from app.importing.tally import Tally
from app.importing.words import Raw, Told
from domain import Mode, Nation, Site
from questionnaires.library import Library
from scheduler.protocol import default_text, read
from storage.import_words import KnownPatient

AS_OF = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LIBRARY = Library.bundled()
CURRENT = {name: LIBRARY.current(name) for name in LIBRARY.ids}
SITE = Site(
    id=1,
    code="NORTH",
    name="North Hospital",
    nation=Nation.ENGLAND,
    zone="Europe/London",
    team_phone="020 7946 0000",
    staffed_hours="Mon-Fri 09:00-17:00",
    mode=Mode.AUDIT,
    owner_id=None,
    deputy_id=None,
    lead_id=None,
    safety_officer_id=None,
    out_of_hours_id=None,
    answers_in_notices=False,
)
SETTING = Setting(
    as_of=AS_OF,
    sites={"NORTH": SITE},
    protocol_id=1,
    protocols={1: read(default_text(), frozenset(LIBRARY.ids))},
    instruments=CURRENT,
    pinned=LIBRARY.get,
    questions=Questions(tuple(CURRENT.values())),
    languages=frozenset({"en", "cy"}),
    codes_of=lambda key: (f"H{abs(hash(key))}",),
)
OPERATION = """\
operation:
  tmr_on: TMR
  amputation_on: Amputation
  indication: secondary
  limb: Limb
  side: Side
  level: Level
  cause: Cause
"""
HEADERS = ("ID", "TMR", "Amputation", "Limb", "Side", "Level", "Cause")
ANN = ("T1", "2024-01-15", "2021-05-02", "leg", "L", "transtibial", "trauma")


def mapped(text: str) -> tuple[ImportMap, Told]:
    """The map in this text, and what there is to say of it."""
    told = Told()
    return read_map(YAML(typ="safe", pure=True).load(text), told), told


def table(headers: Sequence[Raw], *lines: Sequence[Raw], name: str = "") -> Sheet:
    return Sheet(name, tuple(map(tuple, (headers, *lines))))


def decided(
    map_text: str,
    *sheets: Sheet,
    known: Mapping[str, KnownPatient] | None = None,
    setting: Setting = SETTING,
    update: bool = False,
) -> tuple[Outcome, Tally]:
    """What becomes of these sheets."""
    given, told = mapped(map_text)
    gathered = gather(given, tuple(sheets), told)
    tally = Tally(told, update)
    held = replace(setting, known=known or {})
    return decide(given, gathered, held, frozenset(), tally), tally


def ann(extra: str, headers: Sequence[str], *cells: Raw) -> tuple[Outcome, Tally]:
    """Ann's one row, with further columns and what the map says of them."""
    text = f"patient: {{code: ID}}\n{OPERATION}{extra}"
    return decided(text, table((*HEADERS, *headers), (*ANN, *cells)))


def of_text(text: str, **csv: str | None) -> tuple[Sheet, ...]:
    """The sheet of a CSV text."""
    return sheets_of(Path("table.csv"), text.encode(), csv.get("encoding"), csv.get("delimiter"))


def sentences(tally: Tally) -> list[str]:
    return [str(each) for each in tally.told.troubles]
