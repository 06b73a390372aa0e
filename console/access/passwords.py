"""Which passwords are taken: long ones that are not easily guessed, as the NCSC advises. Pure.

No rules of composition and no expiry: they make passwords worse. Twelve characters at least; nothing that is
on everybody's list, repeats itself, follows the keyboard, or is the name of the account or of this program.
"""

import unicodedata
from enum import StrEnum

SHORTEST, LONGEST = 12, 200
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "12345678901234567890")
_COMMON = (
    "password", "passwort", "letmein", "welcome", "iloveyou", "football", "liverpool", "sunshine", "princess",
    "dragon", "monkey", "qwerty", "admin", "administrator", "hospital", "secret", "changeme", "trustno1",
    "arsenal", "chelsea", "charlie", "summer", "winter", "spring", "autumn", "nhs", "tmr", "followup",
    "correcthorsebatterystaple", "clinician", "coordinator", "amputation",
)  # fmt: skip


class Weak(StrEnum):
    """Why a password is not taken; each is a sentence that says what to do."""

    SHORT = "Use 12 characters or more. Three random words are easy to remember."
    LONG = "Use 200 characters or fewer."
    COMMON = "That is easy to guess. Use three random words instead."


def same_form(password: str) -> str:
    """The password as it is compared: the same letters typed on another keyboard are the same."""
    return unicodedata.normalize("NFKC", password)


def weak(password: str, name: str) -> Weak | None:
    """Why this password is not taken for the account of this name, if it is not."""
    if len(password) < SHORTEST:
        return Weak.SHORT
    if len(password) > LONGEST:
        return Weak.LONG
    plain = "".join(each for each in password.lower() if each.isalnum())
    return Weak.COMMON if _is_guessed(plain, name.lower()) else None


def _is_guessed(plain: str, name: str) -> bool:
    """Whether little is left once what everybody tries is taken out."""
    if len(set(plain)) < 5 or any(plain in row * 2 or plain in row[::-1] * 2 for row in _ROWS):
        return True
    for word in sorted((*_COMMON, name), key=len, reverse=True):
        plain = plain.replace(word, "")
    return len(plain.strip("0123456789")) < 4
