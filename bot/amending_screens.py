"""The screens of changing an answer after it was sent: the question, what is in force now, the list. Pure."""

from collections.abc import Sequence

from bot import buttons
from bot.answers_in_words import line_in_words
from bot.question import asked_text
from bot.screen import Button, Screen, page, shortened
from bot.screens import change_list, review_lines, screen
from bot.surroundings import Surroundings
from questionnaires.conversation import Back, Review, Send, Standing

_ANSWER = 200


def with_change(shown: Screen, response_id: int, seq: int, around: Surroundings) -> Screen:
    """The same screen with a button that leads to the answers."""
    row = (Button(around.say("button-change"), buttons.listed(response_id, seq, 0)),)
    return Screen(shown.text, (*shown.rows, row))


def changing(
    response_id: int,
    standing: Standing,
    around: Surroundings,
    note: str = "",
    *,
    keeps: bool,
    why: bool = False,
    view: str = "",
) -> Screen:
    """The question whose answer is changed. Where there is one, it may be left as it is, in place of Back."""
    shown = screen(response_id, standing, around, note, why=why, view=view)
    if not keeps:
        return shown
    back = buttons.tap(response_id, standing.seq, Back(), around.layout)
    leave = buttons.tap(response_id, standing.seq, Send(), around.layout)
    rows = tuple(row for row in shown.rows if row[0].data != back)
    return Screen(shown.text, (*rows, (Button(around.say("button-keep-answer"), leave),)))


def amended(
    response_id: int, seq: int, review: Review, link_id: str, around: Surroundings, note: str = ""
) -> Screen:
    """Saved: the answer as it is now, what to do if it calls for it, and all answers once more."""
    changed = next(line for line in review.lines if line.item.link_id == link_id)
    answer = shortened(line_in_words(around.texts, changed), _ANSWER)
    text = page(
        *map(around.fill, review.notices),
        around.say("amended", question=asked_text(changed.item, around), answer=answer),
        note,
        around.say("automatic"),
        around.safety,
        review_lines(review.lines, 1, around),
    )
    return with_change(Screen(text), response_id, seq, around)


def answers_list(
    response_id: int,
    seq: int,
    review: Review,
    number: int,
    others: Sequence[tuple[int, int, int]],
    around: Surroundings,
) -> Screen:
    """The answers of one part, eight a page. `others`: number, response and log length of the other parts."""
    shown = change_list(response_id, seq, review, number, around)
    rows = tuple(
        (Button(around.say("button-part", number=part), buttons.listed(other_id, length, 0)),)
        for part, other_id, length in others
    )
    return Screen(shown.text, (*shown.rows[:-1], *rows, shown.rows[-1]))
