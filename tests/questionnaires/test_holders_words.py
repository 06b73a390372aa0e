"""What the holder of an instrument wants said stands with its first question and in the review, no more."""

from dataclasses import replace

from questionnaires.conversation import Back, Ended, Review
from questionnaires.instrument import Instrument
from tests.questionnaires.sample import SAMPLE
from tests.questionnaires.talking import Talk

WORDS = "© The Holders"
HELD = replace(SAMPLE, attribution=WORDS)


def test_the_holders_words_stand_with_the_first_question_alone() -> None:
    talk = Talk(HELD)
    first = talk.ask.notices
    assert first[-1] == WORDS
    assert first[:-1] == Talk(SAMPLE).ask.notices
    talk.put("pain", 0)
    assert WORDS not in talk.ask.notices
    talk.make(Back())
    assert WORDS in talk.ask.notices


def test_the_review_ends_its_notices_with_them_and_the_thanks_do_without() -> None:
    talk = Talk(HELD)
    talk.through()
    review = talk.now.step
    assert isinstance(review, Review)
    assert review.notices == ("Thank you.", WORDS)
    talk.send()
    ended = talk.now.step
    assert isinstance(ended, Ended)
    assert WORDS not in ended.notices


def test_where_a_file_does_not_say_how_long_it_takes_six_questions_count_as_a_minute() -> None:
    def with_questions(number: int) -> Instrument:
        return replace(SAMPLE, minutes=0, questions=SAMPLE.questions[:1] * number)

    assert [with_questions(number).takes_minutes for number in (1, 6, 7)] == [1, 1, 2]
    assert replace(SAMPLE, minutes=9).takes_minutes == 9
