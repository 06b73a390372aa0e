"""What staff see of one case: where it stands, what can be done with it, and its story."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import buttons
from bot import case_presses as presses
from bot.case_words import stands, told
from bot.notices import about, head
from bot.objections import receivers
from bot.screen import Button, Rows, Screen, page
from bot.speech import Speech
from bot.story import Line, What, story
from bot.surroundings import Surroundings
from domain import STANDING, Alert, AlertState, Severity
from storage import alerts, episodes, outbox, patients, staff
from storage.database import Tx
from storage.handling import Handling, handling
from storage.words import CloseCode, Staff

CODES = tuple(CloseCode)
_LINES, _PEOPLE = 12, 8
_ANSWERS = (What.FIRED, What.JOINED, What.CHANGED)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands, and whoever looks at it."""

    alert: Alert
    now: Handling
    person: Staff
    around: Surroundings
    patient: str
    codes: dict[int, str]


def case_of(tx: Tx, speech: Speech, alert: Alert, person: Staff) -> Case:
    """Read what the screens of a case need."""
    return Case(
        alert=alert,
        now=handling(alerts.actions(tx, alert.id)),
        person=person,
        around=about(tx, speech, alert),
        patient=patients.get(tx, episodes.get(tx, alert.episode_id).patient_id).code,
        codes=staff.codes(tx),
    )


def case_screen(tx: Tx, case: Case, first: str = "", *, quiet: bool = False) -> Screen:
    """Where the case stands, with what can be done; `first` goes before.

    `quiet`: a new message, which may show on a locked telephone, so it does not say what the case is about.
    """
    named = case.around.say("case-head", code=case.patient, number=case.alert.id)
    about_it = named if quiet else page(named, head(tx, case.around, case.alert))
    stand = stands(case.around, case.alert, case.now, case.codes)
    return Screen(page(first, about_it, stand), _deeds(case))


def _deeds(case: Case) -> Rows:
    """Only what can be done now; the story always."""
    say, alert, step = case.around.say, case.alert, case.now.step
    rows: list[tuple[Button, ...]] = []
    if alert.state is AlertState.OPEN:
        rows.append((Button(say("button-acknowledge"), buttons.acknowledged(alert.id)),))
    rows.append((Button(say("button-story"), presses.story_read(alert.id, 0)),))
    if alert.state in STANDING:
        hand_over = Button(say("button-hand-over"), presses.handing_over(alert.id, step))
        taken = alert.state is AlertState.ACKNOWLEDGED and case.now.holder_id == case.person.id
        rests = taken and alert.severity is Severity.AMBER
        snooze = (Button(say("button-snooze"), presses.snoozing(alert.id, step)),) if rests else ()
        rows += [(hand_over, *snooze), (Button(say("button-close"), presses.closing(alert.id, step)),)]
    return tuple(rows)


def back(case: Case) -> Button:
    return Button(case.around.say("button-back-to-case"), presses.opened(case.alert.id))


def asks_receiver(tx: Tx, case: Case, number: int) -> Screen:
    """To whom it can be handed over, eight a page."""
    found = receivers(tx, case.alert, case.now, case.person)
    shown = found[number * _PEOPLE : (number + 1) * _PEOPLE]
    alert_id, step = case.alert.id, case.now.step
    rows = [(Button(each.code, presses.handed_over(alert_id, step, each.id)),) for each in shown]
    if found[(number + 1) * _PEOPLE :]:
        more = presses.handing_over(alert_id, step, number + 1)
        rows.append((Button(case.around.say("button-more"), more),))
    ask = case.around.say("hand-over-ask" if shown else "hand-over-nobody")
    return Screen(ask, (*rows, (back(case),)))


def asks_end(case: Case, ends: tuple[datetime, ...]) -> Screen:
    """Until when it can be snoozed: an opening a button."""
    zone, alert_id, step = ZoneInfo(case.around.site.zone), case.alert.id, case.now.step
    rows = [
        (Button(case.around.moment(at), presses.snoozed_until(alert_id, step, at.astimezone(zone).date())),)
        for at in ends
    ]
    return Screen(case.around.say("snooze-ask" if ends else "snooze-none"), (*rows, (back(case),)))


def asks_code(case: Case) -> Screen:
    """With what it can be closed."""
    rows = [
        (Button(case.around.say(f"code-{code}"), presses.closed_with(case.alert.id, case.now.step, number)),)
        for number, code in enumerate(CODES)
    ]
    return Screen(case.around.say("close-ask"), (*rows, (back(case),)))


def story_of(tx: Tx, case: Case) -> tuple[Line, ...]:
    """The whole story, from what is stored."""
    actions, notices = alerts.actions(tx, case.alert.id), outbox.of_alert(tx, case.alert.id)
    return story(case.alert, actions, notices, case.codes)


def story_screen(tx: Tx, case: Case, number: int) -> Screen:
    """A page of the story. Answers only where the site allows them in messages."""
    lines, answers = story_of(tx, case), case.around.site.answers_in_notices
    pages = max(1, -(-len(lines) // _LINES))
    number = min(number, pages - 1)
    shown = lines[number * _LINES : (number + 1) * _LINES]
    kept_back = not answers and any(line.what in _ANSWERS for line in shown)
    text = page(
        case.around.say("story-head", code=case.patient, number=case.alert.id, page=number + 1, pages=pages),
        "\n".join(told(case.around, line, answers=answers) for line in shown),
        case.around.say("story-answers-kept-back") if kept_back else "",
    )
    turns = [
        Button(case.around.say(key), presses.story_read(case.alert.id, to))
        for key, to in (("button-earlier", number - 1), ("button-more", number + 1))
        if 0 <= to < pages
    ]
    return Screen(text, (*((tuple(turns),) if turns else ()), (back(case),)))
