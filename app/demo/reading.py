"""How a made-up person reads a screen: the words and buttons of one message, and which question stands there.

They see what anybody would see: the text, the labels and what a tap sends. A question is known by the ordinal
its buttons carry and by its own words in the text.
"""

from dataclasses import dataclass

from app.demo.standin_chats import Shown
from bot import buttons
from bot.presses import Press, Tapped
from questionnaires.instrument import Instrument, Item
from questionnaires.library import Library
from questionnaires.moves import Choose, Decline, Done, Number, Skip, Tick

TICK = "✓ "
_ANSWERS = (Choose, Tick, Done, Number, Decline, Skip)


@dataclass(frozen=True, slots=True)
class Key:
    """A button: its words, what a tap sends, and what that means to the bot."""

    label: str
    data: str
    press: Press


@dataclass(frozen=True, slots=True)
class View:
    """A message as it stands now. `keys` are in the order drawn."""

    message_id: int
    text: str
    keys: tuple[Key, ...]

    def first(self, kind: type[Press]) -> Key | None:
        """The first button of a kind."""
        return next((key for key in self.keys if isinstance(key.press, kind)), None)

    def moves(self, kind: type[object]) -> tuple[Key, ...]:
        """The buttons that make this kind of move."""
        return tuple(
            key for key in self.keys if isinstance(key.press, Tapped) and isinstance(key.press.move, kind)
        )


def view(shown: Shown) -> View:
    """Read a message. Buttons that mean nothing to us are left out."""
    found = ((key, buttons.read(key.data)) for row in shown.buttons for key in row)
    keys = tuple(Key(key.text, key.data, press) for key, press in found if press is not None)
    return View(shown.message_id, shown.text, keys)


def question(seen: View, library: Library) -> Item | None:
    """The question that stands there; none on a review, a list or anything else."""
    moves = (key.press.move for key in seen.keys if isinstance(key.press, Tapped))
    ordinals = {move.item_ordinal for move in moves if isinstance(move, _ANSWERS)}
    items = (_item(instrument, ordinal) for ordinal in ordinals for instrument in library.instruments)
    return next((item for item in items if item is not None and item.text in seen.text), None)


def _item(instrument: Instrument, ordinal: int) -> Item | None:
    found = instrument.flat[ordinal] if ordinal < len(instrument.flat) else None
    return found if found is not None and found.is_question else None
