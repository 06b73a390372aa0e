"""Makes a one-time Telegram link and its PIN for a patient or a member of staff."""

import asyncio
import secrets
from datetime import timedelta

import typer

from app.enrolment import named_patient
from app.opening import act_now, opened, read_settings
from app.output import show_json
from console.reach import Invitation
from domain import Act, Fault, Patient, PatientStatus
from settings import Settings
from storage import contacts, staff
from storage.database import Tx
from storage.words import Owner

LIFETIME = timedelta(days=7)


def print_link(owner: Owner, code: str, *, as_json: bool) -> None:
    """Offer a new link (an earlier one stops working) and print it with its PIN and last day."""
    settings = read_settings()
    act = act_now()
    with opened(settings) as database, database.write() as tx:
        made = offer(tx, act, owner, _owner_id(tx, owner, code))
    token, pin = made.token, made.pin
    url = made.address(asyncio.run(bot_name(settings)))
    if as_json:
        show_json({"url": url, "start": f"/start {token}", "pin": pin, "expires_at": made.until})
        return
    typer.echo(
        f"Link: {url}" if url else f"The bot's name could not be read; send it this text: /start {token}"
    )
    typer.echo(f"PIN:  {pin}   (give it in person or on paper, not with the link)")
    typer.echo(f"Works once, until {made.until:%d %B %Y, %H:%M} UTC.")


def offer(tx: Tx, act: Act, owner: Owner, owner_id: int) -> Invitation:
    """A new link with its PIN; an earlier one stops working."""
    made = Invitation(secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06d}", act.at + LIFETIME)
    contacts.offer_link(tx, act, owner, owner_id, token=made.token, pin=made.pin, expires_at=made.until)
    return made


def invite(tx: Tx, act: Act, code: str) -> Invitation:
    """A new link for a patient; a Fault for one who has left follow-up."""
    return offer(tx, act, Owner.PATIENT, _owner_id(tx, Owner.PATIENT, code))


def _owner_id(tx: Tx, owner: Owner, code: str) -> int:
    if owner is Owner.PATIENT:
        return _asked_still(named_patient(tx, code)).id
    person = staff.by_code(tx, code)
    if person is None:
        raise Fault(f"There is no staff {code!r}.")
    if not person.active:
        raise Fault(f"{code} has left the hospital. No link was made.")
    return person.id


def _asked_still(patient: Patient) -> Patient:
    """Nobody is invited who has left follow-up."""
    if patient.status is PatientStatus.DECEASED:
        raise Fault(f"{patient.code} has died. No link was made.")
    if patient.status is PatientStatus.TRANSFERRED:
        raise Fault(
            f"{patient.code} is followed by another hospital. No link was made. If they come back, use "
            f"`tmr-followup reinstate {patient.code}` first."
        )
    if patient.status is PatientStatus.WITHDRAWN:
        raise Fault(
            f"{patient.code} has left follow-up. No link was made. If they wish to come back, use "
            f"`tmr-followup reinstate {patient.code}` first."
        )
    return patient


async def bot_name(settings: Settings) -> str | None:
    """The bot's public name, asked of Telegram; None when it cannot be had now."""
    if settings.telegram_token is None:
        return None
    from telegram import Bot
    from telegram.error import TelegramError

    from bot.request import AiohttpRequest

    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    try:
        async with bot:
            return bot.bot.username
    except TelegramError:
        return None
