"""Which texts of an instrument are shown with which step.

A text is shown above the question it stands before. Advice (a text that an answer brought up) is shown as
soon as the answer is stored, wherever the conversation goes on, because it may say to call 999 now; the
review and the end repeat all of it. What the holder wants said stands with the first question and in the
review.
"""

from collections.abc import Iterable

from questionnaires.fold import State, open_questions
from questionnaires.instrument import Instrument, Item, ItemKind


def before(instrument: Instrument, state: State, item: Item) -> tuple[str, ...]:
    """Texts above a question: those that stand just before it, and the advice on the latest answer.

    With the first question the holder's words follow.
    """
    above = _run(state, reversed(instrument.flat[: item.ordinal]))
    wanted = {text.ordinal for text in above} | _advice_on_latest(instrument, state)
    is_first = bool(instrument.copyright) and item is open_questions(instrument, state)[0]
    return (*_texts(instrument, wanted), *(holders_words(instrument) if is_first else ()))


def holders_words(instrument: Instrument) -> tuple[str, ...]:
    """What the holder wants said to whoever is asked, if anything."""
    return (instrument.copyright,) if instrument.copyright else ()


def at_the_end(instrument: Instrument, state: State) -> tuple[str, ...]:
    """Texts of the review: those after the last question, and all advice that is enabled."""
    below = _run(state, reversed(instrument.flat))
    wanted = {text.ordinal for text in below} | (instrument.advice & state.on)
    return _texts(instrument, wanted)


def _texts(instrument: Instrument, ordinals: Iterable[int]) -> tuple[str, ...]:
    """The texts in the order of the instrument; the same words are said once, where they stand last."""
    texts = [instrument.flat[ordinal].text for ordinal in sorted(ordinals, reverse=True)]
    return tuple(reversed(dict.fromkeys(texts)))


def _advice_on_latest(instrument: Instrument, state: State) -> set[int]:
    if state.last is None:
        return set()
    following = instrument.flat[instrument.places[state.last] + 1 :]
    return {text.ordinal for text in _run(state, following)} & instrument.advice


def _run(state: State, items: Iterable[Item]) -> list[Item]:
    """The enabled texts met on the way, up to the next enabled question."""
    texts = []
    for item in items:
        if item.ordinal not in state.on:
            continue
        if item.is_question:
            break
        if item.text and item.kind in (ItemKind.DISPLAY, ItemKind.GROUP):
            texts.append(item)
    return texts
