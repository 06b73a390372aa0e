"""E-mail to staff from the command line: the server of the settings, addresses, and a test mail."""

import asyncio

import typer

from app.opening import act_now, opened, read_settings
from app.staffing import named_staff
from bot.mail.mail import Envelope, composed
from bot.mail.post import Post
from bot.mail.server import MailFault, MailServer, is_address, server_of
from bot.mail.writing import test_mail
from bot.outcome import Failure, Held, Rejected, Unreachable, Unsure
from domain import Act, Fault
from settings import Settings
from storage import mailboxes
from storage.database import Tx


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server that the settings name; None if they name none."""
    url = None if settings.smtp_url is None else settings.smtp_url.get_secret_value()
    return server_of(url, settings.mail_from) if url else None


def set_address(tx: Tx, act: Act, code: str, told: str | None) -> str:
    """Give a member of staff an address, or none; a sentence that says so, without it."""
    person = named_staff(tx, code)
    if told is None:
        mailboxes.set_address(tx, act, person.id, None)
        return f"{code} has no e-mail address any more."
    if not is_address(told):
        raise Fault("That is not an e-mail address. Nothing was changed.")
    mailboxes.set_address(tx, act, person.id, told)
    return f"The address of {code} is kept. Try it: tmr-followup staff test-mail {code}"


def send_test(code: str) -> None:
    """Send a test mail now, and say what came of it. An address that was refused counts as working again."""
    settings = read_settings()
    server = mail_server(settings)
    if server is None:
        raise MailFault("TMR_SMTP_URL is not set, so no e-mail is sent.")
    act = act_now()
    with opened(settings) as database:
        with database.read() as tx:
            person = named_staff(tx, code)
            to = mailboxes.address(tx, person.id)
        if to is None:
            raise Fault(f"{code} has no e-mail address. Set it with `tmr-followup staff set-email {code}`.")
        envelope = Envelope(server.sender, to, f"test:{code}:{act.at.isoformat()}", act.at)
        failure = asyncio.run(Post(server).send(to, composed(test_mail(), envelope, ())))
        if failure is not None:
            raise MailFault(_said(failure, code))
        with database.write() as tx:
            mailboxes.accept(tx, act, person.id)
    typer.echo(f"The mail server took a test mail for {code}. Ask them whether it arrived.")


def _said(failure: Failure, code: str) -> str:
    match failure:
        case Unreachable():
            return f"The mail server takes no mail for the address of {code}."
        case Rejected(reason):
            return f"The mail server does not take this mail ({reason})."
        case Held():
            return "The mail server puts us off for now. Try again later."
        case Unsure():
            return "The connection broke while the mail was sent: it may or may not arrive."
    return "The mail server cannot be reached, or takes nothing from us. See TMR_SMTP_URL and TMR_MAIL_FROM."
