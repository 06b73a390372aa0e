"""What was typed to enrol somebody: which questions it calls for, and its values. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from console.pages.enrol_list import QUESTIONS, Field, Kind, Question, Whose
from console.web.nhs import Choice

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = ("day", "month", "year")
NO_DATE = "Enter a real date, such as 27 3 2025."
NOT_GIVEN = "Not given"

KNOWN = {"patient_code", "reoperation_of", "limb", "side"}
"""What is not always asked: the patient's page says whose it is, and the earlier operation which limb."""

Typed = Mapping[str, str | None]


def fitted(field: Field, offered: Mapping[str, tuple[Choice, ...]], zone: str) -> Field:
    """A field with what the hospital has: what can be chosen in it (the languages of the bot), its zone."""
    if field.name in offered:
        return replace(field, choices=offered[field.name])
    return replace(field, usual=zone) if field.name == "zone" else field


def asked(typed: Typed) -> tuple[Question, ...]:
    """The questions that this operation needs; those of one indication once it is known. Of a patient who is
    enrolled, nothing that is known; where an earlier operation is followed, not which limb it is."""
    whose = Whose.KNOWN if typed.get("patient_code") else Whose.NEW
    known = {"limb"} if typed.get("reoperation_of") else set()
    return tuple(
        each
        for each in QUESTIONS
        if each.only in (None, typed.get("indication"))
        and each.whose in (None, whose)
        and each.key not in known
    )


def waiting(typed: Typed) -> Question | None:
    """The first question that nobody has answered, or passed over."""
    return next((each for each in asked(typed) if any(f.name not in typed for f in each.fields)), None)


def before(typed: Typed, question: Question) -> Question | None:
    """The question before this one."""
    order = asked(typed)
    at = order.index(question)
    return order[at - 1] if at else None


def taken(question: Question, form: Mapping[str, str]) -> tuple[Typed, Mapping[str, str]]:
    """What a form says of the fields of a question; and what is wrong with it, by field."""
    values: dict[str, str | None] = {}
    faults: dict[str, str] = {}
    for field in question.fields:
        text = _text(field, form)
        if text is None:
            faults[field.name] = NO_DATE
        elif not text and field.wanted:
            faults[field.name] = field.wanted
        else:
            values[field.name] = text or None
    return values, faults


def _text(field: Field, form: Mapping[str, str]) -> str | None:
    """What was typed, a date as 2025-03-27; none if it is no date."""
    if field.kind is not Kind.DATE:
        return form.get(field.name, "").replace("\r\n", "\n").strip()
    parts = [form.get(f"{field.name}-{part}", "").strip() for part in PARTS]
    if not any(parts):
        return ""
    return _iso(*parts)


def _iso(day: str, month: str, year: str) -> str | None:
    named = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else month
    try:
        return date(int(year), int(named), int(day)).isoformat()
    except (ValueError, OverflowError):
        return None


def boxes(field: Field, form: Mapping[str, str], typed: Typed) -> Mapping[str, str]:
    """What stands in the boxes of a field: what was typed just now, what is known, or what is usual."""
    names = [f"{field.name}-{part}" for part in PARTS] if field.kind is Kind.DATE else [field.name]
    if any(name in form for name in names):
        return {name: form.get(name, "") for name in names}
    known = typed.get(field.name) or (field.usual if field.name not in typed else "")
    if field.kind is not Kind.DATE:
        return {field.name: known}
    parts = [str(int(part)) for part in reversed(known.split("-"))] if known else [""] * 3
    return dict(zip(names, parts, strict=True))


def values(typed: Typed) -> dict[str, object]:
    """What was typed, as the enrolment form takes it; of the other indication nothing."""
    wanted = {field.name for question in asked(typed) for field in question.fields} - {"again"} | KNOWN
    told: dict[str, object] = {name: text for name, text in typed.items() if text and name in wanted}
    if "large_buttons" in told:
        told["large_buttons"] = told["large_buttons"] == "yes"
    if "mdt_roles" in told:
        told["mdt_roles"] = tuple(line.strip() for line in str(told["mdt_roles"]).split("\n") if line.strip())
    return told


def shown(field: Field, typed: Typed) -> str:
    """An answer as the page of all answers shows it."""
    text = typed.get(field.name)
    if not text:
        return NOT_GIVEN
    if field.kind is Kind.DATE:
        on = date.fromisoformat(text)
        return f"{on.day} {on:%B} {on.year}"
    named = {choice.value: choice.text for choice in field.choices}
    return named.get(text, text.replace("\n", ", "))
