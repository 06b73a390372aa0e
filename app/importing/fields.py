"""What a map may name, part by part, and how the cells of each field are read. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeVar

from app.importing import vocabulary as vocab
from app.importing.cells import read_date, read_text, read_truth, read_whole, read_word, within
from app.importing.words import Manner, Raw, Wrong, plain
from domain import Limb, Side
from scheduler.instants import zone_fault
from storage.register_words import (
    Anaesthesia,
    ConsentSupport,
    Magnification,
    NerveTransfer,
    Product,
    ReoperationReason,
    SafetyKind,
)
from storage.words import Cause, Indication, SafetyCategory, SafetyState, Technique

W = TypeVar("W", bound=StrEnum)
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
EARLIEST, LATEST = time(8, 0), time(21, 0)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a field is read. `hidden`: its value may identify somebody and is never shown. `is_word`: a map may
    also give it as such, for every row, if no column has that name; `is_listed`: even if one has, for it is
    a word of a short list."""

    read: Callable[[Raw, Manner], object]
    hidden: bool = False
    is_word: bool = False
    is_listed: bool = False


def _text(most: int, *, hidden: bool = False) -> Kind:
    return Kind(lambda raw, _: read_text(raw, most), hidden=hidden)


def _word(words: type[W], others: Mapping[str, W] | None = None) -> Kind:
    return Kind(lambda raw, _: read_word(raw, words, others or {}), is_word=True, is_listed=True)


def _whole(low: int, high: int) -> Kind:
    return Kind(lambda raw, manner: within(read_whole(raw, manner), low, high))


def _code(raw: Raw, _: Manner) -> str | Wrong:
    text = plain(raw)
    if CODE.fullmatch(text):
        return text
    return Wrong(
        "This cannot be a code: letters, digits, dots and dashes, 32 at most. Map it as `key` if it is a "
        "number of the hospital; a code is then made from it."
    )


def _surgeon(raw: Raw, _: Manner) -> str | Wrong:
    text = plain(raw)
    fits = re.fullmatch(r"\S{1,32}", text) is not None
    return text if fits else Wrong("A surgeon is named by a code without spaces, 32 characters at most.")


def _zone(raw: Raw, _: Manner) -> str | Wrong:
    fault = zone_fault(plain(raw))
    return Wrong(fault) if fault else plain(raw)


def _send_time(raw: Raw, _: Manner) -> time | Wrong:
    try:
        at = raw if isinstance(raw, time) else time.fromisoformat(plain(raw))
    except ValueError:
        return Wrong("This is no time; write it like 09:30.")
    return at if EARLIEST <= at < LATEST else Wrong("Questions are sent from 08:00 and before 21:00.")


def _transfers(raw: Raw, _: Manner) -> tuple[NerveTransfer, ...] | Wrong:
    """`tibial>soleus; peroneal -> FHL`."""
    pairs = [re.split(r"\s*(?:->|→|>|=>| to )\s*", each.strip()) for each in re.split(r"[;\n]", _lines(raw))]
    kept = [pair for pair in pairs if pair != [""]]
    if any(len(pair) != 2 or not all(pair) or max(map(len, pair)) > 80 for pair in kept):
        return Wrong("Write donor nerve and motor target like `tibial>soleus; peroneal>FHL`.")
    return tuple(NerveTransfer(donor, target) for donor, target in kept)


def _roles(raw: Raw, _: Manner) -> tuple[str, ...] | Wrong:
    roles = tuple(each.strip() for each in re.split(r"[;,\n]", _lines(raw)) if each.strip())
    return roles if all(len(role) <= 300 for role in roles) else Wrong("A role has 300 characters at most.")


def _lines(raw: Raw) -> str:
    return raw if isinstance(raw, str) else plain(raw)


def _category(raw: Raw, _: Manner) -> SafetyCategory | SafetyKind | Wrong:
    """A category, or a kind of the category `other`."""
    category = read_word(raw, SafetyCategory, vocab.CATEGORIES)
    if not isinstance(category, Wrong):
        return category
    kind = read_word(raw, SafetyKind, vocab.KINDS)
    return category if isinstance(kind, Wrong) else kind


def _quarter(raw: Raw, _: Manner) -> tuple[int, int] | Wrong:
    found = re.fullmatch(r"(\d{4})[ /-]?Q([1-4])|Q([1-4])[ /-](\d{4})", plain(raw).upper())
    if not found:
        return Wrong("Write a quarter like 2025-Q1.")
    return int(found[1] or found[4]), int(found[2] or found[3])


DATE = Kind(read_date)
TRUTH = Kind(lambda raw, _: read_truth(raw))
_ID = Kind(_code, hidden=True)
_KEY = _text(80, hidden=True)
_SURGEON = Kind(_surgeon, hidden=True)

PATIENT: Mapping[str, Kind] = {
    "code": _ID,
    "key": _KEY,
    "site": Kind(lambda raw, _: read_text(raw, 200), is_word=True),
    "zone": Kind(_zone, is_word=True),
    "language": Kind(lambda raw, _: plain(raw).casefold(), is_word=True),
    "send_time": Kind(_send_time),
    "enrolled_on": DATE,
    "name": _text(300, hidden=True),
    "phone": _text(300, hidden=True),
    "email": _text(300, hidden=True),
    "nhs_number": _text(300, hidden=True),
    "withdrew": TRUTH,
    "withdrew_on": DATE,
    "died": TRUTH,
    "died_on": DATE,
}

OPERATION: Mapping[str, Kind] = {
    "code": _ID,
    "reoperation_of": _ID,
    "amputation_on": DATE,
    "tmr_on": DATE,
    "indication": _word(Indication, vocab.INDICATIONS),
    "technique": _word(Technique, vocab.TECHNIQUES),
    "limb": _word(Limb, vocab.LIMBS),
    "side": _word(Side, vocab.SIDES),
    "level": _text(80),
    "cause": _word(Cause, vocab.CAUSES),
    "governance_lead": _text(200, hidden=True),
    "governance_on": DATE,
    "procedure_consent_on": DATE,
    "procedure_information_version": _text(80),
    "audit_number": _text(80, hidden=True),
    "mdt_on": DATE,
    "mdt_roles": Kind(_roles, hidden=True),
    "rec_reference": _text(80),
    "iras_id": _text(40),
    "study_title": _text(300),
    "ethics_on": DATE,
    "study_consent_on": DATE,
    "anaesthesia": _word(Anaesthesia, vocab.ANAESTHESIA),
    "coaptations": _whole(0, 99),
    "suture": _text(80),
    "magnification": _word(Magnification, vocab.MAGNIFICATION),
    "earlier_neuroma_operations": _whole(0, 99),
    "operating_surgeon": _SURGEON,
    "supervising_surgeon": _SURGEON,
    "selection_reason": _text(2000, hidden=True),
    "consent_support": _word(ConsentSupport, vocab.SUPPORT),
    "transfers": Kind(_transfers),
}

EVENT: Mapping[str, Kind] = {
    "operation": _ID,
    "id": _KEY,
    "happened": TRUTH,
    "category": Kind(_category, is_word=True, is_listed=True),
    "kind": _word(SafetyKind, vocab.KINDS),
    "occurred_on": DATE,
    "state": _word(SafetyState, vocab.STATES),
    "grade": Kind(lambda raw, _: vocab.grade(plain(raw))),
    "reoperation_reason": _word(ReoperationReason, vocab.REASONS),
    "product": _word(Product, vocab.PRODUCTS),
    "yellow_card_on": DATE,
    "yellow_card_reference": _text(80, hidden=True),
    "note": _text(2000, hidden=True),
}

VISIT: Mapping[str, Kind] = {
    "operation": _ID,
    "time_point": Kind(lambda raw, _: vocab.time_point(plain(raw)), is_word=True),
    "on": DATE,
    "item": Kind(lambda raw, _: read_text(raw, 255), is_word=True),
}
"""What stands beside the answers of a row; every other name there is a question."""

THEATRE: Mapping[str, Kind] = {
    "site": Kind(lambda raw, _: read_text(raw, 200), is_word=True),
    "quarter": Kind(_quarter),
    "year": _whole(1900, 2199),
    "quarter_number": _whole(1, 4),
    "operations": _whole(0, 100_000),
}

PARTS: Mapping[str, Mapping[str, Kind]] = {
    "patient": PATIENT,
    "operation": OPERATION,
    "events": EVENT,
    "theatre": THEATRE,
}
