"""The course of pain as a drawing, for wide windows and for narrow ones, where its labels would be tiny; and
as a table that says the same."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from markupsafe import Markup

from bot.readings import readings_of
from bot.staff_charts import beside
from charts.marks import Beside
from charts.pain import WIDE, Reading, Size
from charts.svg import pain_svg
from console.pages.moments import capital, short
from console.web.desk import Desk
from domain import Episode, Patient
from storage.database import Tx

HEAD = ("After the operation", "Residual limb", "Phantom limb", "Marked")
NARROW = Size(288, 280, left=28, right=96)
_BOTH = Markup(
    '<div class="tmr-chart tmr-chart--wide">{}</div><div class="tmr-chart tmr-chart--narrow">{}</div>'
)


@dataclass(frozen=True, slots=True)
class Course:
    """What was told of pain after one operation, and what is marked beside it."""

    readings: tuple[Reading, ...]
    marked: Beside
    operated_on: date

    def chart(self, title: str, ident: str) -> Markup | None:
        """Both drawings, of which the styles show one; none where there is nothing to show."""
        if not (self.readings or self.marked.marks):
            return None
        drawn = (
            Markup(  # noqa: S704 - escaped there
                pain_svg(
                    self.readings, title=title, ident=f"{ident}-{size.width}", size=size, beside=self.marked
                )
            )
            for size in (WIDE, NARROW)
        )
        return _BOTH.format(*drawn)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Under `HEAD`, by day: each report, and each mark, beside a report of its day if there is one."""
        told = {one.day: one for one in self.marked.usuals}
        rows = [(one.day, _value(one.rlp), _value(one.plp)) for one in self.readings]
        for place, (day, rlp, plp) in enumerate(rows):
            usual = told.get(day)
            if usual is not None:
                rows[place] = (day, rlp + _judged_by(usual.rlp), plp + _judged_by(usual.plp))
        bare = {one.day for one in self.marked.marks} - {one.day for one in self.readings}
        rows += [(day, "no average", "no average") for day in bare]
        return tuple(
            (self._after(day), rlp, plp, self._marks(day)) for day, rlp, plp in sorted(rows, key=_by_day)
        )

    def _after(self, day: int) -> str:
        return f"day {day}, {short(self.operated_on + timedelta(days=day))}"

    def _marks(self, day: int) -> str:
        return capital("; ".join(one.told for one in self.marked.marks if one.day == day)) or "nothing"


def _by_day(row: tuple[int, str, str]) -> int:
    return row[0]


def _value(value: Decimal | None) -> str:
    return "not answered" if value is None else str(value)


def _judged_by(usual: Decimal | None) -> str:
    return "" if usual is None else f" (R {usual})"


def course_of(
    tx: Tx, desk: Desk, patient: Patient, episode: Episode, as_of: datetime, *, cases: bool
) -> Course:
    """The course of one operation; `cases`: whether the reader may know of them."""
    marked = beside(tx, desk.speech, episode, as_of, cases=cases)
    readings = readings_of(tx, desk.speech, patient, episode)
    return Course(readings, replace(marked, operated_on=short(episode.tmr_on)), episode.tmr_on)
