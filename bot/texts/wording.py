"""The words of one language: sentences by key, filled on asking. Pure; a wrong key is a bug."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain import Nation


@dataclass(frozen=True, slots=True)
class Texts:
    """`rules` are the titles of alert rules; `nations` hold what differs by nation."""

    language: str
    name: str
    consent_version: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    sentences: Mapping[str, str]
    nations: Mapping[Nation, Mapping[str, str]]
    rules: Mapping[str, str]
    commands: Mapping[str, str]
    staff_commands: Mapping[str, str]

    def say(self, key: str, **values: str | int) -> str:
        """The sentence, filled. Values are put in as they are, braces in them mean nothing."""
        return self.sentences[key].format(**values)

    def of_nation(self, nation: Nation, key: str) -> str:
        return self.nations[nation][key]

    def rule(self, rule: str) -> str:
        """The title of an alert rule; for one that this version does not have any more, just that."""
        return self.rules[rule] if rule in self.rules else self.say("rule-gone", rule=rule)

    def day(self, on: date) -> str:
        """A date as people say it: Tuesday 3 June."""
        return f"{self.weekdays[on.weekday()]} {on.day} {self.months[on.month - 1]}"

    def full_date(self, on: date) -> str:
        """A date with its year: 3 June 2025."""
        return f"{on.day} {self.months[on.month - 1]} {on.year}"

    def moment(self, local: datetime) -> str:
        """A moment of somebody's local time: Tuesday 3 June, 09:00."""
        return f"{self.day(local.date())}, {local:%H:%M}"
