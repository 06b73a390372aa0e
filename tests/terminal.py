"""The command line as a person at a terminal has it: words in, what is printed and the exit code out.

It runs in this process, because starting Python anew for each command would take most of the tests' time.
"""

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from app.cli import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """A terminal with this environment, and no other variable of the product's."""

    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, typed: str = "") -> Ran:
        """Run `tmr-followup` with these words; `typed` comes on its standard input. Bugs raise."""
        out, err = io.StringIO(), io.StringIO()
        with self._sitting_at_it(words, typed), redirect_stdout(out), redirect_stderr(err):
            try:
                main()
                code: Any = 0
            except SystemExit as end:
                code = end.code or 0
        assert isinstance(code, int), code
        return Ran(code, out.getvalue(), err.getvalue())

    def done(self, *words: str, typed: str = "") -> str:
        """What a command prints that must succeed, without a word on stderr."""
        ran = self.run(*words, typed=typed)
        assert (ran.code, ran.err) == (0, ""), f"{' '.join(words)}: {ran.err or ran.out}"
        return ran.out

    def refused(self, *words: str, typed: str = "") -> str:
        """The sentence with which a command is refused: exit 2, nothing on stdout, no traceback."""
        ran = self.run(*words, typed=typed)
        assert (ran.code, ran.out) == (2, ""), ran
        assert ran.err.strip(), "a refusal without a sentence"
        assert "Traceback" not in ran.err
        return ran.err.strip()

    @contextmanager
    def _sitting_at_it(self, words: tuple[str, ...], typed: str) -> Iterator[None]:
        before, argv, stdin = dict(os.environ), sys.argv, sys.stdin
        for name in [name for name in before if name.startswith("TMR_")]:
            del os.environ[name]
        os.environ.update(self.environment)
        sys.argv, sys.stdin = ["tmr-followup", *words], io.StringIO(typed)
        try:
            yield
        finally:
            sys.argv, sys.stdin = argv, stdin
            os.environ.clear()
            os.environ.update(before)


def publish(at: Terminal, file: str) -> str:
    """Look at what a protocol would change, and accept just that; what the second command prints."""
    shown = at.done("protocol", "set", file)
    accepted = next(line for line in shown.splitlines() if line.startswith("Plan ")).split()[-1]
    return at.done("protocol", "set", file, "--accept", accepted)
