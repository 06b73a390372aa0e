"""Whether a chat reaches its person: somebody blocked the bot, or let it in again."""

from datetime import datetime

from bot.commands import tell_coordinator
from bot.people import contact_of, is_asked, local_date, pseudonym, who
from bot.reply import Reply
from domain import Act, Patient
from storage import contacts
from storage.database import Tx
from storage.words import ChannelState


def blocked(tx: Tx, as_of: datetime, chat_id: int) -> Reply:
    """The bot was shut out: the channel is marked, and the coordinator of a patient still asked is told."""
    person = who(tx, chat_id)
    if person is None:
        return Reply()
    owner, owner_id = contact_of(person)
    act = Act(pseudonym(person), as_of)
    if contacts.channel(tx, owner, owner_id).state is not ChannelState.LINKED:
        return Reply()
    contacts.set_channel(tx, act, owner, owner_id, ChannelState.BLOCKED)
    if isinstance(person, Patient) and is_asked(person):
        tell_coordinator(tx, act, person, "blocked", f"{local_date(person, as_of):%Y%m%d}")
    return Reply(wake=True)


def let_in(tx: Tx, as_of: datetime, chat_id: int) -> Reply:
    """The bot may write again; what was stopped by choice stays stopped."""
    person = who(tx, chat_id)
    if person is None:
        return Reply()
    owner, owner_id = contact_of(person)
    if contacts.channel(tx, owner, owner_id).state is not ChannelState.BLOCKED:
        return Reply()
    contacts.set_channel(tx, Act(pseudonym(person), as_of), owner, owner_id, ChannelState.LINKED)
    return Reply(wake=True)
