"""Makes the report of a period: read at one moment, written as HTML, PDF and JSON, noted in the trail."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.cohort.operated import Operated
from audit.cohort.reading import operated
from audit.folders import replacing
from audit.material import instrument_of
from audit.quickly import no_search_for_cycles
from audit.report.as_json import plain
from audit.report.build import Report, build
from audit.report.external import for_outside
from audit.report.render import Signature, render
from audit.report.wanted import Wanted
from audit.signing import WRITTEN, signatures
from domain import Act, Fault
from questionnaires.library import Library
from storage import audit_rows, staff
from storage.audit_words import Register
from storage.database import Database
from storage.trail import record

HTML, PDF, JSON = "report.html", "report.pdf", "report.json"


@dataclass(frozen=True, slots=True)
class Reported:
    """What was written: files in order, and the SHA-256 of each by name."""

    report: Report
    files: tuple[Path, ...]
    checksums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A report with what its page shows beside the numbers."""

    report: Report
    operations: tuple[Operated, ...]
    signatures: tuple[Signature, ...]
    external: bool

    @property
    def page(self) -> str:
        return render(self.report, self.operations, self.signatures, external=self.external)


def make(database: Database, library: Library, wanted: Wanted, *, external: bool = False) -> Made:
    """The report of what is wanted. A hospital or surgeon that the register does not know is a Fault."""
    with no_search_for_cycles(), database.read() as tx:
        register, codes = audit_rows.register(tx), staff.codes(tx)
    with no_search_for_cycles():
        every = operated(register, instrument_of(library))
    _require_known(register, every, wanted)
    report = build(register, every, wanted)
    if external:
        return Made(for_outside(report), (), (), external=True)
    return Made(report, wanted.chosen(every), signatures(register, codes, report), external=False)


def write(database: Database, made: Made, out: Path, act: Act, *, with_pdf: bool = True) -> Reported:
    """Write the report into the folder `out`, replacing an earlier one there; the trail tells of it first."""
    with replacing(out, {HTML, PDF, JSON}) as folder:
        page = made.page
        (folder / HTML).write_text(page, "utf-8")
        if with_pdf:
            (folder / PDF).write_bytes(as_pdf(page))
        (folder / JSON).write_text(as_json(made.report) + "\n", "utf-8")
        names = (HTML, PDF, JSON) if with_pdf else (HTML, JSON)
        checksums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
        _note(database, act, made, checksums)
    return Reported(made.report, tuple(out / name for name in checksums), checksums)


def tell(database: Database, made: Made, act: Act) -> str:
    """The numbers alone, as JSON; the trail tells of it too."""
    told = as_json(made.report)
    _note(database, act, made, {JSON: _sealed(told)})
    return told


def as_json(report: Report) -> str:
    return json.dumps(plain(report), ensure_ascii=False, indent=2, allow_nan=False)


def _sealed(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()


def as_pdf(page: str) -> bytes:
    """The page as a tagged PDF (PDF/UA-1). Needs Pango, which is not a Python package."""
    try:
        import weasyprint
    except OSError as error:
        raise Fault(
            "The PDF needs the library Pango, which is not there: install the package libpangoft2-1.0-0 "
            f"(Debian, Ubuntu) or pango. {str(error).splitlines()[0]}"
        ) from None
    made: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _note(database: Database, act: Act, made: Made, checksums: Mapping[str, str]) -> None:
    report = made.report
    detail = {
        "period": report.period,
        "site": report.site,
        "surgeon": report.surgeon,
        "external": made.external,
        "operations": report.everyone.technique.total.value,
        "sha256": dict(checksums),
    }
    with database.write() as tx:
        record(tx, act, WRITTEN, f"report:{report.period}", detail)


def _require_known(register: Register, every: Sequence[Operated], wanted: Wanted) -> None:
    sites = sorted({site.code for site in register.sites})
    if wanted.site is not None and wanted.site not in sites:
        raise Fault(f"There is no site {wanted.site!r}; there is {', '.join(sites) or 'none'}.")
    surgeons = {each.row.surgery.operating_surgeon for each in every}
    surgeons |= {each.row.surgery.supervising_surgeon for each in every}
    if wanted.surgeon is not None and wanted.surgeon not in surgeons:
        raise Fault(f"No operation names the surgeon {wanted.surgeon!r}.")
