"""QR codes, drawn as SVG inside a page."""

import segno
from markupsafe import Markup


def qr(text: str, title: str) -> Markup:
    """What a camera reads as this text; `title` tells those who cannot see it what it is."""
    return Markup(segno.make(text, micro=False).svg_inline(omitsize=True, title=title))  # noqa: S704 - drawn by segno
