"""What the instrument commands do: add a site's own under its licence, renew it, list all there are."""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from app.shelf import Shelf
from domain import Act, Fault, Licence
from questionnaires.definitions import read_definition
from questionnaires.faults import InstrumentFaults
from questionnaires.instrument import Instrument
from questionnaires.library import Library, numbers
from questionnaires.licences import LicenceState, licence_state, read_licence
from scheduler.instants import local_date
from storage import site_instruments, sites
from storage.database import Tx
from storage.site_instruments import Held

_ID, _VERSION = 80, 32


def add_instrument(tx: Tx, act: Act, file: Path, licence_file: Path) -> str:
    """Keep a file under its licence, and say what came of it. The same file again changes nothing."""
    content = _content(file)
    instrument, licence = _instrument(content, file), _licence(tx, act, licence_file)
    name, checksum = f"{instrument.id} {instrument.version}", sha256(content).hexdigest()
    held = site_instruments.find(tx, instrument.id, instrument.version)
    if held is not None:
        return _added_before(held, checksum, licence)
    fault = _unfit(tx, instrument)
    if fault is not None:
        raise Fault(fault)
    told = {"instrument": instrument.id, "version": instrument.version, "checksum": checksum}
    site_instruments.add(tx, act, **told, body=content, licence=licence)
    return (
        f"Added {name} (SHA-256 {checksum}), licensed by {licence.holder} until {licence.valid_until_on}. "
        f"It is asked once a protocol names it; where one does already, from the next assessment on."
    )


def instrument_objection(tx: Tx, content: bytes) -> str | None:
    """Why a file that can be asked is not to be added."""
    instrument = read_definition(content, "the file")
    if site_instruments.find(tx, instrument.id, instrument.version) is not None:
        return f"{instrument.id} {instrument.version} is there already: raise the version in the file."
    return _unfit(tx, instrument)


def add_under(tx: Tx, act: Act, content: bytes, licence: Licence) -> str | None:
    """Keep a file that can be asked under its licence, or say why not."""
    if licence_state(licence, _today(tx, act.at)) is LicenceState.EXPIRED:
        return f"The licence was valid until {licence.valid_until_on}: it is over already."
    fault = instrument_objection(tx, content)
    if fault is None:
        instrument = read_definition(content, "the file")
        told = {"instrument": instrument.id, "version": instrument.version}
        checksum = sha256(content).hexdigest()
        site_instruments.add(tx, act, **told, checksum=checksum, body=content, licence=licence)
    return fault


def _added_before(held: Held, checksum: str, licence: Licence) -> str:
    name = f"{held.instrument} {held.version}"
    if held.checksum != checksum:
        raise Fault(f"{name} is there already and never changes: raise the version in the file.")
    if held.licence != licence:
        raise Fault(f"{name} is there under another licence. Use `instrument renew {held.instrument}`.")
    return f"{name} is there already, under this licence. Nothing was changed."


def _unfit(tx: Tx, instrument: Instrument) -> str | None:
    """Why an instrument that could be asked is not to be added."""
    if instrument.id in Library.bundled().ids:
        return f"{instrument.id} is the id of a bundled instrument; give yours another."
    if len(instrument.id) > _ID or len(instrument.version) > _VERSION:
        return f"An id has {_ID} characters at most, and a version {_VERSION}."
    current = {held.instrument: held.version for held in site_instruments.current(tx)}.get(instrument.id)
    if current is not None and _is_earlier(instrument.version, current):
        return f"{instrument.id} {current} is asked already, and {instrument.version} is an earlier version."
    return None


def _is_earlier(version: str, than: str) -> bool:
    """Whether both are numbers, and those of the first are lower."""
    one, other = numbers(version), numbers(than)
    return bool(one and other) and one < other


def renew_licence(tx: Tx, act: Act, instrument_id: str, licence_file: Path) -> str:
    """Have another licence hold for the version that is asked, and say so. Earlier ones stay on record."""
    current = {held.instrument: held for held in site_instruments.current(tx)}
    if instrument_id not in current:
        there_are = ", ".join(sorted(current)) or "none"
        raise Fault(f"There is no instrument {instrument_id!r} of the site's own; there are: {there_are}.")
    held, licence = current[instrument_id], _licence(tx, act, licence_file)
    name = f"{held.instrument} {held.version}"
    if held.licence == licence:
        return f"{name} is under this licence already. Nothing was changed."
    site_instruments.license_it(tx, act, held.id, licence)
    return f"{name} is licensed by {licence.holder} until {licence.valid_until_on}."


def renew_under(tx: Tx, act: Act, held: Held, licence: Licence) -> str | None:
    """Have another licence hold for a version from now on, or say why not."""
    if licence_state(licence, _today(tx, act.at)) is LicenceState.EXPIRED:
        return f"The licence was valid until {licence.valid_until_on}: it is over already."
    if held.licence == licence:
        return "It is under this licence already. Nothing was changed."
    site_instruments.license_it(tx, act, held.id, licence)
    return None


def instrument_rows(tx: Tx, as_of: datetime) -> list[dict[str, object]]:
    """Every instrument in the version that is asked: the bundled ones, then the site's own."""
    library, on = Shelf().library(tx), _today(tx, as_of)
    return [*bundled_rows(), *(_own_row(library, held, on) for held in site_instruments.current(tx))]


def bundled_rows() -> list[dict[str, object]]:
    """The instruments that come with the product."""
    library = Library.bundled()
    found = map(library.current, library.ids)
    return [_row(each.id, each.version, each.title, library.languages(each), "") for each in found]


def _own_row(library: Library, held: Held, on: date) -> dict[str, object]:
    found = library.find(held.instrument, held.version)
    title = found.title if found else "(cannot be read any more)"
    languages = library.languages(found) if found else ()
    state = licence_state(held.licence, on)
    return _row(held.instrument, held.version, title, languages, state, held.licence)


def _row(
    instrument_id: str,
    version: str,
    title: str,
    languages: tuple[str, ...],
    state: str,
    licence: Licence | None = None,
) -> dict[str, object]:
    return {
        "instrument": instrument_id,
        "version": version,
        "title": title,
        "languages": ", ".join(languages),
        "from": "the site" if licence else "bundled",
        "licence": state,
        "holder": licence.holder if licence else "",
        "valid_until_on": licence.valid_until_on if licence else None,
    }


def licence_warnings(tx: Tx, as_of: datetime) -> tuple[str, ...]:
    """A sentence for each licence that runs out within 60 days, or has; by instrument."""
    return tuple(_warnings(site_instruments.current(tx), _today(tx, as_of)))


def _warnings(current: tuple[Held, ...], on: date) -> Iterator[str]:
    for held in current:
        state, until = licence_state(held.licence, on), held.licence.valid_until_on
        if state is LicenceState.EXPIRED:
            yield f"The licence of {held.instrument} ran until {until}: it is not asked any more."
        elif state is LicenceState.EXPIRING:
            yield f"The licence of {held.instrument} runs until {until}: renew it."


def _today(tx: Tx, as_of: datetime) -> date:
    """The local date, at the site where it is latest."""
    return max((local_date(as_of, site.zone) for site in sites.every(tx)), default=as_of.date())


def _instrument(content: bytes, file: Path) -> Instrument:
    try:
        return read_definition(content, file.name)
    except InstrumentFaults as faults:
        raise Fault(f"{file} cannot be asked:\n{faults}") from None


def _licence(tx: Tx, act: Act, file: Path) -> Licence:
    """The licence in a file; one that is over already is refused."""
    try:
        licence = read_licence(_content(file).decode("utf-8"))
    except UnicodeDecodeError:
        raise Fault(f"{file} cannot be read as text.") from None
    except InstrumentFaults as faults:
        raise Fault(f"{file} cannot be used as a licence:\n{faults}") from None
    if licence_state(licence, _today(tx, act.at)) is LicenceState.EXPIRED:
        raise Fault(f"The licence in {file} was valid until {licence.valid_until_on}: it is over already.")
    return licence


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Fault(f"{file} cannot be read: {fault.strerror}.") from None
