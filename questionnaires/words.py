"""Typed words as they are compared: small letters, our own digits, single spaces. Pure."""

import unicodedata

_ALIKE = str.maketrans(
    {"\N{FULLWIDTH SOLIDUS}": "/", "\N{MINUS SIGN}": "-", "\ufe0f": "", "\u20e3": "", "\u066b": "."}
)
"""Signs that other keyboards write for ours, and what an emoji puts around a digit."""


def plain(text: str) -> str:
    """The words without a full stop or exclamation mark at the end."""
    ours = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join(ours.translate(_ALIKE).casefold().split()).rstrip(".!").rstrip()
