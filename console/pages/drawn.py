"""The course of pain as a drawing: for wide windows and for narrow ones, where its labels would be tiny."""

from collections.abc import Sequence

from markupsafe import Markup

from charts.pain import WIDE, Reading, Size
from charts.svg import pain_svg

NARROW = Size(288, 280, left=28, right=96)
_BOTH = Markup(
    '<div class="tmr-chart tmr-chart--wide">{}</div><div class="tmr-chart tmr-chart--narrow">{}</div>'
)


def pain(readings: Sequence[Reading], title: str, ident: str) -> Markup | None:
    """Both drawings, of which the styles show one; none where nothing was reported."""
    if not readings:
        return None
    drawn = (
        Markup(pain_svg(readings, title=title, ident=f"{ident}-{size.width}", size=size))  # noqa: S704 - escaped there
        for size in (WIDE, NARROW)
    )
    return _BOTH.format(*drawn)
