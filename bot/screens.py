"""The screens of a conversation: question, review, list for change, end. All pure."""

from collections.abc import Sequence

from bot import buttons
from bot.answers_in_words import line_in_words
from bot.question import asked_text, question
from bot.screen import Button, Screen, page, shortened
from bot.surroundings import Surroundings
from questionnaires.conversation import Ask, Change, Line, Review, Send, Standing
from questionnaires.progress import Count

PAGE = 8
_QUESTION, _ANSWER, _LABEL = 100, 60, 40


def screen(
    response_id: int,
    standing: Standing,
    around: Surroundings,
    note: str = "",
    count: Count | None = None,
    *,
    why: bool = False,
    view: str = "",
) -> Screen:
    """The one screen of where the conversation stands, with the progress through its sitting.

    `why`: why the question is asked stands above it, for somebody who wanted to know. `view`: which part of a
    question's buttons.
    """
    step = standing.step
    if isinstance(step, Ask):
        reason = around.say("why", reason=around.fill(step.item.why)) if why and step.item.why else ""
        shown = question(response_id, standing, step, around, page(note, reason), count, view)
        return shown if reason else _explained(response_id, standing.seq, step, around, shown)
    if isinstance(step, Review):
        return _review(response_id, standing.seq, step, around, note, count)
    return thanks(around, step.notices)


def _explained(response_id: int, seq: int, ask: Ask, around: Surroundings, shown: Screen) -> Screen:
    """The question with a button that tells why it is asked, where the instrument says so."""
    if not ask.item.why:
        return shown
    return Screen(
        shown.text, (*shown.rows, (Button(around.say("button-why"), buttons.why(response_id, seq)),))
    )


def _review(
    response_id: int, seq: int, review: Review, around: Surroundings, note: str, count: Count | None
) -> Screen:
    """All answers, shortened, with the advice first; Send, Change an answer. Each part is sent by itself."""
    lines = review_lines(review.lines, 1, around)
    over = around.say("review")
    if count is not None and count.parts > 1:
        over = around.say("review-part", part=count.part, parts=count.parts)
    text = page(note, *map(around.fill, review.notices), over, lines)
    rows = (
        (Button(around.say("button-send"), buttons.tap(response_id, seq, Send(), around.layout)),),
        (Button(around.say("button-change"), buttons.listed(response_id, seq, 0)),),
    )
    return Screen(text, rows)


def change_list(response_id: int, seq: int, review: Review, number: int, around: Surroundings) -> Screen:
    """The questions that can be changed with their answers, eight a page; past the end is the last page."""
    pages = max(1, -(-len(review.lines) // PAGE))
    number = min(number, pages - 1)
    first = number * PAGE
    shown = review.lines[first : first + PAGE]
    rows = [
        (
            Button(
                shortened(f"{place}. {asked_text(line.item, around)}", _LABEL),
                buttons.tap(response_id, seq, Change(line.item.ordinal), around.layout),
            ),
        )
        for place, line in enumerate(shown, first + 1)
    ]
    if number + 1 < pages:
        rows.append((Button(around.say("button-more"), buttons.listed(response_id, seq, number + 1)),))
    if number > 0:
        rows.append((Button(around.say("button-earlier"), buttons.listed(response_id, seq, number - 1)),))
    rows.append((Button(around.say("button-to-review"), buttons.reviewed(response_id, seq)),))
    which = around.say("which-change", page=number + 1, pages=pages)
    return Screen(page(which, review_lines(shown, first + 1, around)), tuple(rows))


def review_lines(lines: Sequence[Line], first: int, around: Surroundings) -> str:
    """Questions and answers, numbered from `first`, each in one line."""
    return "\n".join(
        around.say(
            "review-line",
            number=number,
            question=shortened(asked_text(line.item, around), _QUESTION),
            answer=shortened(line_in_words(around.texts, line), _ANSWER),
        )
        for number, line in enumerate(lines, first)
    )


def thanks(around: Surroundings, notices: tuple[str, ...] = (), coming: str = "") -> Screen:
    """After sending: what to do now if an answer called for it, thanks, what comes, emergency words."""
    thanked = page(around.say("thanks"), coming)
    return Screen(page(*map(around.fill, notices), thanked, around.say("automatic"), around.safety))


def closing(around: Surroundings, key: str) -> Screen:
    """A card without buttons that says why, with the emergency words."""
    return Screen(page(around.say(key), around.safety))
