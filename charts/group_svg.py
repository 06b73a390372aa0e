"""Paints the course and the staircase of a group as SVG. Colours are Okabe and Ito's, which most eyes tell
apart; lines differ by their dashes as well."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from charts.course import At, draw_course
from charts.steps import Stairs, draw_steps
from charts.svg import templates

BLUE, VERMILION = "#0072b2", "#d55e00"
COLOURS = (BLUE, VERMILION, "#009e73", "#cc79a7", "#56b4e9")
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "5 2")


def course_svg(
    means: Sequence[At],
    people: Sequence[Sequence[float | None]],
    *,
    title: str,
    ident: str,
    scale: tuple[float, float, float],
    colour: str = BLUE,
) -> Markup:
    """One SVG element. `scale`: its low and high end and the step of its ticks. `ident` must be unique."""
    course = draw_course(means, people, *scale)
    told = [mark.text for mark in course.marks]
    spoken = f"{'; '.join(told)}. {course.drawn} individual lines." if told else "Nobody has answered yet."
    return Markup(  # noqa: S704 - the template escapes what is put into it
        templates()
        .get_template("course.svg.j2")
        .render(course=course, title=title, ident=ident, colour=colour, description=spoken)
    )


def steps_svg(lines: Mapping[str, Stairs], last_day: int, *, title: str, ident: str) -> Markup:
    """One SVG element of these lines, by name."""
    spoken = "; ".join(
        f"{name}: {100 * stairs[-1][1]:.1f} % by day {stairs[-1][0]}" if stairs else f"{name}: none"
        for name, stairs in lines.items()
    )
    return Markup(  # noqa: S704 - the template escapes what is put into it
        templates()
        .get_template("steps.svg.j2")
        .render(
            stairs=draw_steps(lines, last_day),
            title=title,
            ident=ident,
            colours=COLOURS,
            dashes=DASHES,
            description=f"{spoken}.",
        )
    )
