"""The sending port of a crowd: what is due is checked and settled as the couriers do, and arrives or not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.demo.dice import dice
from bot import truth
from bot.another_way import give_up
from bot.letter import Letter
from bot.outcome import Failure, Unreached, Unsure
from bot.screen import Screen
from bot.settling import failed, sent
from domain import Act, Channel, PatientStatus
from scheduler.published import Protocols
from storage import outbox, patients
from storage.database import Tx
from storage.words import OutboxState, Outgoing

_BY = "system:courier"
_MOST = 500
_AGAIN = timedelta(minutes=5)
_MAIL_AGAIN = timedelta(hours=12)
"""Oftener would make most of the instants of a life ones at which a mail server does not answer."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that arrived. For patients: their zone and standing at that moment, and the windows that it
    asks about, by assessment."""

    row: Outgoing
    at: datetime
    zone: str = ""
    status: PatientStatus | None = None
    windows: tuple[tuple[int, date, date], ...] = ()


class Post:
    """`lost`: the chance that a message certainly does not go out, and that nobody knows."""

    def __init__(self, seed: int, lost: float, protocols: Protocols) -> None:
        self._seed, self._lost, self._protocols = seed, lost, protocols

    def carry(self, tx: Tx, as_of: datetime) -> list[Posted]:
        """Deal with everything that is due; what arrives by it."""
        act, came = Act(_BY, as_of), []
        for row in outbox.due(tx, as_of, _MOST):
            if outbox.claim(tx, row.id) and self._may_go(tx, act, claimed := outbox.get(tx, row.id)):
                came += self._send(tx, act, claimed)
        for row in outbox.due(tx, as_of, _MOST, Channel.EMAIL):
            if outbox.claim(tx, row.id, Channel.EMAIL):
                came += self._mail(tx, act, outbox.get(tx, row.id))
        return came

    def _may_go(self, tx: Tx, act: Act, row: Outgoing) -> bool:
        match truth.truth(tx, row, act.at, self._protocols.after_quiet):
            case truth.Wait(until, reason):
                outbox.put_back(tx, act, row.id, max(until, act.at + _AGAIN), reason)
            case truth.Drop(reason, unreachable=True):
                give_up(tx, act, row, reason)
            case truth.Drop(reason):
                outbox.settle(tx, act, row.id, OutboxState.DROPPED, reason=reason)
            case truth.Go():
                return True
        return False

    def _send(self, tx: Tx, act: Act, row: Outgoing) -> list[Posted]:
        chance = dice(self._seed, "network", row.key, row.attempts).random()
        failure: Failure | None = None
        if chance < self._lost:
            failure = Unreached()
        elif chance < 2 * self._lost:
            failure = Unsure("TimedOut")
        arrives = failure is None or (isinstance(failure, Unsure) and chance < 1.5 * self._lost)
        came = [_posted(tx, row, act.at)] if arrives else []
        if failure is not None:
            failed(tx, act, row, failure, act.at + _AGAIN)
            return came
        sent(tx, act, Letter(row, Screen(""), 0, None, ()), row.id)
        return came

    def _mail(self, tx: Tx, act: Act, row: Outgoing) -> list[Posted]:
        """The mail server is away for a week of each eight."""
        if act.at.isocalendar().week % 8 == 0:
            outbox.put_back(tx, act, row.id, act.at + _MAIL_AGAIN, "unreached")
            return []
        outbox.settle(tx, act, row.id, OutboxState.SENT)
        return [Posted(row, act.at)]


def _posted(tx: Tx, row: Outgoing, at: datetime) -> Posted:
    if row.staff_id is not None or row.patient_id is None:
        return Posted(row, at)
    who = patients.get(tx, row.patient_id)
    windows = tuple((one.id, one.opens_on, one.closes_on) for one in truth.sitting(tx, row))
    return Posted(row, at, who.zone, who.status, windows)
