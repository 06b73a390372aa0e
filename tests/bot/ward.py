"""A site with two cases, and its staff on Telegram."""

from dataclasses import dataclass
from datetime import datetime

from domain import Act, Alert, Severity
from storage import alerts
from storage.database import Database
from storage.handling import Handling, handling
from storage.words import AlertAction
from tests import cast
from tests.bot.house import House

OWNER, DEPUTY, LEAD, COORD = (cast.STAFF_CHATS[code] for code in ("OWNER", "DEPUTY", "LEAD", "COORD"))


@dataclass(frozen=True, slots=True)
class Ward:
    """A site with two cases of Ann's: RED is the first, AMBER the second."""

    house: House
    team: cast.Team
    red: int
    amber: int

    def alert(self, alert_id: int) -> Alert:
        with self.house.database.read() as tx:
            return alerts.get(tx, alert_id)

    def actions(self, alert_id: int) -> tuple[AlertAction, ...]:
        with self.house.database.read() as tx:
            return alerts.actions(tx, alert_id)

    def stands(self, alert_id: int) -> Handling:
        return handling(self.actions(alert_id))

    def kinds(self, alert_id: int) -> list[str]:
        return [action.kind.value for action in self.actions(alert_id)]

    async def open(self, chat_id: int, alert_id: int) -> None:
        await self.house.say(chat_id, f"/case {alert_id}")

    async def tap(self, chat_id: int, *labels: str) -> str:
        toast = ""
        for label in labels:
            toast = await self.house.tap(chat_id, label)
        return toast


def raised(database: Database, at: datetime, episode_id: int, rule: str) -> int:
    with database.write() as tx:
        found = alerts.raise_alert(
            tx,
            Act("system:tick", at),
            key=f"{rule}:1:rlp",
            episode_id=episode_id,
            response_id=None,
            rule=rule,
            rule_version="1.0.0",
            severity=Severity.RED if rule.startswith("RED") else Severity.AMBER,
            inputs={
                "pain": "rlp",
                "day": 90,
                "value": 8,
                "usual": 3,
                "usual-from": "baseline",
                "re-check": 7,
            },
        )
        assert found is not None
        return found.id
