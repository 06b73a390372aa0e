"""When a session is over, what its cookie is called, and the token that its forms carry."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from storage.access_words import Session, Stage

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=10)
SETUP_LONGEST = timedelta(minutes=20)
NOTED_EVERY = timedelta(minutes=1)
"""Use of a session is written down no more often than this."""


def is_over(session: Session, as_of: datetime) -> bool:
    """Ended by somebody, unused for too long, or too old."""
    longest = LONGEST if session.stage is Stage.SIGNED_IN else SETUP_LONGEST
    return (
        session.ended_at is not None or as_of >= session.seen_at + IDLE or as_of >= session.begun_at + longest
    )


def fresh_cookie() -> str:
    """What a browser is told by from now on; nobody guesses it."""
    return secrets.token_urlsafe(32)


def form_token(cookie: str) -> str:
    """What every form of this browser carries: made from its cookie, which no other site can read."""
    return hmac.digest(cookie.encode(), b"tmr-followup form", hashlib.sha256).hex()


def is_form_token(cookie: str, given: str) -> bool:
    return bool(cookie) and hmac.compare_digest(form_token(cookie).encode(), given.encode())
