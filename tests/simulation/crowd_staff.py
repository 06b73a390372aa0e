"""The staff of a crowd's hospital: most take a case in time, some late, some never; the lead always does.

Whoever took a case hands it over, lets it rest or closes it some days later.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from app import casework
from app.demo.agenda import Agenda
from app.demo.dice import dice
from domain import Act, Fault
from storage import staff
from storage.database import Database
from tests.simulation.crowd_post import Posted

_TAKES = {"OWNER": 0.8, "DEPUTY": 0.8, "LEAD": 1.0}


class Ward:
    """Everybody who is told of cases."""

    def __init__(self, database: Database, agenda: Agenda, seed: int) -> None:
        self._database, self._agenda, self._seed = database, agenda, seed
        with database.read() as tx:
            self._codes = staff.codes(tx)

    def hear(self, posted: Posted, at: datetime) -> None:
        """A notice arrived: each decides once a round."""
        row = posted.row
        code = self._codes[row.staff_id or 0]
        if row.alert_id is None or row.kind != "notice" or row.detail.get("step") == "repeat":
            return
        roll = dice(self._seed, "staff", row.key)
        if roll.random() < _TAKES.get(code, 0.0):
            later = at + timedelta(minutes=roll.randint(5, 200))
            self._agenda.put(later, lambda when: self._take(row.alert_id or 0, code, when))

    def _take(self, alert_id: int, code: str, at: datetime) -> None:
        """What cannot be done any more is refused, as at the desk."""
        roll = dice(self._seed, "takes", alert_id, code, at)
        with suppress(Fault), self._database.write() as tx:
            act, chance = Act(f"staff:{code}", at), roll.random()
            if chance < 0.1:
                casework.hand_over(tx, act, alert_id, code, "DEPUTY" if code == "OWNER" else "OWNER")
                return
            casework.acknowledge(tx, act, alert_id, code)
            if chance < 0.25:
                ends_on = at.date() + timedelta(days=roll.randint(1, 7))
                with suppress(Fault):
                    casework.snooze(tx, act, alert_id, code, ends_on, "seen in clinic then")
                    return
            later = at + timedelta(hours=roll.randint(1, 96))
            self._agenda.put(later, lambda when: self._close(alert_id, code, when))

    def _close(self, alert_id: int, code: str, at: datetime) -> None:
        with suppress(Fault), self._database.write() as tx:
            casework.close(tx, Act(f"staff:{code}", at), alert_id, code, "called", "")
