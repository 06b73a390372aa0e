"""Brings files of nhsuk-frontend into `console/static/nhsuk`: `uv run just nhsuk VERSION`, with npm.

They are part of the repository, so that a clone runs without npm. Two things are changed: the web fonts,
which would be fetched from another server and are licensed to the NHS alone, are taken out, and pictures are
taken from our own address.
"""

import re
import sys
from pathlib import Path

TO = Path(__file__).parent.parent / "console/static/nhsuk"
_FONT = re.compile(r"@font-face\{[^}]*\}")
_MAP = re.compile(r"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")
_PICTURE = re.compile(r"url\(/assets/images/([\w-]+\.svg)\)")


def bring(package: Path) -> None:
    """Copy styles, script and the pictures that the styles name from an unpacked package."""
    made = package / "dist/nhsuk"
    styles = _MAP.sub("\n", _FONT.sub("", (made / "nhsuk-frontend.min.css").read_text("utf-8")))
    TO.mkdir(parents=True, exist_ok=True)
    for name in sorted(set(_PICTURE.findall(styles))):
        (TO / name).write_bytes((made / "assets/images" / name).read_bytes())
    styles = _PICTURE.sub(r"url(/static/nhsuk/\1)", styles).replace("Frutiger W01,", "")
    (TO / "nhsuk-frontend.min.css").write_text(styles, "utf-8")
    script = _MAP.sub("\n", (made / "nhsuk-frontend.min.js").read_text("utf-8"))
    (TO / "nhsuk-frontend.min.js").write_text(script, "utf-8")


if __name__ == "__main__":
    bring(Path(sys.argv[1]))
