"""Writes the demo's sample into the README, between its markers: `just sample`."""

import re
import subprocess
import tempfile
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
WORDS = ("demo", "--patients", "10", "--months", "12")
SHOWN = ("Prompts", "Alerts by rule", "Checks")
MARKED = re.compile(r"(?<=<!-- demo sample: begin -->\n).*(?=<!-- demo sample: end -->)", re.DOTALL)


def printed() -> str:
    """What the demo prints at its end."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["tmr-followup", *WORDS, "--out", folder]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)  # noqa: S603
    return ran.stdout


def table(text: str, title: str) -> str:
    """One table with its title."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.strip() == title)
    last = next(number for number, line in enumerate(lines) if number > first and line.startswith("└"))
    return "\n".join(line.rstrip() for line in lines[first : last + 1])


def main() -> None:
    shown = printed()
    sample = "\n".join(table(shown, title) for title in SHOWN)
    text = f"From `uv run tmr-followup {' '.join(WORDS)}`, in parts:\n\n```\n{sample}\n```\n"
    README.write_text(MARKED.sub(lambda _: text, README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
