"""Time to reoperation, against published and hand-worked examples."""

import pytest

from audit.statistics.survival import Span, at, first_event, incidence

AGAIN = frozenset({"again"})


def test_kaplan_meier_of_a_published_trial() -> None:
    """Maintained chemotherapy in leukaemia (Embury 1977), the example of many textbooks: 11 patients."""
    weeks = (9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161)
    cut = {(13, 2), (28, 5), (45, 8), (161, 10)}
    spans = [Span(week, None if (week, place) in cut else "again") for place, week in enumerate(weeks)]
    steps = first_event(spans, AGAIN)
    assert [step.day for step in steps] == [9, 13, 18, 23, 31, 34, 48]
    survival = [round(1 - step.value, 3) for step in steps]
    assert survival == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]
    assert [step.at_risk for step in steps] == [11, 10, 8, 7, 5, 4, 2]
    # R, survfit(conf.type = "log-log"): 0.508 to 0.987 after the first.
    assert (round(1 - (steps[0].high or 0), 3), round(1 - (steps[0].low or 0), 3)) == (0.508, 0.987)


def test_with_a_rival_that_ends_it_the_incidences_and_the_rest_are_one() -> None:
    """Worked by hand: at 2, one of five left has it and one dies; at 4, one of two."""
    spans = [
        Span(1, "again"),
        Span(2, "death"),
        Span(2, "again"),
        Span(3, None),
        Span(4, "again"),
        Span(5, None),
    ]
    steps = incidence(spans, "again")
    assert [(step.day, round(step.value, 6)) for step in steps] == [
        (1, round(1 / 6, 6)),
        (2, round(2 / 6, 6)),
        (4, round(2 / 6 + 1 / 4, 6)),
    ]
    death = incidence(spans, "death")
    assert [(step.day, round(step.value, 6)) for step in death] == [(2, round(1 / 6, 6))]
    both = first_event(spans, frozenset({"again", "death"}))
    assert steps[-1].value + death[-1].value == pytest.approx(both[-1].value)


def test_without_rivals_the_incidence_is_that_of_kaplan_and_meier() -> None:
    spans = [Span(day, None if day % 3 == 0 else "again") for day in range(1, 30)]
    plain = [(step.day, round(step.value, 9)) for step in first_event(spans, AGAIN)]
    assert plain == [(step.day, round(step.value, 9)) for step in incidence(spans, "again")]


def test_the_interval_holds_the_incidence_and_all_who_had_it_have_none() -> None:
    spans = [Span(1, "again"), Span(2, "again"), Span(3, "again")]
    steps = incidence(spans, "again")
    for step in steps[:-1]:
        assert step.low is not None
        assert step.high is not None
        assert 0 < step.low < step.value < step.high < 1
    assert steps[-1].value == pytest.approx(1)
    assert steps[-1].low is None


def test_where_nothing_happened_there_are_no_steps() -> None:
    assert first_event([], AGAIN) == ()
    assert first_event([Span(5, None)], AGAIN) == ()
    assert incidence([Span(5, "death")], "again") == ()
    assert at((), 365) is None


def test_by_a_day_the_last_step_up_to_it_holds() -> None:
    steps = first_event([Span(10, "again"), Span(20, "again"), Span(30, None)], AGAIN)
    found = at(steps, 19)
    assert found is not None
    assert found.day == 10
    assert at(steps, 9) is None
