"""The licence under which a site asks somebody else's questionnaire."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Licence:
    """What a holder lets a site do, and until when.

    `valid_until_on` is the last day on which somebody may be asked, in the site's local dates. `reference` is
    the holder's number or letter. `attribution` is what the holder wants said of it; patients see it where
    `attribution_shown` is true.
    """

    holder: str
    text: str
    valid_until_on: date
    reference: str = ""
    attribution: str = ""
    attribution_shown: bool = False
