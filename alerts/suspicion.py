"""What a patient's answers make us suspect of the four safety outcomes of HTG750 3.3, and other.

A suspicion is not an event: it counts apart until a clinician confirms or refutes it. It does not depend on
the alert mode, because the safety of everyone operated on is audited.
"""

from dataclasses import dataclass

from alerts import signs
from alerts.report import Report, codes, said_yes

_BY_CODE = {
    "bleeding": "bleeding",
    "wound-sign": "infection",
    "wound-infection": "infection",
    "infection": "infection",
    "chest-breath-calf": "other",
    "clot": "other",
    "limb-cold": "other",
    "fall": "other",
    "admission": "reoperation",
}
"""Choice code -> category. "New operation, admission or antibiotics" is read as its gravest meaning."""

_ITEMS = ("safety", "safety-past", "wound-past")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One suspected safety event; the key is the same however often the same report is judged."""

    key: str
    category: str


def suspicions(report: Report) -> tuple[Suspicion, ...]:
    """The safety outcomes that one ended report makes us suspect, each at most once, in order of name.

    Missing: what was declined, skipped or not asked raises no suspicion. Source: HTG750 3.3.
    """
    chosen = {code for item in _ITEMS for code in codes(report.answers, item)}
    categories = {_BY_CODE[code] for code in chosen if code in _BY_CODE}
    if codes(report.answers, "bleeding") - {"none"}:
        categories.add("bleeding")
    if signs.wound(report.answers):
        categories.add("infection")
    if said_yes(report.answers, "chest-breath-calf") or said_yes(report.answers, "limb-cold"):
        categories.add("other")
    return tuple(Suspicion(f"{report.response_id}:{category}", category) for category in sorted(categories))
