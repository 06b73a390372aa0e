"""A form with every kind of item, as a hospital brought it, through the real bot with a restart."""

import csv
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from app.shelf import Shelf
from audit.export import export
from domain import Answers, AssessmentState, Quantity
from questionnaires.conversation import answers
from questionnaires.definitions import read_definition
from storage import assessments, responses
from storage.database import Database
from tests import cast, own
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]
FORM = (Path(__file__).parents[1] / "forms" / "every-kind.yaml").read_text(encoding="utf-8")
TAPS = (
    "1,8", "80", "#kg", "#Earlier years", "#2012", "#June", "#Another month", "#May", "#3",
    "#2024", "#July", "#4", "#14", "#14:30", "#07", "#07:30", "green", "https://example.org/me", "Bart",
    "nuts", "eggs", "#Take out: nuts", "#Done", "#Yes", "20", "#Yes", "Ibuprofen", "#No", "#No",
)  # fmt: skip
"""What Ann does: words she types, and buttons she taps (#)."""


GIVEN: Answers = {
    "height": (Decimal("1.8"),),
    "weight": (Quantity(Decimal(80), "kg", "http://unitsofmeasure.org", "kg"),),
    "born": (date(2012, 5, 3),),
    "seen": (datetime(2024, 7, 4, 14, 30),),  # noqa: DTZ001 - local to the patient
    "wakes": (time(7, 30),),
    "colour": ("green",),
    "site": ("https://example.org/me",),
    "nickname": ("Bart",),
    "allergies": ("eggs",),
    "smokes": (True,),
    "how-many": (20,),
    "medicines~more": (True,),
    "medicine": ("Ibuprofen",),
    "daily": (False,),
    "medicines~2~more": (False,),
}


def said(database: Database, assessment_id: int) -> Answers:
    instrument = read_definition(FORM.encode(), "every-kind")
    with database.read() as tx:
        (response,) = responses.of_assessment(tx, assessment_id)
        return answers(instrument, response.context, responses.log(tx, response.id))


async def test_every_kind_of_item_is_answered_by_taps_and_words(
    database: Database, as_of: datetime, tmp_path: Path
) -> None:
    with database.write() as tx:
        own.added(tx, as_of, FORM)
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann", tmr_on=as_of.date() - timedelta(days=42))
        asked = opened(tx, as_of, ann, "every-kind")
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        card = house.last(CHAT)
        await house.tap(CHAT, "Go on")
        for number, deed in enumerate(TAPS):
            if number == 12:
                await house.restart()
            now = next(each for each in house.people.messages(CHAT) if each.message_id == card.message_id)
            if deed.startswith("#"):
                await house.tap(CHAT, deed[1:], now)
            else:
                await house.say(CHAT, deed)
        await house.tap(CHAT, "Send")
    assert said(database, asked.id) == GIVEN
    with database.read() as tx:
        assert assessments.get(tx, asked.id).state is AssessmentState.COMPLETED
        library = Shelf().library(tx)
    export(database, library, "csv", tmp_path / "out", cast.by(as_of))
    _check_export(tmp_path / "out" / "answers.csv")


def _check_export(file: Path) -> None:
    """Numbers with their unit, times as text, and nothing that somebody wrote."""
    with file.open(newline="", encoding="utf-8") as answers_of_ann:
        rows = {row["link_id"]: row for row in csv.DictReader(answers_of_ann)}
    assert (rows["weight"]["value_number"], rows["weight"]["value_text"]) == ("80", "kg")
    assert (rows["wakes"]["value_type"], rows["wakes"]["value_text"]) == ("time", "07:30:00")
    assert rows["nickname"]["value_text"] == ""
