"""A case as several pages show it in a line, and which comes first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.deadlines import deadlines
from bot.case_words import stands
from bot.surroundings import Surroundings
from console.pages.moments import moment
from domain import Alert, AlertState, Severity, both_days
from storage import alert_numbers, alerts, rota, staff
from storage.database import Tx
from storage.handling import handling
from storage.words import AlertAction


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case. `state`: who has it, or for whom it waits."""

    number: int
    is_red: bool
    severity: str
    title: str
    fired: str
    state: str


def case_lines(tx: Tx, around: Surroundings, found: Sequence[Alert]) -> tuple[CaseLine, ...]:
    """These cases in this order; two queries, however many they are."""
    done, codes = alerts.actions_of(tx, [each.id for each in found]), staff.codes(tx)
    return tuple(_line(around, each, done[each.id], codes) for each in found)


def _line(
    around: Surroundings, alert: Alert, done: tuple[AlertAction, ...], codes: Mapping[int, str]
) -> CaseLine:
    return CaseLine(
        number=alert.id,
        is_red=alert.severity is Severity.RED,
        severity=around.say(f"severity-{alert.severity}"),
        title=found_in(around, alert.rule, alert.inputs),
        fired=moment(around.texts, around.site, alert.fired_at),
        state=stands(around, alert, handling(done), codes),
    )


def due_here(tx: Tx, around: Surroundings, found: Sequence[Alert]) -> Callable[[Alert, datetime], str]:
    """The clock of any of these cases of a hospital, at an instant: by when somebody has to acknowledge it.

    Empty for one that is acknowledged or closed. A case that came back keeps its first time.
    """
    oldest = min((each.fired_at for each in found), default=None)
    turns = () if oldest is None else rota.since(tx, around.site.id, oldest)
    due_at = deadlines(alert_numbers.of_site(tx, around.site.id), turns)

    def clock(alert: Alert, as_of: datetime) -> str:
        if alert.state is not AlertState.OPEN:
            return ""
        due = due_at(alert, around.site)
        said = "To be acknowledged by" if as_of <= due else "Overdue: it was to be acknowledged by"
        return f"{said} {moment(around.texts, around.site, due)}."

    return clock


def found_in(around: Surroundings, rule: str, inputs: Mapping[str, object]) -> str:
    """What was found, and in answers of what day, where staff entered them late."""
    days, title = both_days(inputs), around.texts.rule(rule)
    return title if days is None else f"{title} (answers of {around.texts.full_date(days[0])})"


def urgency(alert: Alert) -> tuple[bool, datetime, int]:
    """RED first, then the oldest."""
    return alert.severity is not Severity.RED, alert.fired_at, alert.id
