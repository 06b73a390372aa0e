"""What hospitals write for the words of the register. Pure.

Only what means one thing to everybody stands here; anything else is for `values` in the map. Keys are `bare`.
"""

import re
from collections.abc import Mapping

from app.importing.words import Wrong, bare
from domain import Limb, Side
from storage.register_words import (
    Anaesthesia,
    ConsentSupport,
    Magnification,
    Product,
    ReoperationReason,
    SafetyKind,
)
from storage.words import Cause, Indication, SafetyCategory, SafetyState, Technique

LIMBS: Mapping[str, Limb] = {
    **dict.fromkeys(("arm", "upperlimb", "ul", "upperextremity", "ue"), Limb.UPPER),
    **dict.fromkeys(("leg", "lowerlimb", "ll", "lowerextremity", "le"), Limb.LOWER),
}
SIDES: Mapping[str, Side] = {
    **dict.fromkeys(("l", "lt", "lhs"), Side.LEFT),
    **dict.fromkeys(("r", "rt", "rhs"), Side.RIGHT),
}
CAUSES: Mapping[str, Cause] = {
    **dict.fromkeys(
        ("pvd", "pad", "ischaemia", "ischaemic", "ischemia", "ischemic", "vasculardisease"), Cause.VASCULAR
    ),
    **dict.fromkeys(("peripheralvasculardisease", "peripheralarterialdisease"), Cause.VASCULAR),
    "dysvascular": Cause.VASCULAR,
    **dict.fromkeys(("sepsis", "osteomyelitis", "infected", "necrotisingfasciitis"), Cause.INFECTION),
    **dict.fromkeys(("traumatic", "injury", "accident", "rta", "rtc", "blast"), Cause.TRAUMA),
    **dict.fromkeys(
        ("tumour", "tumor", "neoplasm", "sarcoma", "malignancy", "oncology", "oncological"), Cause.CANCER
    ),
    **dict.fromkeys(("crps", "congenital"), Cause.OTHER),
}
TECHNIQUES: Mapping[str, Technique] = {
    **dict.fromkeys(("tmronly", "tmralone", "targetedmusclereinnervation"), Technique.TMR),
    **dict.fromkeys(
        ("tmrrpni", "tmrandrpni", "tmrwithrpni", "both", "rpni+tmr", "tmr&rpni"), Technique.TMR_RPNI
    ),
    **dict.fromkeys(("rpni", "rpnialone"), Technique.RPNI_ONLY),
}
INDICATIONS: Mapping[str, Indication] = {
    **dict.fromkeys(("acute", "immediate", "prophylactic", "preventive"), Indication.PRIMARY),
    **dict.fromkeys(("delayed", "therapeutic"), Indication.SECONDARY),
}
CATEGORIES: Mapping[str, SafetyCategory] = {
    **dict.fromkeys(("bleed", "haematoma", "hematoma", "haemorrhage"), SafetyCategory.BLEEDING),
    **dict.fromkeys(("woundinfection", "ssi", "surgicalsiteinfection"), SafetyCategory.INFECTION),
    **dict.fromkeys(("reop", "reoperated", "revision", "returntotheatre"), SafetyCategory.REOPERATION),
    **dict.fromkeys(("neuropathicpain", "painflare"), SafetyCategory.PAIN),
}
STATES: Mapping[str, SafetyState] = {
    **dict.fromkeys(("definite", "proven"), SafetyState.CONFIRMED),
    **dict.fromkeys(("possible", "probable", "unconfirmed"), SafetyState.SUSPECTED),
    **dict.fromkeys(("rejected", "excluded"), SafetyState.REFUTED),
}
KINDS: Mapping[str, SafetyKind] = {
    **dict.fromkeys(("dehiscence", "wounddehiscence", "breakdown"), SafetyKind.WOUND_BREAKDOWN),
    **dict.fromkeys(("dvt", "pe", "vte", "thrombosis", "bloodclot"), SafetyKind.CLOT),
    **dict.fromkeys(("nerveloss", "motorloss", "nerveinjury", "palsy", "weakness"), SafetyKind.NERVE_LOSS),
    **dict.fromkeys(("died", "deceased"), SafetyKind.DEATH),
}
REASONS: Mapping[str, ReoperationReason] = {
    **dict.fromkeys(("othernerve", "unmaskedneuroma"), ReoperationReason.OTHER_NERVE),
    **dict.fromkeys(("samenerve", "recurrence", "recurrentneuroma"), ReoperationReason.SAME_NERVE),
}
ANAESTHESIA: Mapping[str, Anaesthesia] = {
    "ga": Anaesthesia.GENERAL,
    "la": Anaesthesia.LOCAL,
    **dict.fromkeys(("ra", "spinal", "epidural", "block"), Anaesthesia.REGIONAL),
    **dict.fromkeys(("combined", "ga+ra", "ga+block", "ga+regional"), Anaesthesia.COMBINED),
}
MAGNIFICATION: Mapping[str, Magnification] = {
    **dict.fromkeys(("no", "nil"), Magnification.NONE),
    "loupe": Magnification.LOUPES,
    "operatingmicroscope": Magnification.MICROSCOPE,
}
SUPPORT: Mapping[str, ConsentSupport] = {
    **dict.fromkeys(("no", "nil"), ConsentSupport.NONE),
    "both": ConsentSupport.BOTH,
    **dict.fromkeys(("family", "relative"), ConsentSupport.CARER),
}
PRODUCTS: Mapping[str, Product] = {
    **dict.fromkeys(("no", "nil", "neither"), Product.NONE),
    "both": Product.BOTH,
    **dict.fromkeys(("drug", "medication"), Product.MEDICINE),
}

_UPPER = (
    *("transradial", "transhumeral", "wristdisarticulation", "elbowdisarticulation", "forequarter"),
    *("shoulderdisarticulation", "belowelbow", "aboveelbow", "transcarpal"),
)
_LOWER = (
    *("transtibial", "transfemoral", "kneedisarticulation", "throughknee", "belowknee", "aboveknee"),
    *("hipdisarticulation", "hemipelvectomy", "bka", "aka", "tka", "bk", "ak", "tk", "syme", "symes"),
    *("ankledisarticulation", "gritstokes", "transmetatarsal"),
)
LIMB_OF_LEVEL: Mapping[str, Limb] = dict.fromkeys(_UPPER, Limb.UPPER) | dict.fromkeys(_LOWER, Limb.LOWER)
"""The limb that a level tells of, where no column does."""

GRADES = ("I", "II", "IIIa", "IIIb", "IVa", "IVb", "V")
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}


def grade(text: str) -> str | Wrong:
    """A Clavien-Dindo grade: `IIIb`, also written `3b` or `Grade 3B`."""
    found = re.sub(r"claviendindo|clavien|grade|cd", "", bare(text))
    found = _ROMAN.get(found[:1], found[:1]) + found[1:]
    known = {each.casefold(): each for each in (*GRADES, "III", "IV")}
    if found in known:
        return known[found]
    return Wrong("This is no Clavien-Dindo grade: I, II, IIIa, IIIb, IVa, IVb or V.")


_LONG = {"baseline": "bl", "months": "m", "month": "m", "mths": "m", "mth": "m", "mo": "m"}
_LONG |= {"weeks": "w", "week": "w", "wks": "w", "wk": "w", "years": "y", "year": "y", "yrs": "y", "yr": "y"}
_LONG |= {"one": "1", "two": "2", "three": "3", "six": "6", "twelve": "12", "followup": "", "fu": ""}
_WORDS = re.compile("|".join(sorted(_LONG, key=len, reverse=True)))
_SPAN = re.compile(r"(?P<n>\d{1,2})(?P<unit>[mwy])|(?P<unit2>[mwy])(?P<n2>\d{1,2})")
_BEFORE = frozenset(("bl", "base", "preop", "pre", "preoperative", "preoperatively", "before", "presurgery"))


def time_point(text: str) -> str:
    """The code of a time point as protocols write it: `12 months`, `1 year` and `12m` are M12."""
    name = _WORDS.sub(lambda found: _LONG[found[0]], bare(text))
    if name in _BEFORE:
        return "BL"
    found = _SPAN.fullmatch(name)
    if not found:
        return text.strip().upper()
    number, unit = int(found["n"] or found["n2"]), found["unit"] or found["unit2"]
    return f"M{12 * number:02d}" if unit == "y" else f"{unit.upper()}{number:02d}"
