"""The second factor: codes of an authenticator (RFC 6238), and the codes to print for when it is lost."""

import base64
import secrets
from datetime import datetime

import pyotp

ISSUER = "TMR Follow-up"
RECOVERY_CODES = 8
_STEP = 30
_SLACK = (0, -1, 1)
"""Clocks of telephones are a little off."""


def fresh_secret() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, as_of: datetime) -> int | None:
    """The step of thirty seconds whose code this is, near this moment; none if it is of none."""
    now, totp = int(as_of.timestamp()) // _STEP, pyotp.TOTP(secret)
    given = "".join(code.split())
    return next((now + off for off in _SLACK if _same(totp.generate_otp(now + off), given)), None)


def address(secret: str, name: str) -> str:
    """What an authenticator scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def one_time_code() -> str:
    """A random code to copy from paper: sixteen letters and digits (80 bits), four at a time."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def as_typed(code: str) -> str:
    """A code of ours as it was made, however it was typed."""
    text = "".join(each for each in code.lower() if each.isalnum())
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())
