"""Decides what becomes of the operations of a file: registered, unchanged, or corrected. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from app.importing.people import Op
from app.importing.setting import Setting
from app.importing.tally import Came, Tally, Thing
from app.importing.words import Told
from audit.gates import check_operation
from storage.import_words import KnownOperation, NewOperation
from storage.register_words import NerveTransfer, Surgery
from storage.words import Governance, Operation, Technique

_NEEDED = ("amputation_on", "tmr_on", "indication", "limb", "side", "level", "cause")
_OF_OPERATION = tuple(each.name for each in fields(Operation))
_OF_GOVERNANCE = tuple(each.name for each in fields(Governance))
_OF_SURGERY = tuple(each.name for each in fields(Surgery))


def new_operation(op: Op, setting: Setting, told: Told) -> NewOperation | None:
    """The operation to be registered; None, and a trouble for each field, where something is missing."""
    values: dict[str, Any] = {"technique": Technique.TMR, **op.found.values}
    missing = [name for name in _NEEDED if name not in values]
    for name in missing:
        told.fault(op.found.at(name), f"An operation cannot be registered without `{name}`.")
    code = values.get("code")
    if code is not None and code in setting.operation_codes:
        told.fault(op.found.at("code"), "Another patient's operation has this code already.")
    if missing:
        return None
    operation = Operation(**_part(values, _OF_OPERATION))
    _check(op, operation, told)
    return NewOperation(
        code=code,
        protocol_id=setting.protocol_id,
        operation=operation,
        governance=Governance(**_part(values, _OF_GOVERNANCE)),
        surgery=Surgery(**_part(values, _OF_SURGERY)),
        transfers=_transfers(values),
    )


def _part(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _transfers(values: Mapping[str, Any]) -> tuple[NerveTransfer, ...]:
    given = values.get("transfers")
    return given if isinstance(given, tuple) else ()


def _check(op: Op, operation: Operation, told: Told) -> None:
    for finding in check_operation(operation):
        if finding.is_error:
            told.fault(op.found.at("tmr_on"), finding.sentence)
        else:
            told.note(op.found.at("tmr_on"), finding.sentence)


def corrections(op: Op, known: KnownOperation, tally: Tally) -> dict[str, object]:
    """Columns of a stored operation that the file has otherwise, where they are to be changed."""
    stored = asdict(known.operation) | asdict(known.governance) | asdict(known.surgery)
    changed: dict[str, object] = {}
    for name in (*_OF_OPERATION, *_OF_GOVERNANCE, *_OF_SURGERY):
        value = op.found.values.get(name)
        if value is None or value == stored[name]:
            continue
        if tally.differs(Thing.OPERATIONS, op.found.at(name), name):
            changed[name] = value
    if changed.keys() & {"amputation_on", "tmr_on"}:
        told = _part(stored | changed, _OF_OPERATION)
        _check(op, Operation(**told), tally.told)
    return changed


def other_transfers(op: Op, known: KnownOperation, tally: Tally) -> tuple[NerveTransfer, ...] | None:
    """The nerve transfers of the file, where they differ and are to be changed."""
    given = _transfers(op.found.values)
    if not given or given == known.transfers:
        return None
    differs = tally.differs(Thing.OPERATIONS, op.found.at("transfers"), "transfers")
    return given if differs else None


def follows(op: Op, setting: Setting, codes: frozenset[str], told: Told) -> str | None:
    """The code of the operation that this one is a reoperation of, where that is news."""
    named = op.found.values.get("reoperation_of")
    if named is None or (op.known is not None and op.known.reoperation_of == named):
        return None
    if named not in codes | setting.operation_codes:
        told.fault(
            op.found.at("reoperation_of"), "This operation is neither in the register nor in the file."
        )
        return None
    return str(named)


def count(op: Op, changed: bool, tally: Tally) -> None:
    if op.known is None:
        tally.add(Thing.OPERATIONS, Came.NEW)
    elif op.found.values and not changed:
        tally.add(Thing.OPERATIONS, Came.UNCHANGED)


def last_day(values: Mapping[str, object], name: str) -> date | None:
    """A date of a row, if it has it."""
    given = values.get(name)
    return given if isinstance(given, date) else None
