"""Words that are no command, or not enough of one, are told where help is."""

import pytest

from tests.terminal import Terminal


@pytest.mark.parametrize("words", ["nonsense", "pause P1 --until tomorrow", "link"])
def test_words_that_are_no_command_are_told_how_to_find_help(words: str) -> None:
    assert "--help" in Terminal().refused(*words.split())
