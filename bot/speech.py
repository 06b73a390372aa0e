"""What it takes to say anything: the instruments, the words of each language, and who sees an answer when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.duties import Duties
from bot.surroundings import Sight, Surroundings, surroundings
from bot.texts import Texts
from charts.marks import Usual
from domain import Kpis, Patient, Response, Site
from questionnaires.instrument import Instrument
from storage import sites
from storage.database import Tx
from storage.words import Layout

Pinned = Callable[[Tx, Response, str], Instrument]
"""The instrument a response is pinned to, in a language if it speaks that. Given by the composition root,
which knows the site's own too."""

Seeing = Callable[[Tx, Site, datetime], Sight]
"""Given by the composition root, for this room knows no alert rules."""

Figuring = Callable[[Tx, datetime, Site], Kpis]
"""How well a site's alerting works; given by the composition root, for the same reason."""

Usually = Callable[[Tx, int, datetime], tuple[Usual, ...]]
"""R along the follow-up of one operation; given by the composition root, for the same reason."""

FALLBACK = "en"
"""Staff are spoken to in this language, and so is anyone whose language is not at hand."""


@dataclass(frozen=True, slots=True)
class Speech:
    pinned: Pinned
    texts: Mapping[str, Texts]
    seeing: Seeing
    figuring: Figuring
    duties: Duties
    usual: Usually

    def language(self, code: str) -> Texts:
        """The words of this language, or of the fallback."""
        return self.texts.get(code, self.texts[FALLBACK])

    @property
    def staff(self) -> Texts:
        return self.texts[FALLBACK]

    def around(self, tx: Tx, patient: Patient, as_of: datetime) -> Surroundings:
        """What surrounds a patient at this moment, in their language."""
        return self.around_at(tx, sites.get(tx, patient.site_id), patient, as_of)

    def around_at(self, tx: Tx, site: Site, patient: Patient, as_of: datetime) -> Surroundings:
        """The same, where their site is known."""
        around = surroundings(self.language(patient.language), site, self.seeing(tx, site, as_of))
        layout = Layout.LARGE if patient.large_buttons else Layout.STANDARD
        return replace(around, layout=layout, today=as_of.astimezone(ZoneInfo(patient.zone)).date())
