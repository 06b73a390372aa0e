"""What the texts of an instrument and the bot leave open until somebody stands in front of them: the site's
telephone and hours, the nation's emergency numbers, and who sees an answer when.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.texts.wording import Texts
from domain import Site
from storage.words import Layout


class Watch(StrEnum):
    """`now`: somebody is told at once. `opening`: nobody before the next opening. `nobody`: no alerts are
    raised, or nobody whom they are for can be reached."""

    NOW = "seen-now"
    OPENING = "seen-at-opening"
    NOBODY = "seen-nobody"


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether an urgent answer is seen, and from when on."""

    watch: Watch
    at: datetime


_PLACEHOLDER = re.compile(r"\{(team_phone|team_hours|crisis|urgent|seen|yes|no)\}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One site, in one language, at one moment, and how buttons are laid out for this person.

    `today` is the person's local date; none where nobody is asked anything.
    """

    texts: Texts
    site: Site
    seen: str
    layout: Layout = Layout.STANDARD
    today: date | None = None

    def fill(self, text: str) -> str:
        """An instrument's text with its placeholders filled; other braces stay as they are."""
        words = {
            "team_phone": self.site.team_phone,
            "team_hours": self.site.staffed_hours,
            "crisis": self.texts.of_nation(self.site.nation, "crisis"),
            "urgent": self.texts.of_nation(self.site.nation, "urgent"),
            "seen": self.seen,
            "yes": self.texts.say("button-yes"),
            "no": self.texts.say("button-no"),
        }
        return _PLACEHOLDER.sub(lambda found: words[found.group(1)], text)

    def say(self, key: str, **values: str | int) -> str:
        return self.texts.say(key, **values)

    @property
    def safety(self) -> str:
        """The emergency words of the nation and the team's number and hours: on every invitation."""
        return self.texts.say(
            "safety",
            emergency=self.texts.of_nation(self.site.nation, "emergency"),
            team_phone=self.site.team_phone,
            team_hours=self.site.staffed_hours,
        )

    def moment(self, instant: datetime) -> str:
        """An instant in the site's local time."""
        return self.texts.moment(instant.astimezone(ZoneInfo(self.site.zone)))


def surroundings(texts: Texts, site: Site, sight: Sight) -> Surroundings:
    """The surroundings of a site at the moment of this sight."""
    if sight.watch is Watch.OPENING:
        when = texts.moment(sight.at.astimezone(ZoneInfo(site.zone)))
        return Surroundings(texts, site, texts.say(sight.watch, when=when))
    return Surroundings(texts, site, texts.say(sight.watch))
