"""The LOCK of the protocols that came with the product: a version never changes. Pure but for its file.

A line of the file is a SHA-256 and `name@version`, as `sha256sum` would print it. Lines are only ever added.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

_LOCK = Path(__file__).with_name("PROTOCOLS.LOCK")


def fingerprint(text: str) -> str:
    """The checksum under which a protocol's text is published."""
    return sha256(text.encode()).hexdigest()


@cache
def locked() -> Mapping[str, str]:
    """`name@version` of every protocol that ever came with the product -> its checksum."""
    lines = (line.split() for line in _LOCK.read_text(encoding="utf-8").splitlines())
    return {named: checksum for checksum, named in lines}
