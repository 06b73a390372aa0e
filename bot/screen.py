"""What a person sees: plain text and rows of buttons. Plain, for markup can fail to parse."""

from dataclasses import dataclass

from charts.marks import NOTHING, Beside
from charts.pain import Reading
from charts.words import Words

LIMIT = 4096
"""Telegram's limit of one message, counted in UTF-16 units."""

CAPTION = 1024
"""Its limit of the words below a picture."""

_CUT = " …"


@dataclass(frozen=True, slots=True)
class Button:
    """Words to tap, and the callback data the tap brings back."""

    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart is drawn from, once it is to be sent. `beside`: what only staff are shown."""

    readings: tuple[Reading, ...]
    words: Words
    beside: Beside = NOTHING


@dataclass(frozen=True, slots=True)
class Screen:
    """With a picture the text is its caption, which may show on a locked telephone."""

    text: str
    rows: Rows = ()
    picture: Picture | None = None


def length(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def page(*parts: str) -> str:
    """The parts that say anything, as paragraphs, cut to what one message holds (the first parts survive)."""
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    if length(text) <= LIMIT:
        return text
    units = text.encode("utf-16-le")[: 2 * (LIMIT - len(_CUT))]
    return units.decode("utf-16-le", errors="ignore") + _CUT


def shortened(text: str, limit: int) -> str:
    """The text in one line of at most `limit` characters, cut at a word where there is one."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:.-") + "…"
