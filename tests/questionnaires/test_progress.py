"""One count over all instruments of a sitting."""

from questionnaires.amending import amend
from questionnaires.conversation import Change, standing
from questionnaires.moves import Number
from questionnaires.progress import Count, count, questions
from tests.questionnaires.sample import PAIN, SAMPLE
from tests.questionnaires.talking import NOON, Talk


def test_a_part_alone_counts_by_itself() -> None:
    talk = Talk(SAMPLE)
    talk.put("pain", 1)
    assert count((), talk.now, ()) == Count(2, 4, 1, 1)


def test_the_count_runs_through_what_was_sent_what_is_asked_and_what_is_to_come() -> None:
    talk = Talk(SAMPLE)
    talk.put("pain", 9)
    assert count((12, 3), talk.now, (7,)) == Count(position=17, total=27, part=3, parts=4)


def test_a_part_counts_the_questions_it_had_and_one_that_has_not_begun_those_of_its_start() -> None:
    assert questions(SAMPLE, {}) == 4
    talk = Talk(SAMPLE)
    talk.through(pain=9)
    assert questions(SAMPLE, {}, talk.log) == standing(SAMPLE, {}, talk.log).total == 5
    talk.send()
    for move in (Change(PAIN), Number(PAIN, 2)):
        made = amend(SAMPLE, {}, talk.log, move, seq=len(talk.log), as_of=NOON)
        talk.log = (*talk.log, made)  # type: ignore[arg-type]
    assert questions(SAMPLE, {}, talk.log) == 4
