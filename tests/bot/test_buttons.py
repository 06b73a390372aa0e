"""Callback data: read back as it was written, within 64 bytes, and nothing foreign is taken for ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import buttons
from bot.presses import (
    Acknowledged,
    Agreed,
    Begun,
    Entered,
    Keyed,
    Listed,
    NotNow,
    Paused,
    Reviewed,
    Sized,
    Spoken,
    Stopped,
    Stopping,
    Tappable,
    Tapped,
    Why,
)
from questionnaires.moves import Back, Change, Choose, Decline, Done, Number, Send, Skip, Tick
from storage.words import Layout

NUMBERS = st.integers(0, 2**31 - 1)
SMALL = st.integers(0, 9999)
MOVES = st.one_of(
    st.builds(Choose, SMALL, SMALL),
    st.builds(Tick, SMALL, SMALL),
    st.builds(Number, SMALL, SMALL),
    st.builds(Done, SMALL),
    st.builds(Decline, SMALL),
    st.builds(Skip, SMALL),
    st.builds(Change, SMALL),
    st.just(Back()),
    st.just(Send()),
)
TOKENS = st.from_regex(r"[A-Za-z0-9_-]{8,46}", fullmatch=True)
DIGITS = st.from_regex(r"[0-9]{0,8}", fullmatch=True)


@given(NUMBERS, SMALL, MOVES)
def test_every_move_is_read_back_as_it_was_written(response_id: int, seq: int, move: Tappable) -> None:
    data = buttons.tap(response_id, seq, move)
    assert len(data.encode()) <= buttons.LIMIT
    assert buttons.read(data) == Tapped(response_id, seq, move)
    large = buttons.tap(response_id, seq, move, Layout.LARGE)
    assert len(large.encode()) <= buttons.LIMIT
    assert buttons.read(large) == Tapped(response_id, seq, move, Layout.LARGE)


@given(NUMBERS, SMALL, TOKENS, DIGITS)
def test_every_other_button_is_read_back_as_it_was_written(
    row_id: int, seq: int, token: str, digits: str
) -> None:
    written = {
        buttons.listed(row_id, seq, 2): Listed(row_id, seq, 2),
        buttons.reviewed(row_id, seq): Reviewed(row_id, seq),
        buttons.why(row_id, seq): Why(row_id, seq),
        buttons.begun(row_id): Begun(row_id),
        buttons.acknowledged(row_id): Acknowledged(row_id),
        buttons.keyed(token, digits): Keyed(token, digits),
        buttons.entered(token, digits, 4): Entered(token, digits, 4),
        buttons.agreed(token, digits): Agreed(token, digits),
        buttons.not_now(): NotNow(),
        buttons.paused(14): Paused(14),
        buttons.spoken("en"): Spoken("en"),
        buttons.sized(large=True): Sized(1),
        buttons.sized(large=False): Sized(0),
    } | {buttons.stopped(choice): Stopped(choice) for choice in Stopping}
    for data, press in written.items():
        assert len(data.encode()) <= buttons.LIMIT
        assert buttons.read(data) == press


@pytest.mark.parametrize(
    "data",
    [
        "",
        "a",
        "a:1:2:3",
        "a:1:2:3:4:5",
        "a:01:2:3:4",
        "a:-1:2:3:4",
        "a:1:2:3:x",
        "a:1:2:3:4 ",
        "a:1:2:3:²",
        "a:2147483648:2:3:4",
        "b:1",
        "s:1:2",
        "ack:",
        "ack:99999999999999999999",
        "q:1",
        "later:1",
        "stop:everything",
        "stop",
        "lang:EN",
        "lang:en:gb",
        "pause:x",
        "size:x",
        "size:1:w",
        "a:1:2:3:4:w:w",
        "a:1:2:3:4:v",
        "s:1:w",
        "p:short:1",
        "p:a-token-of-enough-length:12a",
        "p:a-token-of-enough-length",
        "o:a-token-of-enough-length:12",
        "o:a-token-of-enough-length:12:10",
        "g:a token with spaces in it:12",
    ],
)
def test_nearly_right_data_means_nothing(data: str) -> None:
    assert buttons.read(data) is None


@given(st.text(max_size=64))
def test_no_data_makes_reading_fail(data: str) -> None:
    press = buttons.read(data)
    assert press is None or data[:1].isascii()


def test_data_that_is_too_long_is_a_bug() -> None:
    with pytest.raises(ValueError, match="too long"):
        buttons.keyed("x" * 64, "1")


def test_only_tokens_of_our_making_fit() -> None:
    assert buttons.fits("a-token-of_32_characters")
    assert not buttons.fits("a token")
    assert not buttons.fits("x" * 47)
