"""Gathers how well alerting works from the tables: for `status --json`, and of one site for its digests."""

from dataclasses import asdict
from datetime import datetime, timedelta

from alerts.kpis import Case, kpis
from audit.deadlines import deadlines
from domain import Alert, AlertState, Kpis, Severity, Site
from storage import alert_numbers, alerts, episodes, responses, rota, sites
from storage.database import Tx
from storage.words import ActionKind, CloseCode

SPAN = timedelta(days=91)
"""A quarter: how far the figures look back."""

PAGED = frozenset({Severity.RED, Severity.AMBER})


def figures(tx: Tx, as_of: datetime, site: Site | None = None) -> Kpis:
    """The figures of the cases that fired, and of the questionnaires that ended, in the last quarter; of all
    sites, or of one."""
    site_id = None if site is None else site.id
    began, until = as_of - SPAN, as_of + timedelta(microseconds=1)
    fired = [alert for alert in alerts.fired_between(tx, began, until, site_id) if alert.severity in PAGED]
    due_at = deadlines(alert_numbers.every(tx), rota.every(tx))
    cases = [Case(alert, due_at(alert, site or _site(tx, alert)), acted(tx, alert)) for alert in fired]
    return kpis(cases, responses.ended_between(tx, began, until, site_id), as_of, SPAN)


def acted(tx: Tx, alert: Alert) -> bool | None:
    """Whether a case was closed with an action; None while it is not closed."""
    if alert.state is not AlertState.RESOLVED:
        return None
    codes = [each.detail["code"] for each in alerts.actions(tx, alert.id) if each.kind is ActionKind.CLOSED]
    return codes[-1] != CloseCode.NO_ACTION


def _site(tx: Tx, alert: Alert) -> Site:
    return sites.get(tx, episodes.get(tx, alert.episode_id).site_id)


def as_row(found: Kpis) -> dict[str, object]:
    """For JSON: shares rounded to three places, hours to one."""
    row = {name: _rounded(name, value) for name, value in asdict(found).items() if name != "rules"}
    rules = {rule: {**asdict(each), "ppv": _rounded("ppv", each.ppv)} for rule, each in found.rules.items()}
    return {**row, "rules": rules}


def _rounded(name: str, value: object) -> object:
    return round(value, 1 if "hours" in name else 3) if isinstance(value, float) else value
