"""The small register with text that a spreadsheet would run in every field that people write in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from sqlalchemy import Table, insert, update

from questionnaires.library import Library
from storage.database import Database
from storage.schema import assessment, episode, nerve_transfer, safety_event, site
from tests.audit.lives import live

FORMULA = '=HYPERLINK("http://x","y")'
HOSTILE: dict[tuple[Table, str], str] = {
    (episode, "level"): "=1+1",
    (episode, "study_title"): FORMULA,
    (episode, "rec_reference"): "+44",
    (episode, "iras_id"): "@SUM(A1)",
    (episode, "audit_number"): "\t=1",
    (episode, "procedure_information_version"): "\uff1d1",
    (episode, "suture"): " -2+3",
    (episode, "operating_surgeon"): "-S01",
    (episode, "supervising_surgeon"): "\r=1",
    (safety_event, "grade"): "=II",
    (site, "code"): "=SITE",
}
ROLE, NERVE = "@surgeon", "-tibial"


def hostile(database: Database) -> None:
    """Ann, Ben, Cara and Fay of `lives`, with these texts."""
    live(database, Library.bundled())
    with database.engine.begin() as conn:
        for (table, column), text in HOSTILE.items():
            conn.execute(update(table).values({column: text}))
        conn.execute(update(episode).values(mdt_roles=(ROLE, "pain")))
        pair: dict[str, Any] = {"episode_id": 1, "number": 1, "donor": NERVE, "target": "=soleus"}
        conn.execute(insert(nerve_transfer).values(pair))
        conn.execute(update(assessment).values(reason=None))


def bytes_in(folder: Path) -> bytes:
    """All that the files hold, those inside a workbook unpacked."""
    return b"\n".join(_contents(folder))


def _contents(folder: Path) -> Iterator[bytes]:
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield file.read_bytes()
        if is_zipfile(file):
            with ZipFile(file) as packed:
                # The theme is the writer's own, and has colours that look like the number of a chat.
                yield from (packed.read(name) for name in packed.namelist() if "theme" not in name)
