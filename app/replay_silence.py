"""Whole windows of silence in answers of a file: what the default protocol asked and nobody answered."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.numbers import Numbers
from alerts.replay import Fired
from alerts.report import Report
from alerts.silence import Window, silences
from questionnaires.library import Library
from scheduler.plan import Planned, Preferences, plan
from scheduler.protocol import default_text, read
from scheduler.timepoints import Protocol


def default_protocol() -> Protocol:
    return read(default_text(), frozenset(Library.bundled().ids))


def silence(
    protocol: Protocol, reports: Sequence[Report], numbers: Numbers, zone: ZoneInfo, until_on: date
) -> Iterator[Fired]:
    """DIG-7 for one patient: found at the end of the window with which the silence became one.

    The windows are those after surgery that opened after the patient's first report and ended before
    `until_on`; one without an answer to what it asks was silent.
    """
    first_on, tmr_on = min(each.on for each in reports), reports[0].on - timedelta(days=reports[0].day)
    planned = plan(protocol, tmr_on, Preferences(zone.key, time(9), first_on))
    windows = [
        Window(
            number,
            each.time_point,
            each.closes_on,
            silent=not any(_answers(report, each) for report in reports),
        )
        for number, each in enumerate(planned)
        if each.opens_on > max(first_on, tmr_on) and each.closes_on < until_on
    ]
    ends = {f"DIG-7:{each.assessment_id}": each.closes_on for each in windows}
    for finding in silences(windows, numbers):
        midnight = datetime.combine(ends[finding.key] + timedelta(days=1), time(), zone)
        yield Fired(finding, midnight.astimezone(UTC))


def _answers(report: Report, asked: Planned) -> bool:
    return report.instrument in asked.instruments and asked.opens_on <= report.on <= asked.closes_on
