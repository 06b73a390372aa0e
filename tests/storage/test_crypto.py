"""Keys, sealed values and blind indexes."""

import pytest

from storage.crypto import Altered, Key, KeyRing, WrongKey, new_key

PLACE = "contact|patient:1|name"


def test_a_sealed_value_opens_at_its_own_place(keys: KeyRing) -> None:
    assert keys.open(keys.seal(b"Ann", PLACE), PLACE) == b"Ann"


def test_the_same_value_is_never_sealed_the_same_way_twice(keys: KeyRing) -> None:
    assert keys.seal(b"Ann", PLACE) != keys.seal(b"Ann", PLACE)


@pytest.mark.parametrize(
    "elsewhere", ["contact|patient:2|name", "contact|patient:1|phone", "staff|patient:1|name"]
)
def test_a_sealed_value_moved_elsewhere_does_not_open(keys: KeyRing, elsewhere: str) -> None:
    with pytest.raises(Altered, match="altered or moved"):
        keys.open(keys.seal(b"Ann", PLACE), elsewhere)


def test_a_changed_byte_does_not_open(keys: KeyRing) -> None:
    sealed = bytearray(keys.seal(b"Ann", PLACE))
    sealed[-1] ^= 1
    with pytest.raises(Altered):
        keys.open(bytes(sealed), PLACE)


def test_another_key_is_told_apart_from_an_altered_value(keys: KeyRing) -> None:
    other = KeyRing.load(new_key())
    with pytest.raises(WrongKey, match="key that is not given"):
        other.open(keys.seal(b"Ann", PLACE), PLACE)


def test_an_old_key_opens_and_the_current_one_seals() -> None:
    old, new = new_key(), new_key()
    sealed = KeyRing.load(old).seal(b"Ann", PLACE)
    ring = KeyRing.load(new, [old])
    assert ring.open(sealed, PLACE) == b"Ann"
    assert not ring.is_current(sealed)
    assert ring.is_current(ring.seal(b"Ann", PLACE))


def test_an_index_is_found_under_every_key_at_hand() -> None:
    old, new = new_key(), new_key()
    before = KeyRing.load(old).index("700001", "chat")
    ring = KeyRing.load(new, [old])
    assert before in ring.indexes("700001", "chat")
    assert ring.index("700001", "chat") == ring.indexes("700001", "chat")[0] != before
    assert ring.matches("700001", "chat", before)


def test_an_index_serves_one_purpose(keys: KeyRing) -> None:
    assert keys.index("1234", "pin") != keys.index("1234", "chat")
    assert not keys.matches("1234", "pin", keys.index("1234", "chat"))


@pytest.mark.parametrize("text", ["", "not base64 at all!", "c2hvcnQ=", "QUJD" * 20])
def test_what_is_no_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(WrongKey, match="32 bytes in base64") as refused:
        KeyRing.load(text)
    assert not text or text not in str(refused.value)


def test_a_key_never_shows_in_a_representation() -> None:
    text = new_key()
    ring = KeyRing.load(text, [text])
    assert "raw" not in repr(ring)
    assert repr(Key(b"k" * 32)) == "Key()"


def test_every_new_key_is_another() -> None:
    assert new_key() != new_key()
