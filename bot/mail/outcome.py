"""What an attempt to send a mail came to. Until the text has begun to travel it certainly did not go out.

What the server says for good about the mailbox ends that address; about the text, this message. Where it
refuses us, by name, password or sender, no mail goes out until somebody mends that.
"""

from dataclasses import dataclass
from datetime import timedelta

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.outcome import Failure, Held, Rejected, Unreachable, Unreached, Unsure

_LATER = timedelta(minutes=1)
_FOR_GOOD = 500
_POLICY = "5.7."
"""Extended codes (RFC 3463) of policy and security: not the mailbox is wrong, but what we are allowed."""


@dataclass(frozen=True, slots=True)
class TurnedAway(Unreached):
    """The server takes nothing from us (name, password, sender): nothing leaves until that is mended."""


def before_text(error: Exception) -> Failure:
    """It broke before the text was sent, so nobody has it."""
    match error:
        case SMTPAuthenticationError(code=code) | SMTPSenderRefused(code=code) if code >= _FOR_GOOD:
            return TurnedAway()
        case SMTPRecipientRefused(code=530):  # "authentication required"
            return TurnedAway()
        case SMTPRecipientRefused() | SMTPSenderRefused():
            return _answer(error)
        case ValueError() if not isinstance(error, OSError):  # a certificate not trusted is both
            return Unreachable("address-malformed")
    return Unreached()


def after_text(error: Exception) -> Failure:
    """It broke once the text was on its way. Only an answer of the server tells that it was not taken."""
    if isinstance(error, SMTPDataError):
        return _answer(error)
    return Unsure(type(error).__name__)


def _answer(error: SMTPResponseException) -> Failure:
    if error.code < _FOR_GOOD:
        return Held(_LATER)
    if isinstance(error, SMTPRecipientRefused) and not error.message.startswith(_POLICY):
        return Unreachable("mailbox-refused")
    return Rejected(f"refused: {error.code}")


EDGE = (SMTPException, OSError, ValueError)
"""What the mail library raises: its own, the network's, and refusals of addresses that are none."""
