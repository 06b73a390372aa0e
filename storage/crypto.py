"""Keys and sealed values: AES-256-GCM per field, a data key per person, blind indexes by HMAC.

The master key comes from the environment and never enters the database. It wraps each person's data key, so
that rotation re-wraps small keys and leaves fields alone. A sealed value starts with the id of its key, and
is bound to its place (`table|row|column`): moved elsewhere, it does not open. Old keys are kept only to open
what was sealed before a rotation, to find earlier index values and to verify earlier rows of the trail.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.faults import StorageFault

_KEY_BYTES = 32
_ID_BYTES = 8
_NONCE_BYTES = 12


class WrongKey(StorageFault):
    """The key given is not the one this database was written with, or is not a key at all."""


class Altered(StorageFault):
    """A sealed value was changed, or moved to another place, since it was written."""


def new_key() -> str:
    """A fresh master key, as base64 text for the environment."""
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


@dataclass(frozen=True)
class Key:
    """One AES-256 key, and what is derived from it. `id` is safe to show; the key never is."""

    raw: bytes = field(repr=False)

    @cached_property
    def id(self) -> bytes:
        return hashlib.sha256(b"tmr-followup key id" + self.raw).digest()[:_ID_BYTES]

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.raw)

    @cached_property
    def index_key(self) -> bytes:
        return self._derived(b"blind index")

    @cached_property
    def trail_key(self) -> bytes:
        return self._derived(b"trail")

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt for one place; the answer starts with this key's id."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self.id + nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what `seal` made for the same place."""
        if sealed[:_ID_BYTES] != self.id:
            raise WrongKey(
                "A stored value was sealed with a key that is not given. Set the key it was made with."
            )
        nonce = sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], place.encode())
        except InvalidTag:
            raise Altered(f"A stored value does not open; it was altered or moved ({place}).") from None

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"tmr-followup " + purpose).derive(self.raw)


@dataclass(frozen=True)
class KeyRing:
    """The master key in use, and earlier ones, newest first."""

    current: Key
    old: tuple[Key, ...] = ()

    @classmethod
    def load(cls, current: str, old: Sequence[str] = ()) -> "KeyRing":
        """Read keys given as base64 text; a text that is no key is refused without being shown."""
        return cls(_read(current), tuple(_read(text) for text in old))

    @cached_property
    def _by_id(self) -> dict[bytes, Key]:
        return {key.id: key for key in (*self.old, self.current)}

    def find(self, key_id: bytes) -> Key | None:
        return self._by_id.get(key_id)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt with the master key in use."""
        return self.current.seal(plain, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt with whichever master key sealed it."""
        return (self.find(sealed[:_ID_BYTES]) or self.current).open(sealed, place)

    def is_current(self, sealed: bytes) -> bool:
        return sealed[:_ID_BYTES] == self.current.id

    def index(self, value: str, purpose: str) -> bytes:
        """The blind index of a value under the key in use."""
        return _index(self.current, value, purpose)

    def indexes(self, value: str, purpose: str) -> tuple[bytes, ...]:
        """The index under every key at hand, so that a look-up works before a rotation is finished."""
        return tuple(_index(key, value, purpose) for key in (self.current, *self.old))

    def matches(self, value: str, purpose: str, index: bytes) -> bool:
        """Whether an index is this value's, in constant time."""
        return any(hmac.compare_digest(known, index) for known in self.indexes(value, purpose))

    def new_data_key(self) -> Key:
        """A fresh key for one person."""
        return Key(secrets.token_bytes(_KEY_BYTES))


def _index(key: Key, value: str, purpose: str) -> bytes:
    return hmac.digest(key.index_key, f"{purpose}|{value}".encode(), "sha256")


def _read(text: str) -> Key:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise WrongKey("A key must be 32 bytes in base64. Make one with `tmr-followup key new`.")
    return Key(raw)
