"""What is asked to enrol somebody, or about another operation: one question a page, in order. Pure.

The names of the fields are those of the enrolment form, which judges them. Where something may be left out
for now, and follow-up does not begin without it, the page names the gate.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from console.pages.moments import capital
from console.web.nhs import Choice
from domain import Limb, Side
from storage.words import Cause, Indication, Technique

UNSIGNED = {"cy": "Welsh: a draft that no native speaker has signed off yet"}
"""Languages whose texts may be wrong, as the heads of their files say."""


class Kind(StrEnum):
    TEXT = "text"
    LINES = "lines"
    DATE = "date"
    CHOICE = "choice"


class Whose(StrEnum):
    """Of whom it is asked: of somebody new, or of a patient who is enrolled and operated on again."""

    NEW = "new"
    KNOWN = "known"


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
    """`only`: of operations with this indication. `gates`: those that stay shut while it is not answered.
    `whose`: asked of people of this kind alone."""

    key: str
    title: str
    fields: tuple[Field, ...]
    only: Indication | None = None
    gates: tuple[str, ...] = ()
    whose: Whose | None = None


def _one(
    field: Field,
    only: Indication | None = None,
    gates: tuple[str, ...] = (),
    whose: Whose | None = None,
) -> Question:
    """A question with one field, which is the heading."""
    return Question(field.name.replace("_", "-"), field.label, (field,), only, gates, whose)


def _choice(name: str, label: str, *choices: Choice, usual: str = "") -> Field:
    return Field(name, label, Kind.CHOICE, choices, wanted="Choose one.", usual=usual)


def _words(values: type[StrEnum]) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, capital(each.value)) for each in values)


_DAY_HINT = "For example, 27 3 2025"
_OPTIONAL = "You may leave this empty"


def _day(name: str, label: str, *, is_wanted: bool = False) -> Field:
    return Field(name, label, Kind.DATE, hint=_DAY_HINT, wanted="Enter the date." if is_wanted else None)


SECONDARY, PRIMARY = Indication.SECONDARY, Indication.PRIMARY
_PERSON = (
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
)
AGAIN = _one(_choice("again", "Which limb is, or was, operated on?"), whose=Whose.KNOWN)
QUESTIONS = (
    *(replace(each, whose=Whose.NEW) for each in _PERSON),
    AGAIN,
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
