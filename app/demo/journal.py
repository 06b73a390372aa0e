"""What each person really received and did, and when: written down on the people's side of the network.

Nothing in it was asked of the product, so the product can be checked against it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from app.demo.reading import View


@dataclass(frozen=True, slots=True)
class Received:
    """A message that reached a chat, as it was when it came. `zone`: where the person was then."""

    chat_id: int
    at: datetime
    zone: str
    seen: View
    answers_a_deed: bool


@dataclass(frozen=True, slots=True)
class Done:
    """Something a person did: the words above the button and on it, or what they typed."""

    chat_id: int
    at: datetime
    zone: str
    what: str
    about: str


@dataclass(slots=True)
class Journal:
    """Both in the order they happened; `left` tells when somebody said they want no more messages."""

    received: list[Received] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    left: dict[int, datetime] = field(default_factory=dict)
