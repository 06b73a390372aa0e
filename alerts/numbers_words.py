"""The numbers in plain words, for whoever reads, proposes or signs them, and which rule goes by which."""

from collections.abc import Mapping

READ_BY: Mapping[str, tuple[str, ...]] = {
    "AMB-1": ("wound",),
    "AMB-2": ("usual", "rise"),
    "AMB-3a": ("usual", "steep"),
    "AMB-3b": ("uncontrolled",),
    "AMB-4": ("new_place",),
    "AMB-5": ("mood",),
    "AMB-8": ("usual", "wear"),
    "DIG-1": ("usual", "rise"),
    "DIG-2": ("usual", "severe"),
    "DIG-3": ("gain",),
    "DIG-4": ("usual", "drift"),
    "DIG-5": ("usual", "life"),
    "DIG-7": ("silence",),
}
"""Rule -> the sections of the file of numbers that it reads."""

SECTIONS: Mapping[str, str] = {
    "usual": "Usual pain (R)",
    "wound": "AMB-1: a wound sign alone",
    "rise": "AMB-2: a rise that the re-check confirms",
    "steep": "AMB-3a: a steep rise",
    "uncontrolled": "AMB-3b: severe pain soon after surgery",
    "new_place": "AMB-4: pain in a new place",
    "mood": "AMB-5: low mood or worry",
    "wear": "AMB-8: the artificial limb is worn less",
    "severe": "DIG-2: severe pain that does not change",
    "gain": "DIG-3: little gain",
    "drift": "DIG-4: pain that creeps up",
    "life": "DIG-5: quality of life",
    "silence": "DIG-7: no answers",
    "red": "Who is told when: RED",
    "amber": "Who is told when: AMBER",
    "working_days": "Working days in which an AMBER case is to be acknowledged",
}
"""Section -> its heading, in the order of the file."""

_FEW = "Lowest pain that counts, with fewer than three earlier reports (0 to 10)"
_LEAST = "Lowest pain that counts (0 to 10)"

WORDS: Mapping[str, str] = {
    "usual.reports": "Reports that make R",
    "usual.from_day": "Change is judged from this day after surgery",
    "wound.last_day": "Last day after surgery on which it counts",
    "rise.points": "Points above R",
    "rise.ratio": "Times R",
    "rise.at_least": _LEAST,
    "rise.at_least_few": _FEW,
    "rise.unanswered": "Lowest pain that counts when the re-check is not answered (0 to 10)",
    "rise.recheck_after_hours": "The re-check is asked after so many hours",
    "rise.recheck_within_hours": "The re-check ends after so many hours",
    "steep.points": "Points above R",
    "steep.at_least": _LEAST,
    "steep.at_least_few": _FEW,
    "uncontrolled.first_day": "First day after surgery on which it counts",
    "uncontrolled.last_day": "Last day after surgery on which it counts",
    "uncontrolled.at_least": _LEAST,
    "new_place.from_day": "It counts from this day after surgery",
    "new_place.at_least": "Lowest pain that counts, on both reports (0 to 10)",
    "mood.at_least": "Lowest sum of PHQ-2 or GAD-2 that counts (0 to 6)",
    "wear.usual_hours": "Fewest hours a day that were usual before",
    "wear.left_percent": "Per cent of the usual hours that are left at most",
    "severe.at_least": "Lowest pain that counts, on both reports (0 to 10)",
    "severe.changed_by": "Pain has changed if the two differ by so many points",
    "gain.first_day": "First day after surgery on which it is judged",
    "gain.last_day": "Last day after surgery on which it is judged",
    "gain.percent": "Per cent better than before surgery that are wanted",
    "gain.at_least": _LEAST,
    "drift.weight": "Weight of the newest report (0 to 1)",
    "drift.points": "Points above R",
    "life.points": "Points of quality of life lost",
    "silence.windows": "Windows in a row without an answer",
    "red.acknowledge": "Minutes in which it is to be acknowledged",
    "red.repeat": "Minutes between repeats",
    "red.deputy": "The deputy is told after so many minutes",
    "red.lead": "The lead is told after so many minutes",
    "amber.deputy_percent": "The deputy is told after so many per cent of the limit",
    "amber.lead_percent": "The lead is told after so many per cent of the limit",
    "amber.repeat_working_days": "Working days between repeats",
    "amber.snooze_days": "A case may rest for so many days at most",
    "amber.join_days": "A further finding joins the open case within so many days",
}
"""Path of a number in the file -> what it is; a limit in working days bears the id of its rule."""
