"""What a coordinator fills in to enrol somebody, from flags or a YAML file; every fault is named at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.texts.loading import load
from domain import Fault, Limb, Side
from scheduler.instants import zone_fault
from storage.register_words import Anaesthesia, ConsentSupport, Magnification, NerveTransfer, Surgery
from storage.words import Cause, Governance, Indication, Operation, Technique

_NAMES = {"patient": "patient_code", "send_at": "send_time"}
EARLIEST, LATEST = time(8, 0), time(21, 0)
FIRST_YEAR, LAST_YEAR = 1900, 2199


def day_fault(on: date) -> str | None:
    """What is wrong with a date, as a sentence, if it is too far away to be anybody's; else None."""
    if FIRST_YEAR <= on.year <= LAST_YEAR:
        return None
    return f"The date {on} cannot be meant: the year must lie from {FIRST_YEAR} to {LAST_YEAR}."


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _on_the_calendar(on: date) -> date:
    fault = day_fault(on)
    if fault:
        raise ValueError(fault)
    return on


Text = Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(_as_text)]
Name = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_as_text)]
Number = Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(_as_text)]
ShortNumber = Annotated[str, Field(min_length=1, max_length=40), BeforeValidator(_as_text)]
Code = Annotated[str, Field(max_length=32, pattern=r"^\S+$"), BeforeValidator(_as_text)]
Day = Annotated[date, AfterValidator(_on_the_calendar)]
Count = Annotated[int, Field(ge=0, le=99)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OperationForm(_Part):
    amputation_on: Day
    tmr_on: Day
    indication: Indication
    technique: Technique = Technique.TMR
    limb: Limb
    side: Side
    level: Number
    cause: Cause

    def value(self) -> Operation:
        return Operation(**dict(self))


class GovernanceForm(_Part):
    """All optional: what is missing keeps the gate shut, never the register."""

    governance_lead: Name | None = None
    governance_on: Day | None = None
    procedure_consent_on: Day | None = None
    procedure_information_version: Number | None = None
    audit_number: Number | None = None
    mdt_on: Day | None = None
    mdt_roles: tuple[Text, ...] = ()
    rec_reference: Number | None = None
    iras_id: ShortNumber | None = None
    study_title: Text | None = None
    ethics_on: Day | None = None
    study_consent_on: Day | None = None

    def value(self) -> Governance:
        return Governance(**dict(self))


class TransferForm(_Part):
    donor: Number
    target: Number


class SurgeryForm(_Part):
    """All optional: an operation of which less is known counts as well. Surgeons are codes, never names."""

    anaesthesia: Anaesthesia | None = None
    coaptations: Count | None = None
    suture: Number | None = None
    magnification: Magnification | None = None
    earlier_neuroma_operations: Count | None = None
    operating_surgeon: Code | None = None
    supervising_surgeon: Code | None = None
    selection_reason: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    consent_support: ConsentSupport | None = None
    transfers: tuple[TransferForm, ...] = ()

    def value(self) -> Surgery:
        return Surgery(**{name: value for name, value in self if name != "transfers"})

    def pairs(self) -> tuple[NerveTransfer, ...]:
        """The nerve transfers, in the order given."""
        return tuple(NerveTransfer(each.donor, each.target) for each in self.transfers)


class EnrolmentForm(_Part):
    """`patient_code` names somebody already enrolled: then this is a second operation of theirs.
    `reoperation_of`: the code of the operation that it follows, on the same limb; it tells the patient too.
    """

    site: Text
    patient_code: Text | None = None
    reoperation_of: Text | None = None
    name: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    nhs_number: Text | None = None
    zone: str | None = None
    language: str = "en"
    send_time: time = time(9, 30)
    large_buttons: bool = False
    enrolled_on: Day | None = None
    operation: OperationForm
    governance: GovernanceForm = GovernanceForm()
    surgery: SurgeryForm | None = None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        fault = zone_fault(zone) if zone is not None else None
        if fault:
            raise ValueError(fault)
        return zone

    @field_validator("language")
    @classmethod
    def _spoken(cls, language: str) -> str:
        if language not in load():
            raise ValueError(f"there is {', '.join(load())}")
        return language

    @field_validator("send_time")
    @classmethod
    def _outside_quiet_hours(cls, send_time: time) -> time:
        if send_time.tzinfo is not None:
            raise ValueError("write it like 09:30")
        if not EARLIEST <= send_time < LATEST:
            raise ValueError("questions are sent from 08:00 and before 21:00")
        return send_time


def read_form(values: dict[str, Any]) -> EnrolmentForm:
    """The form from plain values; a Fault names every field that cannot be taken. Values are not repeated."""
    return _read(EnrolmentForm, values)


def form_values(given: Mapping[str, Any], flat: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form in their parts, from parts that are given and plain names, which win."""
    values = {**given, **{name: _part(given, name) for name in ("operation", "governance")}}
    for key, value in flat.items():
        if key in OperationForm.model_fields:
            values["operation"][key] = value
        elif key in GovernanceForm.model_fields:
            values["governance"][key] = value
        else:
            values[_NAMES.get(key, key)] = value
    return values


def _part(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = given.get(name) or {}
    if not isinstance(part, dict):
        raise Fault(f"Cannot enrol: {name}: write its fields below it, one a line.")
    return dict(part)


def form_faults(flat: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be taken of the fields that are given, by plain name; what is not given is no fault."""
    try:
        EnrolmentForm.model_validate(form_values({}, flat))
    except ValidationError as faults:
        return {
            str(fault["loc"][1 if fault["loc"][0] in ("operation", "governance") else 0]): sentence_of(fault)
            for fault in faults.errors()
            if fault["type"] != "missing"
        }
    return {}


def sentence_of(fault: Any) -> str:
    """A fault for whoever filled in the field."""
    if fault["type"] == "string_too_long":
        return f"Use {fault['ctx']['max_length']} characters or fewer."
    told = _words(fault["msg"])
    return f"{told[:1].upper()}{told[1:]}."


def read_governance(values: dict[str, Any], known: Governance) -> Governance:
    """The known arrangements with those of `values` added; what is not given there stays as it is."""
    given = {name: value for name, value in _read(GovernanceForm, values) if value}
    return replace(known, **given)


def read_surgery(
    values: dict[str, Any], known: Surgery, pairs: tuple[NerveTransfer, ...]
) -> tuple[Surgery, tuple[NerveTransfer, ...]]:
    """The known record with what `values` say; the transfers given there stand in place of those known."""
    form = _read(SurgeryForm, values, "Cannot record")
    given = {name: value for name, value in form if name != "transfers" and value is not None}
    return replace(known, **given), form.pairs() if "transfers" in form.model_fields_set else pairs


Form = TypeVar("Form", bound=_Part)


def _read(kind: type[Form], values: dict[str, Any], refusal: str = "Cannot enrol") -> Form:
    try:
        return kind.model_validate(values)
    except ValidationError as faults:
        named = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'form'}: {_words(e['msg'])}" for e in faults.errors()
        )
        raise Fault(f"{refusal}: {named}.") from None


def _words(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def read_file(path: Path) -> dict[str, Any]:
    """The mapping in a YAML 1.2 file."""
    try:
        found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Fault(
            f"{path} cannot be read: {getattr(fault, 'strerror', None) or 'it is not UTF-8 text'}."
        ) from None
    except YAMLError as fault:
        raise Fault(f"{path} is not YAML: {str(fault).splitlines()[0]}.") from None
    except ValueError as fault:
        raise Fault(f"{path} holds a date or time that is on no calendar: {fault}.") from None
    if not isinstance(found, dict):
        raise Fault(f"{path} must hold a mapping of fields.")
    return found
