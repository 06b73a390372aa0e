"""Makes the picture of the report in the README: the first page of the demo's, as the PDF has it.

Run it with `uv run just report-picture`. The demo's folder is looked at, and thrown away.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import pypdfium2

from audit.reporting import as_pdf

PICTURE = Path(__file__).parent / "generated" / "report.png"
DEMO = ("tmr-followup", "demo", "--json", "--patients", "40", "--months", "26", "--seed", "1")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run([*DEMO, "--out", folder], capture_output=True, text=True, check=True)  # noqa: S603
        assert json.loads(ran.stdout)["checks"]["clean"]  # noqa: S101 - a picture of a broken demo is none
        page = (Path(folder) / "report" / "report.html").read_text("utf-8")
    document = pypdfium2.PdfDocument(as_pdf(page))
    document[0].render(scale=1.6).to_pil().convert("P", colors=64).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
