"""A form of a draft of the schedule looked at as it is typed: by what saving it would say, and nothing kept.

The answer holds the places of what is wrong, and no field: so what is typed meanwhile stays, and so does the
focus. What is wrong is told once; the same again is not read aloud again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.pages import protocol_forms as forms
from console.pages.drafts import asked_for
from console.pages.schedule_parts import CHANGED, NEW, Made, point_made, read_draft, rules_made
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Page, Visit
from scheduler.fields import Fault
from scheduler.spoken import in_words
from storage.database import Tx
from storage.drafts import Draft

FINE = "Nothing is wrong with what you typed."
POINT_PLACES = (
    "code", "target", "opens", "closes", "anchor", "instruments", "series", "marks", "follow_up",
    "follow_up.reminders", "follow_up.call",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """`faults`: what is wrong at each place, or nothing. `summary`: on top, if it stands there. `said`: in
    lines; none if it stands there already."""

    faults: Mapping[str, str | None]
    summary: Mapping[str, str] | None
    said: str | None


def check_point(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    made = point_made(tx, desk, visit, draft)
    others = [each for each in _new(tx, desk, draft, made) if not _is_at(each, made.within)]
    at_form = forms.at_fields(made.found, made.within, forms.POINT)
    faults = {**forms.met(others), **at_form, **made.faults}
    marks = [faults.pop(name) for name in forms.MARKS if name in faults]
    faults |= {"marks": marks[0]} if marks else {}
    told = [each for each in others if not forms.is_of_point(each)]
    return _told(visit, draft, POINT_PLACES, faults, told)


def check_rules(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    made = rules_made(tx, desk, visit, draft)
    faults = made.faults or forms.at_fields(made.found, "", forms.RULES)
    told = [each for each in _new(tx, desk, draft, made) if forms.is_of_point(each)]
    return _told(visit, draft, forms.RULES, faults, told)


def _new(tx: Tx, desk: Desk, draft: Draft, made: Made) -> list[Fault]:
    """What would be wrong with the draft, and is not without this."""
    before = {each.sentence for each in read_draft(tx, desk, draft.body)[1]}
    return [each for each in made.found if each.sentence not in before]


def _is_at(fault: Fault, within: str) -> bool:
    return fault.path == within or fault.path.startswith(f"{within}.")


def _untouched(visit: Visit) -> frozenset[str]:
    """Where nothing has been typed yet, of a time point that is being added: nobody has done it wrong."""
    if visit.path.get("code") != NEW:
        return frozenset()
    fields = {name for name in (*forms.WORDS, *forms.OFFSETS) if not visit.form.get(name, "").strip()}
    return frozenset(fields | (set() if forms.chosen(visit.form, "instruments") else {"instruments"}))


def _told(
    visit: Visit, draft: Draft, places: Iterable[str], faults: Mapping[str, str], elsewhere: Iterable[Fault]
) -> Page:
    now = {name: faults.get(name) for name in places if name not in _untouched(visit)}
    wrong = {name: sentence for name, sentence in now.items() if sentence}
    lines = [_count(len(wrong))] if wrong else []
    lines += [in_words(each.sentence) for each in elsewhere]
    if visit.form.get("seen") != draft.checksum:
        lines.append(CHANGED)
    said = "\n".join(lines) or FINE
    is_known = visit.form.get("told", "").split() == said.split()  # browsers end lines in their own way
    summary = wrong if visit.form.get("summarised") else None
    return Page("checked.html.j2", Checked(now, summary, None if is_known else said))


def _count(wrong: int) -> str:
    return f"{wrong} {'answer needs' if wrong == 1 else 'answers need'} another look."
