"""What `tmr-followup own-data` does: writes one file that only its writer may read, and notes it."""

import os
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.enrolment import known_patient
from app.opening import act_now, opened
from app.output import as_json, as_text
from app.own_data.gathering import gather
from app.safety import must_be_of
from domain import Act, Fault, Patient
from storage import trail
from storage.database import Tx

_FORMATS = {".html": "html", ".json": "json"}


def write_own_data(code: str, by: str, out: Path) -> str:
    """Gather, write and note, in one transaction: a file that could not be written is not in the trail."""
    kind = _FORMATS.get(out.suffix.lower())
    if kind is None:
        raise Fault("Give a file whose name ends with .html or .json.")
    act = act_now()
    with opened() as database, database.write() as tx:
        found = handed_over(tx, act, known_patient(tx, code), by, kind)
        _write(out, as_json(found) if kind == "json" else page(code, found))
    return f"Written: {out}. It names {code}: give it to nobody else, and delete it once it is handed over."


def handed_over(tx: Tx, act: Act, patient: Patient, by: str, kind: str) -> dict[str, object]:
    """Everything that is held about a patient; the trail tells who handed it over."""
    by = must_be_of(tx, patient.site_id, by, patient.code).code
    found = gather(tx, patient, act.at, by)
    trail.record(
        tx, Act(f"staff:{by}", act.at), "patient.own-data", f"patient:{patient.id}", {"format": kind}
    )
    return found


def own_page(tx: Tx, act: Act, patient: Patient, by: str) -> str:
    """The same as one page."""
    return page(patient.code, handed_over(tx, act, patient, by, "html"))


def page(code: str, found: dict[str, object]) -> str:
    """All of it as one HTML page that loads nothing."""
    environment = Environment(
        loader=PackageLoader("app.own_data", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["text"] = _text
    return environment.get_template("page.html.j2").render(code=code, found=found)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(held)}" for name, held in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return as_text(value)


def _write(out: Path, text: str) -> None:
    try:
        with os.fdopen(
            os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    except FileExistsError:
        raise Fault(f"{out} exists already. Name another file.") from None
    except OSError as error:
        raise Fault(f"{out} cannot be written: {error.strerror}.") from None
