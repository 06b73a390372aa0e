"""What the commands about the rules' numbers do: check a file, put a site under one, show what holds."""

from datetime import datetime
from pathlib import Path

from alerts.numbers import Numbers
from alerts.numbers_file import NumbersFaults, bundled, bundled_text, checksum_of, read
from alerts.signed import held
from app.resources import text_in
from app.sites import named_site
from domain import Act, Fault
from storage import alert_numbers, sites, staff
from storage.database import Tx
from storage.words import SignedNumbers, Staff

MOST_VERSION = 32
"""Characters that the table holds."""


def check_numbers(file: Path) -> str:
    """Say that a file can be signed, or raise a Fault with everything that is wrong with it."""
    text = text_in(file)
    faults = faults_of(text)
    if faults:
        raise _refused(file, list(map(_line, faults)))
    numbers = read(text)
    return f"{file} can be signed: version {numbers.version}, SHA-256 {numbers.checksum}."


def set_numbers(tx: Tx, act: Act, file: Path, signed_by: str, reason: str) -> str:
    """Put the signer's site under the numbers of a file from now on; refused with every fault at once."""
    text = text_in(file)
    faults = [*map(_line, faults_of(text)), *_unsigned(tx, signed_by, reason)]
    person = staff.by_code(tx, signed_by)
    if faults or person is None:
        raise _refused(file, faults)
    numbers = read(text)
    before = _signed_before(tx, person.site_id, numbers)
    if before:
        raise Fault(f"{before} Nothing was changed.")
    _sign(tx, act, person, text, reason)
    site = sites.get(tx, person.site_id)
    return f"Site {site.code} judges by version {numbers.version} from now on, signed by {person.code}."


def numbers_faults(tx: Tx, site_id: int, text: str) -> tuple[tuple[str, str], ...]:
    """Everything for which a site cannot sign a text now, each fault with its path."""
    faults = faults_of(text)
    before = None if faults else _signed_before(tx, site_id, read(text))
    return (*faults, *([("version", before)] if before else []))


def sign_draft(tx: Tx, act: Act, text: str, signed_by: str, reason: str) -> str | None:
    """Put the signer's site under the numbers of a text, or say why not."""
    person = staff.by_code(tx, signed_by)
    if person is None or not _answers(tx, person):
        return "Only the clinical safety officer of this hospital signs its numbers."
    if not reason.strip():
        return "Say why the numbers change."
    faults = numbers_faults(tx, person.site_id, text)
    if faults:
        return " ".join(map(_line, faults))
    _sign(tx, act, person, text, reason)
    return None


def _sign(tx: Tx, act: Act, person: Staff, text: str, reason: str) -> None:
    numbers = read(text)
    alert_numbers.sign(
        tx,
        act,
        site_id=person.site_id,
        version=numbers.version,
        checksum=numbers.checksum,
        body=text,
        signed_by_id=person.id,
        reason=reason.strip(),
    )


def _signed_before(tx: Tx, site_id: int, numbers: Numbers) -> str | None:
    """That a site signed this version already, as a sentence."""
    known = [each for each in alert_numbers.of_site(tx, site_id) if each.version == numbers.version]
    if not known:
        return None
    signed_on = f"{known[0].at:%Y-%m-%d}"
    return f"Version {numbers.version} was signed on {signed_on} and never changes: raise the version."


def text_in_force(tx: Tx, site_code: str, as_of: datetime) -> str:
    """The file that holds at a site."""
    signed = alert_numbers.in_force(tx, named_site(tx, site_code).id, as_of)
    return bundled_text() if signed is None else signed.body


def number_rows(tx: Tx) -> list[dict[str, object]]:
    """One row a file that was signed, in that order; the last of a site holds."""
    return [
        {
            "site": sites.get(tx, each.site_id).code,
            "version": each.version,
            "checksum": each.checksum,
            "signed_by": staff.get(tx, each.signed_by_id).code,
            "at": each.at,
            "reason": each.reason,
        }
        for each in alert_numbers.every(tx)
    ]


def numbers_warnings(tx: Tx) -> tuple[str, ...]:
    """A sentence a site whose numbers, signed under another program, this one had to make whole."""
    in_force = {each.site_id: each for each in alert_numbers.every(tx)}
    return tuple(_warning(tx, each) for each in in_force.values() if held(each.body).faults)


def _warning(tx: Tx, signed: SignedNumbers) -> str:
    faults = " ".join(f"{path}: {text}" for path, text in held(signed.body).faults)
    return (
        f"The numbers {signed.version} of site {sites.get(tx, signed.site_id).code} do not fit this program "
        f"({faults}) Those of the product stand in for what is missing; have a whole file signed."
    )


def faults_of(text: str) -> tuple[tuple[str, str], ...]:
    """Everything wrong with the numbers themselves, each fault with its path."""
    try:
        numbers = read(text)
    except NumbersFaults as faulty:
        return faulty.faults
    if len(numbers.version) > MOST_VERSION:
        return (("version", f"It has at most {MOST_VERSION} characters."),)
    if numbers.version == bundled().version and numbers.checksum != checksum_of(bundled_text()):
        return (("version", "The numbers of the product bear this one; give yours another."),)
    return ()


def _line(fault: tuple[str, str]) -> str:
    return f"{fault[0]}: {fault[1]}"


def _unsigned(tx: Tx, signed_by: str, reason: str) -> list[str]:
    """Why this is no signature: somebody else than the clinical safety officer, or no reason."""
    person = staff.by_code(tx, signed_by)
    faults = [] if person is not None and _answers(tx, person) else [_no_officer(signed_by)]
    return [*faults, *([] if reason.strip() else ["--reason: Say why the numbers change."])]


def _answers(tx: Tx, person: Staff) -> bool:
    return person.active and sites.get(tx, person.site_id).safety_officer_id == person.id


def _no_officer(code: str) -> str:
    return f"--signed-by: {code!r} is not the clinical safety officer of a site."


def _refused(file: Path, faults: list[str]) -> Fault:
    listed = "\n".join(f"  {fault}" for fault in faults)
    return Fault(f"{file} cannot be signed. Nothing was changed.\n{listed}")
