"""One case: where it stands, its story with the answers behind it, and what can be done about it.

What staff may do is the bot's own rule (`bot/objections.py`). Each form holds the step that the page showed,
so that whoever comes second is told and overwrites nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from bot.case_screens import CODES, Case, case_of, story_of
from bot.case_words import stands, told
from bot.casework import alert_of, hand_over
from bot.late import entered_later
from bot.objections import Objection, may_close, may_hand_over, may_snooze, receivers
from console.pages.answered import answered
from console.pages.case_words import due_here, urgency
from console.pages.drawn import course_of
from console.pages.moments import capital, moment
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit, number_in
from domain import STANDING, AlertState, Severity
from storage import alerts, digest_facts, episodes, patients, responses, staff
from storage.database import Tx
from storage.words import CloseCode

MOST_REASON = 500
CHOOSE = Choice("", "Choose a colleague")
MOVED_ON = "The case has changed since this page was opened. Look at it again. Nothing was done."


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that the page shows. `faults` are by field; `typed` is what was typed before."""

    number: int
    patient: str
    title: str
    severity: str
    is_red: bool
    fired: str
    entered_later: str
    state: str
    clock: str
    step: int
    story: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    chart: Markup | None
    can_acknowledge: bool
    is_standing: bool
    can_rest: bool
    receivers: tuple[Choice, ...]
    ends: tuple[Choice, ...]
    codes: tuple[Choice, ...]
    next_number: int | None
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    case = _asked_for(tx, desk, visit)
    return NOT_THERE if case is None else _page(tx, desk, visit, case, {})


def _asked_for(tx: Tx, desk: Desk, visit: Visit) -> Case | None:
    """The case of that number, of the person's own site."""
    number = number_in(visit.path["number"])
    if visit.who.staff_id is None or number is None:
        return None
    person = staff.get(tx, visit.who.staff_id)
    alert = alert_of(tx, person, number)
    return None if alert is None else case_of(tx, desk.speech, alert, person)


def _page(tx: Tx, desk: Desk, visit: Visit, case: Case, faults: Mapping[str, str]) -> Page:
    alert, around = case.alert, case.around
    episode = episodes.get(tx, alert.episode_id)
    standing = alert.state in STANDING
    view = CaseView(
        number=alert.id,
        patient=case.patient,
        title=capital(around.texts.rule(alert.rule)),
        severity=around.say(f"severity-{alert.severity}"),
        is_red=alert.severity is Severity.RED,
        fired=moment(around.texts, around.site, alert.fired_at),
        entered_later=entered_later(around.texts, alert.inputs),
        state=stands(around, alert, case.now, case.codes),
        clock=due_here(tx, around, [alert])(alert, visit.as_of),
        step=case.now.step,
        story=tuple(told(around, line, answers=True) for line in story_of(tx, case)),
        answers=_answers(tx, desk, case),
        chart=_chart(tx, desk, visit, case),
        can_acknowledge=alert.state is AlertState.OPEN,
        is_standing=standing,
        can_rest=standing and may_snooze(alert, case.now, case.person, None, ()) is None,
        receivers=_receivers(tx, case),
        ends=tuple(_end(case, each) for each in _ends(tx, desk, visit, case)),
        codes=tuple(Choice(code.value, around.say(f"code-{code}")) for code in CODES),
        next_number=_next(tx, episode.site_id, alert.id),
        faults=faults,
        typed=visit.form,
    )
    reads = (f"alert:{alert.id}", f"patient:{episode.patient_id}")
    return Page("case.html.j2", view, status=422 if faults else 200, reads=reads)


def _answers(tx: Tx, desk: Desk, case: Case) -> tuple[tuple[str, str], ...]:
    """All answers of the report that it was found in; none where it was found in silence."""
    if case.alert.response_id is None:
        return ()
    return answered(tx, desk, case.around, responses.get(tx, case.alert.response_id))


def _chart(tx: Tx, desk: Desk, visit: Visit, case: Case) -> Markup | None:
    """The pain of this operation with what is marked in it; none where nothing was reported."""
    episode = episodes.get(tx, case.alert.episode_id)
    patient = patients.get(tx, episode.patient_id)
    return course_of(tx, desk, patient, episode, visit.as_of, cases=True).chart(
        f"Pain of {case.patient}", "pain"
    )


def _receivers(tx: Tx, case: Case) -> tuple[Choice, ...]:
    found = receivers(tx, case.alert, case.now, case.person)
    return (CHOOSE, *(Choice(str(each.id), each.code) for each in found)) if found else ()


def _ends(tx: Tx, desk: Desk, visit: Visit, case: Case) -> tuple[datetime, ...]:
    return desk.speech.duties.snooze_ends(tx, case.around.site, visit.as_of)


def _end(case: Case, at: datetime) -> Choice:
    return Choice(at.isoformat(), moment(case.around.texts, case.around.site, at))


def _next(tx: Tx, site_id: int, number: int) -> int | None:
    """The case after this one, RED first and then the oldest, among those that nobody has taken."""
    waiting = [each.alert for each in digest_facts.standing(tx, site_id) if each.taken_by is None]
    return next((alert.id for alert in sorted(waiting, key=urgency) if alert.id != number), None)


Deed = Callable[[Tx, Desk, Visit, Case], Mapping[str, str]]
"""Does something about a case, unless it may not be: then what is wrong, by field."""


def acknowledge(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """Take the case. Whoever comes second is told so."""
    case = _asked_for(tx, _desk, visit)
    if case is None:
        return NOT_THERE
    done = alerts.acknowledge(tx, visit.act, case.alert.id, case.person.id)
    return Go(f"/cases/{case.alert.id}?said={'acknowledged' if done else 'acknowledged-before'}")


def pass_on(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _deed(tx, desk, visit, _pass_on, "handed-over")


def rest(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _deed(tx, desk, visit, _rest, "snoozed")


def close(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _deed(tx, desk, visit, _close, "closed")


def _deed(tx: Tx, desk: Desk, visit: Visit, deed: Deed, said: str) -> Answer:
    case = _asked_for(tx, desk, visit)
    if case is None:
        return NOT_THERE
    moved_on = visit.form.get("step") != str(case.now.step)
    faults = {"case": MOVED_ON} if moved_on else deed(tx, desk, visit, case)
    return _page(tx, desk, visit, case, faults) if faults else Go(f"/cases/{case.alert.id}?said={said}")


def _pass_on(tx: Tx, _desk: Desk, visit: Visit, case: Case) -> Mapping[str, str]:
    to = number_in(visit.form.get("to", ""))
    if to is None:
        return {"to": "Choose to whom you hand it over."}
    objection = may_hand_over(tx, case.alert, case.now, case.person, to)
    if objection is not None:
        return _said(case, "to", objection)
    hand_over(tx, visit.act, case.alert.id, case.person.id, to)
    return {}


def _rest(tx: Tx, desk: Desk, visit: Visit, case: Case) -> Mapping[str, str]:
    ends = _ends(tx, desk, visit, case)
    until = next((at for at in ends if at.isoformat() == visit.form.get("until")), None)
    objection = may_snooze(case.alert, case.now, case.person, until, ends)
    if objection is not None:
        return _said(case, "until", objection)
    reason, fault = _reason(visit, "rest-reason", "Say why it can rest.")
    if until is None:
        fault = {"until": "Choose until when it rests.", **fault}
    if fault or until is None:
        return fault
    alerts.snooze(tx, visit.act, case.alert.id, case.person.id, until, reason)
    return {}


def _close(tx: Tx, _desk: Desk, visit: Visit, case: Case) -> Mapping[str, str]:
    objection = may_close(case.alert)
    if objection is not None:
        return _said(case, "code", objection)
    code = visit.form.get("code", "")
    if code not in set(CloseCode):
        return {"code": "Choose what was done."}
    reason, fault = _reason(visit, "close-reason", "Say why nothing was done.")
    if fault and (code == CloseCode.NO_ACTION or reason):
        return fault
    alerts.close(tx, visit.act, case.alert.id, case.person.id, CloseCode(code), reason or None)
    return {}


def _reason(visit: Visit, name: str, missing: str) -> tuple[str, dict[str, str]]:
    """What was typed as the reason, and what is wrong with it."""
    reason = " ".join(visit.form.get(name, "").split())
    if not reason:
        return "", {name: missing}
    too_long = f"Use {MOST_REASON} characters or fewer."
    return reason, {name: too_long} if len(reason) > MOST_REASON else {}


def _said(case: Case, name: str, objection: Objection) -> dict[str, str]:
    return {name: case.around.say(objection)}
