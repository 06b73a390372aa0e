"""Which texts of an instrument are shown with which step.

A text is shown above the question it stands before. Advice (a text that an answer brought up) is shown as
soon as the answer is stored, wherever the conversation goes on, because it may say to call 999 now; the
review and the end repeat all of it. What the holder wants said stands with the first question and in the
review.
"""

from collections.abc import Iterable

from questionnaires.fold import State, open_questions
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.plain_words import plain_word


def before(instrument: Instrument, state: State, item: Item) -> tuple[str, ...]:
    """Texts above a question: those that stand just before it, and the advice on the latest answer.

    With the first question the holder's words follow.
    """
    above = _run(state, reversed(instrument.flat[: item.ordinal]))
    wanted = {text.ordinal for text in above} | _advice_on_latest(instrument, state)
    is_first = bool(instrument.attribution) and item is open_questions(instrument, state)[0]
    return (*_texts(instrument, state, wanted), *(holders_words(instrument) if is_first else ()))


def holders_words(instrument: Instrument) -> tuple[str, ...]:
    """What the holder wants said to whoever is asked, if anything."""
    return (instrument.attribution,) if instrument.attribution else ()


def at_the_end(instrument: Instrument, state: State) -> tuple[str, ...]:
    """Texts of the review: those after the last question, and all advice that is enabled."""
    below = _run(state, reversed(instrument.flat))
    wanted = {text.ordinal for text in below} | (instrument.advice & state.on)
    return _texts(instrument, state, wanted)


def _texts(instrument: Instrument, state: State, ordinals: Iterable[int]) -> tuple[str, ...]:
    """The texts in the order of the instrument; the same words are said once, where they stand last."""
    texts = [_said(instrument.flat[ordinal], state) for ordinal in sorted(ordinals, reverse=True)]
    return tuple(reversed(dict.fromkeys(texts)))


def _said(item: Item, state: State) -> str:
    """A text as it is; of an item that is shown and not asked, its text and value."""
    values = state.values.get(item.link_id, ()) if item.read_only else ()
    return f"{item.text}: {', '.join(plain_word(item, value) for value in values)}" if values else item.text


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
        if item.text and _is_shown(item, state):
            texts.append(item)
    return texts


def _is_shown(item: Item, state: State) -> bool:
    """Texts are, and what is read only once it has a value; what is hidden never is."""
    if item.kind in (ItemKind.DISPLAY, ItemKind.GROUP):
        return not item.hidden
    return item.read_only and not item.hidden and item.link_id in state.values
