"""Writes docs/generated/alert-rules.md from the rules, their numbers and their specs: `just pages`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from alerts.numbers_file import bundled, bundled_text
from alerts.numbers_words import READ_BY
from alerts.rule import Rule
from alerts.rules import RULES
from docs.markdown import table
from domain import Severity
from tests.alerts.specs import Example, examples, explained

PAGE = Path(__file__).parent / "generated" / "alert-rules.md"
HEAD = """# Alert rules

What makes an alert, how soon somebody must act, and what only goes to the weekly digest, for whoever signs it
off. Made by `uv run just pages` from the rules in `alerts/`, the numbers in `alerts/numbers.yaml` and the
examples in `tests/specs/alerts.txt`; a test fails when it is stale, so do not edit it.

[P] marks a proposal of ours without a published standard. The numbers below come with the product; a site's
clinical safety officer may sign others (`alerts numbers set`), and each alert names those it was
found with. RED rules read every stored answer at once, sent or not. The others read a report once it was
sent, or when its window closed on it half done. In audit mode no rule raises anything.

A report counts from when the patient gave it. What staff enter on a later day is judged at its place among
the others, which are judged anew where it changes something; its case tells both days. People are told, and a
rise is asked about again, from when it was entered.

R is a patient's usual value: the median of the last three completed reports after surgery of the main
questions; the one being judged, re-checks and unasked reports are left out. With fewer than three it is the
lowest 7-day average since surgery, or the baseline. For quality of life it is then the highest since surgery,
or the baseline; for wear the highest since surgery, and never the baseline.
"""


def page() -> str:
    """The whole page."""
    told = {rule: list(lines) for rule, lines in groupby(examples(), key=lambda one: one.table.split()[0])}
    parts = [HEAD, _overview()]
    parts += ["## How to read the examples\n", f"```text\n{explained()}\n```\n"]
    parts += ["\n".join(_rule(rule, told[rule.id])) for rule in RULES.values()]
    parts += [f"## The numbers, version {bundled().version}\n", f"SHA-256 `{bundled().checksum}`.\n"]
    parts += [f"```yaml\n{bundled_text().strip()}\n```\n"]
    return "\n".join(parts)


def _overview() -> str:
    rows = [
        (
            f"[{rule.id}](#{rule.id.lower()})",
            rule.version,
            rule.fires_when,
            rule.domain.value,
            _how_soon(rule),
        )
        for rule in RULES.values()
    ]
    return table(("rule", "version", "fires when", "case", "acknowledged within"), rows)


def _link(rule: Rule) -> str:
    return f"[{rule.id}](#{rule.id.lower()})"


def _how_soon(rule: Rule) -> str:
    if rule.severity is Severity.DIGEST:
        return "nobody is paged: weekly digest"
    if rule.severity is Severity.RED:
        return f"{bundled().red.acknowledge} minutes"
    days = bundled().working_days[rule.id]
    return f"{days} working day{'s' if days > 1 else ''}"


def _rule(rule: Rule, lines: list[Example]) -> Iterator[str]:
    yield f"## {rule.id}\n"
    yield f"{rule.severity.value.upper()}, version {rule.version}. Fires when: {rule.fires_when}.\n"
    yield f"- Why: {rule.rationale}"
    yield f"- Source: {rule.source}"
    yield f"- Reads: {_reads(rule)}"
    yield f"- Numbers: {', '.join(f'`{name}`' for name in READ_BY.get(rule.id, ())) or 'none'}"
    for title, examples_of in groupby(lines, key=lambda one: one.table):
        shown = list(examples_of)
        yield f"\n{title.partition(' ')[2].strip()}:\n"
        yield table(tuple(shown[0].cells), [tuple(one.cells.values()) for one in shown])


def _reads(rule: Rule) -> str:
    told = (
        f"{instrument}: {', '.join(f'`{link_id}`' for link_id in links)}"
        for instrument, links in rule.reads.items()
    )
    return "; ".join(told) or "no answers, but windows that ended"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
