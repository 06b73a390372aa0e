"""What follows when a message cannot go by its channel: the other one, once, or word that somebody is lost.

Only notices to staff have a second channel. A digest that went by both at once needs none. A notice of a case
that reached its person by neither channel has the tick look at once, which passes them over.
"""

from datetime import timedelta

from bot.commands import tell_coordinator
from bot.people import is_asked, local_date
from bot.telling import operations
from bot.truth import receiver
from domain import Act, Channel, Lane
from storage import contacts, episodes, mailboxes, outbox, patients
from storage.database import Tx
from storage.words import ChannelState, OutboxState, Outgoing, Owner

PATIENCE = timedelta(minutes=5)
"""How long a notice waits for a channel that is in trouble before it goes by the other."""


def give_up(tx: Tx, act: Act, outgoing: Outgoing, reason: str) -> None:
    """It cannot go by its channel, now or later."""
    if instead(tx, act, outgoing, reason):
        return
    fail(tx, act, outgoing, reason)
    tell_out_of_reach(tx, act, outgoing)


def instead(tx: Tx, act: Act, outgoing: Outgoing, reason: str) -> bool:
    """Have it go by the other channel, if there is one that works and was not tried."""
    return _has_another(tx, outgoing) and outbox.reroute(tx, act, outgoing.id, reason)


def fail(tx: Tx, act: Act, outgoing: Outgoing, reason: str) -> None:
    """It goes by no channel at all. The case it was about climbs at once."""
    outbox.settle(tx, act, outgoing.id, OutboxState.FAILED, reason=reason)
    if outgoing.alert_id is not None and outgoing.episode_id is not None:
        episodes.look_at(tx, outgoing.episode_id, act.at)


def tell_out_of_reach(tx: Tx, act: Act, outgoing: Outgoing) -> None:
    """Somebody must find another way to this person."""
    owner, owner_id = receiver(outgoing)
    if owner is Owner.PATIENT:
        patient = patients.get(tx, owner_id)
        if is_asked(patient):  # nobody is to look for another way to those who have left
            tell_coordinator(tx, act, patient, "blocked", f"{local_date(patient, act.at):%Y%m%d}")
    else:
        operations(tx, act, "staff-out-of-reach")


def take_over(tx: Tx, act: Act, channel: Channel) -> int:
    """Notices that a channel in trouble has kept waiting too long go by the other; tells how many."""
    waiting = outbox.kept_waiting(tx, act.at - PATIENCE, channel)
    return sum(instead(tx, act, outgoing, f"{channel}-in-trouble") for outgoing in waiting)


def _has_another(tx: Tx, outgoing: Outgoing) -> bool:
    if outgoing.staff_id is None or outgoing.lane is not Lane.NOTICE or outgoing.detail.get("ways") == 2:
        return False
    if outgoing.channel is Channel.TELEGRAM:
        return mailboxes.working_address(tx, outgoing.staff_id) is not None
    return contacts.channel(tx, Owner.STAFF, outgoing.staff_id).state is ChannelState.LINKED
