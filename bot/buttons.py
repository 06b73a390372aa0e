"""Callback data and what it means, both ways. Data is at most 64 bytes and carries numbers, never link ids.

A button is only a claim: people can send any data they like, so whoever reads one checks that the sender owns
what it names. Anything that is not exactly of our making is read as None.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields

from bot.case_presses import NUMBERED as OF_CASES
from bot.looks import are_numbers, read_look
from bot.presses import (
    Acknowledged,
    Agreed,
    Begun,
    Entered,
    Keyed,
    Listed,
    NotNow,
    Paused,
    Press,
    Reviewed,
    Sized,
    Spoken,
    Stopped,
    Stopping,
    Tappable,
    Tapped,
    Why,
)
from bot.wishes import Charted, Hurting, Worded
from questionnaires.moves import Back, Change, Choose, Decline, Done, Move, Number, Pick, Send, Skip, Tick
from storage.words import Layout

LIMIT = 64
"""Telegram's limit of callback data, in bytes."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,46}")
_DIGITS = re.compile(r"[0-9]{0,8}")
_PICKED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}\.[0-9]{2})?|[0-9]{2}\.[0-9]{2}")


_MOVES: Mapping[str, type[Choose | Number | Tick | Done | Decline | Skip | Change | Back | Send]] = {
    "a": Choose,
    "n": Number,
    "k": Tick,
    "d": Done,
    "x": Decline,
    "z": Skip,
    "c": Change,
    "b": Back,
    "y": Send,
}
_ARGUMENTS = {letter: len(fields(kind)) for letter, kind in _MOVES.items()}
_LARGE = ":w"
"""Ends the data of a button that was drawn large (wide)."""
_LETTERS = {kind: letter for letter, kind in _MOVES.items()}


def tap(response_id: int, seq: int, move: Tappable, layout: Layout = Layout.STANDARD) -> str:
    """The data of a button that makes this move. It says how it was drawn: wishes change in between."""
    mark = _LARGE if layout is Layout.LARGE else ""
    if isinstance(move, Pick):  # a colon parts the data
        return _data(f"q:{response_id}:{seq}:{move.item_ordinal}:{move.text.replace(':', '.')}{mark}")
    parts = (_LETTERS[type(move)], response_id, seq, *(getattr(move, field.name) for field in fields(move)))
    return _data(":".join(map(str, parts)) + mark)


def listed(response_id: int, seq: int, number: int) -> str:
    return _data(f"l:{response_id}:{seq}:{number}")


def reviewed(response_id: int, seq: int) -> str:
    return _data(f"r:{response_id}:{seq}")


def why(response_id: int, seq: int) -> str:
    return _data(f"w:{response_id}:{seq}")


def begun(assessment_id: int) -> str:
    return _data(f"s:{assessment_id}")


def acknowledged(alert_id: int) -> str:
    return _data(f"ack:{alert_id}")


def keyed(token: str, digits: str) -> str:
    return _data(f"p:{token}:{digits}")


def entered(token: str, digits: str, tries: int) -> str:
    return _data(f"o:{token}:{digits}:{tries}")


def agreed(token: str, digits: str) -> str:
    return _data(f"g:{token}:{digits}")


def not_now() -> str:
    return "later"


def stopped(choice: Stopping) -> str:
    return _data(f"stop:{choice}")


def paused(days: int) -> str:
    return _data(f"pause:{days}")


def spoken(language: str) -> str:
    return _data(f"lang:{language}")


def sized(*, large: bool) -> str:
    return _data(f"size:{int(large)}")


def fits(token: str) -> bool:
    """Whether a link token is of our making, and short enough for the PIN pad."""
    return _TOKEN.fullmatch(token) is not None


def _data(text: str) -> str:
    if len(text.encode()) > LIMIT:
        raise ValueError("The data of a button is too long.")
    return text


_NUMBERED: Mapping[str, tuple[int, Callable[..., Press]]] = {
    "l": (3, Listed),
    "r": (2, Reviewed),
    "w": (2, Why),
    "s": (1, Begun),
    "ack": (1, Acknowledged),
    "pause": (1, Paused),
    "size": (1, Sized),
    "pain": (1, Hurting),
    "words": (2, Worded),
    "chart": (3, Charted),
    **OF_CASES,
}
_PINNED: Mapping[str, Callable[[str, str], Press]] = {"p": Keyed, "g": Agreed}


def _picked(parts: list[str]) -> Press | None:
    layout = Layout.LARGE if parts[4:] == [_LARGE[1:]] else Layout.STANDARD
    known = len(parts) == (5 if layout is Layout.LARGE else 4)
    if not known or not _PICKED.fullmatch(parts[3]) or not are_numbers(parts[:3]):
        return None
    response_id, seq, item = map(int, parts[:3])
    return Tapped(response_id, seq, Pick(item, parts[3].replace(".", ":")), layout)


def _chosen(parts: list[str]) -> Press | None:
    return Stopped(Stopping(parts[0])) if len(parts) == 1 and parts[0] in list(Stopping) else None


def _language(parts: list[str]) -> Press | None:
    return Spoken(parts[0]) if len(parts) == 1 and re.fullmatch(r"[a-z]{2,3}", parts[0]) else None


_WORDED: Mapping[str, Callable[[list[str]], Press | None]] = {
    "v": read_look,
    "q": _picked,
    "stop": _chosen,
    "lang": _language,
    "later": lambda parts: None if parts else NotNow(),
}


def read(data: str) -> Press | None:
    """What a button means; None if it is not one of ours, however nearly."""
    head, *parts = data.split(":")
    if head == "o" and len(parts) == 3 and re.fullmatch(r"[0-9]", parts[2]):
        return _pinned(lambda token, digits: Entered(token, digits, int(parts[2])), parts[:2])
    if head in _PINNED:
        return _pinned(_PINNED[head], parts)
    if head in _WORDED:
        return _WORDED[head](parts)
    return _numbered(head, parts)


def _pinned(make: Callable[[str, str], Press], parts: list[str]) -> Press | None:
    if len(parts) != 2 or not _TOKEN.fullmatch(parts[0]) or not _DIGITS.fullmatch(parts[1]):
        return None
    return make(parts[0], parts[1])


def _numbered(head: str, parts: list[str]) -> Press | None:
    """A button whose parts are all numbers, each as we would write it; a move may say that it is large."""
    layout = Layout.STANDARD
    if head in _MOVES and parts[-1:] == [_LARGE[1:]]:
        parts, layout = parts[:-1], Layout.LARGE
    if not are_numbers(parts):
        return None
    numbers = [int(part) for part in parts]
    if head in _NUMBERED:
        count, make = _NUMBERED[head]
        return make(*numbers) if len(numbers) == count else None
    if head not in _MOVES or len(numbers) != 2 + _ARGUMENTS[head]:
        return None
    make_move: Callable[..., Move] = _MOVES[head]
    return Tapped(numbers[0], numbers[1], make_move(*numbers[2:]), layout)
