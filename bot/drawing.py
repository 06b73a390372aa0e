"""Draws single buttons of one question, and rows of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import buttons
from bot.looks import looked
from bot.presses import Tappable
from bot.screen import Button, Rows
from bot.surroundings import Surroundings
from storage.words import Layout

LABEL = 25
"""Characters of a label that a telephone shows whole."""
_LARGE_ROW = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """One response as of one length of its log."""

    response_id: int
    seq: int
    around: Surroundings

    def button(self, label: str, move: Tappable) -> Button:
        """A button that makes this move."""
        return Button(label, buttons.tap(self.response_id, self.seq, move, self.around.layout))

    def look(self, label: str, view: str) -> Button:
        """A button that shows other buttons of the same question."""
        return Button(label, looked(self.response_id, self.seq, view))

    def say(self, key: str, move: Tappable) -> Button:
        """A button with words of the bot's own."""
        return self.button(self.around.say(key), move)

    def rows(self, found: Sequence[Button], most: int) -> Rows:
        """Rows of at most `most` buttons, or of two large ones."""
        width = _LARGE_ROW if self.around.layout is Layout.LARGE else most
        return tuple(tuple(found[at : at + width]) for at in range(0, len(found), width))
