"""What is asked to enrol somebody, one question a page, in order; and what was typed, as values. Pure.

The names of the fields are those of the enrolment form, which judges them. Where something may be left out
for now, and follow-up does not begin without it, the page names the gate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from console.pages.moments import capital
from console.web.nhs import Choice
from domain import Limb, Side
from storage.words import Cause, Indication, Technique

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = ("day", "month", "year")
NO_DATE = "Enter a real date, such as 27 3 2025."
NOT_GIVEN = "Not given"
UNSIGNED = {"cy": "Welsh: a draft that no native speaker has signed off yet"}
"""Languages whose texts may be wrong, as the heads of their files say."""

Typed = Mapping[str, str | None]


class Kind(StrEnum):
    TEXT = "text"
    LINES = "lines"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """`wanted`: what to do if it is empty; none: it may be left out. `usual`: what stands there at first."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    hint: str | None = None
    wanted: str | None = None
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`only`: of operations with this indication. `gates`: those that stay shut while it is not answered."""

    key: str
    title: str
    fields: tuple[Field, ...]
    only: Indication | None = None
    gates: tuple[str, ...] = ()


def _one(field: Field, only: Indication | None = None, gates: tuple[str, ...] = ()) -> Question:
    """A question with one field, which is the heading."""
    return Question(field.name.replace("_", "-"), field.label, (field,), only, gates)


def _choice(name: str, label: str, *choices: Choice, usual: str = "") -> Field:
    return Field(name, label, Kind.CHOICE, choices, wanted="Choose one.", usual=usual)


def _words(values: type[StrEnum]) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, capital(each.value)) for each in values)


_DAY_HINT = "For example, 27 3 2025"
_OPTIONAL = "You may leave this empty"


def _day(name: str, label: str, *, is_wanted: bool = False) -> Field:
    return Field(name, label, Kind.DATE, hint=_DAY_HINT, wanted="Enter the date." if is_wanted else None)


SECONDARY, PRIMARY = Indication.SECONDARY, Indication.PRIMARY
QUESTIONS = (
    Question(
        "who",
        "Who is the patient?",
        (
            Field("name", "Full name", wanted="Enter the name."),
            Field("nhs_number", "NHS number", hint=_OPTIONAL),
        ),
    ),
    Question(
        "reach",
        "How can the team reach the patient?",
        (
            Field("phone", "Telephone number", hint="The team calls it when messages are not answered"),
            Field("email", "E-mail address", hint=_OPTIONAL),
        ),
    ),
    _one(_choice("language", "In which language are questions asked?")),
    _one(
        Field(
            "send_time",
            "At what time of day should questions come?",
            hint="From 08:00 and before 21:00; the patient may change it",
            wanted="Enter a time such as 09:30.",
            usual="09:30",
        )
    ),
    _one(
        Field(
            "zone",
            "In which time zone does the patient live?",
            hint="The hospital's stands here, such as Europe/London",
            wanted="Enter a time zone such as Europe/London.",
        )
    ),
    _one(
        _choice(
            "large_buttons",
            "Does the patient need large buttons?",
            Choice("no", "No"),
            Choice("yes", "Yes, at most two in a row"),
        )
    ),
    _one(_day("amputation_on", "When was the amputation?", is_wanted=True)),
    _one(_day("tmr_on", "When is, or was, the operation (TMR)?", is_wanted=True)),
    _one(
        _choice(
            "indication",
            "Why is TMR done?",
            Choice(SECONDARY, "For pain, after the amputation", "Secondary TMR"),
            Choice(PRIMARY, "At the amputation, against pain later", "Primary TMR: in a formal study alone"),
        )
    ),
    _one(
        _choice(
            "technique",
            "Which technique?",
            Choice(Technique.TMR, "TMR"),
            Choice(Technique.TMR_RPNI, "TMR with RPNI"),
            Choice(Technique.RPNI_ONLY, "RPNI alone", "Counts for safety, and not as TMR"),
        )
    ),
    Question(
        "limb",
        "Which limb?",
        (
            _choice("limb", "Arm or leg", Choice(Limb.UPPER, "Arm"), Choice(Limb.LOWER, "Leg")),
            _choice("side", "Side", *_words(Side)),
        ),
    ),
    _one(
        Field(
            "level",
            "At which level was the amputation?",
            hint="For example, transtibial",
            wanted="Enter the level.",
        )
    ),
    _one(_choice("cause", "Why was the limb amputated?", *_words(Cause))),
    Question(
        "governance",
        "When was the clinical governance lead told?",
        (
            Field("governance_lead", "Who is the clinical governance lead?"),
            _day("governance_on", "Governance lead told on"),
        ),
        SECONDARY,
        ("governance-lead",),
    ),
    Question(
        "consent",
        "When did the patient consent to the procedure?",
        (
            _day("procedure_consent_on", "Consented to the procedure on"),
            Field("procedure_information_version", "Version of the information that the patient was given"),
        ),
        SECONDARY,
        ("procedure-consent",),
    ),
    _one(Field("audit_number", "What is the audit registration number?"), SECONDARY, ("audit-number",)),
    Question(
        "team",
        "When did the multidisciplinary team choose the patient?",
        (
            _day("mdt_on", "Team met on"),
            Field("mdt_roles", "Who was there from the team?", Kind.LINES, hint="A role a line, no names"),
        ),
        SECONDARY,
        ("mdt",),
    ),
    Question(
        "study",
        "Which study is the operation part of?",
        (
            Field("study_title", "Title of the study"),
            Field("rec_reference", "Reference of the research ethics committee (REC)"),
            Field("iras_id", "IRAS project id"),
        ),
        PRIMARY,
        ("rec-reference", "iras-id", "study-title"),
    ),
    _one(_day("ethics_on", "When was the study's ethics approval given?"), PRIMARY, ("ethics-approval",)),
    _one(_day("study_consent_on", "When did the patient consent to the study?"), PRIMARY, ("study-consent",)),
)


def fitted(field: Field, languages: tuple[Choice, ...], zone: str) -> Field:
    """A field with what the hospital has: the languages of the bot, its own time zone."""
    if field.name == "language":
        return replace(field, choices=languages)
    return replace(field, usual=zone) if field.name == "zone" else field


def asked(typed: Typed) -> tuple[Question, ...]:
    """The questions that this operation needs; those of one indication once it is known."""
    return tuple(each for each in QUESTIONS if each.only in (None, typed.get("indication")))


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
    wanted = {field.name for question in asked(typed) for field in question.fields}
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
