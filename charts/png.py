"""Paints a drawing of pain as a PNG for a telephone: the same data give the same bytes.

The two pains differ in line, marker and a label at the line's end, and only then in colour. matplotlib is
loaded when first needed, because that takes long; it draws one picture at a time, without its global state
and in the font that it brings along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from charts.marks import NOTHING, ROW, Beside, Kind
from charts.pain import Drawing, Line, Point, Reading, Size, draw
from charts.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PHONE = Size(360, 300, left=34, right=118, top=58, bottom=48)
"""For phones: a wide drawing shrunk to fit would have letters too small to read."""
SCALE = 3
"""Pixels of the picture for one of the drawing."""

_POINTS = 72
"""At this many points to the inch, a point of matplotlib is a pixel of the drawing."""
_INK, _FAINT, _GREY = "#212b32", "#d8dde0", "#4c6272"
_TEXT, _SMALL, _EDGE = 13.0, 12.0, 6.0
_LOOKS: tuple[dict[str, Any], dict[str, Any]] = (
    {"color": "#0072b2", "linestyle": "-", "marker": "o", "markersize": 7.0, "markerfacecolor": "#0072b2"},
    {
        "color": "#b34700",
        "linestyle": (0, (3, 1.6)),
        "marker": "s",
        "markersize": 10.0,
        "markerfacecolor": "none",
    },
)
"""RLP, then PLP: the open square shows round the disc where both values are the same. No red and green."""
_DOTTED: dict[str, Any] = {"linewidth": 1.5, "linestyle": (0, (1, 2))}
_SHAPES: dict[Kind, dict[str, Any]] = {
    Kind.RED: {"marker": "v", "markerfacecolor": "#a8201a"},
    Kind.AMBER: {"marker": "v", "markerfacecolor": "white"},
    Kind.REOPERATION: {"marker": "D", "markerfacecolor": _INK},
}
_CROWDED, _SMALLEST = 14, 0.55
"""From so many values on, markers shrink, down to this share."""

_ONE_AT_A_TIME = Lock()


def pain_png(
    readings: Sequence[Reading], words: Words, size: Size = PHONE, beside: Beside = NOTHING
) -> bytes:
    """The picture of these readings, in any order. It takes some tenths of a second: call it in a thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawing, kept = draw(readings, size, beside), BytesIO()
    size = drawing.size
    with _ONE_AT_A_TIME:
        inches = (size.width / _POINTS, size.height / _POINTS)
        canvas = FigureCanvasAgg(Figure(figsize=inches, dpi=_POINTS * SCALE, facecolor="white"))
        axes = canvas.figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, size.width)
        axes.set_ylim(size.height, 0)
        axes.axis("off")
        _Sheet(axes, drawing, words, beside.operated_on).paint()
        canvas.figure.savefig(kept, format="png", metadata={"Software": None})
    return kept.getvalue()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Paper on which a pixel of the drawing is a unit, counted from the upper left corner."""

    axes: "Axes"
    drawing: Drawing
    words: Words
    operated_on: str

    def paint(self) -> None:
        """Title and axes, what is marked, then each pain with its label."""
        title_room = self.drawing.size.width - 2 * _EDGE
        self.text(Point(_EDGE, 18), self.words.title, most=title_room, bold=True)
        self._pain_axis()
        self._day_axis()
        self._flags()
        self._legend()
        names = (self.words.rlp, self.words.plp)
        for line, name, look in zip(self.drawing.lines, names, _LOOKS, strict=True):
            self._usual(line, look["color"])
            self._line(line, look)
            if line.label is not None:
                self._label(line.label, name, line, look)

    def _pain_axis(self) -> None:
        left, right = self.drawing.size.left, self.drawing.right_x
        for tick in self.drawing.pain_ticks:
            self.axes.plot((left, right), (tick.at, tick.at), color=_FAINT, linewidth=1, zorder=1)
            self.text(Point(left - 8, tick.at), tick.text, size=_SMALL, ha="right")

    def _day_axis(self) -> None:
        """The ticks of time with their unit, and the day of surgery."""
        drawing = self.drawing
        for tick in drawing.day_ticks:
            self.text(Point(tick.at, drawing.bottom_y + 15), tick.text, size=_SMALL, ha="center")
        unit = self.words.weeks if drawing.unit == "weeks" else self.words.months
        middle, room = (drawing.size.left + drawing.right_x) / 2, drawing.right_x + drawing.size.left - _EDGE
        self.text(Point(middle, drawing.foot_y - 13), unit, most=room, size=_SMALL, ha="center")
        x, top = drawing.surgery_x, drawing.head_y - 8
        dots: dict[str, Any] = {"color": _GREY, "linewidth": 1.2, "linestyle": (0, (2, 3))}
        self.axes.plot((x, x), (top, drawing.bottom_y), zorder=1, **dots)
        told = " ".join(part for part in (self.words.surgery, self.operated_on) if part)
        self.text(Point(x + 4, top - 6), told, size=_SMALL, color=_GREY)

    def _flags(self) -> None:
        for flag in self.drawing.flags:
            y = self.drawing.head_y + ROW * flag.row
            wide = 1.5 if flag.kind is Kind.REOPERATION else 0.7
            self.axes.plot((flag.x,) * 2, (y, self.drawing.bottom_y), color=_GREY, linewidth=wide, zorder=1)
            self._shape(flag.kind, Point(flag.x, y))
            self.text(Point(flag.x + 8, y), flag.text, size=_SMALL, bold=True)

    def _legend(self) -> None:
        for entry in self.drawing.legend:
            y = self.drawing.foot_y + ROW * entry.row + 7
            if entry.kind is None:
                self.axes.plot((entry.x, entry.x + 24), (y, y), color=_INK, **_DOTTED)
            else:
                self._shape(entry.kind, Point(entry.x + 12, y))
            self.text(Point(entry.x + 28, y), entry.text, size=_SMALL)

    def _shape(self, kind: Kind, at: Point) -> None:
        self.axes.plot((at.x,), (at.y,), zorder=4, markeredgecolor=_INK, markersize=10, **_SHAPES[kind])

    def _usual(self, line: Line, colour: str) -> None:
        """R, in steps of dots."""
        for steps in line.usual:
            across, down = [point.x for point in steps], [point.y for point in steps]
            self.axes.plot(across, down, color=colour, zorder=2, **_DOTTED)

    def _line(self, line: Line, look: dict[str, Any]) -> None:
        """Each stretch without a gap; a value that stands alone is a marker alone."""
        share = max(_SMALLEST, min(1.0, _CROWDED / max(1, len(line.points))))
        for stretch in line.stretches:
            across, down = [point.x for point in stretch], [point.y for point in stretch]
            style = {**look, "markersize": look["markersize"] * share}
            self.axes.plot(across, down, linewidth=2.2, markeredgewidth=1.8, zorder=3, **style)

    def _label(self, at: Point, name: str, line: Line, look: dict[str, Any]) -> None:
        """The name of a line beside its end; below it how the line is drawn, its newest value, and R."""
        self.text(
            Point(at.x, at.y - 8), name, most=self.drawing.size.width - at.x - _EDGE, color=look["color"]
        )
        sample = (at.x + 1, at.x + 13, at.x + 25)
        self.axes.plot(sample, (at.y + 9,) * 3, markevery=[1], linewidth=2.2, markeredgewidth=1.8, **look)
        value, below = str(line.last), Point(at.x + 33, at.y + 9)
        self.text(below, value, bold=True, color=look["color"])
        if line.usual_last is not None:
            beside = Point(below.x + 9 * len(value) + 3, below.y)
            room = self.drawing.size.width - beside.x - _EDGE
            self.text(beside, f"R {line.usual_last}", most=room, size=_SMALL, color=look["color"])

    def text(
        self,
        at: Point,
        words: str,
        *,
        most: float = 0.0,
        size: float = _TEXT,
        bold: bool = False,
        **style: Any,
    ) -> None:
        """Words as they are, made smaller where they would need more than `most`."""
        style = {"color": _INK, "va": "center", "font": _font(bold=bold), **style}
        shown = self.axes.text(at.x, at.y, words, parse_math=False, **style)
        shown.set_fontsize(size)
        if most:
            wide = shown.get_window_extent().width / SCALE
            shown.set_fontsize(size * min(1.0, most / wide))


def _font(*, bold: bool) -> Path:
    """The file of the font: the same on every machine."""
    from matplotlib import get_data_path

    return Path(get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
