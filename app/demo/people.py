"""What a made-up person does with the screen in front of them. Pure: (screen, meaning, dice) -> a deed.

People press "prefer not to say", go back, look over their answers and change one, before sending or after,
and double-tap.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.demo.answers import Meaning
from app.demo.reading import TICK, Key, View
from bot.presses import Agreed, Begun, Entered, Keyed, Listed, Paused, Stopped, Stopping, Tapped
from bot.wishes import Charted, Hurting
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import NO, YES, Back, Change, Choose, Decline, Done, Number, Send, Skip, Tick


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on a button, by the words on it; `twice`: a nervous finger."""

    label: str
    data: str
    twice: bool = False
    forgets: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A message typed."""

    text: str


Deed = Tap | Words | None
"""None: there is nothing to do here."""

_DECLINES, _GOES_BACK, _CHANGES, _AMENDS, _DOUBLE_TAPS = 0.012, 0.015, 0.12, 0.04, 0.02


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody has in mind besides the questions: their PIN, how to leave, for how long to pause, and
    whether they want their chart after each report."""

    pin: str = ""
    leaving: Stopping = Stopping.KEEP
    pause_days: int = 7
    chart: bool = False


def do(seen: View, item: Item | None, meaning: Callable[[Item], Meaning], wish: Wish, roll: Random) -> Deed:
    """The next thing they do on this screen; `meaning` tells what they want to answer."""
    if item is not None:
        return _answer(seen, item, meaning, roll)
    for step in (_begin, _pin, _agree, _stop, _pause, _chart, _limb, _review):
        deed = step(seen, wish, roll)
        if deed is not None:
            return deed
    return None


def _tap(key: Key | None, *, twice: bool = False, forgets: bool = False) -> Tap | None:
    return None if key is None else Tap(key.label, key.data, twice, forgets)


def _answer(seen: View, item: Item, meaning: Callable[[Item], Meaning], roll: Random) -> Deed:
    chance = roll.random()
    if chance < _DECLINES and (declining := seen.moves(Decline)):
        return _tap(declining[0])
    if chance > 1 - _GOES_BACK and (back := seen.moves(Back)):
        return _tap(back[0], forgets=True)
    meant = meaning(item)
    if isinstance(meant, str) and item.kind in (ItemKind.TEXT, ItemKind.STRING):
        return Words(meant)
    key = _several(seen, item, meant) if isinstance(meant, frozenset) else _one(seen, item, meant)
    return _tap(key or _pass(seen), twice=roll.random() < _DOUBLE_TAPS)


def _one(seen: View, item: Item, meant: Meaning) -> Key | None:
    """The button of a number, of yes or no, or of one option."""
    for key in seen.keys:
        if not isinstance(key.press, Tapped):
            continue
        match key.press.move:
            case Number(_, value) if not isinstance(meant, bool) and value == meant:
                return key
            case Choose(_, ordinal) if ordinal == _ordinal(item, meant):
                return key
    return None


def _ordinal(item: Item, meant: Meaning) -> int | None:
    if isinstance(meant, bool):
        return YES if meant else NO
    codes = [option.code for option in item.options]
    return codes.index(meant) if isinstance(meant, str) and meant in codes else None


def _several(seen: View, item: Item, meant: frozenset[str]) -> Key | None:
    """The next box to tick or untick; Done when all is as meant."""
    for key in seen.moves(Tick):
        if isinstance(key.press, Tapped) and isinstance(key.press.move, Tick):
            code = item.options[key.press.move.option_ordinal].code
            if (code in meant) != key.label.startswith(TICK):
                return key
    return next(iter(seen.moves(Done)), None)


def _pass(seen: View) -> Key | None:
    """Skip where that is offered, else prefer not to say."""
    return next(iter((*seen.moves(Skip), *seen.moves(Decline))), None)


def _begin(seen: View, _wish: Wish, roll: Random) -> Deed:
    return _tap(seen.first(Begun), twice=roll.random() < _DOUBLE_TAPS)


def _pin(seen: View, wish: Wish, _roll: Random) -> Deed:
    """The next digit of the PIN, then OK."""
    for key in seen.keys:
        match key.press:
            case Entered() if key.press.digits == wish.pin:
                return _tap(key)
            case Keyed(_, digits) if digits and wish.pin.startswith(digits) and len(digits) > _typed(seen):
                return _tap(key)
    return None


def _typed(seen: View) -> int:
    """How many digits stand on the pad: OK carries them."""
    entered = seen.first(Entered)
    return len(entered.press.digits) if entered and isinstance(entered.press, Entered) else 0


def _agree(seen: View, _wish: Wish, _roll: Random) -> Deed:
    return _tap(seen.first(Agreed))


def _stop(seen: View, wish: Wish, _roll: Random) -> Deed:
    return _tap(next((key for key in seen.keys if key.press == Stopped(wish.leaving)), None))


def _pause(seen: View, wish: Wish, _roll: Random) -> Deed:
    return _tap(next((key for key in seen.keys if key.press == Paused(wish.pause_days)), None))


def _chart(seen: View, wish: Wish, _roll: Random) -> Deed:
    """Ask for the chart after each report, where that is offered."""
    key = seen.first(Charted)
    offered = key is not None and isinstance(key.press, Charted) and key.press.wanted == 1
    return _tap(key) if wish.chart and offered else None


def _limb(seen: View, _wish: Wish, roll: Random) -> Deed:
    """Which limb it is about."""
    keys = [key for key in seen.keys if isinstance(key.press, Hurting)]
    return _tap(roll.choice(keys)) if keys else None


def _review(seen: View, _wish: Wish, roll: Random) -> Deed:
    """Send; some look into the list first, and change one answer. A few do so after they have sent."""
    listed, sending = seen.moves(Change), seen.moves(Send)
    if listed:
        return _tap(roll.choice(listed), forgets=True)
    if not sending:
        return _tap(seen.first(Listed)) if roll.random() < _AMENDS else None
    if roll.random() >= _CHANGES:
        return _tap(sending[0], twice=roll.random() < _DOUBLE_TAPS)
    return _tap(seen.first(Listed)) or _tap(sending[0])
