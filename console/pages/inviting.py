"""A patient's link to Telegram: a code to scan on the screen, and a letter to print with the PIN alone.

Link and PIN are known only when they are made, so the page that makes them shows them, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from markupsafe import Markup

from bot.texts.wording import Texts
from console.pages.deeds import Faults, Form, done, mark_of, page, shown
from console.pages.moments import moment
from console.reach import Invitation
from console.web.desk import Desk
from console.web.qr import qr
from console.web.table import shows
from console.web.visit import Answer, Page, Visit
from domain import Patient, Site
from scheduler.instants import local_date
from storage import contacts, sites
from storage.database import Tx
from storage.words import ChannelState, Owner

LINKED: Mapping[ChannelState, str] = {
    ChannelState.UNLINKED: "not linked yet",
    ChannelState.LINKED: "linked",
    ChannelState.BLOCKED: "linked, but the patient has blocked the bot",
    ChannelState.STOPPED: "linked, but the patient has stopped the messages",
}


@dataclass(frozen=True, slots=True)
class Made:
    """`address`: what the patient opens; without it they send the bot `start`. `letter`: its paragraphs, in
    the patient's language."""

    patient: str
    address: str | None = field(repr=False)
    start: str = field(repr=False)
    picture: Markup | None = field(repr=False)
    until: str
    language: str
    title: str
    letter: tuple[str, ...] = field(repr=False)


def _page(tx: Tx, _desk: Desk, _visit: Visit, patient: Patient, faults: Faults) -> Page:
    state = contacts.channel(tx, Owner.PATIENT, patient.id).state
    return page("link.html.j2", Form(patient.code, mark_of(tx, patient), LINKED[state], faults=faults))


async def make(desk: Desk, visit: Visit) -> Answer:
    """Ask for the bot's name first, because no transaction waits for the network."""
    return await done(partial(_made, await desk.reach.bot_name()), _page)(desk, visit)


def _made(bot: str | None, tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Page:
    invitation = desk.reach.care.invite(tx, visit.act, patient.code)
    site, texts = sites.get(tx, patient.site_id), desk.speech.texts[patient.language]
    address = invitation.address(bot)
    view = Made(
        patient=patient.code,
        address=address,
        start=f"/start {invitation.token}",
        picture=qr(address, "The link as a QR code") if address else None,
        until=moment(desk.speech.staff, site, invitation.until),
        language=patient.language,
        title=texts.say("letter-title"),
        letter=letter(texts, site, invitation),
    )
    return Page("link_made.html.j2", view)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Two sheets for one patient, in their language: one with the link, one with the PIN, never together."""

    patient: str
    language: str
    title: str
    until: datetime
    link: tuple[str, ...] = field(repr=False)
    picture: Markup = field(repr=False)
    address: str = field(repr=False)
    letter: tuple[str, ...] = field(repr=False)


def sheet(tx: Tx, desk: Desk, visit: Visit, patient: Patient, bot: str | None) -> Sheet:
    """A new link of one of several, to print; a Fault where it may not be made."""
    made = desk.reach.care.invite(tx, visit.act, patient.code)
    site, texts = sites.get(tx, patient.site_id), desk.speech.texts[patient.language]
    address, pages = made.address(bot) or "", letter(texts, site, made)
    picture = qr(address, f"The link of {patient.code} as a QR code")
    link = tuple(part for part in pages if made.pin not in part)
    return Sheet(
        patient.code, patient.language, texts.say("letter-title"), made.until, link, picture, address, pages
    )


def letter(texts: Texts, site: Site, made: Invitation) -> tuple[str, ...]:
    """What the patient keeps: how to begin, and the PIN; nothing of the link."""
    day = texts.full_date(local_date(made.until, site.zone))
    return (
        texts.say("letter-how"),
        texts.say("letter-pin", pin=made.pin),
        texts.say("letter-until", day=day, team_phone=site.team_phone),
        texts.say("letter-safe"),
    )


show_link = shows(shown(_page))
