"""The hospital: who answers for it, its hours and bank holidays, and what patients are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from alerts.bank_holidays import around as bank_holidays
from bot.surroundings import Surroundings
from console.pages.changing import MEANWHILE, stamp, trying
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import Answer, Go, Page, Visit
from domain import Fault, Mode, Site
from scheduler.instants import local_date
from storage import sites, staff
from storage.access_words import Post
from storage.database import Tx

MAY_CHANGE = frozenset({Post.CLINICIAN, Post.ADMINISTRATOR})
HOLIDAYS_SHOWN = 6
POSTS = {
    "owner": "Owner: told first of a case",
    "deputy": "Deputy: told when the owner is silent",
    "lead": "Lead: told last",
    "safety_officer": "Clinical safety officer",
    "out_of_hours": "Out-of-hours contact: told of RED outside staffed hours",
}
LABELS = {
    "name": "Name of the hospital",
    "team_phone": "Telephone number of the team",
    "staffed_hours": "Staffed hours",
    **POSTS,
}
REQUIRED = {
    "name": "Write the name of the hospital, as patients know it.",
    "team_phone": "Write the telephone number that patients are told.",
    "staffed_hours": "Write the staffed hours, as Mon-Fri 09:00-17:00.",
}
MODES = {
    Mode.AUDIT: "audit: no alert is raised",
    Mode.MONITORING: "monitoring: alerts are raised, and people are told of them",
}


@dataclass(frozen=True, slots=True)
class Office:
    """`values`: what the form holds, `readable`: the same for those who may not change it. `told`: what
    patients read, with the code of the language and its name."""

    name: str
    rows: tuple[tuple[str, str], ...]
    holidays: tuple[str, ...]
    told: tuple[tuple[str, str, str], ...]
    posts: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    values: Mapping[str, str]
    readable: tuple[tuple[str, str], ...]
    stamp: str
    can_change: bool
    faults: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return page(tx, desk, visit, {})


def page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site = sites.get(tx, visit.who.site_id)
    codes = [each.code for each in staff.of_site(tx, site.id) if each.active]
    known = values_of(tx, site)
    view = Office(
        name=site.name,
        rows=(
            ("Alerts", MODES[site.mode]),
            ("Nation", site.nation.replace("-", " ").title()),
            ("Time zone", site.zone),
            ("Answers in notices to staff", "yes" if site.answers_in_notices else "no"),
        ),
        holidays=_holidays(desk, site, visit),
        told=_told(desk, site),
        posts=tuple((name, label, _choices(codes, known[name])) for name, label in POSTS.items()),
        values={**known, **visit.form},
        readable=tuple((LABELS[name], value or "nobody yet") for name, value in known.items()),
        stamp=stamp(*known.items()),
        can_change=visit.who.post in MAY_CHANGE,
        faults=faults,
    )
    return Page("site.html.j2", view, status=422 if faults else 200)


def values_of(tx: Tx, site: Site) -> dict[str, str]:
    """What can be changed here, by the names of the form; nobody is the empty text."""
    codes = staff.codes(tx)
    named = {name: getattr(site, f"{name}_id") for name in POSTS}
    people = {name: "" if person is None else codes[person] for name, person in named.items()}
    return {**{name: getattr(site, name) for name in REQUIRED}, **people}


def _choices(codes: list[str], chosen: str) -> tuple[Choice, ...]:
    """A post that somebody holds is handed on, never emptied; so has the command line."""
    nobody = () if chosen else (Choice("", "Nobody yet"),)
    return (*nobody, *(Choice(code, code) for code in codes))


def _holidays(desk: Desk, site: Site, visit: Visit) -> tuple[str, ...]:
    today = local_date(visit.as_of, site.zone)
    coming = sorted(on for on in bank_holidays(site, visit.as_of) if on >= today)
    texts = desk.speech.staff
    return tuple(f"{texts.day(on)} {on.year}" for on in coming[:HOLIDAYS_SHOWN])


def _told(desk: Desk, site: Site) -> tuple[tuple[str, str, str], ...]:
    """What stands on every invitation, and the answer to /info, in each language, that of the staff first."""
    return tuple(
        (
            code,
            texts.name,
            "\n\n".join(
                (Surroundings(texts, site, "").safety, texts.say("info", team_phone=site.team_phone))
            ),
        )
        for code, texts in sorted(desk.speech.texts.items(), key=lambda each: each[1] != desk.speech.staff)
    )


async def change(desk: Desk, visit: Visit) -> Answer:
    """Change it as the command line does, unless somebody else did meanwhile."""
    form = {name: " ".join(visit.form.get(name, "").split()) for name in (*REQUIRED, *POSTS)}
    wrong = {name: sentence for name, sentence in REQUIRED.items() if not form[name]}
    work = partial(_change, desk, replace(visit, form={**visit.form, **form}))
    return await trying(desk, visit, work, wrong, _place, page)


def _change(desk: Desk, visit: Visit, tx: Tx) -> Answer:
    site = sites.get(tx, visit.who.site_id)
    known = values_of(tx, site)
    if visit.form.get("seen") != stamp(*known.items()):
        raise Fault(MEANWHILE)
    told = {name: visit.form[name] for name in known if visit.form[name]}
    desk.reach.running.set_site(tx, visit.act, site.code, told)
    return Go("/site?said=site-changed")


def _place(fault: Fault) -> str:
    """The field that a fault is about, as far as it can be told."""
    if str(fault).startswith("Staffed hours"):
        return "staffed_hours"
    return "name" if str(fault).startswith(("A name", "Somebody has")) else "owner"
