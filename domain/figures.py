"""How well alerting works: how much it asks of staff, how soon they act, how often it was worth it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule: cases raised, closed with an action and without; `ppv` 0 to 1, None when none is closed."""

    raised: int
    with_action: int
    without: int
    ppv: float | None


@dataclass(frozen=True, slots=True)
class Kpis:
    """The figures of the last `days`. Shares are 0 to 1; None where nothing is there to count."""

    days: int
    questionnaires: int
    alerts: int
    alerts_per_100_questionnaires: float | None
    acknowledged_in_time: float | None
    median_hours_to_acknowledge: float | None
    median_hours_to_close: float | None
    rules: Mapping[str, RuleFigures]
