"""Checks every questionnaire of HL7's own package of examples, and writes the counts into `docs/generated/`.

    uv run python docs/sdc_check.py [--check]

The package (npm: hl7.fhir.uv.sdc, in a fixed version) is fetched by npm. With --check nothing is written: the
page must be as it would be written.
"""

import json
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "hl7.fhir.uv.sdc@4.0.0-ballot"
PAGE = Path(__file__).parent / "generated" / "sdc.md"
HEAD = f"""# What `instrument check` says of HL7's own examples

Written by `uv run just sdc`: every Questionnaire of the npm package `{PACKAGE}`.
"""


def main() -> None:
    """Write the page, or check it."""
    with TemporaryDirectory() as folder:
        page = page_of(reports(questionnaires(Path(folder))))
    if "--check" not in sys.argv[1:]:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page:
        sys.exit(f"{PAGE} is not what would be written now; run: uv run just sdc")


def questionnaires(folder: Path) -> list[Path]:
    """The files of the package that hold a Questionnaire, by name."""
    fetch = ["npm", "pack", "--silent", PACKAGE]
    subprocess.run(fetch, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a fixed command
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        package.extractall(folder, filter="data")
    return [file for file in sorted(folder.rglob("*.json")) if is_questionnaire(file)]


def is_questionnaire(file: Path) -> bool:
    resource = json.loads(file.read_text(encoding="utf-8-sig"))
    return isinstance(resource, dict) and resource.get("resourceType") == "Questionnaire"


def reports(files: list[Path]) -> list[dict[str, object]]:
    """What the command says of these files; whatever is no report stops here."""
    command = ["tmr-followup", "instrument", "check", "--json", *map(str, files)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    found: list[dict[str, object]] = json.loads(ran.stdout)
    if len(found) != len(files):
        sys.exit("There is not one report for each file.")
    return found


def page_of(found: list[dict[str, object]]) -> str:
    """The counts by status, and how many files each reason concerns."""
    statuses = Counter(report["status"] for report in found)
    reasons = Counter(reason for report in found for reason in reasons_of(report))
    rows = [f"| {status} | {statuses[status]} |" for status in ("supported", "degraded", "refused")]
    lines = [f"| {level} | {reason} | {count} |" for (level, reason), count in sorted(reasons.items())]
    counts = ["| Status | Files |", "|---|---|", *rows, f"| all | {len(found)} |"]
    return "\n".join([HEAD, *counts, "", "| Why | Sentence | Files |", "|---|---|---|", *lines, ""])


def reasons_of(report: dict[str, object]) -> set[tuple[str, str]]:
    """Level and sentence, without the names of a form's own things in it."""
    remarks = report["remarks"]
    assert isinstance(remarks, list)  # noqa: S101 - the shape of our own report
    return {(remark["level"], general(remark["reason"])) for remark in remarks}


def general(reason: str) -> str:
    """A sentence with three dots for what is quoted or an address in it."""
    words = ["..." if "://" in word or word.startswith(("'", "#")) else word for word in reason.split()]
    return " ".join(words)


if __name__ == "__main__":
    main()
