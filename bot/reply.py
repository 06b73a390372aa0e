"""What a tap or message is answered with, as a value: made inside the transaction, carried out after it."""

from dataclasses import dataclass
from datetime import datetime

from bot.screen import Screen
from domain import Message


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours to be shown anew. `caption`: it is a picture, whose words alone change."""

    message_id: int
    screen: Screen
    caption: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """`toast` answers the tap itself; with `alert` it is a box to be closed, which screen readers speak.

    `card` is the questionnaire's message as it now stands; `heal` has the courier show it if we cannot.
    `edits` are other messages to overwrite (it does no harm if that fails), `say` new messages in order.
    `wake`: something was stored that the tick should look at.
    """

    toast: str = ""
    alert: bool = False
    card: Edit | None = None
    heal: Message | None = None
    edits: tuple[Edit, ...] = ()
    say: tuple[Screen, ...] = ()
    wake: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """Where a tap or message came from. `source` names the update, so that the same one counts once.

    `written_at` is when Telegram got a message, to the second; none for taps, which name their place.
    """

    chat_id: int
    message_id: int
    source: str
    written_at: datetime | None = None
