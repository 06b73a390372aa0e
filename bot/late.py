"""What is said of answers that staff entered on a later day than the patient gave them. Pure."""

from collections.abc import Mapping

from bot.texts.wording import Texts
from domain import ENTERED_ON, GIVEN_ON, both_days


def entered_later(texts: Texts, inputs: Mapping[str, object]) -> str:
    """One sentence with both days; nothing where there is one."""
    days = both_days(inputs)
    if days is None:
        return ""
    given_on, entered_on = map(texts.full_date, days)
    return texts.say("entered-later", given=given_on, entered=entered_on)


def beside_days(inputs: Mapping[str, object]) -> dict[str, object]:
    """What was answered, without the two days."""
    return {name: value for name, value in inputs.items() if name not in (GIVEN_ON, ENTERED_ON)}
