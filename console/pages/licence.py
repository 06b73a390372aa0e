"""The licence of a questionnaire of the site's own is renewed or corrected; those before stay on record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.pages.changing import MEANWHILE
from console.pages.questionnaire_drafts import licence_of
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Licence
from storage import site_instruments
from storage.database import Tx
from storage.site_instruments import Held

SHOWN = (Choice("yes", "Yes, with the first question"),)


@dataclass(frozen=True, slots=True)
class Renewing:
    """`seen`: which licence held when the page was shown. `typed`: what stands in the fields."""

    name: str
    version: str
    seen: str
    shown: tuple[Choice, ...]
    typed: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    held = _held(tx, visit)
    return NOT_THERE if held is None else _page(visit, held, {})


def _held(tx: Tx, visit: Visit) -> Held | None:
    """The version of the site's own questionnaire that is asked."""
    return next(
        (each for each in site_instruments.current(tx) if each.instrument == visit.path["name"]), None
    )


def _page(visit: Visit, held: Held, faults: Mapping[str, str]) -> Page:
    typed = visit.form if visit.form else _typed(held.licence)
    view = Renewing(held.instrument, held.version, str(held.licence_id), SHOWN, typed, faults)
    return Page("licence.html.j2", view, status=422 if faults else 200)


def _typed(licence: Licence) -> Mapping[str, str]:
    """A licence as the fields hold it."""
    until = licence.valid_until_on
    return {
        "holder": licence.holder,
        "text": licence.text,
        "valid_until_on": f"{until.day} {until:%B} {until.year}",
        "reference": licence.reference,
        "attribution": licence.attribution,
        "attribution_shown-yes": "yes" if licence.attribution_shown else "",
    }


def renew(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Have the licence that was typed hold from now on, unless somebody else renewed it meanwhile."""
    held = _held(tx, visit)
    if held is None:
        return NOT_THERE
    licence, faults = licence_of(visit.form, shown=visit.form.get("attribution_shown-yes") == "yes")
    if licence is not None and visit.form.get("seen") != str(held.licence_id):
        faults = {"holder": MEANWHILE}
    fault = None if licence is None or faults else desk.reach.forms.renew(tx, visit.act, held, licence)
    if fault:
        faults = {"valid_until_on": fault}
    return _page(visit, held, faults) if faults else Go("/questionnaires?said=licence-renewed")
